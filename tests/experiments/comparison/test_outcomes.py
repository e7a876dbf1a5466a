"""What a reform did: outcomes that can be had by hand, and that add up."""

from typing import Any

import numpy as np
import pytest

from consortium import compare
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.comparison.outcomes import OUTCOME_COLUMNS, OUTCOMES, last_year_of_money
from consortium.experiments.comparison.worlds import own_policies
from consortium.experiments.runs.agent_panel import CLAIMS
from consortium.simulation.outputs.recording import SIZE_CLASSES
from consortium.simulation.policies import Policy
from consortium.simulation.policies.instruments import Monitoring, Publicity, Subsidy
from consortium.simulation.scenario import Scenario
from tests.worlds import ticks, town

SEEDS = (1, 2, 3, 4, 5, 6)
WORLD: dict[str, Any] = {"years": 8, "application_cost": 1.0, "publicity": 0.2}
"""Applying is cheap, so that money moves something even in a small town."""
BASE = town(**WORLD)


def named(name: str, *policies: Policy) -> Scenario:
    return town(*policies, **WORLD).with_(name=name)


MONEY = named("money", Subsidy(per_trainee=28.0))
ENDING = named("ending", Subsidy(per_trainee=14.0, end=4))
NEWS = named("news", Publicity(rate=0.2))
NOTHING = named("nothing", Subsidy(per_trainee=0.0))


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(BASE, MONEY, ENDING, NEWS, NOTHING, seeds=SEEDS)


def found(comparison: Comparison, reform: str, outcome: str, group: str = "all") -> dict[str, Any]:
    """A row of the outcomes by column."""
    table = comparison.outcomes
    rows = table[(table["reform"] == reform) & (table["outcome"] == outcome) & (table["group"] == group)]
    (row,) = rows.to_dict("records")
    return {str(column): value for column, value in row.items()}


def trainees_by_hand(scenario: Scenario, seed: int) -> tuple[float, float]:
    """Co-trainees taken in a year, and those at enterprises that applied for money, mean of the last five years."""
    taken, supported = [], []
    started, applied = np.zeros(0), np.zeros(0, bool)
    for model in ticks(scenario, seed):
        if model.year < 4:
            continue
        e = model.population.enterprises
        if model.autumn:
            started, applied = e["new_trainees"].copy(), np.zeros(len(e), bool)
        applied |= np.array([sum(float(row[name]) for name in CLAIMS) > 0 for row in e])
        if not model.autumn:
            taken.append(started.sum())
            supported.append(started[applied].sum())
    assert len(taken) == 5
    return float(np.mean(taken)), float(np.mean(supported))


def test_additional_trainees_and_deadweight_are_what_one_counts(comparison: Comparison):
    before = [trainees_by_hand(BASE, seed)[0] for seed in SEEDS]
    after, supported = zip(*(trainees_by_hand(MONEY, seed) for seed in SEEDS), strict=True)
    additional = np.array(after) - np.array(before)
    assert found(comparison, "money", "additional_trainees")["value"] == pytest.approx(additional.mean())
    assert found(comparison, "money", "deadweight")["value"] == pytest.approx(1 - additional.sum() / sum(supported))
    assert 0 < found(comparison, "money", "deadweight")["value"] < 1


def test_the_cost_of_an_additional_trainee_is_a_ratio_of_means(comparison: Comparison):
    spending = comparison.summary.query("reform == 'money' and metric == 'public_spending'")["effect"].item()
    additional = found(comparison, "money", "additional_trainees")["value"]
    cost = found(comparison, "money", "cost_per_additional_trainee")
    assert cost["value"] == pytest.approx(spending / additional)
    assert cost["low"] < cost["value"] < cost["high"]


def test_deadweight_is_about_money_for_enterprises_only(comparison: Comparison):
    assert np.isnan(found(comparison, "news", "deadweight")["value"])


def test_a_policy_of_strength_zero_does_nothing_to_nobody(comparison: Comparison):
    table = comparison.outcomes[comparison.outcomes["reform"] == "nothing"].set_index(["outcome", "group"])
    assert np.isnan(found(comparison, "nothing", "cost_per_additional_trainee")["value"])
    assert np.isnan(found(comparison, "nothing", "deadweight")["value"]), "it pays enterprises nothing"
    nothing = table.drop(index=["cost_per_additional_trainee", "deadweight"], level=0)
    level = nothing.index.get_level_values(0).isin(["joined_anyway", "stayed_out", "deep_anyway", "deep_stayed_out"])
    assert (nothing.loc[~level, "value"].dropna() == 0).all()


