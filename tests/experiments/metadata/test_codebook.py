"""The codebook leaves nothing out: each column of each table that is written has its names, unit and definition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from consortium.cli import main
from consortium.experiments.comparison.outcomes import OUTCOMES
from consortium.experiments.metadata.codebook import CODEBOOK_COLUMNS
from consortium.experiments.metadata.variables import undeclared
from consortium.experiments.presentation.definitions import METRICS_ZH, OUTCOMES_ZH
from consortium.experiments.storage.folder import CODEBOOK
from consortium.experiments.sweeps.design.design import load_design
from consortium.simulation.outputs.metrics import METRICS
from tests.experiments.sweeps.helpers import swept, village_toml

from .conftest import LITTLE, WORK


def codebook(folder: Path) -> pd.DataFrame:
    return pd.read_csv(
        folder / CODEBOOK, dtype={"value": str}, keep_default_na=False, na_values={"minimum": "", "maximum": ""}
    )


def stored(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table in a folder, wherever it stands, with the name that the codebook gives it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".csv", ".parquet") or path.name == CODEBOOK:
            continue
        parent = path.parent.name
        name = parent if parent in ("runs", "series", "points") else path.stem
        yield name, pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)


@pytest.fixture(params=[*WORK, "comparison", "sweep_folder", "effects_folder"])
def folder(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def test_each_column_of_each_table_is_explained_in_both_languages(folder: Path) -> None:
    book = codebook(folder)
    columns = book.loc[book["value"] == ""].set_index(["table", "column"])
    assert columns.index.is_unique
    found = {(name, column) for name, table in stored(folder) for column in table.columns}
    assert set(columns.index) == found
    for name in ("label", "label_zh", "definition", "definition_zh", "type", "kind"):
        assert columns.index[columns[name] == ""].tolist() == [], name
    assert columns["definition_zh"].str.contains("[一-鿿]").all()
    assert columns.index[(columns["unit"] == "") != (columns["unit_zh"] == "")].tolist() == []
    assert not columns["definition"].str.contains("not declared").any()


def test_there_is_every_table_that_can_be(comparison: Path, sweep_folder: Path) -> None:
    tables = set(codebook(comparison)["table"]) | set(codebook(sweep_folder)["table"])
    assert tables == {
        "timeseries", "regions", "size_classes", "effects", "summary", "outcomes", "ranking", "robustness",
        "ensemble_effects", "ensemble_sets", "ensemble_runs",
        "runs", "series", "points", "sensitivity", "main_effects",
    }  # fmt: skip


def test_data_hold_what_the_codebook_says_they_may(folder: Path) -> None:
    book = codebook(folder)
    about = {(row["table"], row["column"]): row for row in book.loc[book["value"] == ""].to_dict("records")}
    for name, table in stored(folder):
        for column in map(str, table.columns):
            declared = about[name, column]
            if declared["type"] in ("number", "integer"):
                values = pd.to_numeric(table[column]).dropna()
                assert declared["type"] == "number" or (values % 1 == 0).all(), (name, column)
                assert not (values < declared["minimum"]).any(), (name, column)  # empty where there is no bound
                assert not (values > declared["maximum"]).any(), (name, column)
            coded = book.loc[(book["table"] == name) & (book["column"] == column) & (book["value"] != ""), "value"]
            if len(coded):
                assert {str(value) for value in table[column].dropna()} <= {*coded, ""}, (name, column)


def test_an_effect_is_explained_by_its_reform_and_its_output(effects_folder: Path) -> None:
    book = codebook(effects_folder)
    (about,) = book.loc[book["column"] == "effect_participation.subsidy_monitored"].to_dict("records")
    assert about["label"] == "Effect of “Subsidy with strong monitoring” on participation"
    assert about["label_zh"] == "“补贴加强监管”的参与率效应"
    assert about["definition"].startswith("participation with the reform subsidy_monitored less the base's")
    assert (about["type"], about["kind"], about["unit"]) == ("number", "statistic", "share")


def test_a_run_has_a_codebook_too_and_the_same_run_the_same(tmp_path: Path) -> None:
    order = ["run", "baseline", *LITTLE, "--no-figures", "--out"]
    for place in "ab":
        assert main([*order, str(tmp_path / place)]) == 0
    assert (tmp_path / "a" / CODEBOOK).read_bytes() == (tmp_path / "b" / CODEBOOK).read_bytes()
    assert list(codebook(tmp_path / "a").columns) == CODEBOOK_COLUMNS


def test_effects_in_a_sweep_and_its_arms_are_explained(tmp_path: Path) -> None:
    text = village_toml(levels=1, seeds=1).replace("seeds = 1", 'seeds = 1\ncompare = ["subsidy_only"]')
    (tmp_path / "village.toml").write_text(text, encoding="utf-8")
    swept(load_design(tmp_path / "village.toml"), tmp_path / "s", series=True)
    book = codebook(tmp_path / "s")
    columns = {(name, column) for name, table in stored(tmp_path / "s") for column in table.columns}
    assert {("runs", "effect_participation.subsidy_only"), ("series", "arm")} < columns
    assert set(zip(book["table"], book["column"], strict=True)) == columns
    assert not book["definition"].str.contains("not declared").any()


def test_each_output_and_each_outcome_has_a_definition_in_chinese_and_none_is_left_over() -> None:
    assert set(METRICS_ZH) == {name for name, metric in METRICS.items() if "own metric" not in metric.definition}
    assert set(OUTCOMES_ZH) == set(OUTCOMES)


def test_a_column_that_nobody_declares_is_named_as_such() -> None:
    own = undeclared("mentors", "number", {"mentors": "my_rules:mentors"})
    assert (own.definition_en, own.definition_zh) == ("own metric my_rules:mentors", "自定义指标my_rules:mentors")
    assert "not declared" in undeclared("other", "string", {}).definition_en
