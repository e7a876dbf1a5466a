"""What every bundled scenario expects, in a form that can be measured, and why some of it did not come about.

`scenario_table` measures the hypotheses; the scenario's file says them in words, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...simulation.policies.instruments import Subsidy
from ...simulation.scenario import Scenario, load_scenario


class Hypothesis(NamedTuple):
    """What must rise (+1), fall (−1) or stay within two points (0), against which scenario, in which years.

    `against` is a bundled scenario or one of `WORLDS`; `years` None are the last five. With `less` the effect is what
    exceeds the effect of another pair (its reform, its base): a difference of differences. `reform` stands in for the
    scenario itself, where that is to be seen in another world. `regions` (numbers from 1) are looked at instead of the
    whole, each with the same weight.
    """

    metric: str
    sign: int
    against: str = "baseline"
    years: tuple[int, int] | None = None
    less: tuple[str, str] | None = None
    reform: str = ""
    regions: tuple[int, ...] = ()


H = Hypothesis

WORLDS: dict[str, Callable[[], Scenario]] = {
    "the same cities without consortia": lambda: load_scenario("staged_rollout").with_(policies=()),
    "the same cities without their community (nonferrous)": lambda: _without_community("nonferrous_community"),
    "the same cities without their community (rail)": lambda: _without_community("rail_community"),
    "the same city without its consortium's staff (park)": lambda: load_scenario("park_city").with_(policies=()),
    "Shenzhen without its leading pair": lambda: load_scenario("shenzhen").with_({"leader_influence": 0.0}),
    "six cities alike": lambda: load_scenario("uneven_regions").with_(regions=()),
    "the uneven cities without the subsidy": lambda: load_scenario("uneven_regions").with_(policies=()),
    "the same cities with closed labour markets": lambda: load_scenario("graduates_leave").with_({"migration": 0.0}),
    "the same cities without the weak cities' subsidy": lambda: load_scenario("graduates_leave").with_(policies=()),
    "closed labour markets without the subsidy": lambda: load_scenario("graduates_leave").with_(
        {"migration": 0.0}, policies=()
    ),
    "the subsidy stays": lambda: load_scenario("subsidy_cliff").with_(policies=(Subsidy(per_trainee=14.0),)),
    "order classes in the slump": lambda: load_scenario("order_based_training").with_(
        {"shock_size": 0.1, "shock_start": 6, "shock_years": 3}
    ),
}
"""Comparison worlds that are no scenario of their own, by the words that the table uses."""


def _without_community(name: str) -> Scenario:
    return load_scenario(name).with_({"community": 0.0, "community_field": 0})


SLUMP = (6, 8)
STRONG, WEAK = (1, 2), (5, 6)

BASELINES = {
    "baseline": "others are measured against it",
    "china": "a world to look at: nothing is changed whose effect could be measured",
}
"""Scenarios without a hypothesis of their own, and why."""

HYPOTHESES: dict[str, list[Hypothesis]] = {
    # --- money and paperwork ------------------------------------------------------------------------------------------
    "laissez_faire": [H("school_participation", -1), H("participation", -1), H("deep_participation", 0)],
    "subsidy_only": [
        H("participation", +1), H("deep_participation", +1), H("formalism", +1), H("training_quality", 0),
    ],
    "subsidy_monitored": [
        H("formalism", -1, "subsidy_only"), H("public_spending", -1, "subsidy_only"),
        H("deep_participation", 0, "subsidy_only"),
    ],
    "subsidy_monitored_outcome": [
        H("formalism", -1, "subsidy_monitored"), H("school_participation", -1, "subsidy_monitored"),
    ],
    "risk_compensation": [H("deep_participation", +1), H("public_spending_risk_compensation", +1)],
    "shandong_bundle": [
        H("deep_participation", +1), H("participation", +1), H("social_capital_share", +1),
        H("policy_take_up", +1), H("public_spending", +1),
    ],
    "simplified_procedures": [
        H("participation", +1), H("deep_participation", +1), H("policy_take_up", +1), H("over_claims_paid", +1),
    ],
    "no_tax_credit": [H("deep_participation", 0), H("participation", 0)],
    "tax_credit": [H("tax_take_up", +1), H("public_spending", +1), H("deep_participation", 0)],
    "retention_bonus": [H("deep_participation", +1), H("formalism", -1), H("retention", 0)],
    "procurement_link": [H("deep_participation", +1), H("training_quality", 0)],
    "new_trainers_grant": [H("deep_participation", +1), H("public_spending_subsidy", -1, "subsidy_only")],
    "credit_downgrade": [H("formalism", -1), H("participation", -1), H("deep_participation", 0)],
    "full_package": [
        H("deep_participation", +1, "shandong_bundle"), H("training_quality", +1, "shandong_bundle"),
        H("formalism", -1, "shandong_bundle"), H("public_spending", +1, "shandong_bundle"),
    ],
    # --- who leads ----------------------------------------------------------------------------------------------------
    "weak_lead": [H("deep_participation", +1), H("school_participation", -1)],
    "strong_lead": [H("deep_participation", +1, "weak_lead"), H("public_spending", +1, "weak_lead")],
    "government_led": [H("deep_participation", +1), H("retention", +1), H("membership", +1)],
    "enterprise_led": [
        H("public_spending_consortium_entity", -1, "government_led"),
        H("deep_participation", -1, "government_led"), H("school_participation", -1, "government_led"),
    ],
    "joint_led": [
        H("public_spending_consortium_entity", -1, "government_led"),
        H("deep_participation", 0, "government_led"),
    ],
    "supervised": [H("dispute_rate", -1, "government_led"), H("membership", -1, "government_led")],
    "plaque_quota": [
        H("participation", +1), H("formalism", +1), H("deep_participation", 0), H("training_quality", 0),
    ],
    "deep_quota": [H("deep_participation", +1, "plaque_quota"), H("formalism", -1, "plaque_quota")],
    # --- the consortium -----------------------------------------------------------------------------------------------
    "consortium_entity": [H("deep_participation", +1), H("retention", +1), H("public_spending", +1)],
    "consortium_entity_full": [
        H("deep_participation", +1, "consortium_entity"), H("retention", +1, "consortium_entity"),
        H("membership", +1, "consortium_entity"),
    ],
    "paper_consortium": [
        H("deep_participation", -1), H("membership", -1), H("deep_participation", -1, "consortium_entity"),
    ],
    "digital_platform": [
        H("platform_users", 0), H("job_relevance", 0), H("deep_participation", 0),
        H("public_spending_digital_platform", +1),
    ],
    "digital_platform_with_users": [
        H("platform_users", +1, "digital_platform"), H("job_relevance", +1, "digital_platform"),
        H("talent_match", +1, "digital_platform"), H("deep_participation", +1, "digital_platform"),
        H("public_spending_digital_platform", +1, "digital_platform", (1, 5)),
        H("public_spending_digital_platform", 0, "digital_platform"),
    ],
    "benefit_sharing": [H("deep_participation", +1, "government_led"), H("membership", -1, "government_led")],
    "staged_rollout": [
        H("regional_spread", +1, "the same cities without consortia", (6, 9)),
        H("regional_spread", +1, "the same cities without consortia"),
        H("deep_participation", 0, "the same cities without consortia", (1, 5)),
        H("deep_participation", +1, "the same cities without consortia"),
    ],
    "nonferrous_community": [
        H("deep_participation", +1, "the same cities without their community (nonferrous)"),
        H("retention", +1, "the same cities without their community (nonferrous)"),
        H("jointly_trained_share", 0, "the same cities without their community (nonferrous)"),
    ],
    "rail_community": [
        H("deep_participation", +1, "the same cities without their community (rail)"),
        H("retention", +1, "the same cities without their community (rail)"),
    ],
    "park_city": [
        H("deep_participation_park", +1, "the same city without its consortium's staff (park)"),
        H("deep_participation_outside", +1, "the same city without its consortium's staff (park)"),
    ],
    "park_consortium": [
        H("deep_participation_park", +1, "the same city without its consortium's staff (park)"),
        H("deep_participation_park", 0, "park_city"), H("deep_participation_outside", -1, "park_city"),
        H("public_spending", -1, "park_city"),
    ],
    # --- depth and its forms ------------------------------------------------------------------------------------------
    "order_based_training": [
        H("retention", +1), H("job_relevance", +1), H("deep_participation", +1), H("dispute_rate", +1),
        H("skill_fit", -1, "order_based_training", SLUMP, ("demand_shock", "baseline"),
          "order classes in the slump"),
    ],
    "commissioned_training": [
        H("retention", +1), H("deep_participation", +1), H("school_net_benefit", +1), H("equipment", +1),
    ],
    "apprenticeship": [H("training_quality", +1), H("deep_participation", -1)],
    "long_term_agreement": [H("partnership_duration", +1), H("deep_participation", +1)],
    "mixed_ownership": [
        H("equipment", +1), H("training_quality", +1), H("social_capital_share", +1), H("deep_participation", +1),
    ],
    "joint_research": [H("curriculum_age", -1), H("training_quality", +1), H("deep_participation", +1)],
    "built_not_run": [
        H("public_spending_training_base", +1, years=(1, 1)), H("training_quality", 0), H("deep_participation", 0),
    ],
    "built_and_run": [
        H("base_utilisation", +1, "built_not_run"), H("training_quality", +1, "built_not_run"),
        H("deep_participation", +1, "built_not_run"),
    ],
    "built_for_one_field": [
        H("training_quality", -1, "built_and_run"), H("deep_participation", -1, "built_and_run"),
    ],
    # --- frictions ----------------------------------------------------------------------------------------------------
    "high_poaching": [H("poached_share", +1), H("retention", -1), H("deep_participation", -1)],
    "short_horizon": [H("deep_participation", -1), H("formalism", +1)],
    "rights_unclear": [H("dispute_rate", +1), H("deep_participation", -1), H("partnership_duration", -1)],
    "rights_clear": [
        H("dispute_rate", -1, "rights_unclear"), H("partnership_duration", +1, "rights_unclear"),
        H("deep_participation", +1, "rights_unclear"),
    ],
    # --- slumps and cliffs --------------------------------------------------------------------------------------------
    "demand_shock": [
        H("employment_rate", -1, years=SLUMP), H("exposure", -1, years=SLUMP), H("retention", -1, years=SLUMP),
        H("deep_participation", 0), H("participation", -1, years=(12, 12)),
    ],
    "demand_shock_entity": [
        H("deep_participation", +1, "demand_shock", SLUMP),
        H("deep_participation", +1, "consortium_entity", SLUMP, ("demand_shock", "baseline")),
    ],
    "subsidy_cliff": [
        H("exposure", +1, "the subsidy stays", (10, 10)), H("exposure", -1, "the subsidy stays", (11, 11)),
        H("deep_participation", -1, "the subsidy stays"), H("deep_participation", 0),
    ],
    "subsidy_cliff_entity": [
        H("deep_participation", +1, "subsidy_cliff"),
        H("deep_participation", +1, "consortium_entity", None, ("subsidy_cliff", "baseline")),
    ],
    # --- places -------------------------------------------------------------------------------------------------------
    "chongqing": [H("school_participation", 0), H("participation", 0), H("deep_participation", 0)],
    "shenzhen": [
        H("participation", +1, "Shenzhen without its leading pair"),
        H("deep_participation", +1, "Shenzhen without its leading pair"),
        H("awareness", +1, "Shenzhen without its leading pair"),
    ],
    "shenzhen_leader_leaves": [H("participation", -1, "shenzhen"), H("deep_participation", -1, "shenzhen")],
    "gansu": [
        H("participation", -1), H("deep_participation", -1), H("training_quality", -1), H("structural_match", -1),
    ],
    "uneven_regions": [
        H("regional_spread", +1, "six cities alike"),
        H("regional_spread", +1, "the uneven cities without the subsidy"),
    ],
    "graduates_leave": [
        H("net_inflow", -1, "the same cities with closed labour markets", regions=WEAK),
        H("net_inflow", +1, "the same cities with closed labour markets", regions=STRONG),
        H("vacancy_fill_rate", -1, "the same cities with closed labour markets", regions=WEAK),
        H("employment_rate", +1, "the same cities with closed labour markets", regions=WEAK),
        H("trained_staying", -1, "the same cities with closed labour markets", regions=WEAK),
        H("trained_staying", +1, "the same cities without the weak cities' subsidy", regions=WEAK),
        H("trained_staying", -1, "the same cities without the weak cities' subsidy", None,
          ("the same cities with closed labour markets", "closed labour markets without the subsidy"), regions=WEAK),
    ],
    # --- other countries, a sentence each -----------------------------------------------------------------------------
    "dual_system_germany": [
        H("deep_participation", +1), H("retention", +1), H("profit_in_training", -1, "swiss_apprenticeship"),
    ],
    "swiss_apprenticeship": [
        H("deep_participation", +1), H("profit_in_training", +1), H("retention", -1, "dual_system_germany"),
    ],
    "us_coop": [H("school_participation", -1), H("participation", -1), H("retention", +1)],
    "japan_industry_academia_government": [H("deep_participation", +1), H("retention", +1), H("training_quality", +1)],
    "uk_sandwich": [
        H("placement_share", +1), H("deep_participation", -1), H("public_spending", -1), H("training_quality", 0),
    ],
}  # fmt: skip

SURPRISES: dict[tuple[str, str], str] = {
    ("apprenticeship", "deep_participation"):
        "not fewer: contributions rise with time at work and a contract keeps, which for as many enterprises "
        "outweighs mentors",
    ("benefit_sharing", "deep_participation"):
        "members hire more graduates of other members than they lose to them, and leave: what compensation brings in "
        "depth goes with them",
    ("commissioned_training", "deep_participation"):
        "the price of two years is more than what the enterprise saves of training and of fixed cost",
    ("demand_shock", "exposure"):
        "it counts filled places against places offered: in the slump fewer are offered, and fewer filled",
    ("demand_shock_entity", "deep_participation"):
        "there is nothing to soften: enterprises review their depth seldom, so that three years of slump cost "
        "next to no deep participation even without an entity",
    ("gansu", "structural_match"):
        "the distance of programmes from demand follows the glamour of fields, whose assumed values are milder "
        "here",
    ("graduates_leave", "trained_staying"):
        "the subsidy trains few in addition, so that hardly more of them leave",
    ("laissez_faire", "deep_participation"):
        "not the money, without which alone it hardly falls: with half the mandate fewer schools take part, and "
        "enterprises lack partners",
    ("new_trainers_grant", "deep_participation"):
        "a new trainer expects the money for one intake only, while what it has to bear lasts as long as the tie",
    ("nonferrous_community", "jointly_trained_share"):
        "the few enterprises are assumed to be large, so that their places reach many students",
    ("order_based_training", "skill_fit"):
        "what is lost of the skill of those whom the host lets go is too small a part of all graduates to be seen",
    ("plaque_quota", "deep_participation"):
        "the quota counts deep enterprises as well, so its favours keep some of them in, and neighbours follow",
    ("subsidy_cliff_entity", "deep_participation"):
        "what the money brought fades with and without an entity: the entity adds an effect of its own and saves "
        "little of the money's",
    ("subsidy_monitored_outcome", "formalism"):
        "assessment by results moves schools to adapt their teaching; which enterprises sign it leaves alone",
    ("uk_sandwich", "placement_share"):
        "a weaker mandate leaves fewer schools, and few students choose the placement",
    ("uk_sandwich", "training_quality"):
        "co-training is lost, and with it a large part of graduates that were trained jointly; placement does not "
        "replace it",
    ("uneven_regions", "regional_spread"):
        "cities alike differ by chance almost as much, with 150 enterprises each",
    ("us_coop", "participation"):
        "graduates stay longer, which brings in as many enterprises as the weaker mandate loses",
    ("weak_lead", "deep_participation"):
        "the weaker mandate costs as many deep enterprises, for want of schools, as the subsidy brings",
}  # fmt: skip
"""Why a hypothesis did not come about, by scenario and metric, written after it was measured."""
