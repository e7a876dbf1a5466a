"""Rules and metrics of your own, in every run: they travel with a scenario to whoever simulates it.

    rules = Extensions(enterprise_class=Cautious, metrics=[OwnMetric("mentors", mean_of_mentors)])
    compare("baseline", "subsidy_only", extensions=rules)

They are code, so no scenario file may name them: Python gives the objects, the command line their import path
("package.module:Cautious"), or the name under which an installed package offers them as an entry point. Other
processes import them by path, so they stand at the top of a module.
"""

from __future__ import annotations

import hashlib
import inspect
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points, packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .agents import Enterprise, School
from .checking import Refused, nearest, show
from .outputs.metrics import METRICS, Kind, Metric, Sums

if TYPE_CHECKING:
    from .model import ConsortiumModel

__all__ = ["GROUPS", "Extensions", "OwnMetric", "named", "own_values"]

GROUPS = {
    "enterprise_class": "consortium.enterprises",
    "school_class": "consortium.schools",
    "metric": "consortium.metrics",
}
"""Groups of entry points under which other packages offer what can be used by name."""

OWN: dict[str, OwnMetric] = {}
"""Own metrics that this process knows: from then on they are columns of every run in it."""


@dataclass(frozen=True)
class OwnMetric:
    """An output of your own: `function` is called with the model as each tick ends and gives one number (or NaN).

    `kind` is "state" (as the tick ends), "yearly" (settled in spring) or "flow" (sum of the tick), by which years are
    summed up. There is one value for the whole, none by region or group, and money is not scaled.
    """

    name: str
    function: Callable[[ConsortiumModel], float]
    kind: Kind = "state"
    unit: str = ""
    en: str = ""
    zh: str = ""

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise Refused(f"an own metric is named {show(self.name)}; allowed: a name of letters, digits and _")
        if self.kind not in ("state", "yearly", "flow"):
            raise Refused(f"own metric {self.name}: kind = {show(self.kind)}; allowed: state, yearly, flow")
        _importable(self.function, f"own metric {self.name}")

    def value(self, model: ConsortiumModel) -> float:
        """Its present value. Raises ValueError where the function gives no number."""
        found = self.function(model)
        try:
            return float(found)
        except (TypeError, ValueError):
            said = f"own metric {self.name} gave {show(found)} at tick {model.tick}"
            raise ValueError(f"{said}; allowed: a number, or NaN where there is none") from None

    def known(self) -> None:
        """Make it an output of this process. Raises Refused if its name is another output's."""
        if self.name in METRICS and OWN.get(self.name) != self:
            raise Refused(f"own metric {self.name}: there is an output of this name; allowed: another name")
        OWN[self.name] = self
        METRICS[self.name] = Metric(
            self.name, self.kind, self.unit, -math.inf, math.inf, self.en or self.name, self.zh or self.name,
            f"own metric {_path(self.function)}", lambda sums: _recorded(self.name, sums),
        )  # fmt: skip


def _recorded(name: str, sums: Sums) -> np.ndarray:
    """What was recorded of an own metric; nothing where groups are summed up, or before it was known."""
    return sums.get(f"own_{name}", np.full(np.shape(sums["enterprises"]), np.nan))


def own_values(model: ConsortiumModel) -> dict[str, float]:
    """All own metrics of a model's present tick."""
    return {name: metric.value(model) for name, metric in OWN.items()}


@dataclass(frozen=True)
class Extensions:
    """Classes of enterprises and schools with rules of their own, and further metrics (functions, or `OwnMetric`)."""

    enterprise_class: type[Enterprise] = Enterprise
    school_class: type[School] = School
    metrics: Iterable[OwnMetric | Callable[[ConsortiumModel], float]] = field(default=())

    def __post_init__(self) -> None:
        for name, base in (("enterprise_class", Enterprise), ("school_class", School)):
            kind = getattr(self, name)
            if not (isinstance(kind, type) and issubclass(kind, base)):
                raise Refused(f"{name} = {show(kind)}; allowed: a subclass of {base.__name__}")
            _importable(kind, name)
        metrics = [one if isinstance(one, OwnMetric) else OwnMetric(_name_of(one), one) for one in self.metrics]
        object.__setattr__(self, "metrics", tuple(metrics))
        for metric in metrics:
            metric.known()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.enterprise_class, self.school_class, self.metrics)  # other processes learn the metrics

    @property
    def rules(self) -> dict[str, str]:
        """The classes that are not the model's own, by import path."""
        own = {"enterprise_class": (self.enterprise_class, Enterprise), "school_class": (self.school_class, School)}
        return {name: _path(kind) for name, (kind, base) in own.items() if kind is not base}

    @cached_property
    def record(self) -> dict[str, Any]:
        """For a manifest: what was used, in which version of whose package, and a digest of its source."""
        used = [kind for kind in (self.enterprise_class, self.school_class) if kind not in (Enterprise, School)]
        used += [metric.function for metric in self.metrics if isinstance(metric, OwnMetric)]
        modules = sorted({thing.__module__ for thing in used})
        owners = packages_distributions()
        names = sorted({name for module in modules for name in owners.get(module.partition(".")[0], ())})
        named = {metric.name: _path(metric.function) for metric in self.metrics if isinstance(metric, OwnMetric)}
        return {
            **self.rules,
            **({"metrics": named} if named else {}),
            "versions": {name: version(name) for name in names},
            "sources": {module: _digest(module) for module in modules},
        }


def _name_of(function: object) -> str:
    return getattr(function, "__name__", "")


def _path(thing: Any) -> str:
    return f"{thing.__module__}:{thing.__qualname__}"


def _importable(thing: object, what: str) -> None:
    """Refuse what another process could not import: functions within functions, lambdas, objects."""
    name = getattr(thing, "__qualname__", "")
    if not callable(thing) or not name or "<" in name:
        raise Refused(f"{what}: {show(thing)} cannot be imported; allowed: what stands at the top of a module")


def _digest(module: str) -> str:
    """Digest of a module's source, empty where there is none (a notebook)."""
    try:
        file = inspect.getsourcefile(sys.modules[module])
    except TypeError:
        return ""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:16] if file and Path(file).is_file() else ""


def named(enterprise_class: str | None, school_class: str | None, metrics: Iterable[str]) -> Extensions | None:
    """What a command line names: import paths, or names of entry points; None for nothing. Raises Refused."""
    wanted: Mapping[str, Any] = {
        "enterprise_class": _found("enterprise_class", enterprise_class) if enterprise_class else Enterprise,
        "school_class": _found("school_class", school_class) if school_class else School,
        "metrics": [_found("metric", reference) for reference in metrics],
    }
    if wanted["metrics"] or enterprise_class or school_class:
        return Extensions(**wanted)
    return None


def _found(what: str, reference: str) -> Any:
    """The object of an import path "package.module:name", or of an entry point."""
    offered = {entry.name: entry for entry in entry_points(group=GROUPS[what])}
    module, colon, name = reference.partition(":")
    try:
        if not colon:
            if reference not in offered:
                form = f"allowed: package.module:Name, or an entry point of the group {GROUPS[what]}"
                raise Refused(f"{what} {show(reference)} is not known; {form}{nearest(reference, offered)}")
            return offered[reference].load()
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except Refused:
        raise
    except Exception as error:  # whatever somebody else's module raises
        raise Refused(
            f"{what} {show(reference)} cannot be loaded: {type(error).__name__}: {show(str(error))}"
        ) from None
    return found
