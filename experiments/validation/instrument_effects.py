"""What every instrument and mechanism must move, in which direction, and where its cost is booked: cases and effects.

One list serves the tests and the table in the documentation. Effects are paired: both arms live in the same worlds.
A case that is tried in a world of its own, where its direction can be seen, is measured at the start values as well.
`python -m consortium.experiments.validation.instrument_effects` writes the table into docs/effects.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...simulation.policies import Policy
from ...simulation.policies import instruments as i
from ...simulation.scenario import Scenario, load_scenario
from ..runs.agent_panel import LAST_TICKS
from ..runs.batch import simulate
from ..statistics.verdict import Verdict, judged

SEEDS = range(11, 23)
ROUNDING = 1e-12
"""Effects below it are sums of rounding errors."""

CHEAP: dict[str, Any] = {"application_cost": 1.0, "approval": 0.9, "publicity": 0.2}
"""A world in which applying is cheap and known of: money that has to be applied for reaches more than the largest."""


@dataclass(frozen=True)
class Case:
    """An instrument or a mechanism, the world it is tried in, and what must rise (+1) or fall (−1).

    A mechanism has no policy: `changes` are the parameters that switch it on.
    """

    name: str
    moves: Mapping[str, int]
    booked: str
    """Metric in which its public cost shows, or, in words that begin with "–", why there is none."""
    policy: Policy | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    world: Mapping[str, Any] = field(default_factory=dict)


def _instrument(policy: Policy, moves: dict[str, int], booked: str = "", **world: Any) -> Case:
    return Case(policy.kind, moves, booked or f"public_spending_{policy.kind}", policy, {}, world)


def _mechanism(name: str, changes: dict[str, Any], moves: dict[str, int], booked: str, **world: Any) -> Case:
    return Case(name, moves, booked, None, changes, world)


FREE = "– costs no public money: a change of rules"
ENTERPRISES_PAY = "– paid by enterprises: net benefit and accounts"

CASES: dict[str, Case] = {
    case.name: case
    for case in (
        _instrument(i.Subsidy(per_trainee=14.0), {"deep_participation": 1, "policy_take_up": 1, "exposure": 1}),
        _instrument(i.TaxCredit(rate=0.3, cap_per_worker=1.4), {"deep_participation": 1, "tax_take_up": 1}, **CHEAP),
        _instrument(i.RiskCompensation(share=0.9), {"deep_participation": 1}, wear=5.6, **CHEAP),
        _instrument(i.FixedCostRelief(share=0.6), {"deep_participation": 1, "participation": 1}, **CHEAP),
        _instrument(
            i.ReputationLink(value=5.6), {"participation": 1, "deep_participation": 1}, "– an advantage, not a payment"
        ),
        _instrument(i.RetentionBonus(per_graduate=16.8), {"deep_participation": 1}, **CHEAP),
        _instrument(
            i.SimplifiedProcedures(application_cost=-14.0, approval=0.3, admin_burden=-0.2),
            {"participation": 1, "deep_participation": 1, "policy_take_up": 1, "public_spending": 1},
            "public_spending",
        ),
        _instrument(i.Publicity(rate=0.2), {"awareness": 1, "policy_take_up": 1}),
        _instrument(i.TeacherRotation(rate=0.15), {"teacher_experience": 1, "training_quality": 1}),
        _instrument(i.ProgrammeAdjustment(rate=0.3), {"structural_match": 1}, FREE, homogeneity=0.0),
        _instrument(
            i.Monitoring(level=0.7), {"formalism": -1, "over_claims_paid": -1, "participation": -1}, subsidy=11.2
        ),
        _instrument(i.EquipmentSharing(level=1.0), {"equipment": 1, "training_quality": 1}),
        _instrument(
            i.DigitalPlatform(level=1.0, help=1.68), {"platform_users": 1, "job_relevance": 1, "talent_match": 1}
        ),
        _instrument(i.AssociationServices(level=1.0), {"awareness": 1, "job_relevance": 1}),
        _instrument(i.RightsClarity(level=1.0), {"dispute_rate": -1, "deep_participation": 1}, FREE),
        _instrument(i.SchoolEvaluation(weight=0.2, form=-0.5), {"school_participation": 1}, FREE, mandate=0.15),
        _instrument(i.PracticalShareStandard(share=0.6), {"practical_share": 1}, FREE),
        _instrument(
            i.PartTimeTechnicians(share=0.5), {"training_quality": 1, "participation": -1}, ENTERPRISES_PAY
        ),
        _instrument(
            i.BenefitSharing(share=1.0), {"dispute_rate": -1, "membership": -1}, ENTERPRISES_PAY, entity=0.6
        ),
        _instrument(
            i.EnterpriseVoice(share=0.6), {"retention": 1, "curriculum_age": -1, "deep_participation": 1}, FREE
        ),
        _instrument(
            i.OrderClasses(share=0.5, lock_in=0.25, premium=2.8),
            {"retention": 1, "share_order_classes": 1, "dispute_rate": 1},
            FREE,
        ),
        _instrument(
            i.CommissionedTraining(share=0.5, support=0.5),
            {"retention": 1, "share_commissioned": 1, "equipment": 1, "school_net_benefit": 1},
        ),
        _instrument(
            i.Apprenticeship(share=0.6, mentor_ratio=0.5), {"share_apprenticeship": 1, "deep_participation": 1},
            ENTERPRISES_PAY,
        ),
        _instrument(i.LongTermAgreement(years=4.0), {"deep_participation": 1, "formalism": -1}, FREE),
        _instrument(
            i.TrainingBase(construction=40_000.0, operation=4_000.0, joint_management=0.8),
            {"training_quality": 1, "deep_participation": 1, "base_utilisation": 1},
        ),
        _instrument(i.MixedOwnership(share=0.6), {"equipment": 1, "social_capital_share": 1, "training_quality": 1}),
        _instrument(
            i.ConsortiumEntity(level=0.9),
            {"deep_participation": 1, "retention": 1, "membership": 1, "partnership_duration": 1, "dispute_rate": -1},
        ),
        _instrument(i.JointResearch(benefit=5.6), {"curriculum_age": -1, "joint_projects": 1, "training_quality": 1}),
        _instrument(i.MandateQuota(mandate=0.2, quota=0.8), {"school_participation": 1, "participation": 1}, FREE),
        # --- mechanisms --------------------------------------------------------------------------------------------
        _mechanism("relief for small enterprises", {"relief_small": 0.6}, {"participation": 1},
                   "public_spending_fixed_cost_relief", **CHEAP),
        _mechanism("compensation for small enterprises", {"compensation_small": 0.9}, {"deep_participation": 1},
                   "public_spending_risk_compensation", wear=5.6, **CHEAP),
        _mechanism("bonus for certified enterprises", {"bonus_certified": 16.8},
                   {"deep_participation": 1, "certified": 1}, "public_spending_retention_bonus", **CHEAP),
        _mechanism("subsidy for certified enterprises", {"subsidy_certified": 14.0},
                   {"deep_participation": 1, "certified": 1}, "public_spending_subsidy"),
        _mechanism("short horizon", {"horizon_years": 3.0}, {"deep_participation": -1, "formalism": 1}, FREE),
        _mechanism("disputes with consequences", {"dispute_suspension": 4, "dispute_distrust": 0.1},
                   {"deep_participation": -1}, FREE, dispute_rate=0.2),
        _mechanism("regional growth loop", {"growth_gain": 0.5}, {"regional_demand": 1}, FREE),
        _mechanism("market tightness in a slump", {"tightness_elasticity": 0.5}, {"graduate_wage": -1}, FREE,
                   shock_size=0.3, shock_years=12),
        _mechanism("free riding and poaching", {"poach": 0.6}, {"retention": -1, "deep_participation": -1}, FREE),
        _mechanism("leading enterprise", {"leader_influence": 0.3}, {"participation": 1}, ENTERPRISES_PAY),
        _mechanism("leading enterprise leaves", {"leader_leaves": 4}, {"participation": -1}, FREE,
                   leader_influence=0.3),
        _mechanism("plaques are counted", {"quota": 0.8, "quota_push": 33.6},
                   {"participation": 1, "formalism": 1}, FREE),
        _mechanism("depth is counted", {"quota": 0.8, "quota_counts": "deep", "quota_push": 33.6},
                   {"deep_participation": 1, "formalism": -1}, FREE),
        _mechanism("sector community", {"community": 0.9, "community_field": 1},
                   {"deep_participation": 1, "retention": 1}, "public_spending_consortium_entity"),
        _mechanism("a consortium for the park alone", {"park_focus": 1.0},
                   {"deep_participation_outside": -1, "public_spending_consortium_entity": -1},
                   "public_spending_consortium_entity", park_share=0.2, park_size=0.5, entity=0.6),
        _mechanism("migration of graduates", {"migration": 0.5}, {"out_migration": 1}, FREE, regions=2),
        _mechanism("base built, not run", {"base_construction": 1000.0}, {"public_spending": 1},
                   "public_spending_training_base"),
        _mechanism("private money supervised", {"supervision": 1.0}, {"equipment": 1, "social_capital_share": 1}, FREE,
                   mixed_ownership=0.6),
        _mechanism("field engineers are selected", {"engineer_quota": 1.0}, {"profit_in_training": 1}, FREE),
        _mechanism("risk differs by field", {"field_risk": (4.0, 1.0, 1.0, 1.0, 1.0)},
                   {"deep_participation": -1}, FREE),
        _mechanism("enterprises lead", {"governance": "enterprise_led"}, {"public_spending_consortium_entity": -1},
                   "public_spending_consortium_entity", entity=0.6),
        _mechanism("both lead", {"governance": "joint"}, {"public_spending_consortium_entity": -1, "retention": -1},
                   "public_spending_consortium_entity", entity=0.6),
        _mechanism("paper consortium", {"entity": 0.0}, {"retention": -1, "deep_participation": -1},
                   "public_spending_consortium_entity", entity=0.6),
        _mechanism("doubts about skill", {"confidence_offset": -0.2, "lambda_c": 0.0}, {"confidence": -1},
                   FREE),
        _mechanism("copying fashionable programmes", {"homogeneity": 1.0}, {"structural_match": -1}, FREE, adjust=0.3),
        _mechanism("application friction", {"application_cost": 56.0}, {"policy_take_up": -1}, FREE),
        _mechanism("a budget that is exhausted", {"budget": 300.0}, {"policy_take_up": -1, "public_spending": -1},
                   "public_spending", subsidy=11.2),
        _mechanism("lagging curriculum", {"update": 0.05}, {"curriculum_age": 1, "training_quality": -1}, FREE),
        _mechanism("weak dual-qualified teaching", {"q0": 0.05},
                   {"teacher_experience": -1, "training_quality": -1}, FREE),
        _mechanism("platform below critical mass", {"platform_help": 0.56}, {"platform_users": -1, "job_relevance": -1},
                   "public_spending_digital_platform", platform=1.0, platform_help=1.68),
        _mechanism("schools assessed by plaques", {"form": 0.0}, {"school_participation": -1}, FREE, evaluation=0.3,
                   mandate=0.15),
        _mechanism("assessment by results", {"form": 0.0}, {"school_adaptation": 1, "training_quality": 1}, FREE,
                   evaluation=0.3),
        _mechanism("goals do not align", {"alignment_worth": 0.0}, {"deep_participation": -1}, FREE, entity=0.8),
        _mechanism("retention alike in all sizes", {"retention_size": 0.0}, {"deep_participation": -1}, FREE),
        _mechanism("empty plaques cost credit", {"credit_downgrade": 33.6}, {"participation": -1}, FREE,
                   monitoring=0.5),
        _mechanism("a body above all", {"governance": "supervised"}, {"dispute_rate": -1, "membership": -1}, FREE,
                   entity=0.6),
        _mechanism("demand shock", {"shock_size": 0.3, "shock_start": 8, "shock_years": 5},
                   {"employment_rate": -1, "retention": -1, "regional_demand": -1}, FREE),
        _mechanism("information asymmetry", {"match_noise": 1.0}, {"job_relevance": -1}, FREE),
    )
}  # fmt: skip


@lru_cache(maxsize=256)
def endings(scenario: Scenario, seeds: range) -> pd.DataFrame:
    """Means of all metrics over the last ten ticks, one row per seed."""
    rows = {}
    for seed in seeds:
        series = simulate(scenario, seed, agents=False).series
        assert series is not None  # an error would have been raised
        rows[seed] = series[series["region"] == "all"].tail(LAST_TICKS).mean(numeric_only=True)
    return pd.DataFrame(rows).T.drop(columns="seed")


def at_start_values(case: Case) -> Case:
    """The same in the baseline as it stands."""
    return replace(case, world={})


def arms(case: Case) -> tuple[Scenario, Scenario]:
    """The case's world without and with what it is about."""
    base = load_scenario("baseline").with_({"years": 12, **case.world})
    policies = (case.policy,) if case.policy is not None else ()
    return base, base.with_(dict(case.changes), policies=policies)


