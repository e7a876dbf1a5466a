"""The page on theory: its code gives what it says, its commands are ones, and its tables have the payoffs there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from consortium.commands import app
from consortium.experiments.evolutionary_game.reference_games import REFERENCE, ThreeParty
from consortium.experiments.evolutionary_game.replicator import time_between
from consortium.simulation.scenario import load_scenario

TEXT = (Path(__file__).parents[2] / "docs" / "theory.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_code_gives_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks("python")
    names: dict[str, Any] = {}
    exec(compile(block, "theory.md", "exec"), names)
    first, path, ends, shares = capsys.readouterr().out.splitlines()
    assert first == re.search(r"# (2\.0 .*)", block)[1]  # type: ignore[index]
    assert re.fullmatch(r"\[0\.5 +0\.02\d+ +0\.2\d+ +0\.99\d+\]", path)
    assert "(1, 1): 0.58" in ends
    assert len(shares.strip("[]").split()) == 3


def test_the_commands_of_the_page_are_commands_and_their_scenarios_load() -> None:
    game = get_command(app).get_command(None, "game")  # type: ignore[attr-defined, arg-type]
    for line in blocks("text")[0].splitlines():
        program, command, *arguments = shlex.split(line)
        assert (program, command) == ("consortium", "game")
        parsed = game.make_context("game", list(arguments)).params
        load_scenario(parsed["scenario"], parsed["set_"] or [])


def test_every_payoff_of_schools_and_enterprises_is_explained() -> None:
    section = TEXT.split("## From a scenario to a game", 1)[1].split("\n## ", 1)[0]
    first_cells = " ".join(re.findall(r"^\| ([^|]*) \|", section, re.MULTILINE))
    symbols = [name for name in ThreeParty.__dataclass_fields__ if name.endswith(("_s", "_e"))]
    unused = {"S_s", "F_s", "D_s"}  # zero in every mapped game
    assert [name for name in symbols if name not in first_cells and name not in unused] == []


def test_the_numbers_of_the_page_are_those_of_the_games() -> None:
    assert f"{time_between(0.05, 0.95, 1.0):.1f}/Δ" in TEXT
    assert REFERENCE.advantage_with_support < 0.0
