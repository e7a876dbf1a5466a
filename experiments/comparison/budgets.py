"""Reforms on one budget: each is made as strong as the same money allows.

    plan = within_budget(base, reforms, target=2000.0, seeds=range(1, 11))
    plan.scenarios          # the baseline and the reforms, each at its own strength

What a reform costs is its public spending less the baseline's, mean over all years of the run and over seeds, in k¥ a
year of the model. One factor multiplies all strengths of the policies that the reform adds; everything else stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast, get_args

from ...simulation.checking import Refused, is_number, pythonic, show
from ...simulation.policies import Policy, make_policy
from ...simulation.scenario import Scenario, ScenarioError
from .spending import spending_of
from .worlds import check_one_world, own_policies

__all__ = ["BudgetPlan", "Fitted", "scaled", "within_budget"]

CLOSE = 0.005
"""Relative distance from the budget at which the search is content."""

ACCEPTED = 0.02
"""Relative distance up to which a reform is said to spend the budget; a step in its cost may keep it from the rest."""

STRONGEST = 128.0
"""Largest factor that is tried; beyond it a policy is another policy."""

STEPS = 40
"""Halvings at most."""

FINE = 1e-3
"""Relative width of the bracket at which a cost that is still not close is taken to jump."""

Note = Literal["", "no policy of its own", "bounds", "too little", "too much", "saves", "step"]


@dataclass(frozen=True)
class Fitted:
    """A reform at the strength at which it costs what it should, or comes closest.

    `note` says why it does not spend the budget: it has no policy that could be scaled, stronger policies would leave
    their "bounds", even the strongest spends "too little", it costs "too much" at every strength since what it changes
    besides (parameters, policies that it drops) costs more than the budget, it never spends more than the baseline
    ("saves"), or its cost jumps over the budget in a "step".
    """

    reform: Scenario
    strength: float
    cost: float
    note: Note

    @property
    def spends_it(self) -> bool:
        """Whether the budget is spent, to within `ACCEPTED`."""
        return self.note == ""

    def title(self, lang: str) -> str:
        """What the reform is called without its strength (`at_strength`), where that stands beside it."""
        whole, without, _ = _STRENGTH_SAID[lang]
        added = (whole if self.strength else without).format(f"{self.strength:.3g}")
        return self.reform.title[lang].removesuffix(added)


@dataclass(frozen=True)
class BudgetPlan:
    """A baseline and reforms fitted to a budget: `target`, k¥ per year (model) on top of the baseline's spending."""

    target: float
    base: Scenario
    fitted: tuple[Fitted, ...]
    tried: int = field(compare=False, default=0)
    """Runs that the search took."""

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The arms to be compared, the baseline first."""
        return (self.base, *(fitted.reform for fitted in self.fitted))

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """What was found, for a manifest: strength, cost and note by reform."""
        found = {fit.reform.name: fit for fit in self.fitted}
        return {name: {"strength": f.strength, "cost": f.cost, "note": f.note} for name, f in found.items()}


def scaled(reform: Scenario, base: Scenario, strength: float) -> Scenario:
    """The reform with all strengths of its own policies multiplied. Raises ScenarioError beyond the bounds."""
    left = list(own_policies(reform, base))
    policies = []
    for policy in reform.policies:
        if policy in left:
            left.remove(policy)
            policies.append(_scaled_policy(policy, strength))
        else:
            policies.append(policy)
    return reform.with_(policies=policies)


def at_strength(reform: Scenario, base: Scenario, strength: float) -> Scenario:
    """The same as a scenario of its own: title and question say the strength, since what they said of the reform, such
    as "twice the credit", is no longer true."""
    factor = f"{strength:.3g}"
    title, question = dict(reform.title), dict(reform.question)
    if factor != "1":
        for lang, (whole, without, asked) in _STRENGTH_SAID.items():
            title[lang] = title[lang][:MOST_OF_TITLE] + (whole if strength else without).format(factor)
            if question[lang]:
                question[lang] = question[lang][:MOST_OF_TITLE] + asked.format(factor)
    return replace(scaled(reform, base, strength), title=title, question=question)


MOST_OF_TITLE = 3900
"""Letters of a text that are kept before what is added to it."""

_STRENGTH_SAID = {
    "en": (", at {} times its strength", ", without its policies", " (Here at {} times its strength.)"),
    "zh": ("（力度×{}）", "（不含其政策）", "（此处力度为×{}。）"),
}


def _scaled_policy(policy: Policy, strength: float) -> Policy:
    table = policy.to_dict()
    strengths = {name: getattr(policy, name) * strength for name in policy.levers()}
    try:
        return make_policy({**table, **strengths})
    except Refused as error:
        raise ScenarioError(f"strength × {strength:.4g}: {error}") from None


def within_budget(
    base: Scenario,
    reforms: Sequence[Scenario],
    target: float,
    seeds: Iterable[int],
    on_fitted: Callable[[Fitted], object] = lambda fitted: None,
    workers: int | None = 1,
) -> BudgetPlan:
    """Fit every reform to a budget of `target` k¥ per year (model) on top of the baseline's spending.

    All strengths are tried on the same seeds; `on_fitted` is called with every reform when its strength is found.
    `workers` is as in `compare`. Raises ScenarioError for a budget that is none, NoProcesses if processes fail.
    """
    target = pythonic(target)  # type: ignore[assignment]
    if not (is_number(target) and target > 0):
        raise ScenarioError(f"budget = {show(target)}; allowed: k¥ per year of the model, above 0")
    check_one_world(base, *reforms, required=True)  # what a reform costs must be the reform's doing
    fitted = []
    with spending_of(base, tuple(seeds), len(reforms), workers) as spending:
        for reform in reforms:
            known: dict[float, float] = {}

            def cost(strength: float, reform: Scenario = reform, known: dict[float, float] = known) -> float:
                if strength not in known:
                    known[strength] = spending(scaled(reform, base, strength)) - spending.standing
                return known[strength]

            if own_policies(reform, base):
                strength, note = fitting_strength(cost, target, largest_strength(reform, base))
                fitted.append(Fitted(at_strength(reform, base, strength), strength, cost(strength), note))
            else:
                fitted.append(Fitted(reform, 1.0, spending(reform) - spending.standing, "no policy of its own"))
            on_fitted(fitted[-1])
    return BudgetPlan(target, base, tuple(fitted), spending.runs)


def found_before(base: Scenario, reforms: Sequence[Scenario], target: float, found: object) -> BudgetPlan:
    """The plan from what an earlier search found (`BudgetPlan.to_dict`), without searching. Raises ScenarioError."""
    table = found if isinstance(found, Mapping) else {}
    fitted = []
    for reform in reforms:
        entry = table.get(reform.name)
        entry = entry if isinstance(entry, Mapping) else {}
        strength, cost, note = (cast(Any, entry.get(key)) for key in ("strength", "cost", "note"))
        if not (_finite(strength) and _finite(cost) and note in get_args(Note)):
            raise ScenarioError(f"fitted.{reform.name} = {show(entry)}; allowed: strength, cost and note, as written")
        arm = at_strength(reform, base, float(strength)) if own_policies(reform, base) else reform
        fitted.append(Fitted(arm, float(strength), float(cost), note))
    return BudgetPlan(target, base, tuple(fitted))


def _finite(number: Any) -> bool:
    """Whether it is a number as JSON holds it."""
    return type(number) in (int, float) and math.isfinite(number)


def largest_strength(reform: Scenario, base: Scenario) -> float:
    """The largest factor, up to `STRONGEST`, at which all levers stay within their bounds."""

    def allowed(strength: float) -> bool:
        try:
            scaled(reform, base, strength)
        except ScenarioError:
            return False
        return True

    if allowed(STRONGEST):
        return STRONGEST
    low, high = 0.0, STRONGEST
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if allowed(middle) else (low, middle)
    return low


def fitting_strength(cost: Callable[[float], float], target: float, limit: float) -> tuple[float, Note]:
    """The strength up to `limit` at which `cost` is `target`, by bisection, and why it is not if it is not.

    At strength 0 a reform costs what it changes besides the strengths of its policies, such as parameters: that may be
    more than `target`, and stronger policies may save it again. `cost` need not rise everywhere; of several strengths
    one is found.
    """
    tried: dict[float, float] = {}

    def above(strength: float) -> bool:
        tried[strength] = cost(strength)
        return tried[strength] >= target

    low, high = 0.0, min(1.0, limit)
    at_zero = above(low)
    while above(high) == at_zero and high < limit:
        low, high = high, min(2 * high, limit)
    crossed = (tried[high] >= target) != at_zero
    if crossed:
        for _ in range(STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if above(middle) == at_zero else (low, middle)
            if abs(tried[middle] - target) <= CLOSE * target or high - low <= FINE * low:
                break
    nearest = min(tried, key=lambda strength: (abs(tried[strength] - target), strength))
    if abs(tried[nearest] - target) <= ACCEPTED * target:
        return nearest, ""
    if crossed:
        return nearest, "step"
    if at_zero:
        return nearest, "too much"
    if max(tried.values()) <= 0:
        return high, "saves"
    return nearest, "bounds" if limit < STRONGEST else "too little"