def effects(case: Case, seeds: range = SEEDS) -> pd.DataFrame:
    """Paired effects of a case: metric, direction that is due, effect, low, high (95 %), verdict, cost a tick (k¥)."""
    base, reform = arms(case)
    before, after = endings(base, seeds), endings(reform, seeds)
    rows = []
    for metric, direction in case.moves.items():
        # an empty ratio before (no bases, say) counts as nothing
        difference = (after[metric].fillna(0.0) - before[metric].fillna(0.0)).to_numpy()
        verdict, found = judged(difference)
        rows.append((case.name, metric, direction, found.value, found.low, found.high, str(verdict)))
    frame = pd.DataFrame(rows, columns=["name", "metric", "direction", "effect", "low", "high", "verdict"])
    cost = np.nan
    if case.booked in after:
        cost = float((after[case.booked] - before[case.booked]).mean())
    return frame.assign(booked=case.booked, cost=cost)


def measure_effects(seeds: range = SEEDS) -> pd.DataFrame:
    """Effects of all cases, each with its world in words, and the same at the start values (columns `start_…`)."""
    tables = []
    for case in CASES.values():
        measured = effects(case, seeds)
        standing = effects(at_start_values(case), seeds) if case.world else measured
        start = standing[["effect", "low", "high", "cost"]].add_prefix("start_")
        tables.append(pd.concat([measured.assign(world=world_of(case)), start], axis=1))
    return pd.concat(tables, ignore_index=True)


