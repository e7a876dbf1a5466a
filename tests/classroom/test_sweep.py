"""A sweep on the page: the means are those of its folder, and a cell opens the scenario that was run there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from consortium import results
from consortium.classroom.page.sweep import Sweep
from consortium.classroom.requests import Asked
from consortium.experiments.storage.folder import FolderError
from consortium.experiments.sweeps.design.design import load_design
from tests.classroom.served import serving
from tests.experiments.sweeps.helpers import swept
from tests.shell import Command, assert_one_message

TOWN = """
base = "baseline"
design = "factorial"
seeds = 3
title = { en = "Subsidy and checks in a town", zh = "小城的补贴与监管" }
[parameters]
schools = 4
enterprises = 40
intake = 15
years = 5
warm_up = 2
[[policy]]
kind = "subsidy"
per_trainee = 0.0
[[policy]]
kind = "publicity"
rate = 0.1
[factors]
"""
REFORMS = '"policy.subsidy.per_trainee" = [0, 5.6, 11.2]\n"parameters.monitoring" = [0, 0.6]\n'
SUBSIDY, MONITORING, DEEP = "policy.subsidy.per_trainee", "parameters.monitoring", "deep_participation"


def town_sweep(folder: Path, factors: str = REFORMS, text: str = TOWN) -> Path:
    """The folder of a sweep of eighteen short runs."""
    path = folder / "town.toml"
    path.write_text(text + factors, encoding="utf-8")
    swept(load_design(path), folder / "sweep")
    return folder / "sweep"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town_sweep(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module")
def sweep(folder: Path) -> Sweep:
    return Sweep.read(folder)


@pytest.fixture(scope="module")
def client(sweep: Sweep) -> Iterator[TestClient]:
    with serving(sweep=sweep) as client:
        yield client


def mapped(client: TestClient, lang: str = "en", **query: Any) -> Any:
    return client.get(f"/api/sweep/map/{lang}", params={"x": SUBSIDY, "y": MONITORING, "metric": DEEP} | query)


def test_a_cell_is_the_mean_of_its_runs(client: TestClient, folder: Path):
    answer = mapped(client).json()
    means = results(folder).groupby([MONITORING, SUBSIDY])[DEEP].mean()
    for row, column in itertools.product(range(2), range(3)):
        expected = 100 * means.loc[([0.0, 0.6][row], [0.0, 5.6, 11.2][column])]
        assert float(answer["cells"][row][column]) == pytest.approx(expected, abs=0.05 + 1e-9)  # to one decimal


@pytest.mark.parametrize(("lang", "metric"), [("en", "Deep participation"), ("zh", "深度参与率")])
def test_the_map_has_names_and_values_in_either_language(client: TestClient, lang: str, metric: str):
    answer = mapped(client, lang).json()
    assert metric in answer["metric"]
    assert len(answer["x"]["values"]) == 3
    assert len(answer["y"]["values"]) == 2
    about = client.get(f"/api/sweep/about/{lang}").json()
    assert about["title"] == {"en": "Subsidy and checks in a town", "zh": "小城的补贴与监管"}[lang]
    assert about["runs"] == about["of"] == 18


def test_a_cell_opens_the_scenario_that_was_run_there(client: TestClient, sweep: Sweep):
    """Baseline and reform of the page together are the scenario of the point, to the digest."""
    for row, column in itertools.product(range(2), range(3)):
        query = {"x": SUBSIDY, "y": MONITORING, "row": row, "column": column}
        answer = client.get("/api/sweep/point", params=query).json()
        base, reform = answer["base"], answer["reform"]
        whole = {  # as scenario.js puts them together
            "extends": base["extends"],
            "parameters": base["parameters"] | reform["parameters"],
            "policy": [*base["policy"], *reform["policy"]],
        }
        arms = Asked.model_validate({"base": base, "reforms": [whole]}, strict=True).arms()
        expected = sweep.design.scenario(answer["point"])
        assert arms[1].parameters == expected.parameters
        assert {p.kind: p for p in arms[1].policies} == {p.kind: p for p in expected.policies}
        assert [policy.kind for policy in arms[0].policies] == ["publicity"]


def test_a_point_of_another_world_opens_as_a_baseline(tmp_path: Path):
    sweep = Sweep.read(town_sweep(tmp_path, '"parameters.poach" = [0, 0.5]\n'))
    (only,) = sweep.factors
    found = sweep.point(only, "", 1, 0)
    assert found["reform"] is None
    assert found["base"]["parameters"]["poach"] == 0.5
    assert len(sweep.heat_map(only, "", DEEP, "en")["cells"]) == 1


def test_a_sample_is_put_into_bins_each_of_which_opens_one_of_its_points(tmp_path: Path):
    text = TOWN.replace('"factorial"', '"latin_hypercube"\npoints = 40').replace("seeds = 3", "seeds = 1")
    sweep = Sweep.read(
        town_sweep(
            tmp_path,
            '"parameters.mandate" = { low = 0, high = 0.2 }\n"parameters.monitoring" = { low = 0, high = 0.8 }\n',
            text,
        )
    )
    shown = sweep.heat_map("parameters.mandate", MONITORING, DEEP, "en")
    assert shown["binned"]
    filled = [
        (row, column)
        for row, cells in enumerate(shown["cells"])
        for column, cell in enumerate(cells)
        if cell is not None
    ]
    row, column = filled[0]
    found = sweep.point("parameters.mandate", MONITORING, column, row)
    middle = float(shown["x"]["values"][column])
    assert sweep.design.values(found["point"])["parameters.mandate"] == pytest.approx(middle, abs=0.02)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"x": "policy.subsidi.per_trainee"}, "is no factor of this sweep, did you mean policy.subsidy.per_trainee"),
        ({"y": SUBSIDY}, "two different factors"),
        ({"metric": "deep_particpation"}, "deep_participation"),
        ({"x": ""}, "factor"),
    ],
)
def test_what_the_sweep_does_not_have_is_refused(client: TestClient, query: dict[str, str], said: str):
    answer = mapped(client, **query)
    assert answer.status_code == 422
    assert said in answer.json()["message"].replace("; ", ", ")


def test_a_cell_beyond_the_map_is_refused(client: TestClient):
    answer = client.get("/api/sweep/point", params={"x": SUBSIDY, "y": MONITORING, "row": 2, "column": 0})
    assert answer.status_code == 422


def test_without_a_sweep_there_is_none(tmp_path: Path):
    with serving() as client:
        assert client.get("/api/sweep/about/en").status_code == 404
        assert 'data-parts="compare"' in client.get("/").text


def test_a_folder_that_holds_no_sweep_is_refused_before_anything_is_served(command: Command, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "nowhere"):
        assert_one_message(command("classroom", str(tmp_path / name), "--port", "0"), 2, name, "the folder of a sweep")
    with pytest.raises(FolderError):
        Sweep.read(tmp_path)
