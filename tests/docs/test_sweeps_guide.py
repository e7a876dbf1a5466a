"""The guide to sweeps: its designs load, its commands and its code run, and its tables say what is there."""

from __future__ import annotations

import ast
import inspect
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from consortium import results
from consortium.experiments.sweeps.design.design import bundled_designs, load_design
from consortium.experiments.sweeps.design.design_files import KINDS
from consortium.experiments.sweeps.execution.driver import sweep
from tests.shell import Command

GUIDE = Path(__file__).parents[2] / "docs" / "sweeps.md"
TEXT = GUIDE.read_text(encoding="utf-8")
SUBSIDY, MONITORING = "policy.subsidy.per_trainee", "parameters.monitoring"


def blocks(language: str) -> list[str]:
    """The contents of the guide's fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    return [shlex.split(line, comments=True) for block in blocks("text") for line in block.splitlines()]


def table_below(heading: str, text: str = TEXT) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    section = text.split(f"\n{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert lines is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[0].splitlines()[2:]]


TOWN, *OTHERS = blocks("toml")
(EFFECTS,) = (block for block in OTHERS if "\ncompare = " in block)
SCRIPTS = [block for block in blocks("python") if "__main__" in block]
PYTHON = [block for block in blocks("python") if block not in SCRIPTS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader of the guide works: the designs, and the dataset that one process made of `town.toml`."""
    place = tmp_path_factory.mktemp("guide")
    (place / "effects.toml").write_text(EFFECTS, encoding="utf-8")
    (place / "town.toml").write_text(TOWN, encoding="utf-8")
    done = sweep(load_design(place / "town.toml"), place / "results" / "town", executor="serial")
    assert (done.stored, done.failed) == (72, 0)
    return place


# --- designs ----------------------------------------------------------------------------------------------------------


def test_every_design_of_the_guide_is_one_and_every_kind_is_shown(tmp_path: Path) -> None:
    (points,) = blocks("csv")
    (tmp_path / "points.csv").write_text(points, encoding="utf-8")
    kinds = []
    for number, block in enumerate(blocks("toml")):
        path = tmp_path / f"design_{number}.toml"
        path.write_text(block, encoding="utf-8")
        design = load_design(path)
        said = re.search(r"# ([\d ×]+) points × (\d+) seeds = ([\d,]+) runs", block)
        if said:
            assert np.prod([int(levels) for levels in said[1].split("×")]) == len(design.points)
            assert int(said[2]) == len(design.seeds)
            assert int(said[3].replace(",", "")) == design.runs
        kinds.append(design.kind)
    assert set(kinds) == set(KINDS)
    assert all(f"**{kind}**" in TEXT for kind in KINDS)


def test_the_table_of_ready_designs_is_that_of_the_files() -> None:
    rows = {name.strip("`"): rest for name, *rest in table_below("## Ready designs")}
    assert list(rows) == bundled_designs()
    for name, (question, points, runs) in rows.items():
        design = load_design(name)
        assert question == design.question["en"], name
        assert points == f"{len(design.points):,}", name
        assert runs == f"{design.runs:,}", name


def test_the_questions_of_ready_designs_in_chinese_are_those_of_the_files() -> None:
    chinese = GUIDE.with_name("sweeps.zh.md").read_text(encoding="utf-8")
    rows = {name.strip("`"): question for name, question in table_below("## 随程序提供的设计", chinese)}
    assert rows == {name: load_design(name).question["zh"] for name in bundled_designs()}


def test_numbers_of_points_are_as_the_guide_says(tmp_path: Path) -> None:
    sizes = {}
    for block in OTHERS:
        if (kind := re.search(r'design = "(sobol|morris)"', block)) is None:
            continue
        path = tmp_path / f"{kind[1]}.toml"
        path.write_text(block, encoding="utf-8")
        design = load_design(path)
        sizes[kind[1]] = len(design.points), len(design.factors), design.settings
    points, factors, settings = sizes["sobol"]
    assert points == settings["points"] * (factors + 2)
    points, factors, settings = sizes["morris"]
    assert points == settings["trajectories"] * (factors + 1)


# --- commands ---------------------------------------------------------------------------------------------------------


