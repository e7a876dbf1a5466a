"""The READMEs and the changelog: what they say is there and gives what they say, in both languages."""

from __future__ import annotations

import json
import platform
import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import consortium
from consortium.experiments.runs.annual import mean_of_years, year_values
from consortium.experiments.runs.batch import run
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies import POLICIES
from consortium.simulation.scenario import bundled_scenarios, load_scenario
from tests.shell import Command

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")
SAME_BITS = json.loads((ROOT / "tests" / "golden.json").read_text(encoding="utf-8"))["platform"] == (
    f"{platform.system()}-{platform.machine()}"
)
"""Whether this is the platform on which the figures were computed; on others they are compared roughly."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The contents of a file's fenced blocks of a language."""
    return re.findall(rf"^```{language} *\n(.*?)^```", text(name), re.MULTILINE | re.DOTALL)


def without_comments(block: str) -> str:
    return re.sub(r" *#.*", "", block)


# --- the two languages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["bash", "powershell", "python", "text", "toml"])
def test_both_readmes_have_the_same_blocks_but_for_comments(language: str) -> None:
    english, chinese = (blocks(name, language) for name in READMES)
    assert english
    assert [without_comments(block) for block in english] == [without_comments(block) for block in chinese]


def test_both_readmes_have_the_same_shape() -> None:
    def shape(name: str) -> Counter[str]:
        starts = re.findall(r"^(##? |\| |- \*\*|!\[|> |```\w+)", text(name), re.MULTILINE)
        return Counter(starts)

    assert shape("README.md") == shape("README.zh.md")


# --- what is promised -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READMES)
def test_every_file_named_in_the_text_is_there(name: str) -> None:
    prose = re.sub(r"^```.*?^```", "", text(name), flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`((?:simulation|docs|notebooks)/[\w./]+)`", prose)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_pictures_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert pictures
    assert {path.name: path.stat().st_size for path in pictures if path.stat().st_size > 150_000} == {}


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_all_instruments_and_counts_the_parameters(name: str) -> None:
    assert [kind for kind in POLICIES if f"`{kind}`" not in text(name)] == []
    status = Counter(parameter.status for parameter in PARAMETERS.values())
    counted = (len(PARAMETERS), status["sourced"], status["calibrated"], status["assumed"])
    section = re.search(r"^## (?:What the numbers rest on|数字的依据)\n(.*?)^## ", text(name), re.MULTILINE | re.DOTALL)
    assert section is not None
    assert [int(number) for number in re.findall(r"\d+", section[1])][:4] == list(counted)


def test_the_version_is_the_same_everywhere() -> None:
    for name in READMES:
        assert f"version {consortium.__version__}." in text(name)
    newest = re.search(r"^## ([\d.]+)", text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == consortium.__version__


def test_the_changelog_names_every_scenario() -> None:
    assert [name for name in bundled_scenarios() if name not in text("CHANGELOG.md")] == []


# --- what is shown runs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READMES)
def test_the_python_of_the_readme_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for block in blocks(name, "python"):
        assert len([line for line in block.splitlines() if line.strip()]) <= 10
        exec(compile(block, name, "exec"), names)
    assert "deep_participation" in capsys.readouterr().out


@pytest.mark.parametrize("name", READMES)
def test_the_scenario_of_the_readme_is_one(name: str, tmp_path: Path) -> None:
    (block,) = blocks(name, "toml")
    path = tmp_path / "my_reform.toml"
    path.write_text(block, encoding="utf-8")
    assert [policy.kind for policy in load_scenario(path).policies] == ["subsidy", "monitoring"]


@pytest.mark.slow
def test_the_commands_of_the_readme_run_one_after_the_other(command: Command, tmp_path: Path) -> None:
    (block,) = blocks("README.md", "text")
    commands = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert len(commands) >= 5
    city = 'extends = "baseline"\ntitle = { en = "My city", zh = "我的城市" }\n[parameters]\nsize_median = 90.0\n'
    (tmp_path / "my_city.toml").write_text(city, encoding="utf-8")
    # A whole country, but for a year; a search of a few bundles; an ensemble and a calibration of a few sets. Other
    # assumptions have tests of their own, on small worlds.
    short = {
        "china": ("--years", "1", "--set", "parameters.warm_up=2"),
        "incentives": ("--population", "4", "--generations", "1", "--members", "1"),
        "--ensemble": ("--ensemble-sets", "5", "--ensemble-seeds", "5"),
        "--robust": ("--seeds", "5", "--years", "8", "--set", "parameters.enterprises=120"),
        "patterns": ("--points", "30", "--waves", "1", "--seeds", "1-2"),
    }
    for program, *arguments in commands:
        assert program == "consortium"
        if arguments[0] == "classroom":  # serves until it is ended: `tests/browser` does both
            continue
        shorter = [word for name, words in short.items() if name in arguments for word in words]
        answer = command(*arguments, *shorter)
        assert answer.status == 0, f"{shlex.join(arguments)}\n{answer.message}"
    assert list((tmp_path / "results" / "baseline" / "figures").glob("*.png"))


# --- what is said of the figures --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def baseline() -> pd.Series:
    """Means of the baseline's years 16–20 over the seeds 1–10."""
    values = mean_of_years(year_values(run("baseline", seeds=10).series), 16, 20)
    return values.mean(numeric_only=True)


def test_the_newest_table_of_the_changelog_is_what_the_model_gives(baseline: pd.Series) -> None:
    newest = text("CHANGELOG.md").split("\n## ")[1]
    rows = re.findall(r"^\| (\w+)[^|]*\|[^|]*\| ([\d.]+) \|$", newest, re.MULTILINE)
    assert rows, "the newest version has no table of results"
    now = {name: float(np.round(baseline[name], 3)) for name, _ in rows}
    said = {name: float(value) for name, value in rows}
    if SAME_BITS:
        assert now == pytest.approx(said, abs=1.01e-3), "results changed: give the new figures in the CHANGELOG"
    else:
        assert now == pytest.approx(said, rel=0.15, abs=0.03)


@pytest.mark.parametrize("name", READMES)
def test_the_readme_says_who_takes_part(name: str, baseline: pd.Series) -> None:
    metrics = ("school_participation", "participation", "deep_participation")
    caption = re.search(
        r"(?:^Hot schools, cold enterprises: |^学校热、企业冷：)(.*?)\n\n", text(name), re.MULTILINE | re.DOTALL
    )
    assert caption is not None
    said = [int(number) for number in re.findall(r"(\d+) ?%", caption[1])]
    slack = 0.6 if SAME_BITS else 5
    assert said == pytest.approx([100 * baseline[metric] for metric in metrics], abs=slack)
