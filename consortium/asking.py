"""From the options of ``run`` and ``compare`` to what they ask for.

Every function raises UsageError for what makes no sense.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .options import Format, Lang
from .terminal import UsageError
from .words import phrase

if TYPE_CHECKING:
    from consortium.experiments.comparison.precision import Precision
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
