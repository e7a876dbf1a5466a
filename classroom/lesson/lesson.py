"""What the lesson is made of, as the page takes it: steps, words, levers and marks; and what each step asks for.

    lesson = Lesson(load_scenario("baseline"))
    lesson.contents()
    lesson.city(Setting.parsed("00030"), seed=1)

The same answers serve the page of a running server and the file that is opened without one (`export`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ...experiments.comparison.outcomes import OUTCOMES
from ...experiments.explanation import reasons
from ...experiments.figures.base import marks, style
from ...experiments.figures.base.words import say
from ...experiments.presentation.labels import label
from ...experiments.presentation.money import Budget, yuan_said
from ...experiments.presentation.numbers import NBSP
from ...experiments.presentation.units import unit_said
from ...experiments.runs.annual import last_years, scale_of, years_of
from ...experiments.statistics.verdict import LEAST_WORLDS, Verdict, verdict_said
from ...simulation.scenario import Scenario, load_scenario
from .answers import CURVES, LANGS, Answers, Kept, Runs
from .city import GROUPS, city_of
from .explaining import Explanations
from .game import BUDGET
from .levers import LEVERS, START, Setting
from .words import STEPS, WORDS

__all__ = ["CLIFF", "DEMONSTRATION", "SEED", "WHY", "Lesson"]

SEED = 1
"""The world that the city shows: nothing is special about it."""

DEMONSTRATION = Setting.of(subsidy=2)
"""What the class predicts: money that nobody checks more than before."""

WHY = Setting.of(consortium_entity=3)
"""The reform beside the baseline when an enterprise is asked."""

CLIFF = ("subsidy_cliff", "subsidy_cliff_entity")
"""Bundled scenarios in which the money ends, without and with an entity."""

MOST_CITIES = 40
"""Cities that are kept, some 100 kB each."""

MARKS = {0: "ring", 1: "triangle", 2: "square", 3: "disc"}
"""Shape of a dot by depth, which says the same as its colour."""


class Lesson:
    """The lesson in one city. `runs` simulates; by default in this process."""

    def __init__(self, base: Scenario, runs: Runs | None = None) -> None:
        self.base = base
        self.answers = Answers(base, runs)
        self._cities: Kept[dict[str, Any]] = Kept(MOST_CITIES)
        self._explanations = Explanations()

    def city(self, setting: Setting, seed: int = SEED) -> dict[str, Any]:
        """Baseline and reform of one world side by side; the baseline alone where no lever is pulled."""

        def found() -> dict[str, Any]:
            return city_of([self.base, setting.reform(self.base)][: 2 if setting.pulled else 1], seed)

        return self._cities.get((setting, seed), found)

    def explanation(self, setting: Setting, year: int, enterprise: int, seed: int = SEED) -> dict[str, Any]:
        """Why an enterprise does what it does, in baseline and reform. Raises Refused."""
        reform = setting.reform(self.base) if setting.pulled else None
        return self._explanations.of(self.base, reform, seed, year, enterprise)

    def cliff(self, worlds: int) -> dict[str, Any]:
        """The money that ends, without and with an entity, against the baseline; `ends` is its last year."""
        return self.answers.arms(self._cliff, worlds) | {"ends": self._cliff_ends}

    @cached_property
    def _cliff(self) -> list[Scenario]:
        """The bundled scenarios, in the city of the lesson."""
        bundled = [load_scenario(name) for name in CLIFF]
        return [
            self.base.with_(name=arm.name, title=arm.title, policies=[*self.base.policies, *arm.policies])
            for arm in bundled
        ]

    @cached_property
    def _subsidy(self) -> Any:
        return next(policy for policy in self._cliff[0].policies if policy.kind == "subsidy")

    @property
    def _cliff_ends(self) -> int:
        return int(self._subsidy.schedule[0][0]) - 1

    # --- contents -----------------------------------------------------------------------------------------------------

    def contents(self) -> dict[str, Any]:
        """All that the page needs to know before it asks for a result, in both languages."""
        city = Budget.parsed(BUDGET).in_city(self.base)
        years = years_of(self.base)
        return {
            "steps": [{"key": key, "minutes": minutes} for key, minutes in STEPS],
            "words": {key: dict(zip(LANGS, pair, strict=True)) for key, pair in WORDS.items()},
            "levers": [self._lever(number) for number in range(len(LEVERS))],
            "depths": [_depth(depth) for depth in MARKS],
            "groups": [_group(name) for name in GROUPS],
            "verdicts": {
                str(verdict): _both(lambda lang, verdict=verdict: _verdict(verdict, lang)) for verdict in Verdict
            },
            "curves": {name: _curve(name) for name in CURVES},
            "colours": {name: getattr(style, name.upper()) for name in _COLOURS},
            "start": START,
            "years": years,
            "end": list(last_years(years)),
            "seed": SEED,
            "scale": scale_of(self.base),
            "budget": {
                "yuan": city,
                "written": {"en": BUDGET, "zh": "4000万"},
                "said": _both(lambda lang: _yuan(city, lang)),
            },
            "base": dict(self.base.title),
            "demonstration": {"setting": DEMONSTRATION.code, "sum": _both(lambda lang: _sum(DEMONSTRATION, lang))},
            "why": {"setting": WHY.code, "title": _both(WHY.said)},
            "cliff": {"ends": self._cliff_ends, "sum": _both(lambda lang: _trainee(self._subsidy.per_trainee, lang))},
        }

    def _lever(self, number: int) -> dict[str, Any]:
        lever = LEVERS[number]
        bare = lever.unit in ("share", "level 0–1")  # the number says it
        unit = _both(lambda lang: "" if bare else unit_said(lever.unit, lang))
        return {
            "kind": lever.kind, "name": lever.names, "about": lever.about, "unit": unit, "values": lever.values,
            "standing": float(self.base.parameters[lever.lever]),
        }  # fmt: skip


_COLOURS = ("black", "grey", "mist", "pale", "orange", "sky", "green", "blue", "vermillion", "purple")


def _both(say: Callable[[Any], str]) -> dict[str, str]:
    return {lang: say(lang) for lang in LANGS}


def _sum(setting: Setting, lang: str) -> str:
    """The money for a trainee-year of the only lever that is pulled."""
    ((lever, stop),) = setting.pulled
    return _trainee(lever.values[stop], lang)


def _trainee(thousands: float, lang: Any) -> str:
    return _yuan(1000.0 * thousands, lang)


def _yuan(sum_of_money: float, lang: Any) -> str:
    """A sum within a sentence, which is not broken after the sign."""
    return yuan_said(sum_of_money, lang).replace(" ", NBSP)


def _depth(depth: int) -> dict[str, Any]:
    """How enterprises of a depth are drawn, as in the figures, and what the depth is called.

    Nominal members are lighter than in figures, where hatches tell them from placements: dots have none, and in grey
    the two would look alike.
    """
    known = {3 - place: mark for place, mark in enumerate(marks.DEPTHS)}
    colour = {0: style.GREY, 1: style.PALE}.get(depth) or known[depth].colour
    names = _both(lambda lang: _capital(say(f"depth_{depth}", lang) if depth else reasons.say("depth_0", lang)))
    return {"depth": depth, "shape": MARKS[depth], "colour": colour, "name": names}


def _group(name: str) -> dict[str, Any]:
    outcome = OUTCOMES[f"deep_{name}"]
    colour = {"because": style.GREEN, "anyway": style.BLUE, "driven_out": style.VERMILLION, "stayed_out": style.MIST}
    return {"key": name, "colour": colour[name], "name": {"en": outcome.en, "zh": outcome.zh}}


def _curve(metric: str) -> dict[str, Any]:
    """How the line of an output is drawn in the figures."""
    drawn = marks.SCHOOLS if metric == "school_participation" else marks.TAKING_PART[metric]
    return {"name": _both(lambda lang: label(metric, lang)), "colour": drawn["color"], "marker": drawn["marker"]}


def _verdict(verdict: Verdict, lang: str) -> str:
    return verdict_said(verdict, LEAST_WORLDS, lang)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
