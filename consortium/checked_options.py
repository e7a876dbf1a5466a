"""From what is typed after a command to what it asks for: scenarios, seeds, folders, and the options of a request.

Every function raises UsageError for what makes no sense.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .options import BUNDLED_SETS, LONGEST_NAME, MOST_SEEDS, SEEDS, SETS, Format, Lang
from .terminal import UsageError, command_line, say
from .words import phrase

if TYPE_CHECKING:
    from consortium.experiments.comparison.precision import Precision
    from consortium.experiments.ensemble.parameter_sets import ParameterSets
    from consortium.experiments.presentation.money import Budget
    from consortium.experiments.storage.manifest import Plan
    from consortium.experiments.storage.request import Request
    from consortium.simulation.extensions import Extensions
    from consortium.simulation.scenario import Scenario


def extensions(enterprise_class: str | None, school_class: str | None, metrics: list[str] | None) -> Extensions | None:
    """Rules and metrics of the user's own code, which may lie in the present folder."""
    if not (enterprise_class or school_class or metrics):
        return None
    from consortium.simulation.checking import Refused
    from consortium.simulation.extensions import named

    if (here := str(Path.cwd())) not in sys.path:
        sys.path.append(here)  # last, so that a folder of this name hides no library
    try:
        return named(enterprise_class, school_class, metrics or ())
    except Refused as error:
        raise UsageError(str(error)) from None


def forked(arms: tuple[Scenario, ...], year: int | None) -> tuple[Scenario, ...]:
    """The arms with every reform on the baseline's path up to the end of a year, if one is given."""
    from consortium.experiments.comparison.arms import forked
    from consortium.simulation.scenario import ScenarioError

    try:
        return arms if year is None else forked(arms, year)
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def one_world(arms: tuple[Scenario, ...]) -> None:
    """Refuse arms that are different worlds where one world is needed."""
    from consortium.experiments.comparison.worlds import check_one_world
    from consortium.simulation.scenario import ScenarioError

    try:
        check_one_world(*arms, required=True)
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def request(plan: Plan | None, **given: Any) -> Request:
    """What the manifest asks for, with the options that are given in its place."""
    from consortium.experiments.storage.request import Request

    values = {name: value.value if isinstance(value, Lang | Format) else value for name, value in given.items()}
    return (plan.request if plan else Request()).but(**values)


def budget(text: str | None) -> Budget | None:
    """A sum of money."""
    from consortium.experiments.presentation.money import Budget
    from consortium.simulation.scenario import ScenarioError

    try:
        return None if text is None else Budget.parsed(text)
    except ScenarioError as error:
        raise UsageError(f"--{error}") from None


def rank_by(name: str | None) -> str | None:
    """The output by which reforms are to be ranked; metrics of the user's own code are known by then."""
    from consortium.experiments.comparison.merit import rank_metric
    from consortium.simulation.scenario import ScenarioError

    try:
        return None if name is None else rank_metric(name)
    except ScenarioError as error:
        raise UsageError(str(error).replace("rank_by = ", "--rank-by ")) from None


def ensemble(
    plan: Plan | None, said: str | None, sets: int | None, seeds: int | None, arms: Sequence[Scenario]
) -> ParameterSets | None:
    """The parameter sets in which effects are examined as well; None where nobody asks for them.

    They are those that are `said`, or those of the manifest, and `arms` allow them.
    """
    from consortium.experiments.ensemble.set_files import load_sets
    from consortium.simulation.scenario import ScenarioError

    before = plan.request.ensemble if plan else None
    if said is None and before is None:
        if sets is None and seeds is None:
            return None
        given = "--ensemble-sets" if sets is not None else "--ensemble-seeds"
        raise UsageError(f"{given} is allowed together with --ensemble only")
    try:
        if said is not None or before is None:
            found = load_sets(said or BUNDLED_SETS)
            usual = min(SETS, len(found)), SEEDS
        else:
            found, usual = before, (len(before), before.seeds)
        number, worlds = (one if given is None else given for one, given in zip(usual, (sets, seeds), strict=True))
        try:
            chosen = found.first(number, worlds)
        except ScenarioError as error:
            raise UsageError(f"--ensemble-{error}") from None
        chosen.check(arms)
    except ScenarioError as error:
        raise UsageError(f"--ensemble {error}") from None
    return chosen


