"""The guide for one's own city: its files load, its commands run, and what it says is in the folder is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from consortium.experiments.sweeps.design.design import load_design
from consortium.experiments.sweeps.execution.driver import sweep
from tests.shell import Command
from tests.worlds import SMALL

PAGE = (Path(__file__).parents[2] / "docs" / "your_city.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def commands() -> list[list[str]]:
    lines = re.findall(r"^consortium .*$", "\n".join(re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)), re.MULTILINE)
    return [shlex.split(line)[1:] for line in lines]


@pytest.fixture
def city(command: Command) -> Command:
    Path("my_city.toml").write_text(block("toml"), encoding="utf-8")
    Path("my_rates.csv").write_text(block("csv"), encoding="utf-8")
    return command


def test_the_commands_of_the_guide_run_in_their_order_and_leave_what_it_says(city: Command) -> None:
    """With few worlds and points, so that it takes seconds."""
    said = {arguments[0]: arguments for arguments in commands()[:2]}
    assert set(said) == {"validate", "calibrate"}
    held = city(*said["validate"], "--seeds", "5001-5003")
    assert held.status in (0, 1), held
    assert held.out.count("pass") + held.out.count("near") + held.out.count("fail") >= 5
    fitted = city(*said["calibrate"], "--points", 8, "--waves", 1, "--seeds", "7001-7002", "--workers", 1)
    assert fitted.status == 0, fitted
    files = re.findall(r"`([\w.]+\.(?:html|csv|toml|jsonl|json))`", PAGE.partition("| File in")[2].partition("\n\n")[0])
    assert len(files) >= 10
    for name in files:
        assert (Path("results/my_city") / name).is_file(), name


def test_the_python_of_the_guide_gives_one_effect_for_each_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With two sweeps of a small town in the place of those over the ensemble."""
    monkeypatch.chdir(tmp_path)
    town = "".join(f"{name} = {value}\n" for name, value in (SMALL | {"years": 3}).items())
    design = f'base = "baseline"\ndesign = "factorial"\nseeds = 2\n[parameters]\n{town}'
    factors = '[factors]\n"parameters.r0" = [0.4, 0.7]\n'
    policy = '[[policy]]\nkind = "subsidy"\nper_trainee = 20.0\n'
    for name, text in (("sets", design + factors), ("sets_reformed", design + policy + factors)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        sweep(load_design(tmp_path / f"{name}.toml"), tmp_path / "results" / name, executor="serial")
    names: dict[str, Any] = {}
    exec(compile(block("python"), "your_city.md", "exec"), names)
    assert len(names["effects"]) == 2
    assert names["effects"].notna().all()
    assert "0.50" in capsys.readouterr().out


def test_every_key_of_a_file_of_targets_is_in_the_guide() -> None:
    from consortium.experiments.calibration.targets.target_files import KEYS
    from consortium.experiments.calibration.targets.target_tables import COLUMNS
    from consortium.experiments.calibration.targets.target_tables import KEYS as OF_TARGETS

    for key in (*KEYS, *OF_TARGETS, *COLUMNS):
        assert f"`{key}`" in PAGE or f"[{key}]" in PAGE, key
