"""Patterns that the model has to show, measured: value, Monte-Carlo error, and what is known from elsewhere.

Each pattern is a function of a range of seeds that returns findings. Contrasts are paired: both arms live in the
same worlds. What an enterprise is called "deep", "eligible" and so on is defined in `simulation.outputs.metrics`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from ...simulation.compilation import plain
from ...simulation.model import ConsortiumModel
from ...simulation.outputs.metrics import METRICS
from ...simulation.outputs.recording import SIZE_CLASSES
from ...simulation.policies.instruments import (
    ConsortiumEntity,
    DigitalPlatform,
    ReputationLink,
    SimplifiedProcedures,
    Subsidy,
)
from ...simulation.rules.training import contribution_of_trainee
from ...simulation.scenario import Scenario, load_scenario
from .pattern_findings import Finding
from .pattern_runs import ending

W = 56.0
"""A graduate's first-year wage, k¥."""

SWISS: dict[str, object] = {
    "net_mean": -0.06 * W,
    "r0": 0.45,
    "voice": 0.9,
    "subsidy": 0.0,
    "tax_rate": 0.0,
    "poach": 0.2,
    "standard": 0.65,
    "entity": 0.3,
    "monitoring": 0.9,
    "admin_burden": 0.7,
}
"""A stylised Swiss profile: apprentices' work nearly pays for training. A sketch, no model of the country."""


def _mean(values: Iterable[float]) -> tuple[float, float]:
    """Mean and Monte-Carlo error."""
    array = np.asarray(list(values), float)
    array = array[~np.isnan(array)]
    return float(array.mean()), float(array.std(ddof=1) / np.sqrt(len(array)))


def _means(scenario: Scenario, seeds: range, metric: str) -> np.ndarray:
    return np.array([ending(scenario, seed).means[metric] for seed in seeds])


def _found(pattern: str, quantity: str, values: Iterable[float], low: float = np.nan, high: float = np.nan) -> Finding:
    return Finding(pattern, quantity, *_mean(values), low, high)


_BASE: ContextVar[Scenario | None] = ContextVar("base", default=None)


@contextmanager
def measured_in(base: Scenario | None) -> Iterator[None]:
    """Measure patterns in another scenario than the bundled baseline, such as a set that a calibration found."""
    token = _BASE.set(base)
    try:
        yield
    finally:
        _BASE.reset(token)


def baseline() -> Scenario:
    """The scenario in which patterns are measured: the bundled baseline, unless another is set (`measured_in`)."""
    return _BASE.get() or load_scenario("baseline")


def hot_schools_cold_enterprises(seeds: range) -> list[Finding]:
    """SF1: most schools take part, under half of the enterprises, few in depth."""
    bounds = {
        "school_participation": (0.80, 0.95),
        "participation": (0.15, 0.45),
        "deep_participation": (0.05, 0.20),
        "heat_gap": (0.40, np.nan),
        "formalism": (np.nan, np.nan),
    }
    return [_found("SF1", name, _means(baseline(), seeds, name), *limits) for name, limits in bounds.items()]


def participation_rises_with_size(seeds: range) -> list[Finding]:
    """SF2: deep participation by class of size, pooled over seeds; the largest at least four times the smallest."""
    tables = np.array([ending(baseline(), seed).sizes for seed in seeds])
    pooled = tables.sum(axis=0)
    share = pooled[:, 2] / pooled[:, 3]
    # delete-one jackknife over seeds
    left_out = pooled[None] - tables
    each = left_out[:, :, 2] / left_out[:, :, 3]
    errors = np.sqrt((len(seeds) - 1) * each.var(axis=0))
    findings = [
        Finding("SF2", f"deep participation, {label} workers", float(value), float(error))
        for label, value, error in zip(SIZE_CLASSES, share, errors, strict=True)
    ]
    steps = each[:, 1:] - each[:, :-1]
    step = int(np.argmin(np.diff(share)))
    error = float(np.sqrt((len(seeds) - 1) * steps[:, step].var()))
    findings.append(Finding("SF2", "smallest step from class to class", float(np.diff(share)[step]), error, 0.0))
    ratio = each[:, -1] / each[:, 0]
    error = float(np.sqrt((len(seeds) - 1) * ratio.var()))
    findings.append(Finding("SF2", "largest class / smallest class", float(share[-1] / share[0]), error, 4.0))
    return findings


