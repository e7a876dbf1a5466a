"""Whatever a design file holds, loading it gives a design or one clear message, never anything else."""

from __future__ import annotations

import ast
import inspect
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from consortium.experiments.sweeps.design.design import MOST_UNASKED, TOGETHER, DesignError, load_design, too_many
from consortium.experiments.sweeps.design.design_files import FOLDER
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.scenario import scenario
from tests.experiments.sweeps.bad_designs import BAD_DESIGNS, FACTOR, HEAD, BadDesign
from tests.shell import assert_readable


def refusal(path: Path | str) -> str:
    with pytest.raises(DesignError) as caught:
        load_design(path)
    message = str(caught.value)
    assert_readable(message)
    return message


@pytest.mark.parametrize("bad", BAD_DESIGNS, ids=lambda bad: bad.id)
def test_a_bad_design_is_refused_with_its_name_key_value_and_what_is_allowed(bad: BadDesign, tmp_path: Path):
    path = tmp_path / "design.toml"
    path.write_bytes(bad.content)
    if bad.table is not None:
        (tmp_path / "points.csv").write_bytes(bad.table)
    begun = time.process_time()
    message = refusal(path)
    assert time.process_time() - begun < 5
    assert message.startswith(str(path))
    for fragment in bad.fragments:
        assert fragment in message


def test_the_design_that_bad_ones_are_made_from_is_good(tmp_path: Path):
    path = tmp_path / "design.toml"
    path.write_text(HEAD + "[factors]\n" + FACTOR, encoding="utf-8")
    assert load_design(path).runs == 4


@pytest.mark.parametrize(
    "name", ["", "morris", "subsidy_monitorin", "nul\0.toml", "x" * 5000 + ".toml", "two\nlines.toml", "a.csv"]
)
def test_a_name_that_means_no_design_is_refused(name: str):
    refusal(name)


def test_a_slip_in_the_name_of_a_ready_design_gets_the_nearest():
    assert "did you mean subsidy_monitoring" in refusal("subsidy_monitorin")


def test_a_missing_file_is_named_with_its_nearest_neighbour(tmp_path: Path):
    (tmp_path / "my_sweep.toml").write_text(HEAD, encoding="utf-8")
    assert "did you mean my_sweep.toml" in refusal(tmp_path / "my_swep.toml")


def test_a_folder_is_not_a_design(tmp_path: Path):
    (tmp_path / "sweep.toml").mkdir()
    assert "folder" in refusal(tmp_path / "sweep.toml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert "no regular file" in refusal(tmp_path / "pipe.toml")
    table = 'base = "baseline"\ndesign = "table"\nseeds = 1\nfile = "pipe.csv"\n'
    (tmp_path / "table.toml").write_text(table, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "no regular file" in refusal(tmp_path / "table.toml")


def test_an_unreadable_file_is_reported_without_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "design.toml"
    path.write_text(HEAD, encoding="utf-8")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "cannot be read: PermissionError" in refusal(path)


def test_a_broken_ready_design_is_a_design_or_a_message(tmp_path: Path):
    """Whatever a slip of the pen does to a file: a letter gone, doubled or replaced, a line gone."""
    text = (FOLDER / "subsidy_monitoring.toml").read_text(encoding="utf-8")
    chance = random.Random(1)
    path = tmp_path / "design.toml"
    refused = 0
    for _ in range(150):
        at = chance.randrange(len(text))
        broken = chance.choice(
            [
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text[:at] + chance.choice('"[]{}=#\n.0-9x') + text[at + 1 :],
                "\n".join(line for i, line in enumerate(text.split("\n")) if i != text[:at].count("\n")),
            ]
        )
        path.write_text(broken, encoding="utf-8")
        try:
            load_design(path)
        except DesignError as error:
            refused += 1
            assert_readable(str(error))
    assert 20 < refused < 150


def test_more_than_a_hundred_thousand_runs_are_reported_with_their_count(tmp_path: Path):
    path = tmp_path / "large.toml"
    grid = '"parameters.monitoring" = { low = 0, high = 1, levels = 1000 }\n'
    path.write_text(HEAD.replace("= 2", "= 100") + "[factors]\n" + grid, encoding="utf-8")
    assert load_design(path).runs == MOST_UNASKED
    assert too_many(load_design(path)) == ""
    path.write_text(HEAD.replace("= 2", "= 101") + "[factors]\n" + grid, encoding="utf-8")
    message = too_many(load_design(path))
    assert "1,000 points with 101 seeds each, 101,000 runs" in message
    assert "--yes" in message


def test_a_contradiction_in_a_huge_design_is_found_within_seconds(tmp_path: Path):
    """A sixth of the points is contradictory: all of half a million need not be built to find one."""
    path = tmp_path / "huge.toml"
    grid = '"parameters.size_max" = { low = 1000, high = 1999, levels = 1000 }\n'
    grid += '"parameters.size_median" = { low = 600, high = 1200, levels = 500 }\n'
    path.write_text(HEAD + "[factors]\n" + grid, encoding="utf-8")
    begun = time.process_time()
    assert "outside the sizes" in refusal(path)
    assert time.process_time() - begun < 10


def compared(function: Callable[..., None]) -> set[str]:
    """Parameters that a function looks up as p["name"]."""
    tree = ast.parse(inspect.getsource(function))
    found = [node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    return {str(node.value) for node in found if isinstance(node, ast.Constant) and node.value in PARAMETERS}


def test_every_parameter_that_a_scenario_compares_with_others_is_looked_at_in_every_point():
    """Points are built and checked for combinations of these only; a new comparison must be added to them."""
    read = compared(scenario._check_together) | compared(scenario._check_all)
    assert {"warm_up", "size_median", "shock_start", "regions"} <= read
    single = {name for name in read if PARAMETERS[name].kind != "numbers"}
    assert single | set(scenario.BUDGETS) <= set(TOGETHER)
