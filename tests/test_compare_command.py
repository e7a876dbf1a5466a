"""`consortium compare` with a budget, a precision, a fork: what it leaves and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from consortium.experiments.budgets import ACCEPTED, RANKING_COLUMNS
from consortium.experiments.outcomes import OUTCOME_COLUMNS
from tests.shell import Command, assert_one_message, shell
from tests.worlds import SMALL

TOWN = [argument for name, value in (SMALL | {"years": 4}).items() for argument in ("--set", f"{name}={value}")]
CHEAP = ["--set", "application_cost=1.0", "--set", "publicity=0.2", "--no-figures"]


def manifest(folder: str) -> dict:
    return json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))


def test_a_comparison_leaves_what_each_reform_did_and_for_whom(command: Command):
    answer = command("compare", "baseline", "subsidy_only", "--seeds", 3, *TOWN, "--no-figures", "--out", "r")
    assert answer.status == 0, answer.message
    outcomes = pd.read_csv("r/outcomes.csv")
    assert list(outcomes.columns) == OUTCOME_COLUMNS
    effects = pd.read_csv("r/effects.csv")
    assert effects["low"].notna().any()
    assert (effects["low"].dropna() <= effects.loc[effects["low"].notna(), "effect"] + 1e-9).all()
    assert "95 % interval" in answer.out
    assert not Path("r/ranking.csv").exists()


@pytest.mark.filterwarnings("default:the figure")
def test_figures_that_cannot_be_drawn_cost_a_warning_and_the_report_names_them(
    command: Command, monkeypatch: pytest.MonkeyPatch
):
    def fails(*args: object, **more: object) -> None:
        raise RuntimeError("no ink")

    arms = ["baseline", "subsidy_only", "--seeds", 2, *TOWN]
    monkeypatch.setattr("consortium.experiments.figures.panels.match", fails)
    answer = command("compare", *arms, "--out", "r")
    assert_one_message(answer, 0, "the figure match_subsidy_only could not be drawn", "no ink")
    page = Path("r/report.html").read_text(encoding="utf-8")
    assert (
        "These figures could not be drawn and are missing here: of “Subsidy without monitoring”: talent match." in page
    )
    assert page.count("<img") == 5
    monkeypatch.setattr("consortium.experiments.figures.style.look", fails)
    answer = command("compare", *arms, "--lang", "zh", "--out", "nothing")
    assert_one_message(answer, 0, "no ink")
    page = Path("nothing/report.html").read_text(encoding="utf-8")
    assert "以下各图未能绘制，本页没有：全部改革的效应；" in page
    assert "<img" not in page
    assert not Path("nothing/figures").exists()


@pytest.mark.parametrize("arms", [["run", "baseline"], ["compare", "baseline", "subsidy_only"]])
def test_settings_of_matplotlib_cost_neither_figures_nor_the_report(arms: list[str], tmp_path: Path):
    settings = tmp_path / "matplotlibrc"
    settings.write_text("text.usetex: True\nfont.family: Nowhere\nfigure.facecolor: black\n")
    answer = shell(*arms, *map(str, TOWN), "--out", "r", cwd=tmp_path, matplotlibrc=settings)
    assert answer.status == 0, answer.message
    assert len(list((tmp_path / "r/figures").iterdir())) == (5 if arms[0] == "run" else 6)
    assert (tmp_path / "r/report.html").exists() == (arms[0] == "compare")
    assert "drawn" not in answer.message


def test_reforms_on_a_budget_are_ranked_and_cost_what_they_should(command: Command):
    arms = ["baseline", "subsidy_only", "consortium_entity", "laissez_faire"]
    answer = command("compare", *arms, "--seeds", 3, *TOWN, *CHEAP, "--budget", 200, "--out", "r")
    assert answer.status == 0, answer.message
    ranking = pd.read_csv("r/ranking.csv")
    assert list(ranking.columns) == RANKING_COLUMNS
    series = pd.read_csv("r/timeseries.csv")
    spent = series[series["tick"] > 0].groupby("scenario")["public_spending"].sum() / 3 / 4
    for row in ranking.to_dict("records"):
        assert row["cost"] == pytest.approx(spent[str(row["reform"])] - spent["baseline"])
        if row["spends_it"]:
            assert row["cost"] == pytest.approx(200, rel=ACCEPTED)
    assert ranking["spends_it"].sum() == 2
    assert "P(best)" in answer.out
    assert "not scaled: adds no policy" in " ".join(answer.out.split())


def test_the_manifest_of_a_comparison_on_a_budget_repeats_it_without_the_search(command: Command):
    told = ["compare", "baseline", "subsidy_only", "--seeds", 2, *TOWN, *CHEAP, "--budget", 200, "--out", "r"]
    assert command(*told).status == 0
    assert manifest("r")["request"]["budget"] == 200
    assert set(manifest("r")["strengths"]) == {"subsidy_only"}
    assert command("compare", "r/manifest.json", "--no-figures", "--out", "again").status == 0
    assert Path("r/timeseries.csv").read_bytes() == Path("again/timeseries.csv").read_bytes()
    assert Path("r/effects.csv").read_bytes() == Path("again/effects.csv").read_bytes()
    assert command(*told).status == 0, "the same request may write its own folder again"
    assert command("compare", "r/manifest.json", "--no-figures", "--out", "r").status == 0
    assert_one_message(command(*told[:-4], "--budget", 300, "--out", "r"), 2, "another run", "--force")


def test_seeds_are_added_until_an_effect_is_known_well_enough(command: Command):
    told = ["compare", "baseline", "subsidy_only", "--seeds", 2, *TOWN, *CHEAP]
    answer = command(*told, "--precision", "deep_participation=0.05", "--out", "r")
    assert answer.status == 0, answer.message
    seeds = manifest("r")["seeds"]
    assert seeds > 2
    assert "more follow" in answer.message
    rows = pd.read_csv("r/summary.csv").query("metric == 'deep_participation'")
    assert (rows["high"] - rows["low"]).item() / 2 <= 0.05
    assert rows["n_seeds"].item() == seeds
    assert command(*told, "--precision", "deep_participation=0.05", "--out", "r").status == 0, "its own folder"


@pytest.mark.parametrize(
    ("options", "fragments"),
    [
        (["--budget", "0"], ["--budget 0", "above 0"]),
        (["--budget", "inf"], ["--budget inf", "above 0"]),
        (["--budget", "much"], ["--budget"]),
        (["--precision", "deep_participaton=0.01"], ["--precision", "did you mean deep_participation"]),
        (["--precision", "0.01"], ["metric=0.01"]),
        (["--fork", "0"], ["fork", "allowed"]),
        (["--fork", "99"], ["fork", "allowed"]),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_runs(
    command: Command, options: list[str], fragments: list[str]
):
    answer = command("compare", "baseline", "subsidy_only", *options, "--out", "r")
    assert_one_message(answer, 2, *fragments)
    assert not Path("r").exists()
