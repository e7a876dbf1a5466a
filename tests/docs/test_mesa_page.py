"""The page about Mesa: its Python runs and gives what it says; its app imports where Solara is installed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from consortium.simulation.extensions import named
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import load_scenario
from tests.docs.blocks import commands_of
from tests.shell import shell
from tests.worlds import SMALL

TEXT = (Path(__file__).parents[2] / "docs" / "mesa.md").read_text(encoding="utf-8")
FIRST, MINE, BATCH, APP = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def ran(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(block, "mesa.md", "exec"), names)
    return names


def test_a_model_runs_to_its_end_and_was_watched() -> None:
    names = ran(FIRST)
    model = names["model"]
    assert (model.tick, model.running) == (40, False)
    assert 0 < len(names["deep"]) < 300
    assert len(model.datacollector.get_agenttype_vars_dataframe(names["School"])) == 41 * 20


def test_a_batch_has_the_values_of_step_10_with_every_version_of_mesa() -> None:
    runs: pd.DataFrame = ran(BATCH)["runs"]
    assert runs[["monitoring", "rng", "Step", "tick"]].to_numpy().tolist() == [
        [monitoring, seed, 10, 10] for monitoring in (0.2, 0.8) for seed in (1, 2)
    ]
    model = ConsortiumModel(load_scenario("baseline", {"monitoring": 0.8}), rng=2)
    for _ in range(10):
        model.step()
    assert runs["deep_participation"].iloc[3] == model.metrics["deep_participation"]


def test_own_rules_and_metrics_are_what_extensions_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_rules.py").write_text(MINE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("consortium.simulation.extensions.OWN", {})
    for name in ("MENTORS", "mentors"):
        monkeypatch.setattr("consortium.simulation.extensions.METRICS", dict(METRICS))
        own = named("my_rules:Cautious", None, [f"my_rules:{name}"])
        assert own is not None
        model = ConsortiumModel(load_scenario("baseline", {**SMALL, "years": 2}).extended(own), rng=1)
        model.run_model()
        assert type(model.enterprises[0]).__name__ == "Cautious"
        assert own.record["metrics"] == {"mentors": "my_rules:mentors"}


def test_the_commands_of_the_page_take_rules_and_metrics_of_a_module(tmp_path: Path) -> None:
    """Each in a process of its own, which knows of no metric that an earlier one declared."""
    (tmp_path / "my_rules.py").write_text(MINE, encoding="utf-8")
    town = [word for name, value in (SMALL | {"years": 2}).items() for word in ("--set", f"{name}={value}")]
    for arguments in commands_of("docs/mesa.md"):
        sweeps = arguments[0] == "sweep"  # 250 runs of a city: what they would take is enough
        fewer = ["--dry-run"] if sweeps else ["--seeds", "1", *town, "--no-figures"]
        answer = shell(*arguments, *fewer, cwd=tmp_path)
        assert answer.status == 0, answer
    columns, _, _ = (tmp_path / "results" / "baseline" / "timeseries.csv").read_text(encoding="utf-8").partition("\n")
    assert "mentors" in columns.split(",")


def test_the_app_draws_a_page() -> None:
    solara = pytest.importorskip("solara", reason='Solara is not among the tests\' requirements: "mesa[viz]"')
    box, context = solara.render(ran(APP)["Page"](), handle_error=False)
    try:
        assert box.children
    finally:
        context.close()


def test_versions_of_the_page_are_those_of_the_constraints() -> None:
    pins = (Path(__file__).parents[2] / "constraints.txt").read_text(encoding="utf-8")
    for name, said in re.findall(r"(Solara|ipyvue|ipyvuetify|Mesa|Starlette) (\d[\d.]*\d)", TEXT):
        assert f"\n{name.lower()}=={said}" in pins or (name == "Mesa" and said in ("3.3", "3.5")), (name, said)