def test_the_first_commands_are_of_a_ready_design_and_tell_what_they_would_take(command: Command) -> None:
    first = [arguments for arguments in commands() if arguments[1] == "sweep" and not arguments[2].endswith(".toml")]
    assert len(first) == 3
    answer = command(*first[-1][1:], "--dry-run")
    assert answer.status == 0, answer.message
    assert "250 runs" in answer.out
    assert not Path("results").exists()


def test_the_command_on_the_design_of_ones_own_makes_the_same_data_as_a_single_process(
    folder: Path, command: Command
) -> None:
    Path("town.toml").write_text(TOWN, encoding="utf-8")
    (line,) = [arguments for arguments in commands() if "town.toml" in arguments]
    assert line[0] == "consortium"
    answer = command(*line[1:])
    assert answer.status == 0, answer.message
    pd.testing.assert_frame_equal(results("results/town"), results(folder / "results" / "town"), check_exact=True)
    drawn = [arguments for arguments in commands() if arguments[1] == "figures"]
    answer = command(*drawn[-1][1:])
    assert answer.status == 0, answer.message
    assert Path("results/town/figures/sweep.html").is_file()
    again = command("sweep", "results/town/manifest.json", "--out", "again", "--dry-run")
    assert again.status == 0, again.message


def test_the_commands_on_effects_give_them_at_every_point(
    reader: dict[str, Any], folder: Path, command: Command
) -> None:
    """The reader has made the sweep in Python; the command finds it complete and draws the figures that are named."""
    runs, column = reader["of_reforms"], reader["effect"]
    assert len(runs) == 72
    assert runs[column].notna().all()
    assert runs.groupby("policy.subsidy.per_trainee")[column].mean().nunique() == 3
    run, draw = [arguments for arguments in commands() if "effects" in arguments[2]]
    (Path.cwd() / "effects.toml").write_text(EFFECTS, encoding="utf-8")
    place = folder / "results" / "effects"
    answer = command(*run[1:-1], place, "--resume")
    assert answer.status == 0, answer.message
    assert draw[1] == "figures"
    answer = command("figures", place, "--of", column)
    assert answer.status == 0, answer.message
    assert (place / "figures" / "main_effects.subsidy_monitored.png").is_file()
    assert [path.name for path in (place / "figures").glob("*consortium_entity*")] == []
    wrong = command("figures", place, "--of", "effect_deep_participation.subsidy_monitord")
    assert wrong.status == 2
    assert column in wrong.message


@pytest.mark.parametrize("status", [0, 2])
def test_exit_statuses_are_as_the_guide_says(status: int, folder: Path, command: Command) -> None:
    assert [row[0] for row in table_below("## Running it")] == ["0", "1", "2", "130"]
    arguments = ["sweep", folder / "town.toml", "--out", folder / "results" / "town"]
    answer = command(*arguments, *(["--resume"] if status == 0 else []))
    assert answer.status == status


# --- code -------------------------------------------------------------------------------------------------------------


def queries() -> list[str]:
    return [query for block in PYTHON for query in re.findall(r'duckdb\.sql\("""(.*?)"""\)', block, re.DOTALL)]


@pytest.fixture(scope="module")
def reader(folder: Path) -> dict[str, Any]:
    """All names of a reader who has executed the Python of the guide from top to bottom in that folder."""
    pytest.importorskip("duckdb")
    names: dict[str, Any] = {}
    before = Path.cwd()
    os.chdir(folder)
    try:
        for block in PYTHON:
            exec(compiled(block), names)
    finally:
        os.chdir(before)
    return names


def compiled(block: str) -> CodeType:
    return compile(block, GUIDE.name, "exec")


def test_the_first_query_gives_the_table_that_pandas_gives(reader: dict[str, Any], folder: Path) -> None:
    assert len(queries()) == 2
    table, runs = reader["levels"], results(folder / "results" / "town")
    assert list(table.columns[:3]) == ["subsidy", "monitoring", "worlds"]
    assert len(table) == 12
    grouped = runs.groupby([SUBSIDY, MONITORING])
    assert (table["worlds"] == 6).all()
    for column, metric in (("deep", "deep_participation"), ("formalism", "formalism"), ("spending", "public_spending")):
        np.testing.assert_allclose(table[column], grouped[metric].mean(), rtol=1e-12)
    np.testing.assert_allclose(table["deep_error"], grouped["deep_participation"].sem(), rtol=1e-9)
    assert table["deep"].nunique() > 3


