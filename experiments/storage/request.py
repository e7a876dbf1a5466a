"""What a run or a comparison is asked for besides its scenarios and seeds: the options that its manifest repeats.

Each option is a field of `Request`, and its line there says all that a manifest has to know of it: how it is written
as JSON, how it is read and checked, and whether it `shapes` the results or only how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self, get_args

from ...simulation.checking import Refused, nearest, show
from ...simulation.scenario import ScenarioError
from ...simulation.scenario.files import check_name
from ..comparison.merit import RANKED_BY, rank_metric
from ..comparison.precision import Precision
from ..ensemble.parameter_sets import ParameterSets
from ..presentation.language import Lang
from ..presentation.money import Budget

__all__ = ["Request"]

Format = Literal["png", "pdf", "svg"]


def _kept(
    read: Callable[[Any], Any], write: Callable[[Any], Any] = lambda value: value, shapes: bool = True
) -> dict[str, Any]:
    """How a manifest holds an option, and whether it shapes the results."""
    return {"read": read, "write": write, "shapes": shapes}


def _one_of(*allowed: object) -> Callable[[Any], Any]:
    """Reads one of a few values."""

    def read(value: Any) -> Any:
        if not any(value is choice or (isinstance(choice, str) and value == choice) for choice in allowed):
            raise ScenarioError(f"{show(value)} is not allowed; allowed: {', '.join(map(str, allowed))}")
        return value

    return read


def _year(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ScenarioError(f"{show(value)} is not allowed; allowed: a year, from 1")
    return value


def _name(value: Any) -> str:
    try:
        return check_name(value)
    except Refused as error:
        raise ScenarioError(str(error)) from None


@dataclass(frozen=True)
class Request:
    """Options of ``run`` and ``compare``, each with its usual value."""

    fork: int | None = field(default=None, metadata=_kept(_year))
    """The year at whose end reforms leave the baseline's path."""
    budget: Budget | None = field(default=None, metadata=_kept(Budget.from_dict, Budget.to_dict))
    """What each reform is to cost."""
    precision: Precision | None = field(default=None, metadata=_kept(Precision.from_dict, Precision.to_dict))
    """How well effects are to be known; further seeds follow until they are."""
    city: str | None = field(default=None, metadata=_kept(_name))
    """Name of the city that all arms were put into; they hold its values already."""
    across_worlds: bool = field(default=False, metadata=_kept(_one_of(True, False)))
    """Whether arms may be different worlds."""
    rank_by: str = field(default=RANKED_BY, metadata=_kept(rank_metric, shapes=False))
    """The output by which reforms are ranked."""
    robust: bool = field(default=False, metadata=_kept(_one_of(True, False), shapes=False))
    """Whether the most influential assumptions are varied one at a time."""
    ensemble: ParameterSets | None = field(
        default=None, metadata=_kept(ParameterSets.from_dict, ParameterSets.to_dict, shapes=False)
    )
    """Parameter sets in which the effects are examined as well."""
    lang: Lang = field(default="en", metadata=_kept(_one_of(*get_args(Lang)), shapes=False))
    format: Format = field(default="png", metadata=_kept(_one_of(*get_args(Format)), shapes=False))
    figures: bool = field(default=True, metadata=_kept(_one_of(True, False), shapes=False))

    def but(self, **given: Any) -> Self:
        """The same with those options that are given, which are not None."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def to_dict(self) -> dict[str, Any]:
        """For a manifest: the options that are not as usual."""
        chosen = [option for option in fields(self) if getattr(self, option.name) != option.default]
        return {option.name: option.metadata["write"](getattr(self, option.name)) for option in chosen}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """What `to_dict` wrote. Raises ScenarioError."""
        known = {option.name: option for option in fields(cls)}
        for name in table:
            if name not in known:
                raise ScenarioError(f"request.{show(name)[1:-1]} is no option{nearest(name, known)}")
        values = {}
        for name, value in table.items():
            try:
                values[name] = known[name].metadata["read"](value)
            except ScenarioError as error:
                raise ScenarioError(f"request.{name}: {error}") from None
        return cls(**values)


SHAPING = tuple(option.name for option in fields(Request) if option.metadata["shapes"])
"""Options that shape the results."""

SHOWN = tuple(option.name for option in fields(Request) if not option.metadata["shapes"])
"""Options that change how results are shown, and nothing in them."""
