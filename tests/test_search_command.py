"""`consortium search` keeps its contract: files, exit statuses, one clear message, both languages."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.experiments.search.town import SEARCH, written
from tests.shell import Command, assert_one_message


@pytest.fixture
def town(command: Command) -> Path:
    """The files of the town, in the folder in which commands are carried out."""
    written(Path.cwd())
    return Path.cwd()


def test_search_says_what_was_found_in_both_languages_and_compare_takes_a_bundle(command: Command, town: Path) -> None:
    answer = command("search", "ways.toml", "--workers", 1, "--out", "found")
    assert answer.status == 0, answer
    for words in ("Ways for the town: 3 instruments and 1 institution;", "Participation", "Within ¥ 60 million a year"):
        assert words in answer.out
    page = (town / "found" / "search.html").read_text(encoding="utf-8")
    for words in ("Ways for the town", "What to read with care", "worlds that chose nothing"):
        assert words in page
    assert page.count("<img src=") == 2
    again = command("search", "ways.toml", "--workers", 1, "--out", "found", "--resume", "--lang", "zh")
    assert again.status == 0, again
    in_chinese = (town / "found" / "search.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in in_chinese
    assert command("report", "found").status == 0
    assert (town / "found" / "search.html").read_text(encoding="utf-8") == page
    assert_one_message(command("report", "found", "--robust"), 2, "--robust: found holds a search")
    for words in ("小城的办法", "参与率", "每年6,000万元以内", "万元/年"):
        assert words in again.out.replace("\n", "")
    front = pd.read_csv("found/front.csv")
    assert len(front) >= 1
    assert front["best"].sum() == 1
    for name in ("figures/front.png", "figures/bundles.png"):
        assert (town / "found" / name).stat().st_size > 5000
    for name in front["file"]:
        assert command("scenarios", "check", f"found/{name}").status == 0
    compared = command(
        "compare", "town.toml", f"found/{front['file'].iloc[0]}", "--seeds", 2, "--no-figures", "--out", "compared"
    )
    assert compared.status == 0, compared


def test_a_dry_run_says_the_size_and_makes_nothing(command: Command, town: Path) -> None:
    answer = command("search", "ways.toml", "--dry-run", "--generations", 7)
    assert answer.status == 0, answer
    assert "6 bundles × 7 generations in 2 worlds each" in answer.out
    alone = command("search", "incentives", "--dry-run", "--ensemble", "none")
    assert alone.status == 0, alone
    assert "32 bundles × 25 generations in 1 world each (start values × 1 seed)" in alone.out
    assert not (town / "results").exists()


def test_a_budget_that_nothing_meets_ends_with_status_1_and_says_what_the_cheapest_costs(
    command: Command, town: Path
) -> None:
    text = SEARCH.replace('[[instrument]]\nkind = "monitoring"\nstart = 2\nlevel = [0.1, 0.8]\n', "")
    text = text.partition("[institutions]")[0].replace("level = 0.9", "level = [0.8, 0.9]")
    text = text.replace('[[instrument]]\nkind = "subsidy"\nstart = 2\nper_trainee = [5.6, 56.0]\n', "")
    Path("ways.toml").write_text(text.replace("population = 6", "population = 4"), encoding="utf-8")
    order = ("search", "ways.toml", "--budget", "1M", "--generations", 1, "--workers", 1, "--out", "found")
    answer = command(*order)
    if answer.status == 0:  # a bundle of nothing was among them by chance
        assert pd.read_csv("found/front.csv")["cost"].iloc[0] <= 1e6
    else:
        assert_one_message(answer, 1, "no bundle that was tried costs at most ¥ 1 million a year; the cheapest costs")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("way.toml",), "did you mean ways.toml?"),
        (("incentive",), "did you mean incentives?"),
        (("ways.toml", "--budget", "60X"), "ways.toml: budget '60X'"),
        (("ways.toml", "--budget", "1"), "confirm with --yes"),
        (("ways.toml", "--ensemble", "nobody"), "ensemble = 'nobody'; allowed: patterns"),
        (("ways.toml", "--population", 1), "population = 1; allowed: a whole number from 4"),
        (("ways.toml", "--members", 0), "members = 0; allowed: a whole number from 1"),
    ],
)
def test_what_search_cannot_do_is_refused_with_status_2(
    command: Command, town: Path, arguments: tuple[object, ...], said: str
) -> None:
    assert_one_message(command("search", *arguments), 2, said)
    assert not (town / "results").exists()


def test_without_optuna_search_says_how_to_install_it(
    command: Command, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    assert_one_message(command("search", "ways.toml"), 2, "search needs Optuna", "[search]")
    assert not (town / "results").exists()


@pytest.mark.parametrize("arguments", [("figures", "data"), ("report", "data"), ("run", "data/manifest.json")])
def test_other_commands_say_that_a_folder_holds_a_search(command: Command, arguments: tuple[str, ...]) -> None:
    Path("data").mkdir()
    Path("data/manifest.json").write_text('{"kind": "search", "scenario": {}}', encoding="utf-8")
    assert_one_message(command(*arguments), 2, "search")
