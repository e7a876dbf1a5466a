"""The folder of a validation: its scorecard and its manifest; and which seeds it may not use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from ...simulation.scenario import Scenario
from ..calibration.calibration import VALIDATION_SEEDS
from ..calibration.targets.target_files import bundled_targets, load_calibration
from ..metadata.describing import described
from ..storage import manifest as manifests
from ..storage.files import put
from ..storage.lock import held
from ..storage.tables import csv_bytes
from .patterns import PATTERNS, USUAL, seeds_for

__all__ = ["CARD", "PAGE", "USUAL_SEEDS", "barred", "claimed", "published"]

CARD, PAGE = "scorecard.csv", "scorecard.html"

USUAL_SEEDS = range(VALIDATION_SEEDS.start, VALIDATION_SEEDS.start + USUAL)
"""Seeds of a validation that names none."""


def barred(seeds: range, base: str | None) -> int | None:
    """The first seed that a calibration has used: one of the bundled targets, or the one that found the base.

    Patterns that need more worlds take those that follow, which are looked at, too. What was fitted to a world shows
    it, so agreement there says nothing.
    """
    seeds = max((seeds_for(pattern, seeds) for pattern in PATTERNS), key=len)
    used = {seed for name in bundled_targets() for seed in load_calibration(name).seeds}
    if base is not None and base.endswith(".toml"):
        present = manifests.read(Path(base).parent / "manifest.json")
        before = present.get("calibration") if present else None
        used |= set(before.get("seeds", ())) if isinstance(before, dict) else set()
    return next((seed for seed in seeds if seed in used), None)


@contextmanager
def claimed(path: Path, base: Scenario, seeds: range, data: str | None) -> Iterator[Path]:
    """Hold the folder; an earlier validation in it is replaced. Raises FolderError."""
    wanted: dict[str, Any] = {
        "kind": "validation",
        "scenario": base.to_dict(),
        "seed": seeds.start,
        "seeds": len(seeds),
        **({"figures": Path(data).name} if data else {}),  # "data" would make the manifest a resource of a package
        "versions": manifests.versions(),
        "revision": manifests.code_revision(),
    }
    with held(path, wanted, lambda present: None) as folder:
        yield folder


def published(folder: Path, table: pd.DataFrame) -> None:
    """Write and describe the scorecard. Raises OSError."""
    with described(folder):
        put(folder / CARD, csv_bytes(table))
