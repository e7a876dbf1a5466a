"""The guide to comparing policies: its Python runs, and what it names is there."""

import re
import shlex
from pathlib import Path
from typing import Any

from consortium.commands import app
from consortium.experiments.comparison.outcomes import OUTCOMES
from consortium.experiments.storage.folder import ENSEMBLE
from tests.shell import Command
from tests.worlds import SMALL

TEXT = (Path(__file__).parents[2] / "docs" / "compare_policies.md").read_text(encoding="utf-8")


def test_the_python_of_the_guide_runs_and_finds_something():
    (block,) = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(block, "compare_policies.md", "exec"), names)
    comparison = names["comparison"]
    for line in block.splitlines():
        if line.startswith("comparison."):
            assert len(eval(line, {"comparison": comparison})) == 1


def test_the_files_of_the_guide_are_those_that_a_comparison_leaves(command: Command):
    town = [argument for name, value in (SMALL | {"years": 2}).items() for argument in ("--set", f"{name}={value}")]
    arguments = ["compare", "baseline", "subsidy_only", "--seeds", 2, "--budget", "12M", *town]
    assert command(*arguments, "--no-figures", "--out", "r").status == 0
    named = set(re.findall(r"^\| `(\w+\.\w+)`", TEXT, re.MULTILINE)) | {"timeseries.parquet"}
    there = {path.name for path in Path("r").iterdir() if not path.name.startswith(".")}
    # One city has no table of regions, and nobody asked for other assumptions or parameter sets.
    assert named - {"regions.csv", "robustness.csv", *ENSEMBLE} == there - {"log.json"}


def test_the_outcomes_and_commands_that_the_guide_names_exist():
    assert [name for name in ("joined_because", "left_after", "share_left") if name not in OUTCOMES] == []
    commands = {
        command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands
    }
    lines = [line for line in TEXT.splitlines() if line.startswith("consortium ")]
    assert len(lines) >= 4
    assert {shlex.split(line)[1] for line in lines} <= commands