def training_loses_money_in_china(seeds: range) -> list[Finding]:
    """SF3: a minority of training enterprises profit during training in China, a majority under a Swiss profile."""
    swiss = baseline().with_(SWISS, name="swiss_profile")
    return [
        _found("SF3", "profit in training, China", _means(baseline(), seeds, "profit_in_training"), 0.20, 0.45),
        _found("SF3", "profit in training, Swiss profile", _means(swiss, seeds, "profit_in_training"), 0.50, 0.70),
        _found("SF3", "on variable cost alone, China", _means(baseline(), seeds, "profit_in_training_variable")),
        _found("SF3", "on variable cost alone, Swiss", _means(swiss, seeds, "profit_in_training_variable")),
        _found("SF3", "participation, Swiss profile", _means(swiss, seeds, "participation")),
        _found("SF3", "deep participation, Swiss profile", _means(swiss, seeds, "deep_participation")),
    ]


def placements_pay_on_the_whole(seeds: range) -> list[Finding]:
    """SF3 for placements: most hosts of interns earn more than they cost, just over two in five lose."""
    values = _means(baseline(), seeds, "profit_in_placement")
    return [_found("SF3", "profit in placement, China", values, 0.45, 0.65)]


def costs_and_benefits_come_late(seeds: range) -> list[Finding]:
    """SF4: shares of a trainee's cost and contribution that fall in the last third of the programme."""
    contribution = plain(contribution_of_trainee)
    costs, benefits = [], []
    for seed in seeds:
        model = ConsortiumModel(baseline(), rng=seed)
        late, total = np.zeros(2), np.zeros(2)
        for _ in range(2 * int(baseline().parameters["years"])):
            model.step()
            if model.tick <= 30:
                continue
            now, students = model.now.view(np.recarray)[0], model.population.students
            enterprises = model.population.enterprises.view(np.recarray)
            rows = np.flatnonzero(
                (students["track"] == 3) & ((students["status"] == 1) | (students["left"] == model.tick))
            )
            seats = len(students) // 4
            for row in rows:
                student = students[row]
                cohort = next(c for c in range(model.year - 2, model.year + 1) if c % 4 == row // seats)
                semester = 2 * (model.year - cohort) + (0 if model.autumn else 1)
                work = float(now.w_3[semester])
                booked = np.array(
                    [
                        work,
                        contribution(
                            enterprises[student["host"]],
                            3,
                            int(student["form"]),
                            semester,
                            float(student["practice"]),
                            work,
                            now,
                        ),
                    ]
                )
                total += booked
                late += booked * (semester >= 4)
        costs.append(late[0] / total[0])
        benefits.append(late[1] / total[1])
    return [
        _found("SF4", "share of cost in the last third", costs, 0.5),
        _found("SF4", "share of contribution in the last third", benefits, 0.5),
    ]


def _with_subsidy(per_trainee: float, **parameters: object) -> tuple[Scenario, Scenario]:
    """A world with the present subsidy and the same with `per_trainee` k¥ in all."""
    base = baseline().with_(parameters)
    standing = float(base.parameters["subsidy"])
    return base, base.with_(policies=[Subsidy(per_trainee=per_trainee - standing)])


def flat_money_is_mostly_inframarginal(seeds: range) -> list[Finding]:
    """SF6: more money per head moves few enterprises; most of it goes to training that would be there anyway."""
    findings = []
    for label, amount in (("doubled", 0.10 * W), (".05 → .20 W", 0.20 * W)):
        base, reform = _with_subsidy(amount)
        change = _means(reform, seeds, "deep_participation") - _means(base, seeds, "deep_participation")
        high = 0.05 if label == "doubled" else np.nan
        findings.append(_found("SF6", f"Δ deep participation, subsidy {label}", change, 0.0, high))
        findings.append(_deadweight(label, base, reform, seeds))
    return findings


def flat_money_at_fixed_take_up(seeds: range) -> list[Finding]:
    """SF6 where the same enterprises claim: the cost of applying grows with the subsidy, that of the credit does not.

    A larger subsidy is worth an application to more enterprises; studies of deadweight compare those who claim anyway.
    """
    base, reform = _with_subsidy(0.10 * W)
    cost, papers = (float(base.parameters[name]) for name in ("application_cost", "tax_factor"))
    fixed = reform.with_({"application_cost": 2 * cost, "tax_factor": papers / 2}, name="fixed_take_up")
    change = _means(fixed, seeds, "deep_participation") - _means(base, seeds, "deep_participation")
    return [
        _found("SF6", "take-up of the subsidy", _means(base, seeds, "policy_take_up")),
        _found("SF6", "take-up, subsidy doubled", _means(reform, seeds, "policy_take_up")),
        _found("SF6", "take-up, subsidy doubled, take-up fixed", _means(fixed, seeds, "policy_take_up")),
        _found("SF6", "Δ deep participation, subsidy doubled, take-up fixed", change, 0.0, 0.05),
        _deadweight("doubled, take-up fixed", base, fixed, seeds),
    ]


def places_of_those_that_train_anyway(seeds: range) -> list[Finding]:
    """SF6: with more money per head, enterprises that train anyway take in no more trainees each."""
    base, reform = _with_subsidy(0.10 * W)
    changes = []
    for seed in seeds:
        before, after = ending(base, seed).intake, ending(reform, seed).intake
        both = ~np.isnan(before) & ~np.isnan(after)
        changes.append(after[both].sum() / before[both].sum() - 1)
    quantity = "trainees of an enterprise that trains anyway, subsidy doubled, change"
    return [_found("SF6", quantity, changes, -0.05, 0.05)]


def _deadweight(label: str, base: Scenario, reform: Scenario, seeds: range) -> Finding:
    """Share of the co-trainees whom the subsidy pays for that would have started anyway, pooled over seeds."""
    arms = [(ending(base, seed), ending(reform, seed)) for seed in seeds]
    additional = sum(after.starts - before.starts for before, after in arms)
    subsidised = sum(after.subsidised for _, after in arms)
    each = [
        1 - (additional - (after.starts - before.starts)) / others
        for before, after in arms
        if (others := subsidised - after.subsidised) > 0
    ]
    error = float(np.sqrt((len(each) - 1) * np.var(each)))
    return Finding("SF6", f"deadweight, subsidy {label}", _share(additional, subsidised), error, 0.5, 0.9)


def _share(additional: float, subsidised: float) -> float:
    """Deadweight; nothing where nobody was subsidised."""
    return float(1 - additional / subsidised) if subsidised > 0 else float("nan")


def incentives_lift_starts_only(seeds: range) -> list[Finding]:
    """SF7: an unmonitored subsidy lifts starts; completion and the quality of a trainee stay."""
    base, reform = _with_subsidy(0.20 * W, monitoring=0.0)
    arms = [(ending(base, seed), ending(reform, seed)) for seed in seeds]
    return [
        _found("SF7", "Δ starts, share", [after.starts / before.starts - 1 for before, after in arms], 0.0),
        _found("SF7", "completion before", [before.completed for before, _ in arms]),
        _found("SF7", "Δ completion", [after.completed - before.completed for before, after in arms], -0.02, 0.02),
        _found(
            "SF7", "Δ adequacy of a trainee",
            [after.trained_adequacy - before.trained_adequacy for before, after in arms], -0.03, 0.03,
        ),
    ]  # fmt: skip


def unwatched_money_breeds_form(seeds: range) -> list[Finding]:
    """SF8: more subsidy raises formalism where nobody checks and lowers it where somebody does.

    Where nobody checks, it brings in more enterprises that are not deep than deep ones.
    """
    findings = []
    for monitoring, low, high in ((0.0, 0.0, np.nan), (0.2, np.nan, np.nan), (0.9, np.nan, 0.0)):
        base, reform = _with_subsidy(0.20 * W, monitoring=monitoring)
        change = _means(reform, seeds, "formalism") - _means(base, seeds, "formalism")
        findings.append(_found("SF8", f"Δ formalism at monitoring {monitoring:g}", change, low, high))
    base, reform = _with_subsidy(0.20 * W, monitoring=0.0)
    every, deep = (
        _means(reform, seeds, name) - _means(base, seeds, name) for name in ("participation", "deep_participation")
    )
    return [
        *findings,
        _found("SF8", "Δ participation short of depth at monitoring 0", every - deep),
        _found("SF8", "Δ deep participation at monitoring 0", deep),
        _found("SF8", "the first less the second", every - 2 * deep, 0.0),
    ]


def money_that_ends(seeds: range) -> list[Finding]:
    """SF11b: of the deep participation that ten years of subsidy brought, the share gone five years after.

    Less of it is gone with a consortium that is run; it takes some eighty seeds to tell.
    """
    findings = []
    shares, left_out = [], []
    years = 16
    for label, low, policies in (("", 0.4, []), (", entity 1", np.nan, [ConsortiumEntity(level=0.9)])):
        base = baseline().with_({"years": years}, policies=policies)
        reform = base.with_(policies=[*policies, Subsidy(per_trainee=0.25 * W, start=1, end=10)])
        gone_at, full_at, level = [], [], []
        for seed in seeds:
            before, after = (ending(arm, seed).series["deep_participation"].to_numpy() for arm in (base, reform))
            full_at.append(after[19:21].mean() - before[19:21].mean())
            gone_at.append(after[29:31].mean() - before[29:31].mean())
            level.append(after[29:31].mean())
        share = 1 - np.sum(gone_at) / np.sum(full_at)
        each = [
            1 - (np.sum(gone_at) - left) / (np.sum(full_at) - full) for left, full in zip(gone_at, full_at, strict=True)
        ]
        error = float(np.sqrt((len(each) - 1) * np.var(each)))
        findings.append(Finding("SF11", f"share of the gain gone after five years{label}", float(share), error, low))
        findings.append(_found("SF11", f"deep participation then{label}", level))
        shares.append(float(share))
        left_out.append(np.array(each))
    # delete-one jackknife over worlds that both share
    error = float(np.sqrt((len(seeds) - 1) * np.var(left_out[0] - left_out[1])))
    findings.append(
        Finding("SF11", "share gone without entity less share gone with it", shares[0] - shares[1], error, 0.0)
    )
    return findings


def what_a_push_leaves(seeds: range) -> list[Finding]:
    """SF10: how far a push up and a push down in years 1–6 are still apart in years 31–40.

    Without a digital platform the city returns to one level. With a platform that saves costs and stabilises ties,
    there are two if the push reaches the platform: afterwards as many use it as make it worth using, or nobody does. A
    push that leaves the platform without users changes nothing for good.
    """
    deep, users = "deep_participation", "platform_users"
    platform = {"platform": 1.0, "s_p": 0.5, "platform_stability": 0.5, "peer": 5.6}
    standing, helped = ReputationLink(value=56.0, end=6), DigitalPlatform(help=0.03 * W, end=6)
    push_down = SimplifiedProcedures(admin_burden=2.0, end=6)
    findings = []
    for label, parameters, push_up, bounds in (
        ("no platform", {}, [standing], {deep: (np.nan, 0.03)}),
        ("a platform, no help", platform, [standing], {deep: (np.nan, np.nan)}),
        ("a platform", platform, [standing, helped], {deep: (0.05, np.nan), users: (0.5, np.nan)}),
    ):
        base = baseline().with_({"years": 40, **parameters})
        arms = base.with_(policies=push_up), base.with_(policies=[push_down])
        for metric, (low, high) in bounds.items():
            apart = []
            for seed in seeds:
                high_road, low_road = (ending(arm, seed).series[metric].to_numpy() for arm in arms)
                apart.append(high_road[61:81].mean() - low_road[61:81].mean())
            what = METRICS[metric].en.lower()
            findings.append(_found("SF10", f"{what}, pushed up less pushed down, {label}", apart, low, high))
    return findings


def an_end_that_is_announced(seeds: range) -> list[Finding]:
    """SF11a: places are brought forward before an announced end of the subsidy, and missing after it."""
    base = baseline().with_({"years": 12})
    silent, announced = (
        base.with_(policies=[Subsidy(per_trainee=0.25 * W, end=10, announced=lead)]) for lead in (0, 1)
    )
    ratios = np.array(
        [ending(announced, seed).starts_by_year / ending(silent, seed).starts_by_year - 1 for seed in seeds]
    )
    return [
        _found("SF11", "starts in the last year of an announced subsidy, change", ratios[:, 9], 0.0),
        _found("SF11", "starts in the year after, change", ratios[:, 10], high=0.0),
    ]


def other_levels(seeds: range) -> list[Finding]:
    """Further levels of the baseline, to report."""
    names = (
        "job_relevance", "training_quality", "retention", "employment_rate", "policy_take_up", "tax_take_up",
        "awareness", "membership", "public_spending",
    )  # fmt: skip
    known = {"job_relevance": (0.55, 0.68)}
    findings = [
        _found("levels", name, _means(baseline(), seeds, name), *known.get(name, (np.nan, np.nan))) for name in names
    ]
    fields = np.array([ending(baseline(), seed).fields for seed in seeds])
    spread = fields.mean(axis=0).max() - fields.mean(axis=0).min()
    error = float(fields.std(axis=0, ddof=1).max() * np.sqrt(2 / len(seeds)))
    findings.append(Finding("levels", "job relevance, spread between fields", float(spread), error, 0.25))
    runs = [ending(baseline(), seed) for seed in seeds]
    findings.append(
        _found("levels", "fill of co-training places", [run.starts / max(1.0, run.offered) for run in runs])
    )
    return findings


PATTERNS: tuple[Callable[[range], list[Finding]], ...] = (
    hot_schools_cold_enterprises,
    participation_rises_with_size,
    training_loses_money_in_china,
    placements_pay_on_the_whole,
    costs_and_benefits_come_late,
    flat_money_is_mostly_inframarginal,
    flat_money_at_fixed_take_up,
    places_of_those_that_train_anyway,
    incentives_lift_starts_only,
    unwatched_money_breeds_form,
    money_that_ends,
    an_end_that_is_announced,
    what_a_push_leaves,
    other_levels,
)
"""All patterns that can be measured with what is built."""


SEEDS_OF: dict[Callable[[range], list[Finding]], int] = {
    costs_and_benefits_come_late: 5,
    money_that_ends: 80,
    what_a_push_leaves: 20,
}
"""Seeds of patterns that take long, or in which fewer worlds than usual cannot tell."""

USUAL = 40
"""Seeds of all other patterns."""


def seeds_for(pattern: Callable[[range], list[Finding]], seeds: range) -> range:
    """The seeds of a pattern from the first on: as many as it takes where others have `USUAL`, else in proportion."""
    number = SEEDS_OF.get(pattern, USUAL)
    return range(seeds.start, seeds.start + max(2, round(number * len(seeds) / USUAL)))
