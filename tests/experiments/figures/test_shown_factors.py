"""A figure shows the level that a policy results in, and a change only as a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from consortium.experiments.figures import heat_map, look, slide
from consortium.experiments.figures.sweep import shown_factors
from consortium.experiments.figures.sweep.shown_factors import lever_of, shown_factor, standing_at
from consortium.experiments.sweeps.design.design import Design, load_design
from consortium.simulation.policies import levers_in_force
from consortium.simulation.policies.governance import governed
from consortium.simulation.scenario import Scenario
from tests.sweep_tables import MONITORING, SUBSIDY, sweep_of, written_design

LEVEL = "policy.monitoring.level"
GRID = {SUBSIDY: [0.0, 5.6, 22.4], LEVEL: [-0.2, 0.0, 0.6]}
BUNDLED = sorted(path.stem for path in (Path(shown_factors.__file__).parents[2] / "designs").glob("*.toml"))


def in_force(scenario: Scenario, lever: str, year: int) -> float:
    """A lever in a year, as the model has it in the first region."""
    own = scenario.region_parameters(0)
    standing = {**own, **governed(own)}
    changed = levers_in_force(standing, scenario.policies, year, region=0)
    return changed[lever] if lever in changed else float(standing[lever])  # type: ignore[arg-type]


def design_of(folder: Path, more: str = "", policy: str = "") -> Design:
    return written_design(
        folder,
        f"""
        design = "factorial"
        seeds = 2
        [[policy]]
        kind = "subsidy"
        per_trainee = 0.0
        [[policy]]
        kind = "monitoring"
        level = 0.0
        {policy}
        [factors]
        "{SUBSIDY}" = {GRID[SUBSIDY]}
        "{LEVEL}" = {GRID[LEVEL]}
        {more}
        """,
    )


@pytest.mark.parametrize("name", BUNDLED)
def test_the_values_shown_are_those_that_the_model_has(name: str) -> None:
    design = load_design(name)
    for factor in design.factors:
        lever = lever_of(factor.key)
        if lever is None or standing_at(factor.key, design) is None:
            continue
        shown = shown_factor(factor.key, "en", design)
        for point in range(0, len(design.points), max(1, len(design.points) // 20)):
            scenario = design.scenario(point)
            ends = [policy.end or 20 for policy in scenario.policies if policy.kind == factor.key.split(".")[1]]
            if not ends:  # the policy is one of a compared reform, which the base has not
                continue
            last = min(ends)
            wanted = in_force(scenario, lever, last)
            assert shown.value(design.values(point)[factor.key]) == pytest.approx(wanted, abs=1e-9)


def test_nobody_looking_is_level_0_and_not_minus_a_fifth(tmp_path: Path) -> None:
    design = design_of(tmp_path)
    shown = shown_factor(LEVEL, "en", design)
    assert shown.titled == "Monitoring and audit (level 0–1)"
    assert shown.all_said(GRID[LEVEL]) == ["0", "0.2", "0.8"]
    assert shown.at(-0.2) == "monitoring and audit 0"
    assert shown_factor(SUBSIDY, "zh", design).all_said(GRID[SUBSIDY]) == ["2.8", "8.4", "25.2"]


def test_the_axes_of_a_heat_map_have_the_levels_that_result(tmp_path: Path) -> None:
    with look() as lang:
        figure = slide()
        ax = heat_map(figure.subplots(), sweep_of(GRID), SUBSIDY, LEVEL, lang=lang, design=design_of(tmp_path))
        figure.draw_without_rendering()
        assert [label.get_text() for label in ax.get_yticklabels()] == ["0", "0.2", "0.8"]
        assert [label.get_text() for label in ax.get_xticklabels()] == ["2.8", "8.4", "25.2"]
        assert "−" not in ax.get_ylabel()


@pytest.mark.parametrize(
    ("more", "policy"),
    [
        (f'"{MONITORING}" = [0.2, 0.5]', ""),
        ("", "schedule = [[3, 0.5]]"),
    ],
    ids=["another factor moves it", "it changes over the years"],
)
def test_where_the_level_is_not_one_number_the_change_is_shown_as_one(more: str, policy: str, tmp_path: Path) -> None:
    design = design_of(tmp_path, more, policy)
    for shown in (shown_factor(LEVEL, "en", design), shown_factor(LEVEL, "en")):
        assert shown.titled == "Monitoring and audit (level 0–1, added)"
        assert shown.all_said(GRID[LEVEL]) == ["−0.2", "0", "+0.6"]
        assert shown.at(0.6) == "monitoring and audit +0.6"
    assert shown_factor(LEVEL, "zh").titled == "监管力度（0–1，增量）"
