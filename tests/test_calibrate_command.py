"""`consortium calibrate` and `consortium validate` keep their contracts: files, exit statuses, one clear message."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from consortium.actions import validating
from consortium.experiments.validation import scorecard
from tests.experiments.calibration.town import written
from tests.shell import Command, assert_one_message


@pytest.fixture
def town(command: Command) -> Path:
    """The files of the town, in the folder in which commands are carried out."""
    written(Path.cwd())
    return Path.cwd()


def test_calibrate_says_what_was_found_in_both_languages(command: Command, town: Path) -> None:
    answer = command("calibrate", "targets.toml", "--waves", 2, "--workers", 1, "--out", "data")
    assert answer.status == 0, answer
    assert "Figures of the town: 3 parameters, 2 targets (1 more held out)" in answer.out
    assert "Deep participation" in answer.out
    again = command(
        "calibrate", "targets.toml", "--waves", 2, "--workers", 1, "--out", "data", "--resume", "--lang", "zh"
    )
    assert again.status == 0, again
    for words in ("小城的数据", "深度参与率", "留作检验", "参数"):
        assert words in again.out
    page = (town / "data" / "calibration.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert page.count("<img src=") == 3
    for words in ("小城的数据", "基础留任率", "made up"):
        assert words in page
    for name in ("figures/targets.png", "figures/parameters.png", "figures/ridges.png"):
        assert (town / "data" / name).stat().st_size > 5000
    for name in ("ensemble.csv", "targets.csv", "waves.csv", "ridges.csv", "best.toml", "manifest.json"):
        assert (town / "data" / name).is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("figures", "data"), "data holds a calibration, whose page consortium calibrate … --resume rewrites"),
        (("report", "data"), "data holds a calibration, whose page consortium calibrate … --resume rewrites"),
        (("run", "data/manifest.json"), "data/manifest.json is the manifest of a calibration; allowed"),
        (("compare", "data/manifest.json"), "data/manifest.json is the manifest of a calibration; allowed"),
        (("sweep", "data/manifest.json"), "is the manifest of a calibration; consortium sweep needs a design"),
    ],
)
def test_other_commands_say_that_a_folder_holds_a_calibration(
    command: Command, arguments: tuple[str, ...], said: str
) -> None:
    Path("data").mkdir()
    Path("data/manifest.json").write_text('{"kind": "calibration", "scenario": {}}', encoding="utf-8")
    assert_one_message(command(*arguments), 2, said)


def test_titles_and_sources_of_somebody_else_are_texts_on_the_page(command: Command, town: Path) -> None:
    text = Path("targets.toml").read_text(encoding="utf-8")
    Path("targets.toml").write_text(
        text.replace("Figures of the town", "<script>alert(1)</script>").replace("made up", "<b>mine</b>"),
        encoding="utf-8",
    )
    command("calibrate", "targets.toml", "--waves", 1, "--workers", 1, "--out", "data")
    page = Path("data/calibration.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<b>mine" not in page


def test_calibrate_takes_the_rates_of_a_city_and_a_base(command: Command, town: Path) -> None:
    answer = command("calibrate", "rates.csv", "--base", "town.toml", "--points", 8, "--waves", 1, "--workers", 1)
    assert answer.status in (0, 1), answer
    assert len(pd.read_csv("results/rates/waves.csv")) == 8
    assert list(pd.read_csv("results/rates/targets.csv")["who"]) == ["size >= 250", "all"]


def test_a_calibration_that_nothing_fits_ends_with_status_1_and_says_what_is_missed(
    command: Command, town: Path
) -> None:
    text = Path("targets.toml").read_text(encoding="utf-8").replace("value = 12.0\n", "value = 99\n")
    Path("targets.toml").write_text(text, encoding="utf-8")
    answer = command("calibrate", "targets.toml", "--waves", 1, "--workers", 1, "--out", "data")
    assert_one_message(
        answer, 1, "no parameter set fits all targets (waves: 1, points each: 8)", "misses deep_participation"
    )
    assert (town / "data" / "waves.csv").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("targets.toml", "--seeds", "5001-5004"), "5001–5100 are kept for consortium validate"),
        (("targets.toml", "--seeds", "some"), "--seeds = 'some'; allowed: a range such as"),
        (("targets.toml", "--base", "town"), "base: 'town' is no scenario"),
        (("pattern",), "did you mean patterns?"),
        ((), "TARGETS is missing"),
        (("missing.toml",), "missing.toml does not exist"),
    ],
)
def test_what_calibrate_cannot_do_is_refused_with_status_2(
    command: Command, town: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert_one_message(command("calibrate", *arguments), 2, said)
    assert not (town / "results").exists()


def test_calibrate_prints_a_template_that_it_takes(command: Command) -> None:
    answer = command("calibrate", "--template")
    assert answer.status == 0
    assert "[[target]]" in answer.out


# --- validate ---------------------------------------------------------------------------------------------------------


def test_validate_holds_the_model_against_the_figures_of_a_city(command: Command, town: Path) -> None:
    Path("rates.csv").write_text("metric,year,value,unit,standard_error\nparticipation,3,35,%,40\n", encoding="utf-8")
    order = ("validate", "--data", "rates.csv", "--base", "town.toml", "--seeds", "5001-5004", "--out", "card")
    answer = command(*order)
    assert answer.status == 0, answer
    table = pd.read_csv("card/scorecard.csv")
    assert list(table.columns) == list(scorecard.COLUMNS)
    assert list(table["quantity"]) == ["participation, year 3"]
    assert "<html" in Path("card/scorecard.html").read_text(encoding="utf-8")
    Path("rates.csv").write_text("metric,year,value,unit,standard_error\nparticipation,3,99,%,0.1\n", encoding="utf-8")
    assert_one_message(
        command(*order), 1, "clauses that fail and are not declared as misfits: 1", "participation, year 3"
    )


def test_validate_ends_with_status_0_where_all_that_fails_is_declared(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pattern, quantity), _ = next(iter(scorecard.MISFITS.items()))
    row = {"pattern": pattern, "quantity": quantity, "value": 0.99, "low": 0.5, "high": 0.9, "mc_error": 0.01}
    table = pd.DataFrame([{**row, "status": "fail", "reason": "known"}], columns=list(scorecard.COLUMNS))
    monkeypatch.setattr(validating, "_measured", lambda *arguments: table)
    answer = command("validate", "--out", "card", "--lang", "zh")
    assert answer.status == 0, answer
    assert "1项不符（其中1项已声明）" in answer.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--seeds", "7001-7004"), "holds 7001, which a calibration has used; allowed: other seeds"),
        (("--seeds", "5,9"), "allowed: a range of two or more"),
        (("--base", "no_such"), "--base: 'no_such' is no scenario"),
        (("--data", "missing.csv"), "missing.csv does not exist"),
    ],
)
def test_what_validate_cannot_do_is_refused_with_status_2(
    command: Command, arguments: tuple[str, ...], said: str
) -> None:
    assert_one_message(command("validate", "--out", "card", *arguments), 2, said)
    assert not Path("card").exists()
