"""Forks: arms of a comparison that begin as the same world compute it once, and reforms that begin where a run stands.

    for arm in simulated(scenarios, seeds=range(1, 11)):
        arm.model.timeseries()

Two arms are the same world, to the bit, until the first year in which their policies differ or are known to
(`saving.shared_years`): at least for the warm-up if their parameters agree. The second is continued from where the
first stood in that year, and nobody can tell it from one that was run whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from ...simulation.checking import Refused, show, whole_number
from ...simulation.model import ConsortiumModel, Snapshot
from ...simulation.policies import LAST_YEAR, Policy
from ...simulation.saving import Past, shared_years, taken_up
from ...simulation.scenario import Scenario, ScenarioError
from .annual import years_of

__all__ = ["Branch", "SimulatedArm", "Watch", "branches", "postponed", "simulated"]


class Watch(Protocol):
    """Looks at a model at tick 0 and after every step.

    What it notes of a tick may follow from the tables and from the horizon, and not from policies to come: arms that
    share their past share what was noted of it.
    """

    def see(self, model: ConsortiumModel) -> None:
        """Note the present tick."""
        ...

    def copy(self) -> Self:
        """An independent watch that has seen the same."""
        ...


W = TypeVar("W", bound=Watch)


@dataclass(frozen=True)
class SimulatedArm(Generic[W]):
    """A scenario with a seed: the model at its horizon and the watch that saw all of it, or the `error` instead."""

    scenario: Scenario
    seed: int
    model: ConsortiumModel | None = None
    watch: W | None = None
    error: Exception | None = None

    @property
    def finished(self) -> ConsortiumModel:
        """The model at its horizon. Raises what stopped it."""
        if self.error is not None or self.model is None:
            raise self.error or RuntimeError("no model")
        return self.model


@dataclass(frozen=True)
class Branch:
    """Where an arm leaves an earlier one (its position): at the end of a year, 0 for the warm-up."""

    arm: int
    year: int


def branches(scenarios: Sequence[Scenario]) -> tuple[Branch | None, ...]:
    """For every arm the earlier one that is the same world for longest; None where there is no such."""
    pasts = [Past.of(scenario, years_of(scenario)) for scenario in scenarios]
    found: list[Branch | None] = []
    for row, scenario in enumerate(scenarios):
        # a watch may look for the horizon
        same = [i for i in range(row) if years_of(scenarios[i]) == years_of(scenario)]
        shared = {i: year for i in same if (year := pasts[i].shared_years(pasts[row])) is not None}
        # The earliest of the best passes through that year itself: what it shares with a still earlier one is less.
        best = max(shared, key=lambda i: shared[i], default=None)
        found.append(None if best is None else Branch(best, shared[best]))
    return tuple(found)


def simulated(
    scenarios: Sequence[Scenario], seeds: Iterable[int], watch: Callable[[Scenario], W] | None = None
) -> Iterator[SimulatedArm[W]]:
    """Simulate every scenario with every seed, seeds in the outer loop, and give each arm when it is at its horizon.

    `watch` makes the watch of an arm that is run whole. An error is the arm's own and does not stop the others: an arm
    that was to be continued from one that failed before is run whole.
    """
    plan = branches(scenarios)
    for seed in seeds:
        stood: dict[Branch, tuple[Snapshot, W | None]] = {}
        for row, scenario in enumerate(scenarios):
            later, branch = plan[row + 1 :], plan[row]
            left_at = {2 * other.year: other for other in later if other is not None and other.arm == row}
            begun = stood.get(branch) if branch is not None else None
            if branch is not None and branch not in later:
                stood.pop(branch, None)
            try:
                if branch is not None and begun is not None:
                    snapshot, seen = begun if branch not in later else (begun[0].copy(), _copied(begun[1]))
                    model = taken_up(scenario, seed, snapshot, scenarios[branch.arm])
                else:
                    model = ConsortiumModel(scenario, rng=seed)
                    seen = watch(scenario) if watch else None
                    _look(seen, model)
                while True:
                    if model.tick in left_at:
                        stood[left_at[model.tick]] = model.snapshot(), _copied(seen)
                    if model.tick >= 2 * years_of(scenario):
                        break
                    model.step()
                    _look(seen, model)
                arm = SimulatedArm(scenario, seed, model, seen)
            except Exception as error:
                stopped = error.with_traceback(None)  # whose frames would keep the model
                arm = SimulatedArm[W](scenario, seed, error=stopped)
            yield arm


def _look(watch: Watch | None, model: ConsortiumModel) -> None:
    if watch is not None:
        watch.see(model)


def _copied(watch: W | None) -> W | None:
    return None if watch is None else watch.copy()


# --- reforms that begin where a run stands ----------------------------------------------------------------------------


def postponed(reform: Scenario, base: Scenario, year: int) -> Scenario:
    """The reform as it would be if it were decided at the end of `year` of a run of `base`.

    Its own policies (those that `base` has not) that begin in that year or before are moved as a whole, with end and
    schedule, so that they begin in the next; those that begin later stay. What begins in the very next year was not
    decided when it would have been announced, so its `announced` becomes 0: later changes of that policy then come
    unannounced too. Both scenarios are the same world up to the end of `year`.

    Raises ScenarioError if the reform has other parameters than `base`, lacks a policy of `base` that acts by then, or
    if nothing would be left of the run after `year`.
    """
    years = years_of(base)
    try:
        year = whole_number(year, "fork", 1, years - 1, f", before years = {years}")
    except Refused as error:
        raise ScenarioError(str(error)) from None
    _check_standing(reform, base, year)
    own = list(reform.policies)
    kept = []
    for policy in base.policies:
        if policy in own:
            own.remove(policy)
            kept.append(policy)
        elif policy.start <= year:
            said = (
                f"{reform.name!r} lacks the policy {policy.kind} of {base.name!r}, which acts from year {policy.start}"
            )
            raise ScenarioError(f"{said}; required to fork at the end of year {year}: all that act by then")
    moved = reform.with_(policies=[*kept, *(_begun_after(policy, year) for policy in own)])
    shared = shared_years(base, moved)
    if shared is None or shared < year:
        said = f"{reform.name!r} is not the same as {base.name!r} up to year {year}, but until year {shared or 0} only"
        raise ScenarioError(f"{said}; required to fork: no change of a policy of {base.name!r} that is known by then")
    return moved


def _check_standing(reform: Scenario, base: Scenario, year: int) -> None:
    """Refuse a reform that stands in another world from the start. The years simulated count as part of it."""
    required = f"required to fork at the end of year {year}: the same in both, and reforms in their policies"
    for name, value in base.parameters.items():
        if reform.parameters[name] != value:
            said = f"parameters.{name} = {show(reform.parameters[name])} in {reform.name!r} but {show(value)}"
            raise ScenarioError(f"{said} in {base.name!r}; {required}")
    if reform.regions != base.regions:
        raise ScenarioError(f"[[region]] differs between {reform.name!r} and {base.name!r}; {required}")


def _begun_after(policy: Policy, year: int) -> Policy:
    """The policy as it is if nothing of it may act, or be known, up to a year."""
    later = max(0, year + 1 - policy.start)
    fields = policy.model_dump()
    fields["start"] += later
    if policy.end is not None:
        fields["end"] = min(policy.end + later, LAST_YEAR)
    # What lies beyond the last year that a date may name lies beyond every horizon.
    fields["schedule"] = tuple((when + later, by) for when, by in policy.schedule if when + later <= LAST_YEAR)
    fields["announced"] = min(policy.announced, fields["start"] - year - 1)
    return type(policy)(**fields)
