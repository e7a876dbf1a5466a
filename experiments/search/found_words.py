"""What a search found, in words: the same sentences on the terminal and in figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...simulation.parameters import PARAMETERS
from ...simulation.policies import POLICIES
from ..presentation.labels import label_in_text
from ..presentation.language import Lang, name_of
from ..presentation.money import yuan_said
from ..presentation.numbers import city_money, form_of, percent, signed
from ..presentation.texts import Texts
from ..presentation.units import choice_said, unit_said
from ..statistics.inference import Interval
from ..statistics.verdict import judged
from ..sweeps.design.factors import DATES, Factor
from .bundles import Institution, Instrument
from .front import Found, Measured
from .policy_search import PolicySearch

__all__ = [
    "best_said", "budget_said", "cost_said", "effect_said", "finding", "institution_said", "instrument_said",
    "parts_said", "remarks", "search_said", "strength_said",
]  # fmt: skip

_WORDS: dict[str, tuple[str, str]] = {
    "search": (
        "{instruments} and {institutions}; {population} bundles × {generations} in {worlds} each ({sets}); then at "
        "most {bundles} bundles in {fresh} fresh worlds ({fresh_sets}); then the best of these in {fresh} further "
        "worlds ({further_sets})",
        "{instruments}、{institutions}；每代{population}个组合×{generations}，各在{worlds}中模拟"
        "（{sets}）；再取至多{bundles}个组合在{fresh}个新世界中重新测量（{fresh_sets}）；其中最优者再在另外{fresh}个世界中测量"
        "（{further_sets}）",
    ),
    "sets": ("{sets} × {seeds}", "{sets}×{seeds}"),
    "other_sets": ("{sets} not used before × {seeds}", "另外{sets}×{seeds}"),
    "start_values": ("start values × {seeds}", "默认参数×{seeds}"),
    "n_sets": ("{n} parameter sets", "{n}组参数"),
    "1_sets": ("1 parameter set", "1组参数"),
    "n_seeds": ("{n} seeds", "{n}个种子"),
    "1_seeds": ("1 seed", "1个种子"),
    "n_instruments": ("{n} instruments", "{n}种政策工具"),
    "1_instruments": ("1 instrument", "1种政策工具"),
    "n_institutions": ("{n} institutions", "{n}项现行制度"),
    "1_institutions": ("1 institution", "1项现行制度"),
    "n_generations": ("{n} generations", "{n}代"),
    "1_generations": ("1 generation", "1代"),
    "n_worlds": ("{n} worlds", "{n}个世界"),
    "1_worlds": ("1 world", "1个世界"),
    "best": (
        "Within {budget} a year, bundle {number} raises {goal} most: by {effect}{tied}",
        "每年{budget}以内，组合{number}最能提高{goal}：{effect}{tied}",
    ),
    "best_falls": (
        "Within {budget} a year, bundle {number} lowers {goal} most: by {effect}{tied}",
        "每年{budget}以内，组合{number}最能降低{goal}：{effect}{tied}",
    ),
    "is_best": ("best", "最优"),
    "as_good": ("as good as the best", "与最优无法区分"),
    "beyond": ("over the budget", "超出预算"),
    "dominated": ("bundle {other} is better and costs no more", "组合{other}更好且花费不更多"),
    "tied": ("; {others} cannot be told apart from it", "；{others}与它无法区分"),
    "confirmed": (
        "In {n} further worlds, which chose nothing, bundle {number} changes {goal} by {effect} and costs {cost}, in "
        "the last five years {late}",
        "在未参与选择的另外{n}个世界中，组合{number}使{goal}变化{effect}，花费{cost}，最后五年为{late}",
    ),
    "lucky": (
        "The worlds that chose it took its effect for {fresh}, the search for {searched}: both are partly luck",
        "据以选出它的世界中效应为{fresh}，搜索时估计为{searched}：二者都含有运气成分",
    ),
    "better_in": (
        "It is better than the base in {share} of the parameter sets there",
        "在其中{share}的参数组中优于基准",
    ),
    "not_confirmed": (
        "Bundle {number} could not be simulated in further worlds: its effect is that of the worlds that chose it, and "
        "a little too good",
        "组合{number}无法在另外的世界中模拟：所报告的效应来自据以选出它的世界，略偏有利",
    ),
    "bundle": ("bundle {numbers}", "组合{numbers}"),
    "bundles": ("bundles {numbers}", "组合{numbers}"),
    "unseen": (
        "Within {budget} a year, no bundle is seen to move {goal} for the better",
        "每年{budget}以内，未见任何组合改善{goal}",
    ),
    "nothing": ("No bundle costs at most {budget} a year", "没有任何组合的花费在每年{budget}以内"),
    "tied_many": (
        "; {n} others cannot be told apart from it, the cheapest of them bundle {number}",
        "；另有{n}个与它无法区分，其中最省的是组合{number}",
    ),
    "adds": (": {goal} {effect}, cost {cost}", "：{goal}{effect}，花费{cost}"),
    "adds_nothing": (": no effect on {goal} is seen, cost {cost}", "：未见对{goal}的作用，花费{cost}"),
    "comma": (", ", "、"),
    "becomes": ("{name} = {value} instead of {before} {unit}", "{name}由{before}改为{value} {unit}"),
    "year": ("{name} {value}", "{name}{value}"),
}

_say = Texts(_WORDS).say

BARE = ("share", "level 0–1")
"""Units of numbers that say all by themselves."""

MOST_NAMED = 2
"""Bundles that are named one by one in a sentence."""


def search_said(search: PolicySearch, lang: Lang) -> str:
    """How large a search is."""

    def sets(number: int, seeds: int, others: bool) -> str:
        key = "start_values" if not search.has_an_ensemble else "other_sets" if others else "sets"
        return _say(key, lang, sets=_counted("sets", number, lang), seeds=_counted("seeds", seeds, lang))

    return _say(
        "search",
        lang,
        instruments=_counted("instruments", len(search.space.instruments), lang),
        institutions=_counted("institutions", len(search.space.institutions), lang),
        population=search.population,
        generations=_counted("generations", search.generations, lang),
        worlds=_counted("worlds", len(search.worlds), lang),
        sets=sets(search.members, search.seeds, False),
        bundles=search.bundles,
        fresh=len(search.fresh_worlds),
        fresh_sets=sets(search.final_members, search.final_seeds, search.has_fresh_sets),
        further_sets=sets(search.final_members, search.final_seeds, search.has_further_sets),
    )


def _counted(what: str, number: int, lang: Lang) -> str:
    return _say(f"{1 if number == 1 else 'n'}_{what}", lang, n=number)


def budget_said(search: PolicySearch, lang: Lang) -> str:
    """The budget in ¥ of the real city."""
    return yuan_said(search.budget.in_city(search.base), lang)


def finding(found: Found, lang: Lang) -> str:
    """The best bundle within the budget with its effect in further worlds, and those not to be told apart from it."""
    search, best = found.search, found.reported
    words = {"budget": budget_said(search, lang), "goal": label_in_text(search.goals[0], lang)}
    if best is None:
        return _say("nothing", lang, **words)
    sign, effect = search.signs[0], best.interval(1)
    if not sign * effect.value > 0 or not effect.excludes_zero:
        return _say("unseen", lang, **words)
    form = form_of(search.goals[0], search.base, lang)
    return _say(
        "best" if sign > 0 else "best_falls",
        lang,
        number=best.number,
        effect=form.size(effect.value, effect.low, effect.high),
        tied=_tied([one.number for one in found.as_good], lang),
        **words,
    )


def _tied(numbers: list[int], lang: Lang) -> str:
    """Bundles that cannot be told apart from the best, by name where they are few."""
    if not numbers:
        return ""
    if len(numbers) > MOST_NAMED:
        return _say("tied_many", lang, n=len(numbers), number=min(numbers))
    others = _say("comma", lang).join(map(str, numbers))
    return _say("tied", lang, others=_say("bundle" if len(numbers) == 1 else "bundles", lang, numbers=others))


def remarks(found: Found, one: Measured, lang: Lang) -> list[str]:
    """What is said of a bundle of the front beside its numbers."""
    said = [_say("is_best", lang)] if one is found.best else [_say("as_good", lang)] if one in found.as_good else []
    if not found.is_within(one):
        said.append(_say("beyond", lang))
    if (other := found.dominated.get(one.number)) is not None:
        said.append(_say("dominated", lang, other=other))
    return said


def best_said(found: Found, lang: Lang) -> Iterator[str]:
    """What the further worlds say of the best bundle, and what is lucky about it where it was chosen: sentences."""
    search, best, one = found.search, found.best, found.confirmed
    if best is None:
        return
    if one is None:
        yield _say("not_confirmed", lang, number=best.number)
        return
    form, money = form_of(search.goals[0], search.base, lang), city_money(search.base, lang)

    def change(interval: Interval) -> str:
        return form.change(interval.value, interval.low, interval.high)

    def cost(column: int) -> str:
        return money.value(one.interval(column).value)

    words = {"number": best.number, "n": len(search.further_worlds), "goal": label_in_text(search.goals[0], lang)}
    words |= {"effect": change(one.interval(1)), "fresh": change(best.interval(1)), "cost": cost(0), "late": cost(-1)}
    words["searched"] = form.change(float(best.searched[1]))
    yield _say("confirmed", lang, **words)
    yield _say("lucky", lang, **words)
    if search.has_an_ensemble:
        yield _say("better_in", lang, share=percent(one.share_better(1, search.signs[0]), lang, 0))


def cost_said(one: Measured, search: PolicySearch, lang: Lang, column: int = 0) -> str:
    """Cost and its interval, one below the other: money of the real city per year, without the unit.

    Of all years, or with column −1 of the last ones.
    """
    form, cost = city_money(search.base, lang).bare, one.interval(column)
    return _with_interval(form.value(cost.value), form.interval(cost.value, cost.low, cost.high), lang)


def effect_said(one: Measured, search: PolicySearch, place: int, lang: Lang) -> str:
    """The effect on a goal, by its place from 0, and its interval below it."""
    form, effect = form_of(search.goals[place], search.base, lang), one.interval(1 + place)
    return _with_interval(
        form.change(effect.value, effect.low, effect.high), form.interval(effect.value, effect.low, effect.high), lang
    )


def _with_interval(value: str, interval: str, lang: Lang) -> str:
    return f"{value}\n（{interval}）" if lang == "zh" else f"{value}\n({interval})"


def parts_said(found: Found, lang: Lang) -> Iterator[str]:
    """What is in the best bundle and how strong, and what each part adds there to the first goal: one line each."""
    search, best = found.search, found.best
    if best is None:
        return
    for instrument in search.space.instruments:
        if instrument.kind in best.bundle.instruments:
            said = instrument_said(instrument, best.bundle.instruments[instrument.kind], lang)
            yield said + _added(found, f"policy.{instrument.kind}", lang)
    for institution in search.space.institutions:
        if institution.name in best.bundle.institutions:
            said = institution_said(institution, best.bundle.institutions[institution.name], search, lang)
            yield said + _added(found, f"parameters.{institution.name}", lang)


def instrument_said(instrument: Instrument, values: Mapping[str, Any], lang: Lang) -> str:
    """An instrument with the strengths that were searched."""
    name, colon = name_of(POLICIES[instrument.kind], lang), "：" if lang == "zh" else ": "  # type: ignore[arg-type]
    said = [
        f"{factor.label(lang).removeprefix(name + colon)} "
        f"{strength_said(factor, values[instrument.field_of(factor)], lang)}"
        for factor in instrument.factors
    ]
    return name + (colon + _say("comma", lang).join(said) if said else "")


def _added(found: Found, part: str, lang: Lang) -> str:
    """What a part adds to the best bundle."""
    added = found.adds(part)
    if added is None:
        return ""
    verdict, effect = judged(added[:, 1])
    form, money = form_of(found.search.goals[0], found.search.base, lang), city_money(found.search.base, lang)
    words = {
        "goal": label_in_text(found.search.goals[0], lang),
        "effect": form.change(effect.value, effect.low, effect.high),
        "cost": money.change(float(added[:, 0].mean())),
    }
    return _say("adds" if verdict.sign else "adds_nothing", lang, **words)


def strength_said(factor: Factor, value: float | int, lang: Lang) -> str:
    """The value of a number that is searched: a change of what stands with its sign, or a date."""
    if factor.key.rpartition(".")[2] in DATES:
        return str(value)
    unit = "" if factor.unit in BARE else unit_said(factor.unit, lang)
    return f"{signed(float(value))} {unit}".rstrip()


def institution_said(institution: Institution, value: object, search: PolicySearch, lang: Lang) -> str:
    """What becomes of an institution that is changed."""
    parameter, stands = PARAMETERS[institution.name], search.base.parameters[institution.name]
    after, before = (choice_said(v, lang) if isinstance(v, str) else f"{v:g}" for v in (value, stands))
    unit = "" if parameter.kind == "choice" or parameter.unit in BARE else unit_said(parameter.unit, lang)
    name = name_of(parameter, lang)
    return _say("becomes", lang, name=name, value=after, before=before, unit=unit).rstrip()
