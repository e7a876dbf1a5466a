"""The guides "add an instrument" and "add an output" work as they are written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from consortium.simulation.policies import ENTRY_POINTS

DOCS = Path(__file__).parents[2] / "docs"


def blocks(language: str, guide: str = "add_an_instrument.md") -> list[str]:
    """The contents of a guide's fenced blocks of a language."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_a_newcomer_who_follows_the_guide_has_a_working_instrument(tmp_path: Path) -> None:
    """In a fresh process, since the toy would stay registered in this one."""
    script = tmp_path / "guide.py"
    script.write_text("\n\n".join(blocks("python")), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "awareness" in done.stdout
    assert "deep_participation" in done.stdout


TRIED = """
from consortium import ConsortiumModel, load_scenario
from consortium.simulation.policies.instruments import OrderClasses
from consortium.simulation.outputs.metrics import METRICS, metric, ratio

{declared}

town = load_scenario("baseline").with_({{"schools": 4, "enterprises": 40, "intake": 15, "years": 3, "warm_up": 4}})
model = ConsortiumModel(town.with_(policies=[OrderClasses(share=1.0)], name="tried"), rng=1)
while model.running:
    model.step()
table = model.population.enterprises
share = ((table["depth"] == 3) & (table["form"] == 1)).mean()
assert share > 0.0
assert model.metrics["order_class_share"] == share, (model.metrics["order_class_share"], share)
assert model.timeseries()["order_class_share"].iloc[-1] == share
assert (METRICS["order_class_share"].low, METRICS["order_class_share"].high) == (0.0, 1.0)
"""


def test_an_output_is_declared_by_one_call() -> None:
    """In a fresh process, since it would stay declared in this one."""
    declared = blocks("text", "add_an_output.md")[0]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", TRIED.format(declared=declared)], env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


def test_the_entry_point_of_the_guide_is_in_the_group_that_is_searched() -> None:
    (project,) = map(tomllib.loads, blocks("toml"))
    assert list(project["project"]["entry-points"]) == [ENTRY_POINTS]
