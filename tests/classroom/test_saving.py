"""What the page saves can be used: scenario files run, the command line gives the same numbers, Python lines work."""

from __future__ import annotations

import io
import runpy
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from consortium.simulation.scenario import load_scenario
from tests.classroom.served import BASE, CHECKS, SUBSIDY, reform
from tests.shell import Command

STAGED = {"kind": "retention_bonus", "per_graduate": 5.0, "start": 2, "schedule": [[3, 0.5], [5, 0]], "announced": 1}
STEERED = {
    "kind": "publicity", "rate": 0.1, "phase_in": 2,
    "feedback": {"metric": "deep_participation", "target": 0.3, "gain": 2.0, "low": 0.5, "high": 2.0},
}  # fmt: skip
TITLE = {"en": 'Money "checked" \\ €', "zh": "钱，严格核查"}
ASKED: dict[str, Any] = {
    "base": BASE,
    "reforms": [{**reform(SUBSIDY, CHECKS), "title": TITLE}, reform(STAGED, STEERED, form=0.2)],
    "worlds": 5,
}


def saved(client: TestClient, kind: str, **more: Any) -> Any:
    answer = client.post(f"/api/save/{kind}", json={**ASKED, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer


@pytest.fixture
def files(client: TestClient, tmp_path: Path) -> list[Path]:
    """The arms as files."""
    paths = [tmp_path / f"{name}.toml" for name in ("base", "reform_a", "reform_b")]
    for arm, path in enumerate(paths):
        path.write_bytes(saved(client, "scenario", arm=arm).content)
    return paths


def test_a_saved_scenario_is_the_one_that_was_simulated(client: TestClient, files: list[Path]):
    arms = client.post("/api/compare", json=ASKED).json()["arms"]
    assert [load_scenario(path).digest() for path in files] == [arm["digest"] for arm in arms]
    assert load_scenario(files[1]).title == TITLE


def test_a_saved_scenario_opens_again_as_what_it_was(client: TestClient, files: list[Path]):
    answer = client.post(
        "/api/open", json={"filename": "base.toml", "text": files[0].read_text(encoding="utf-8")}
    ).json()
    assert answer["base"]["parameters"] == BASE["parameters"]


def test_run_accepts_a_saved_scenario(command: Command, files: list[Path]):
    assert command("run", files[2], "--no-figures").status == 0


def test_the_numbers_of_the_page_are_those_of_compare_to_the_last_digit(
    client: TestClient, command: Command, files: list[Path]
):
    answer = command("compare", *files, "--seeds", 5, "--no-figures", "--out", "there")
    assert answer.status == 0, answer.message
    effects = pd.read_csv("there/effects.csv")
    on_page = client.post("/api/compare", json=ASKED).json()
    for row, name in enumerate(("reform_a", "reform_b")):
        for chart in on_page["charts"]:
            rows = effects.loc[(effects["reform"] == name) & (effects["metric"] == chart["metric"])].sort_values("year")
            factor = {"%": 100.0, "¥ million a year": 60.0 / 1000.0}.get(chart["unit"], 1.0)
            pairs = [("effect", chart["effects"][row]["effect"]), ("low", chart["effects"][row]["low"]),
                     ("high", chart["effects"][row]["high"]), ("reformed", chart["arms"][row + 1]["mean"])]  # fmt: skip
            for column, shown in pairs:
                digits = chart["digits"]
                expected = [None if pd.isna(value) else f"{value * factor:.{digits}f}" for value in rows[column]]
                assert [None if value is None else f"{value:.{digits}f}" for value in shown] == expected
    report = Path("there/report.html").read_text(encoding="utf-8")
    for said in on_page["answers"]:
        assert said["sentence"] in report.replace("&#39;", "'")


def test_saved_effects_are_those_of_compare(client: TestClient, command: Command, files: list[Path]):
    command("compare", *files, "--seeds", 5, "--no-figures", "--out", "there")
    here = pd.read_csv(io.BytesIO(saved(client, "effects").content))
    there = pd.read_csv("there/effects.csv")
    there["reform"] = there["reform"].map({"reform_a": "reform_1", "reform_b": "reform_2"})
    pd.testing.assert_frame_equal(here, there, rtol=1e-12)


def test_saved_series_hold_every_world_and_year(client: TestClient):
    table = pd.read_csv(io.BytesIO(saved(client, "series").content))
    assert len(table) == 3 * 5 * BASE["parameters"]["years"]


def test_python_lines_give_the_numbers(
    client: TestClient, files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
):
    script = tmp_path / "comparison.py"
    script.write_bytes(saved(client, "python").content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script)])
    found = runpy.run_path(str(script), run_name="__main__")
    assert "deep_participation" in capsys.readouterr().out
    answer = client.post("/api/compare", json=ASKED).json()
    deep = next(chart for chart in answer["charts"] if chart["metric"] == "deep_participation")
    table = found["comparison"].effects
    rows = table.loc[(table["reform"] == "reform_a") & (table["metric"] == "deep_participation")]
    assert [f"{value:.1f}" for value in deep["effects"][0]["effect"]] == [
        f"{100 * value:.1f}" for value in rows["effect"]
    ]


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_a_figure_is_saved(client: TestClient, kind: str, begins: bytes):
    assert saved(client, kind).content.startswith(begins)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_is_that_of_compare(client: TestClient, lang: str):
    page = saved(client, "report", lang=lang).text
    answer = client.post("/api/compare", json={**ASKED, "lang": lang}).json()
    assert answer["answers"][0]["sentence"] in page
    assert "consortium compare base.toml reform_a.toml reform_b.toml --seeds 5" in page
    assert page.count("<figure") >= 11


def test_the_baseline_alone_has_a_file_and_lines_but_no_effects(client: TestClient):
    alone = {"base": BASE, "worlds": 3}
    assert client.post("/api/save/scenario", json=alone).status_code == 200
    lines = client.post("/api/save/python", json=alone).text
    compile(lines, "lines", "exec")
    refused = client.post("/api/save/effects", json=alone)
    assert refused.status_code == 422
    assert "at least one reform" in refused.json()["message"]


def test_an_arm_that_is_none_is_refused(client: TestClient):
    answer = client.post("/api/save/scenario", json={**ASKED, "arm": 3})
    assert answer.status_code == 422
