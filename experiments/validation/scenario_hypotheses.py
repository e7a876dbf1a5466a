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
    scenario itself, where that is to be seen in another world.
    """

    metric: str
    sign: int
    against: str = "baseline"
    years: tuple[int, int] | None = None
    less: tuple[str, str] | None = None
    reform: str = ""


H = Hypothesis

WORLDS: dict[str, Callable[[], Scenario]] = {
    "the same cities without consortia": lambda: load_scenario("staged_rollout").with_(policies=()),
    "the same cities without their community (nonferrous)": lambda: _without_community("nonferrous_community"),
    "the same cities without their community (rail)": lambda: _without_community("rail_community"),
    "Shenzhen without its leading pair": lambda: load_scenario("shenzhen").with_({"leader_influence": 0.0}),
    "six cities alike": lambda: load_scenario("uneven_regions").with_(regions=()),
    "the uneven cities without the subsidy": lambda: load_scenario("uneven_regions").with_(policies=()),
    "the subsidy stays": lambda: load_scenario("subsidy_cliff").with_(policies=(Subsidy(per_trainee=14.0),)),
    "order classes in the slump": lambda: load_scenario("order_based_training").with_(
        {"shock_size": 0.1, "shock_start": 6, "shock_years": 3}
    ),
}
"""Comparison worlds that are no scenario of their own, by the words that the table uses."""


def _without_community(name: str) -> Scenario:
    return load_scenario(name).with_({"community": 0.0, "community_field": 0})


SLUMP = (6, 8)

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
    "digital_platform": [H("job_relevance", 0), H("deep_participation", 0), H("public_spending_digital_platform", +1)],
    "digital_platform_with_users": [
        H("job_relevance", +1, "consortium_entity"), H("talent_match", +1, "consortium_entity"),
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
    # --- depth and its forms ------------------------------------------------------------------------------------------
    "order_based_training": [
        H("retention", +1), H("job_relevance", +1), H("deep_participation", +1), H("dispute_rate", +1),
        H("skill_fit", -1, "order_based_training", SLUMP, ("demand_shock", "baseline"),
          "order classes in the slump"),
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
    ("apprenticeship", "training_quality"):
        "mentors add little to the mean of all graduates (even free of charge nothing that can be seen), and fewer "
        "are trained jointly, since mentors cost the enterprises",
    ("benefit_sharing", "membership"):
        "in the model an enterprise that weighs membership counts what it may be repaid, and does not foresee what "
        "it may have to pay",
    ("chongqing", "participation"):
        "the mean is close, but cities of unlike size are no paired worlds, and eight seeds do not settle two points",
    ("demand_shock", "exposure"):
        "it counts filled places against places offered: in the slump 8 % fewer are offered and 6 % fewer filled",
    ("demand_shock_entity", "deep_participation"):
        "there is nothing to soften: enterprises review their depth seldom, so three years of slump cost two tenths "
        "of a point of deep participation even without entity",
    ("gansu", "structural_match"):
        "the distance of programmes from demand follows the glamour of fields, whose assumed values are milder here; "
        "made as strong as in the baseline, no difference can be seen. Fourteen fields show in job relevance: −10 "
        "points alone",
    ("joint_led", "deep_participation"):
        "more, not the same: enterprises that lead as well have more voice and fewer disputes, and the fees of members "
        "carry their half, so that operation is not cut",
    ("laissez_faire", "deep_participation"):
        "not the money: without it alone no difference can be seen; half the mandate alone costs three points, since "
        "fewer schools take part and enterprises lack partners",
    ("long_term_agreement", "partnership_duration"):
        "an enterprise already leaves its choice alone for nearly four years on average; where it reviews twice as "
        "often, the same agreements add most of a year",
    ("nonferrous_community", "jointly_trained_share"):
        "the few enterprises are assumed to be large, so their places reach many students; at the usual size of 60 "
        "workers the gain is 1.7 ± 1.2 points",
    ("order_based_training", "skill_fit"):
        "order classes bring more co-trainees, whose training adds more to the mean than those lose whom the host "
        "lets go; were three times as much of the skill tied to the host, nothing of that gain would be left",
    ("plaque_quota", "deep_participation"):
        "the quota counts deep enterprises as well, so its favours keep some of them in, and neighbours follow; "
        "formalism still rises",
    ("subsidy_cliff_entity", "deep_participation"):
        "the money's gain of some three points in year 10 is gone by the last years with the entity (−0.2 ± 1.0) as "
        "without; it is the entity's own effect that stays",
    ("subsidy_monitored", "deep_participation"):
        "not the same but more, which the file leaves open: without untrue claims a plaque is worth less, and some "
        "who held one train in depth",
    ("subsidy_only", "deep_participation"):
        "it rises too little for eight seeds to tell: forty give +0.5 points (0.3 to 0.7)",
    ("subsidy_monitored_outcome", "formalism"):
        "in the model the assessment decides only whether a school takes part, not which enterprises it signs",
    ("uk_sandwich", "placement_share"):
        "a weaker mandate leaves fewer schools; with the present mandate placement rises by six points",
    ("uk_sandwich", "training_quality"):
        "co-training is lost, and with it a fifth of graduates that were trained jointly; placement does not replace "
        "it",
    ("uneven_regions", "regional_spread"):
        "cities alike differ by chance almost as much, with 150 enterprises each: forty seeds give +0.3 points "
        "(0.0 to 0.6)",
    ("us_coop", "participation"):
        "it falls too little for eight seeds to tell: forty give −2.1 points (−2.8 to −1.5)",
    ("weak_lead", "deep_participation"):
        "the weaker mandate costs as many deep enterprises, for want of schools, as the subsidy brings; with the "
        "standing mandate it brings one point",
}  # fmt: skip
"""Why a hypothesis did not come about, by scenario and metric, written after it was measured."""