@pytest.mark.parametrize("reform", ["money", "ending", "news"])
def test_every_enterprise_joined_stayed_left_or_kept_out(comparison: Comparison, reform: str):
    for names in (
        ("joined_because", "joined_anyway", "driven_out", "stayed_out"),
        ("deep_because", "deep_anyway", "deep_driven_out", "deep_stayed_out"),
    ):
        assert sum(found(comparison, reform, name)["value"] for name in names) == pytest.approx(1.0)


def test_additional_enterprises_are_the_change_of_participation(comparison: Comparison):
    summary = comparison.summary.query("reform == 'money'").set_index("metric")["effect"]
    enterprises = int(BASE.parameters["enterprises"])
    additional = found(comparison, "money", "additional_participants")["value"]
    assert additional == pytest.approx(summary["participation"] * enterprises)
    deep = found(comparison, "money", "additional_deep")["value"]
    assert deep == pytest.approx(summary["deep_participation"] * enterprises)
    assert found(comparison, "money", "additional_nominal")["value"] == pytest.approx(additional - deep)


def test_who_joined_because_of_the_money_is_reported_agent_by_agent(comparison: Comparison):
    def depths(scenario: Scenario, seed: int) -> np.ndarray:
        last = [model.population.enterprises["depth"].copy() for model in ticks(scenario, seed) if model.tick > 6]
        return np.mean([depth >= 1 for depth in last], axis=0)

    joined = [np.mean((depths(MONEY, seed) >= 0.5) & (depths(BASE, seed) < 0.5)) for seed in SEEDS]
    assert found(comparison, "money", "joined_because")["value"] == pytest.approx(np.mean(joined))


def test_what_enterprises_gain_adds_up_to_their_net_benefit(comparison: Comparison):
    each = found(comparison, "money", "change_of_net_benefit")["value"]
    total = found(comparison, "money", "net_benefit_enterprise")["value"]
    assert each * int(BASE.parameters["enterprises"]) == pytest.approx(total)
    schools = found(comparison, "money", "change_of_net_benefit", "school")["value"]
    total = found(comparison, "money", "net_benefit_school")["value"]
    assert schools * int(BASE.parameters["schools"]) == pytest.approx(total)


def test_the_four_actors_add_up(comparison: Comparison):
    actors = ("enterprise", "school", "student", "treasury")
    total = sum(found(comparison, "money", f"net_benefit_{actor}")["value"] for actor in actors)
    assert found(comparison, "money", "net_benefit_all")["value"] == pytest.approx(total)
    spending = comparison.summary.query("reform == 'money' and metric == 'public_spending'")["effect"].item()
    assert found(comparison, "money", "net_benefit_treasury")["value"] == pytest.approx(-spending)


def test_groups_weigh_up_to_the_whole(comparison: Comparison):
    for seed_groups in ("field", "size_class"):
        enterprises = comparison.agents("enterprises").query("scenario == 'baseline'")
        sizes = enterprises.groupby(["seed", seed_groups]).size()
        both = comparison.agents("enterprises").pivot(
            index=["seed", "enterprise", "field", "size_class"], columns="scenario", values="net_benefit"
        )
        change = (both["money"] - both["baseline"]).groupby(["seed", seed_groups]).mean()
        whole = (change * sizes).groupby("seed").sum() / int(BASE.parameters["enterprises"])
        assert found(comparison, "money", "change_of_net_benefit")["value"] == pytest.approx(whole.mean())


def test_what_is_left_is_reported_year_by_year_after_the_end(comparison: Comparison):
    effects = comparison.effects.query("reform == 'ending' and metric == 'deep_participation'").set_index("year")
    for k in range(5):
        left = found(comparison, "ending", "left_after", f"year: +{k}")
        assert left["value"] == pytest.approx(effects.loc[4 + k, "effect"])
        assert left["low"] == pytest.approx(effects.loc[4 + k, "low"], nan_ok=True)
    assert set(comparison.outcomes.query("outcome == 'left_after'")["reform"]) == {"ending"}


def test_a_schedule_that_falls_to_zero_ends_the_money():
    base = town(years=8)
    assert last_year_of_money(town(Subsidy(per_trainee=5.0, schedule=((3, 0.5), (6, 0.0))), years=8), base) == 5
    assert last_year_of_money(town(Subsidy(per_trainee=5.0), Monitoring(level=0.1, end=2), years=8), base) is None
    assert last_year_of_money(base.with_(["monitoring=0.9"]), base) is None
    below = town(Subsidy(per_trainee=5.0, schedule=((4, -0.2),)), years=8)
    assert last_year_of_money(below, base) == 3, "what takes away from what stands gives no more"


