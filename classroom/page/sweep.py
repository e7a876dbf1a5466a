"""The results of a sweep for the page: heat maps of two of its factors, and the scenario of a point.

    sweep = Sweep.read(Path("results/sweep"))
    sweep.heat_map("policy.subsidy.per_trainee", "parameters.monitoring", "deep_participation", "en")

Whoever starts the server names the folder. It is read once, and a browser sees what is computed from it, no file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from ...experiments.comparison.worlds import own_policies
from ...experiments.figures.sweep import points
from ...experiments.figures.sweep.heat_maps import BINS, COLOURS, ink_on
from ...experiments.figures.sweep.shown_factors import shown_factor
from ...experiments.figures.sweep.shown_names import decimals, factor_label, measure, scale_of_design
from ...experiments.presentation.language import Lang
from ...experiments.results import results
from ...experiments.storage.folder import MANIFEST, FolderError
from ...experiments.storage.manifest import read as read_manifest
from ...experiments.sweeps.design.design import Design, load_design
from ...simulation.checking import Refused, nearest, show
from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario, load_scenario
from ...simulation.scenario.institutions import kind_of, spelled
from .catalogue import policy_table
from .opened_file import as_place

__all__ = ["Sweep"]

MOST_FACTORS = 400
"""Factors that are offered: as many as a screening of all parameters has."""

ALONE = ""
"""In the place of a second factor, where a sweep has one only."""


@dataclass(frozen=True)
class Sweep:
    """A design and the runs of it that are stored."""

    design: Design
    runs: pd.DataFrame

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The sweep that is stored in a folder. Raises FolderError and DesignError: one message."""
        if not folder.is_dir():
            raise FolderError(f"{folder} is no folder; allowed: the folder of a sweep")
        manifest = read_manifest(folder / MANIFEST)
        if manifest is None or manifest["kind"] != "sweep":
            held = "no results" if manifest is None else f"a {manifest['kind']}"
            raise FolderError(
                f"{folder} holds {held}; allowed: the folder of a sweep (consortium sweep --out {folder})"
            )
        design = load_design(folder / MANIFEST)
        runs = points.finished(results(folder, "runs"))
        if not points.varied(runs, [factor.key for factor in design.factors]):
            raise FolderError(f"{folder} holds runs of one point only; needed: two or more")
        return cls(design, runs)

    @property
    def factors(self) -> list[str]:
        """Keys of the factors that have more than one value."""
        return points.varied(self.runs, [factor.key for factor in self.design.factors])[:MOST_FACTORS]

    def about(self, lang: Lang) -> dict[str, Any]:
        """What the sweep is, and what there is to choose from."""
        seeds = int(self.runs["seed"].nunique())
        return {
            "title": self.design.title[lang],
            "question": self.design.question[lang],
            "runs": len(self.runs),
            "of": self.design.runs,
            "seeds": seeds,
            "factors": [{"key": key, "label": shown_factor(key, lang, self.design).titled} for key in self.factors],
            "metrics": [
                {"name": name, "label": measure(name, lang, scale_of_design(self.design)).titled(lang)}
                for name in METRICS
                if self.runs[name].notna().any()
            ],
        }

    def heat_map(self, x: str, y: str, metric: str, lang: Lang) -> dict[str, Any]:
        """Means by two factors, as the figures of a sweep show them, with their colours. Raises Refused."""
        shown = measure(self._output(metric), lang, scale_of_design(self.design))
        rows = self._rows(x, y)
        table, errors = points.grid(rows, x, y, metric, shown.factor)
        cells = table.to_numpy(float)
        digits = decimals(cells[np.isfinite(cells)])
        worst = points.worst(errors)
        others = [factor_label(key, lang) for key in self.factors if key not in (x, y)]
        return {
            "x": self._axis(x, list(table.columns), lang),
            "y": self._axis(y, list(table.index), lang),
            "metric": shown.titled(lang),
            "error": None if math.isnan(worst) else shown.error(worst, lang),
            "over": others if len(others) <= 2 else len(others),
            "binned": any(rows[key].nunique() != self.runs[key].nunique() for key in (x, y) if key != ALONE),
            "cells": [
                [None if math.isnan(value) else shown.bare(float(value), digits) for value in row] for row in cells
            ],
            "colours": _colours(cells),
        }

    def point(self, x: str, y: str, column: int, row: int) -> dict[str, Any]:
        """The scenario of a cell, for the page of comparisons, the first of several. Raises Refused."""
        rows = self._rows(x, y)
        table, _ = points.grid(rows, x, y, next(iter(METRICS)))
        if not (0 <= column < table.shape[1] and 0 <= row < table.shape[0]):
            raise Refused(f"column = {column}, row = {row}; allowed: a cell of the heat map")
        inside = rows.loc[(rows[x] == table.columns[column]) & (rows[y] == table.index[row]), "point"].unique()
        if not len(inside):
            raise Refused("no run of this cell is stored; allowed: a cell with a number")
        number = int(inside.min())
        return {"point": number, "points": len(inside)} | placed(self.design.scenario(number), self.design)

    def _rows(self, x: str, y: str) -> pd.DataFrame:
        """The runs, factors with many values in bins."""
        factors = [*self.factors, *([ALONE] if len(self.factors) == 1 else [])]
        for key in (x, y):
            if key not in factors:
                raise Refused(f"{show(key)} is no factor of this sweep{nearest(key, factors)}")
        if x in (y, ALONE):
            raise Refused(f"x and y are both {x}; allowed: two different factors")
        runs = self.runs.assign(**{ALONE: 0}) if y == ALONE else self.runs
        return points.binned(points.binned(runs, x, BINS), y, BINS)

    def _output(self, metric: str) -> str:
        if metric not in METRICS or metric not in self.runs:
            raise Refused(f"{show(metric)} is no output{nearest(metric, METRICS)}")
        return metric

    def _axis(self, key: str, values: list[Any], lang: Lang) -> dict[str, Any]:
        if key == ALONE:
            return {"key": key, "label": "", "values": [""]}
        factor = shown_factor(key, lang, self.design)
        return {"key": key, "label": factor.titled, "values": factor.all_said(values)}