def world_of(case: Case) -> str:
    """The world that a case is tried in, in words: what differs from the start values."""
    return ", ".join(f"`{name}` = {value:g}" for name, value in case.world.items()) or "start values"


def _signed(effect: float) -> str:
    """An effect with its sign; what rounding errors leave of nothing is 0."""
    return "0" if abs(effect) < ROUNDING else f"{effect:+.4g}"


def markdown(measured: pd.DataFrame) -> str:
    """The effects as a table for the documentation."""
    lines = [
        "| Instrument or mechanism | Must move | World | Effect | 95 % interval | Holds | At the start values "
        "| Cost, k¥ per tick | Booked in |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in measured.to_dict("records"):
        arrow = "↑" if row["direction"] > 0 else "↓"
        holds = "yes" if Verdict(row["verdict"]).sign == row["direction"] else "**no**"
        interval = "" if np.isnan(row["low"]) else f"{_signed(row['low'])} – {_signed(row['high'])}"
        cost = "" if np.isnan(row["cost"]) else f"{row['cost']:,.0f}"
        standing = "the same"
        if row["world"] != "start values":
            ends = f"{_signed(row['start_low'])} – {_signed(row['start_high'])}"
            ends = "no interval" if np.isnan(row["start_low"]) else ends  # nearly all worlds are alike
            standing = f"{_signed(row['start_effect'])} ({ends})"
            cost += f" (at the start values {row['start_cost']:,.0f})" if cost else ""
        lines.append(
            f"| {row['name']} | {row['metric']} {arrow} | {row['world']} | {_signed(row['effect'])} "
            f"| {interval} | {holds} | {standing} | {cost} "
            f"| {row['booked'].removeprefix('– ')} |"
        )
    return "\n".join(lines)


PAGE = Path(__file__).resolve().parents[2] / "docs" / "effects.md"


def main() -> None:
    """Measure everything and renew the table of the page; the text around it is kept."""
    page = PAGE.read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| Instrument or mechanism .*\n(?:\|.*\n)+", page, re.MULTILINE)
    PAGE.write_text(page.replace(table, markdown(measure_effects()) + "\n"), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
