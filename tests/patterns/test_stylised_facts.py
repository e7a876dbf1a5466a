"""Known facts that the baseline has to show, over thirty seeds, within two Monte-Carlo errors of their bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from consortium.experiments.validation import patterns
from consortium.experiments.validation.pattern_findings import Finding

SEEDS = range(3001, 3031)

MUST_HOLD = {
    "most schools and few enterprises take part": patterns.hot_schools_cold_enterprises,
    "deep participation rises steeply with size": patterns.participation_rises_with_size,
    "a minority profits in training in China and a majority in Switzerland": patterns.training_loses_money_in_china,
    "an incentive lifts starts, not completion or quality": patterns.incentives_lift_starts_only,
    "unwatched money breeds form and watched money does not": patterns.unwatched_money_breeds_form,
    "a gain that money brought is mostly gone five years after": patterns.money_that_ends,
    "an announced end brings places forward and leaves a gap": patterns.an_end_that_is_announced,
}


@pytest.mark.slow
@pytest.mark.parametrize("pattern", MUST_HOLD.values(), ids=[name.replace(" ", "-") for name in MUST_HOLD])
def test_a_known_pattern_holds(pattern: Callable[[range], list[Finding]]) -> None:
    for finding in pattern(SEEDS):
        assert finding.holds in (True, None), finding


@pytest.mark.slow
def test_costs_and_benefits_of_training_come_late() -> None:
    for finding in patterns.costs_and_benefits_come_late(SEEDS[:3]):
        assert finding.holds, finding


@pytest.mark.slow
def test_most_of_a_doubled_subsidy_goes_to_training_that_would_be_there_anyway() -> None:
    """The deadweight is above the range known from elsewhere when the subsidy is doubled: a known misfit, reported
    in docs/patterns.md, since the fixed cost of applying lets in mostly large enterprises that train already."""
    doubled_deep, doubled, raised_deep, raised = patterns.flat_money_is_mostly_inframarginal(SEEDS)
    assert doubled_deep.holds
    assert raised_deep.value > 2 * raised_deep.error
    assert doubled.value > 0.8
    assert 0.6 < raised.value < 0.95
    assert raised.value < doubled.value


@pytest.mark.slow
def test_the_same_enterprises_claim_where_take_up_is_fixed() -> None:
    """Doubling the subsidy raises take-up; where it is held, the deadweight is no lower: a known misfit, too."""
    before, free, fixed, deep, deadweight = patterns.flat_money_at_fixed_take_up(SEEDS)
    assert free.value > 1.4 * before.value
    assert fixed.value == pytest.approx(before.value, abs=0.02)
    assert deep.holds
    assert deadweight.value > 0.8


@pytest.mark.slow
def test_a_city_returns_from_a_push_unless_it_has_brought_a_platform_its_users() -> None:
    for finding in patterns.what_a_push_leaves(SEEDS[:4]):
        assert finding.holds in (True, None), finding


def test_the_page_has_every_clause_of_the_patterns_and_they_hold() -> None:
    page = (Path(__file__).parents[2] / "docs" / "patterns.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| SF")]
    written = {row[1]: row[5] for row in rows if len(row) > 5}
    for quantity in (
        "Δ deep participation, subsidy doubled, take-up fixed",
        "the first less the second",
        "share gone without entity less share gone with it",
        "deep participation, pushed up less pushed down, no platform",
        "deep participation, pushed up less pushed down, a platform",
        "platform users, pushed up less pushed down, a platform",
    ):
        assert written[quantity] in ("pass", "near"), quantity


def test_a_finding_outside_its_bounds_by_more_than_noise_does_not_hold() -> None:
    assert Finding("x", "y", 0.50, 0.01, 0.40, 0.49).holds
    assert not Finding("x", "y", 0.52, 0.01, 0.40, 0.49).holds
    assert not Finding("x", "y", 0.37, 0.01, 0.40, 0.49).holds
    assert Finding("x", "y", 0.52, 0.01).holds is None
