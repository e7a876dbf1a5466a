"""What a shell offers when Tab is pressed: bundled scenarios, ready designs, outputs. Nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

__all__ = ["designs", "metrics", "scenarios", "searches", "targets"]


def _toml(package: str, folder: str = "") -> Iterator[str]:
    """Names of the TOML files of a package, without their ending."""
    place = files(package).joinpath(folder) if folder else files(package)
    yield from sorted(entry.name.removesuffix(".toml") for entry in place.iterdir() if entry.name.endswith(".toml"))


def scenarios(incomplete: str) -> list[str]:
    """Bundled scenarios that begin so; paths are left to the shell."""
    return [name for name in _toml("consortium.scenarios") if name.startswith(incomplete)]


def designs(incomplete: str) -> list[str]:
    """Ready designs that begin so."""
    return [name for name in _toml("consortium.experiments", "designs") if name.startswith(incomplete)]


def targets(incomplete: str) -> list[str]:
    """Bundled targets that begin so."""
    return [name for name in _toml("consortium.scenarios", "targets") if name.startswith(incomplete)]


def searches(incomplete: str) -> list[str]:
    """Bundled searches that begin so."""
    return [name for name in _toml("consortium.scenarios", "searches") if name.startswith(incomplete)]


def metrics(incomplete: str) -> list[str]:
    """Outputs that begin so."""
    from consortium.simulation.outputs.metrics import METRICS

    return [name for name in METRICS if name.startswith(incomplete)]