def test_policies_of_the_baseline_are_not_a_reforms_own():
    standing, added = Subsidy(per_trainee=5.0), Subsidy(per_trainee=7.0)
    assert own_policies(town(standing, added, standing), town(standing)) == (added, standing)


def test_the_table_is_tidy_and_every_outcome_is_explained(comparison: Comparison):
    table = comparison.outcomes
    assert list(table.columns) == OUTCOME_COLUMNS
    assert set(table["outcome"]) == set(OUTCOMES)
    assert not table.duplicated(["reform", "outcome", "group"]).any()
    assert (table["n_seeds"] <= len(SEEDS)).all()
    assert (table["note"].eq("") == table["value"].notna()).all(), "what has no value says why"
    for outcome in OUTCOMES.values():
        assert outcome.en
        assert outcome.zh
        assert outcome.definition
    within = table.dropna(subset=["low"])
    assert (within["low"] <= within["value"] + 1e-12).all()
    assert (within["value"] <= within["high"] + 1e-12).all()


def test_a_quarter_of_schools_is_the_same_in_both_arms(comparison: Comparison):
    schools = comparison.agents("schools")
    names = schools.pivot(index=["seed", "school"], columns="scenario", values="name_at_start")
    assert (names["money"] == names["baseline"]).all()


# --- the same agents, or others ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def other_institutions() -> Comparison:
    """A reform that changes institutions, and so what schools are called after the warm-up."""
    return compare(town(years=5), town(of="laissez_faire", years=5), seeds=3)


@pytest.fixture(scope="module")
def other_town() -> Comparison:
    return compare(
        town(years=5), town(years=5, enterprises=90, schools=5).with_(name="large"), seeds=3, across_worlds=True
    )


def test_a_school_is_the_same_whatever_name_the_warm_up_gave_it(other_institutions: Comparison):
    schools = other_institutions.agents("schools").pivot(index=["seed", "school"], columns="scenario")
    assert (schools["name_at_start"]["laissez_faire"] != schools["name_at_start"]["baseline"]).all()
    change = schools["net_benefit"]["laissez_faire"] - schools["net_benefit"]["baseline"]
    row = found(other_institutions, "laissez_faire", "change_of_net_benefit", "school")
    assert row["value"] == pytest.approx(change.mean())
    assert (row["n_seeds"], row["note"]) == (3, "")
    quarters = [
        found(other_institutions, "laissez_faire", "change_of_net_benefit", f"school: {quarter}")
        for quarter in ("weakest quarter", "second quarter", "third quarter", "strongest quarter")
    ]
    assert all(row["n_seeds"] == 3 for row in quarters)


def test_additional_enterprises_are_the_difference_of_the_arms_own_means(other_town: Comparison):
    counts = other_town.agents("enterprises").groupby(["scenario", "seed"])[["participating", "deep"]].sum()
    means = counts.groupby("scenario").mean()
    for outcome, column in (("additional_participants", "participating"), ("additional_deep", "deep")):
        row = found(other_town, "large", outcome)
        assert row["value"] == pytest.approx(means[column]["large"] - means[column]["baseline"])
        assert row["n_seeds"] == 3


def test_who_is_someone_else_in_the_other_arm_is_followed_nowhere(other_town: Comparison):
    table = other_town.outcomes
    missing = table[table["note"].isin(["other enterprises", "other schools"])]
    assert set(missing["outcome"]) == {
        "joined_because", "joined_anyway", "driven_out", "stayed_out", "deep_because", "deep_anyway",
        "deep_driven_out", "deep_stayed_out", "gaining", "losing", "change_of_net_benefit", "change_of_quality",
    }  # fmt: skip
    assert missing["value"].isna().all()
    assert (missing["n_seeds"] == 0).all()
    assert set(missing.loc[missing["note"] == "other schools", "group"]) == {
        "school", *(f"school: {quarter}" for quarter in
        ("weakest quarter", "second quarter", "third quarter", "strongest quarter"))
    }  # fmt: skip


def test_groups_that_few_worlds_have_say_how_many(other_institutions: Comparison):
    enterprises = other_institutions.agents("enterprises")
    largest = enterprises.loc[enterprises["scenario"] == "baseline"].groupby("seed")["size_class"].unique()
    for size in SIZE_CLASSES:
        worlds = sum(size in classes for classes in largest)
        row = found(other_institutions, "laissez_faire", "gaining", f"size_class: {size}")
        assert (row["n_seeds"], row["note"]) == (worlds, "" if worlds else "nobody")