def test_the_second_query_pairs_points_in_the_same_world(reader: dict[str, Any], folder: Path) -> None:
    table, runs = reader["effects"], results(folder / "results" / "town")
    wide = runs.pivot(index="seed", columns=[SUBSIDY, MONITORING], values="deep_participation")
    assert len(table) == 9
    for row in table.itertuples():
        difference = wide[(row.subsidy, row.monitoring)] - wide[(0.0, row.monitoring)]
        assert row.effect == pytest.approx(difference.mean(), abs=1e-12)
        assert row.error == pytest.approx(difference.sem(), rel=1e-9)
        assert row.p_positive == pytest.approx((difference > 0).mean())
    assert (table["effect"] != 0).any()


def test_standard_errors_of_both_queries_count_the_worlds_that_have_a_value(folder: Path, tmp_path: Path) -> None:
    """Two of six worlds failed at each point with a subsidy, and one output of a third is not defined."""
    duckdb = pytest.importorskip("duckdb")
    runs = results(folder / "results" / "town")
    lost = (runs[SUBSIDY] > 0) & runs["seed"].isin([2, 5])
    outputs = runs.columns[7:]
    runs.loc[lost, "status"], runs.loc[lost, outputs] = "failed", np.nan
    runs.loc[(runs[SUBSIDY] > 0) & (runs["seed"] == 3), "deep_participation"] = np.nan
    (tmp_path / "runs").mkdir()
    runs.to_parquet(tmp_path / "runs" / "part.parquet")
    levels, effects = (
        duckdb.sql(query.replace("results/town", tmp_path.as_posix())).df() for query in queries()
    )  # fmt: skip
    wide = runs.pivot(index="seed", columns=[SUBSIDY, MONITORING], values="deep_participation")
    for row in levels.itertuples():
        values = wide[(row.subsidy, row.monitoring)].dropna()
        assert row.worlds == len(values) == (3 if row.subsidy > 0 else 6)
        assert row.deep_error == pytest.approx(values.std() / np.sqrt(len(values)), rel=1e-9)
    for row in effects.itertuples():
        values = (wide[(row.subsidy, row.monitoring)] - wide[(0.0, row.monitoring)]).dropna()
        assert row.worlds == len(values) == 3
        assert row.error == pytest.approx(values.std() / np.sqrt(3), rel=1e-9, abs=1e-15)
        assert row.effect == pytest.approx(values.mean(), abs=1e-12)


def test_indices_and_figures_of_the_guide_are_there(reader: dict[str, Any], folder: Path) -> None:
    indices, along = reader["indices"], reader["along"]
    assert set(indices["index"]) == {"S1", "ST", "range"}
    assert set(indices["factor"]) == {SUBSIDY, MONITORING}
    assert len(along) == 4 + 3
    assert reader["files"]
    assert all((folder / path).stat().st_size > 5_000 for path in reader["files"])
    papers = sorted((folder / "results" / "paper").iterdir())
    assert [path.suffix for path in papers] == [".pdf", ".png", ".svg"]


def test_the_manifest_tells_what_to_write_and_whom_to_cite(reader: dict[str, Any]) -> None:
    methods, citation = reader["manifest"]["methods"], reader["manifest"]["citation"]
    assert "12 points" in methods["en"]
    assert "72 runs" in methods["en"]
    assert "72" in methods["zh"]
    assert "version" in citation


@pytest.mark.slow
@pytest.mark.parametrize("block", [block for block in SCRIPTS if "dask_jobqueue" not in block], ids=["own", "executor"])
def test_the_scripts_of_the_guide_sweep_with_two_workers(block: str, folder: Path, tmp_path: Path) -> None:
    """In a process of its own, since worker processes import it."""
    (tmp_path / "script.py").write_text(block, encoding="utf-8")
    (tmp_path / "town.toml").write_text(TOWN, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["72", "0"]
    pd.testing.assert_frame_equal(
        results(tmp_path / "results" / "town"), results(folder / "results" / "town"), check_exact=True
    )


# --- clusters ---------------------------------------------------------------------------------------------------------


def test_the_block_for_dask_jobqueue_calls_a_sweep_as_it_can_be_called() -> None:
    (block,) = [block for block in SCRIPTS if "dask_jobqueue" in block]
    compiled(block)
    calls = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "sweep"]
    inspect.signature(sweep).bind(*call.args, **{str(keyword.arg): keyword.value for keyword in call.keywords})
    (designed,) = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "load_design"]
    assert isinstance(designed.args[0], ast.Constant)
    assert designed.args[0].value in bundled_designs()