def plausible(request: Request, base: Scenario, sure: bool) -> Request:
    """The request, refused if its budget can hardly be meant for the city and nobody is sure that it is."""
    if request.budget is None:
        return request
    doubt = request.budget.doubt(base, request.lang)
    if doubt and not sure:
        raise UsageError(f"--budget {request.budget.written()}: {doubt}; {phrase('sure', request.lang)}")
    return request.but(budget=request.budget.meant()) if doubt else request


def precision(text: str | None) -> Precision | None:
    """An output and a width."""
    from consortium.experiments.comparison.precision import Precision
    from consortium.simulation.scenario import ScenarioError

    try:
        return None if text is None else Precision.parsed(text)
    except ScenarioError as error:
        raise UsageError(f"--{error}") from None


# --- from words to what they mean -------------------------------------------------------------------------------------


def compiled() -> bool:
    """Whether there is compiled code. Asked first of all: the model compiles some of it while it is imported."""
    from importlib import import_module

    from consortium.simulation import compilation

    if not compilation.anything_compiled():
        return False
    import_module("consortium.simulation.model")  # so that its phases are known
    return compilation.already_compiled()


def overrides(settings: list[str] | None, years: int | None) -> list[str]:
    """What --set and --years change."""
    return [*(settings or []), *([] if years is None else [f"parameters.years={years}"])]


def loaded(name: str, settings: Iterable[str] = ()) -> Scenario:
    """A scenario by its name or path, with overrides; says which of them act in some regions only."""
    from consortium.simulation.scenario import ScenarioError, load_scenario
    from consortium.simulation.scenario.overrides import partial_overrides

    settings = list(settings)
    try:
        scenario = load_scenario(name, settings)
        for remark in partial_overrides(settings, scenario.regions):
            say(f"{scenario.name}: {remark}")
        return scenario
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def arms(
    asked: Sequence[Scenario | str], settings: list[str], city: Scenario | None, across_worlds: bool
) -> tuple[Scenario, ...]:
    """The arms of a comparison, the baseline first."""
    from consortium.experiments.comparison.arms import load_arms
    from consortium.simulation.scenario import ScenarioError

    try:
        with warnings.catch_warnings(record=True, action="always") as remarks:
            found = load_arms(asked, settings, city, across_worlds)
        for remark in remarks:
            say(str(remark.message))
        return found
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def plan(name: str) -> Plan | None:
    """What an earlier run's manifest asks for; None for other scenarios."""
    from consortium.experiments.storage import manifest
    from consortium.simulation.scenario import ScenarioError

    try:
        return manifest.plan(Path(name))
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def other_kind(plan: Plan, name: str) -> str:
    """What to say of a manifest that another command repeats."""
    way = {"comparison": "compare", "sweep": "sweep"}.get(plan.kind)
    return f"{name} is the manifest of a {plan.kind}" + (f"; repeat it with {command_line(way, name)}" if way else "")


def seeds(plan: Plan | None, seed: int | None, seeds: int | None, usual: int) -> range:
    """The seeds that are given, else those of the manifest, else the usual ones."""
    first = seed if seed is not None else plan.seed if plan else 1
    number = seeds if seeds is not None else plan.asked_seeds if plan else usual
    if number > MOST_SEEDS or first + number > 2**63:  # what the options allow, a manifest may exceed
        raise UsageError(f"seed = {first}, seeds = {number}; allowed: at most {MOST_SEEDS} seeds, all below 2**63")
    return range(first, first + number)


def folder(arms: Sequence[Scenario]) -> Path:
    """Where results go if nobody says: named after the scenario, or after the arms of a comparison."""
    names = [arm.name for arm in arms]
    name = "_vs_".join(names)
    if len(name) > 100:
        name = f"{names[0][:60]}_vs_{len(names) - 1}_reforms" if len(names) > 1 else name
    fitting = name.encode()[:LONGEST_NAME].decode(errors="ignore")  # a character of 中文 takes three bytes
    return Path("results") / fitting
