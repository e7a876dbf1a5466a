"""Theory beside the model: what is predicted is where the game ends, and what is shown says so in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium.cli import main
from consortium.experiments.evolutionary_game.side_by_side import SideBySide, side_by_side
from consortium.experiments.evolutionary_game.wording import finding, payoff_rows, result_rows, step_rows
from consortium.experiments.figures.game.drawing import draw_game
from consortium.simulation.scenario import load_scenario

SETTINGS = ["years=6", "enterprises=100", "schools=8"]


@pytest.fixture(scope="module")
def found() -> SideBySide:
    return side_by_side(load_scenario("subsidy_monitored", SETTINGS), range(1, 3))


def test_the_game_s_path_starts_where_the_model_starts_and_moves_to_the_predicted_end(found: SideBySide) -> None:
    assert found.game_kept[0] == pytest.approx(found.kept[:, 0].mean(axis=0))
    assert len(found.game_kept) == found.kept.shape[1] == 13
    end = found.prediction.with_support[1]
    assert np.sign(found.game_kept[-1, 1] - found.game_kept[0, 1]) == (1 if end else -1)


def test_before_support_is_removed_nothing_differs(found: SideBySide) -> None:
    until = 2 * (found.removal_year - 1) + 1
    assert (found.kept[:, :until] == found.removed[:, :until]).all()
    assert (found.game_kept[:until] == found.game_removed[:until]).all()
    assert found.game_removed[-1, 1] < found.game_kept[-1, 1]


def test_the_response_of_the_game_turns_at_the_subsidy_needed(found: SideBySide) -> None:
    table = found.response
    assert (table["game"] == (table["subsidy"] > found.prediction.needed)).all()
    assert set(table["game"]) == {0, 1}
    assert ((table["low"] <= table["model"]) & (table["model"] <= table["high"])).all()
    assert table["model"].iloc[-1] > table["model"].iloc[0]


def test_the_game_says_all_or_nothing_and_the_model_neither(found: SideBySide) -> None:
    assert found.prediction.with_support == (1, int(found.prediction.present > found.prediction.needed))
    assert found.prediction.without_support == (1, 0)
    assert 0.0 < found.deep(found.kept) < 0.6


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_finding_and_figures_are_there_in_both_languages(found: SideBySide, lang: str, tmp_path: Path) -> None:
    for rows in (payoff_rows, result_rows, step_rows):
        cells = [cell for row in rows(found, lang) for cell in row]  # type: ignore[arg-type]
        assert cells
        assert not any("{" in cell for cell in cells)
        assert any("\u4e00" <= sign <= "\u9fff" for sign in "".join(cells)) == (lang == "zh")
    assert "{" not in finding(found, lang)  # type: ignore[arg-type]
    drawn = draw_game(found, tmp_path, lang)  # type: ignore[arg-type]
    assert [path.stem for path in drawn] == ["response", "paths", "steps", "phase_portrait"]


# --- the command ------------------------------------------------------------------------------------------------------

FEW = ("--seeds", "1", "--set", "years=4", "--set", "enterprises=60", "--set", "schools=6")


def test_the_command_shows_both_and_leaves_tables_and_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "game"
    assert main(["game", "baseline", *FEW, "--out", str(out), "--format", "svg"]) == 0
    shown = capsys.readouterr().out
    for text in ("Threshold support", "Full model", "enterprises differ", "The game says"):
        assert text in shown
    names = {path.name for path in out.iterdir()} - {".lock", "figures"}
    assert names == {
        "manifest.json",
        "codebook.csv",
        "datapackage.json",
        "payoffs.csv",
        "side_by_side.csv",
        "response.csv",
        "paths.csv",
        "steps.csv",
    }
    assert len(list((out / "figures").glob("*.svg"))) == 4
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["kind"] == "game"
    before = (out / "side_by_side.csv").read_bytes()
    table = pd.read_csv(out / "side_by_side.csv").set_index("quantity")
    assert {"subsidy_needed", "deep_participation_with_support"} <= set(table.index)
    assert main(["game", "baseline", *FEW, "--out", str(out), "--no-figures", "--lang", "zh"]) == 0
    assert "博弈" in capsys.readouterr().out
    assert (out / "side_by_side.csv").read_bytes() == before
    assert main(["game", "baseline", *FEW, "--seed", "2", "--out", str(out)]) == 2
    assert "holds another game (the same with seed 1, 1 seeds)" in capsys.readouterr().err
    assert (out / "side_by_side.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["uneven_regions"], "allowed: a scenario with 1 region"),
        (["baselin"], "baseline"),
        (["baseline", "--set", "years=1"], "allowed: 2 or more"),
        (["baseline", "--set", "monitorin=0.1"], "monitoring"),
        (["baseline", "--seeds", "0"], "--seeds"),
    ],
)
def test_what_makes_no_game_is_refused_before_anything_is_done(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["game", *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert main(["game", "baseline", *FEW, "--out", str(tmp_path)]) == 2
    assert "holds other things (thesis.txt)" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} <= {"thesis.txt", ".lock"}