def job() -> dict[str, Any]:
    """The manifest for Kubernetes."""
    (block,) = blocks("yaml")
    return yaml.safe_load(block)


def array_job() -> str:
    """The script for SLURM."""
    (block,) = blocks("bash")
    return block


def test_the_array_job_has_ten_lines_and_asks_for_as_many_tasks_as_shards() -> None:
    lines = array_job().splitlines()
    assert lines[0] == "#!/bin/bash"
    assert len(lines) == 10
    assert "SLURM_ARRAY_TASK_COUNT" in array_job()
    assert re.search(r"^#SBATCH --array=1-\d+$", array_job(), re.MULTILINE)


def test_the_job_for_kubernetes_has_a_pod_for_every_shard() -> None:
    manifest = job()
    assert (manifest["apiVersion"], manifest["kind"]) == ("batch/v1", "Job")
    spec = manifest["spec"]
    assert spec["completionMode"] == "Indexed"
    (container,) = spec["template"]["spec"]["containers"]
    (line,) = container["args"]
    assert line.endswith(f"/{spec['completions']}")
    assert f"--workers {container['resources']['limits']['cpu']} " in line
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert [volume["name"] for volume in spec["template"]["spec"]["volumes"]] == list(mounts)
    assert f"--out {mounts['data']}/" in line
    assert spec["template"]["spec"]["restartPolicy"] == "Never"  # which backoffLimitPerIndex requires


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="batch systems have a POSIX shell")
def test_one_shard_by_the_array_job_and_one_by_kubernetes_make_the_dataset(folder: Path, tmp_path: Path) -> None:
    """As they are written, but for the design, the place of the data and the number of shards."""
    (tmp_path / "town.toml").write_text(TOWN, encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    called = tmp_path / ".venv" / "bin" / "consortium"
    called.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m consortium "$@"\n', encoding="utf-8")
    called.chmod(0o755)
    (tmp_path / ".venv" / "bin" / "activate").write_text('export PATH="$PWD/.venv/bin:$PATH"\n', encoding="utf-8")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "SLURM_ARRAY_TASK_ID": "1",
        "SLURM_ARRAY_TASK_COUNT": "2",
        "SLURM_CPUS_PER_TASK": "1",
        "JOB_COMPLETION_INDEX": "1",
    }

    def started(arguments: list[str]) -> None:
        done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    started(["bash", "-e", "-c", array_job().replace("morris_all", "town.toml").replace("results/morris", "data")])
    assert len(results(tmp_path / "data")) == 36
    (container,) = job()["spec"]["template"]["spec"]["containers"]
    line = container["args"][0].replace("morris_all", "town.toml").replace("/data/morris", "data")
    line = line.replace(f"/{job()['spec']['completions']}", "/2")
    environment["PATH"] = f"{called.parent}{os.pathsep}{environment['PATH']}"
    started([*container["command"], line])
    pd.testing.assert_frame_equal(results(tmp_path / "data"), results(folder / "results" / "town"), check_exact=True)


# --- what else is said ------------------------------------------------------------------------------------------------


def test_columns_are_those_that_the_guide_names(folder: Path) -> None:
    runs = results(folder / "results" / "town")
    assert list(runs.columns[:7]) == ["run_id", "point", "seed", "status", "error", SUBSIDY, MONITORING]
    for name in runs.columns[:5]:
        assert f"`{name}`" in TEXT
    names = {path.name for path in (folder / "results" / "town").iterdir() if not path.name.startswith(".")}
    rows = table_below("## What is in the folder")
    written = {re.sub(r"[`*/]|\.parquet", "", path) for row in rows for path in row[0].split(", ")}
    assert names <= written


def test_options_are_those_of_the_command(command: Command) -> None:
    help_ = re.sub(r"\s+", " ", command("sweep", "--help").out + command("figures", "--help").out)
    named = set(re.findall(r"--[a-z][a-z-]*", TEXT)) - {
        "--job-name", "--array", "--cpus-per-task", "--mem", "--time", "--nthreads", "--seeds", "--years"
    }  # fmt: skip
    assert {"--of", "--resume", "--shard", "--series", "--dry-run", "--yes"} <= named
    assert [option for option in sorted(named) if option not in help_] == []
