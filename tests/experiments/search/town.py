"""A search in a town that takes no time, as files."""

from __future__ import annotations

from pathlib import Path

TOWN = """\
extends = "baseline"
title = { en = "Town", zh = "小城" }
[parameters]
schools = 4
enterprises = 40
intake = 15
years = 4
warm_up = 4
"""

SEARCH = """\
base = "town.toml"
title = { en = "Ways for the town", zh = "小城的办法" }
budget = "60M"
objectives = ["participation", "training_quality"]
members = 2
seeds = 1
final_members = 2
final_seeds = 5
population = 6
generations = 3
bundles = 4

[[instrument]]
kind = "subsidy"
start = 2
per_trainee = [5.6, 56.0]

[[instrument]]
kind = "monitoring"
start = 2
level = [0.1, 0.8]

[[instrument]]
kind = "consortium_entity"
start = [1, 3]
level = 0.9

[institutions]
tax_rate = [0.0]
"""

SETS = """\
set,parameters.r0,parameters.net_mean
1,0.4,-15
2,0.5,-12
3,0.35,-14
4,0.45,-16
5,0.42,-15
"""


def written(folder: Path, text: str = SEARCH) -> Path:
    """The files of the town in a folder; gives that of its search."""
    (folder / "town.toml").write_text(TOWN, encoding="utf-8")
    (folder / "sets.csv").write_text(SETS, encoding="utf-8")
    path = folder / "ways.toml"
    path.write_text(text, encoding="utf-8")
    return path