def _colours(cells: np.ndarray) -> list[list[list[str] | None]]:
    """Ground and ink of every cell: the scale of the figures, which is distinguishable in grey as well."""
    from matplotlib import colormaps
    from matplotlib.colors import Normalize, to_hex

    known = cells[np.isfinite(cells)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    scale, palette = Normalize(low, high if high > low else low + 1.0), colormaps[COLOURS]

    def coloured(value: float) -> list[str] | None:
        if math.isnan(value):
            return None
        shade = palette(float(scale(value)))
        return [to_hex(shade), ink_on(shade)]

    return [[coloured(value) for value in row] for row in cells]


def placed(scenario: Scenario, design: Design) -> dict[str, Any]:
    """A point as a baseline and, unless it is another world than the base of the design, a reform of that.

    The baseline is the design's base without the policies that a point changes.
    """
    base = design.base
    changed = [name for name, value in scenario.parameters.items() if value != base.parameters[name]]
    if any(kind_of(name) == "world" for name in changed):
        return {"base": as_place(scenario), "reform": None}
    own = own_policies(scenario, base)
    moved = {factor.key.split(".")[1] for factor in design.factors if factor.key.startswith("policy.")}
    kept = [policy for policy in base.policies if policy.kind not in moved]
    bare = base.with_(policies=kept)
    bundled = load_scenario("baseline")
    same = bare.digest() == bundled.digest()
    return {
        "base": {"extends": "baseline"} if same else as_place(bare),
        "reform": {
            "policy": [policy_table(p) for p in scenario.policies if p in own or p.kind in moved],
            "parameters": {name: spelled(scenario.parameters[name]) for name in changed},
        },
    }
