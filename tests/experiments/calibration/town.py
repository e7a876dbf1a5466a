"""Targets in a town that takes no time, as files."""

from __future__ import annotations

from pathlib import Path

TOWN = """\
extends = "baseline"
title = { en = "Town", zh = "小城" }
[parameters]
schools = 4
enterprises = 40
intake = 15
years = 3
warm_up = 4
"""

TARGETS = """\
base = "town.toml"
points = 8
seeds = "7001-7003"
title = { en = "Figures of the town", zh = "小城的数据" }

[parameters]
net_mean = "plausible"
r0 = [0.2, 0.75]
poach = [0, 1]

[[target]]
metric = "deep_participation"
value = 12.0
unit = "%"
tolerance = 4

[[target]]
metric = "retention"
years = [2, 3]
value = 0.4
tolerance = 0.08
source = "made up"

[[target]]
metric = "participation"
effect_of = "consortium_entity"
value = 0.05
tolerance = 0.05
held_out = true
"""

RATES = """\
metric,who,year,value,unit,standard_error
deep_participation,size >= 250,3,35,%,8
retention,,2-3,0.45,share,0.05
"""


def written(folder: Path, targets: str = TARGETS) -> Path:
    """The files of the town in a folder; gives that of its targets."""
    (folder / "town.toml").write_text(TOWN, encoding="utf-8")
    (folder / "rates.csv").write_text(RATES, encoding="utf-8")
    path = folder / "targets.toml"
    path.write_text(targets, encoding="utf-8")
    return path
