"""The finding on an enterprise, and its figure: true to the terms, and readable in both languages."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from consortium.experiments.explanation import reasons
from consortium.experiments.explanation import tables as explanation_tables
from consortium.experiments.explanation.account import Choice, Explanation, State, explain, worth_a_look
from consortium.experiments.explanation.watching import View, look
from consortium.experiments.explanation.weighing import DEPTHS, TERMS, term_label
from consortium.experiments.figures.base import style
from consortium.experiments.figures.choice import terms as figure_of_terms
from consortium.experiments.figures.choice.terms import draw_terms
from consortium.simulation.policies.instruments import Publicity, Subsidy
from consortium.simulation.scenario import load_scenario
from tests.experiments.figures.test_figures import LANGUAGES, coarse_pictures, drawn_figures
from tests.experiments.figures.texts import shown_texts

__all__ = ["coarse_pictures", "drawn_figures"]

TITLE = {
    "en": "A very long name of a reform that costs $_\\frac{1}{2}$ and does more",
    "zh": "一项名称极长的改革（$x^2$）",
}


@pytest.fixture(scope="module")
def views() -> list[View]:
    """No reform, one, and one that changes nothing."""
    base = load_scenario("baseline")
    reform = base.with_(
        name="reform", title=TITLE, policies=(Subsidy(per_trainee=22.4, start=2), Publicity(rate=0.3, start=2))
    )
    return [look(scenario, seed=1, year=6) for scenario in (base, reform, base.with_(name="placebo"))]


@pytest.fixture(scope="module")
def explanation(views: list[View]) -> Explanation:
    """An enterprise that chose in both arms, and chose otherwise because of the reform."""
    for number in worth_a_look(views[:2])["enterprise"]:
        found = explain(views, int(number))
        i = reasons.telling(found.arms[:2])
        if all(arm.choices[i].what == "chose" for arm in found.arms) and found.arms[1].depth == 3:
            return found
    raise LookupError("the reform moves nobody under review")


def changed(explanation: Explanation, **changes: list[Any]) -> Explanation:
    """The first two arms with other doings: `what` and `after` (depth) of the spring, `chosen`."""
    arms = []
    for row, arm in enumerate(explanation.arms[:2]):
        spring: Choice = arm.choices[1]
        if "what" in changes:
            spring = replace(spring, what=changes["what"][row])
        if "after" in changes:
            spring = replace(spring, after=State(changes["after"][row], 0, 1))
        autumn = replace(arm.choices[0], what="kept", after=arm.choices[0].before)
        arms.append(replace(arm, choices=(autumn, spring), chosen=changes.get("chosen", [6, 6])[row]))
    return replace(explanation, arms=tuple(arms))


# --- the sentence -----------------------------------------------------------------------------------------------------


def test_the_title_names_the_terms_that_differ_most(explanation: Explanation) -> None:
    base, reform, _ = explanation.arms
    i = reasons.telling((base, reform))
    title = reasons.title(explanation, 1, "en")
    assert title.startswith(f"Enterprise {explanation.enterprise} co-trains only with the reform: ")
    before, after = (arm.choices[i].weighed.terms[3] for arm in (base, reform))
    shift = {term: after[term] - before[term] for term in after}
    largest = max(shift, key=lambda term: abs(shift[term]))
    assert largest == "subsidy"
    assert f"subsidy +{shift['subsidy']:.1f}" in title
    assert "补贴 +" in reasons.title(explanation, 1, "zh")
    chances = [arm.choices[i].weighed.chances[3] for arm in (base, reform)]
    assert chances[1] > chances[0]
    assert "chance of co-training" in reasons.sentence(explanation, 1, "en")


def test_what_the_reform_leaves_alone_is_said_to_be_so(explanation: Explanation) -> None:
    assert "with and without the reform" in reasons.title(explanation, 2, "en")
    assert "no term of co-training differs" in reasons.title(explanation, 2, "en")
    assert "有无改革都" in reasons.title(explanation, 2, "zh")


@pytest.mark.parametrize(
    ("what", "chosen", "en", "zh"),
    [
        (["no_school", "chose"], [6, 6], "without the reform no school was at hand", "无改革时没有可合作的学校"),
        (["chose", "explored"], [6, 6], "with the reform it chose at random", "改革下随机作出选择"),
        (["fell_out", "chose"], [6, 6], "without the reform a dispute ended its co-training", "无改革时因纠纷终止"),
        (["leads", "leads"], [6, 6], "in both it leads and is bound to its part", "两者都作为龙头企业"),
        (["chose", "kept"], [6, 3], "with the reform it last chose in year 3; weighed now", "改革下上次选择在第3年"),
        (["kept", "kept"], [0, 0], "in both it last chose before year 1; weighed now", "两者都上次选择在第1年之前"),
        (["kept", "chose"], [6, 6], "without the reform it was not under review", "无改革时未重新考虑"),
    ],
)
def test_reasons_other_than_the_terms_come_first(
    explanation: Explanation, what: list[str], chosen: list[int], en: str, zh: str
) -> None:
    other = changed(explanation, what=what, chosen=chosen, after=[0, 3])
    assert reasons.title(other, 1, "en").startswith(f"Enterprise {other.enterprise} co-trains only with the reform: ")
    assert en in reasons.title(other, 1, "en")
    assert zh in reasons.title(other, 1, "zh")


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([3, 0], "co-trains only without the reform"),
        ([3, 3], "co-trains with and without the reform"),
        ([1, 1], "takes part in name only with and without the reform"),
        ([0, 2], "offers placements with the reform and takes no part without it"),
    ],
)
def test_the_sentence_begins_with_what_it_did(explanation: Explanation, after: list[int], said: str) -> None:
    assert said in reasons.sentence(changed(explanation, what=["chose", "chose"], after=after), 1, "en")


def test_where_the_depth_that_was_taken_gained_nothing_the_one_that_moved_is_named(explanation: Explanation) -> None:
    """The subsidy raises co-training; whoever then takes no part was not moved by the terms of co-training."""
    title = reasons.title(changed(explanation, what=["chose", "chose"], after=[3, 0]), 1, "en")
    assert "co-training: subsidy +" in title


def test_a_run_is_reported_by_its_largest_terms(views: list[View]) -> None:
    alone = explain(views[:1], 5)
    terms = alone.arms[0].choices[reasons.telling(alone.arms)].weighed.terms[3]
    largest = max(terms, key=lambda term: abs(terms[term]))
    name = term_label(largest, "en")
    title = reasons.title(alone, 0, "en")
    assert f"({name[0].lower() + name[1:]} " in title
    assert "reform" not in title


def test_the_tick_in_which_something_happened_is_the_telling_one(views: list[View]) -> None:
    for number in range(1, 61):
        arms = explain(views, number).arms[:2]
        i = reasons.telling(arms)
        changed = [any(arm.choices[j].before.depth != arm.choices[j].after.depth for arm in arms) for j in (0, 1)]
        assert changed[i] or not any(changed)
        reviewed = [sum(arm.choices[j].what != "kept" for arm in arms) for j in (0, 1)]
        assert any(changed) or reviewed[i] == max(reviewed)


@pytest.mark.parametrize("texts", [reasons._TEXTS, figure_of_terms._TEXTS])
def test_texts_exist_in_both_languages_with_the_same_values(texts: dict[str, tuple[str, str]]) -> None:
    for key, (en, zh) in texts.items():
        values = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (en, zh)]
        assert values[0] == values[1] or key in ("no_school", "moved", "chances"), key
        assert not any(ord(sign) >= 0x2E80 for sign in en), key
        assert zh, key


def test_every_sentence_of_a_town_is_complete_in_both_languages(views: list[View]) -> None:
    for number in range(1, 301, 4):
        found = explain(views, number)
        for lang, stop in (("en", "."), ("zh", "。")):
            for reform in (1, 2):
                said = reasons.sentence(found, reform, lang)
                assert said.endswith(stop)
                assert not set("{}[]") & set(said)
                assert "nan" not in said


# --- tables -----------------------------------------------------------------------------------------------------------


def test_the_table_adds_up_as_it_is_written(explanation: Explanation) -> None:
    pair = explanation.arms[:2]
    table = explanation_tables.terms_table(pair, 0, "en")
    columns = [list(column.cells) for column in table.columns]
    total = [str(cell) for cell in columns[0]].index("In all")
    weighed = [arm.choices[0].weighed for arm in pair]
    for cells, (w, depth) in zip(columns[1:], [(w, depth) for w in weighed for depth in DEPTHS], strict=True):
        numbers = [float(str(cell).replace("−", "-")) for cell in cells[: total + 1] if cell]
        assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.005 * len(numbers) + 0.02)
        assert numbers[-1] == pytest.approx(w.worth(depth), abs=0.005)


# --- the figure -------------------------------------------------------------------------------------------------------


def bars_of(figure: Figure) -> list[list[Rectangle]]:
    """The bars of each panel, from above."""
    panels = [[patch for patch in ax.patches if isinstance(patch, Rectangle)] for ax in figure.axes]
    return [sorted(bars, key=lambda bar: -bar.get_y()) for bars in panels]


def test_the_figure_shows_terms_that_sum_to_the_bar_of_co_training(
    explanation: Explanation, drawn_figures: dict[str, Figure], tmp_path: Path
) -> None:
    draw_terms(explanation, tmp_path)
    assert list(drawn_figures) == ["terms_reform", "terms_placebo"]
    i = reasons.telling(explanation.arms[:2])
    figure = drawn_figures["terms_reform"]
    for bars, arm in zip(bars_of(figure), explanation.arms, strict=False):
        lengths = [bar.get_width() for bar in bars]
        weighed = arm.choices[i].weighed
        assert lengths[-3:] == pytest.approx([weighed.worth(depth) for depth in DEPTHS])
        assert sum(lengths[:-3]) == pytest.approx(lengths[-1], abs=0.005 * len(weighed.terms[3]))
    left, right = figure.axes
    assert left.get_xlim() == right.get_xlim()
    assert left.get_ylim() == right.get_ylim()


@pytest.fixture(scope="module")
def entity() -> list[View]:
    """A reform that moves enterprises from placements to co-training, and the reverse."""
    return [look(load_scenario(name), seed=1, year=12) for name in ("baseline", "consortium_entity")]


def test_the_title_gives_the_differences_that_the_figure_shows(
    entity: list[View], drawn_figures: dict[str, Figure], tmp_path: Path
) -> None:
    """Not those against another depth: the title said fixed cost +4.0 where the figure had +3.8."""
    found = [explain(entity, int(number)) for number in worth_a_look(entity)["enterprise"][:6]]
    found += [explain(entity, number) for number in range(1, 301) if moved_below_co_training(entity, number)][:3]
    checked = 0
    for case in found:
        drawn_figures.clear()
        draw_terms(case, tmp_path)
        left, right = drawn_figures["terms_consortium_entity"].axes
        labels = [text.get_text() for text in left.get_yticklabels()]
        names = dict(zip(map(float, left.get_yticks()), labels, strict=True))
        shown = {
            names[float(text.xy[1])].lower(): text.get_text()
            for text in right.texts
            if isinstance(text, Annotation) and text.xycoords == ("axes fraction", "data")
        }
        title = reasons.title(case, 1, "en")
        for term in TERMS:
            name = term_label(term, "en").lower()
            said = re.search(rf"[:,(] {re.escape(name)} ([+−][\d.]+)|\({re.escape(name)} ([+−][\d.]+)", title.lower())
            if said:
                assert (said[1] or said[2]) == shown[name], (title, shown)
                checked += 1
    assert checked >= 8


def moved_below_co_training(views: list[View], number: int) -> bool:
    """Whether an enterprise took another depth because of the reform, and co-training in neither arm."""
    depths = [int(view.moments[1].after["depth"][number - 1]) for view in views]
    return depths[0] != depths[1] and max(depths) == 2


def test_a_run_has_one_figure_of_one_panel(views: list[View], drawn_figures: dict[str, Figure], tmp_path: Path) -> None:
    draw_terms(explain(views[:1], 5), tmp_path)
    assert list(drawn_figures) == ["terms"]
    assert len(drawn_figures["terms"].axes) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_large_enough_within_the_figure_and_apart_from_others(
    views: list[View], explanation: Explanation, lang: str, drawn_figures: dict[str, Figure], tmp_path: Path
) -> None:
    wrong = []
    cases = [explanation, changed(explanation, what=["chose", "kept"], chosen=[6, 3], after=[0, 3])]
    cases += [explain(views[:2], number) for number in (1, 30, 75, 119)] + [explain(views[:1], 5)]
    for case in cases:
        drawn_figures.clear()
        with style.look(lang):
            draw_terms(case, tmp_path, lang)
            for figure in drawn_figures.values():
                texts = shown_texts(figure)
                boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
                wrong += [f"{text.get_text()!r} is small" for text in texts if float(text.get_fontsize()) < style.TINY]
                slack = 0.06 * figure.dpi  # inches: boxes of text are larger than what is painted
                wrong += [
                    f"{text!r} leaves the figure"
                    for text, box in boxes
                    if min(box.x0, box.y0) < 0 or box.x1 > figure.bbox.width or box.y1 > figure.bbox.height
                ]
                wrong += [
                    f"{text!r} lies on {other!r} ({case.enterprise})"
                    for (text, a), (other, b) in combinations(boxes, 2)
                    if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
                ]
    assert wrong == []


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_the_same_explanation_gives_the_same_bytes(
    explanation: Explanation, tmp_path: Path, format: style.Format
) -> None:
    before = dict(mpl.rcParams)
    first = draw_terms(explanation, tmp_path / "1", format=format)
    again = draw_terms(explanation, tmp_path / "2", format=format)
    assert [path.name for path in first] == [f"terms_reform.{format}", f"terms_placebo.{format}"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert dict(mpl.rcParams) == before
