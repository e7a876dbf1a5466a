"""A search in a small town: the same bits by whoever and however often it was stopped, and nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.comparison.comparison import compare
from consortium.experiments.runs.annual import scale_of
from consortium.experiments.search import search as searching
from consortium.experiments.search.evolution import generations
from consortium.experiments.search.measuring import Measuring
from consortium.experiments.search.policy_search import PolicySearch
from consortium.experiments.search.search import search
from consortium.experiments.search.search_files import load_search
from consortium.experiments.search.stored import stored_search
from consortium.experiments.storage.folder import FolderError
from consortium.experiments.storage.tables import csv_bytes
from consortium.experiments.sweeps.execution.run_one import simulate
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import load_scenario
from tests.experiments.search.town import SEARCH, written


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PolicySearch:
    monkeypatch.chdir(tmp_path)
    return load_search(written(tmp_path))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in (".csv", ".parquet", ".toml") or path.name == "manifest.json"
    }


class Stopped(BaseException):
    """What a kill is to a process."""


def test_a_search_that_is_stopped_after_any_bundle_and_resumed_gives_the_same_bits_as_in_one_go(
    town: PolicySearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = search(town, tmp_path / "whole", workers=1)
    whole = contents(tmp_path / "whole")
    assert {"front.csv", "parts.csv", "evaluated.csv", "evaluated.parquet", "bundle_01.toml"} <= whole.keys()
    measured_once, calls = searching.measured, []
    needed = len(found.journal.outputs) + len(found.journal.errors)
    stops = {2, needed // 2, needed}  # in the first generation, in the midst, and among the fresh worlds

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) in stops:
            raise Stopped
        return measured_once(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(searching, "measured", counted)
    folder, tries = tmp_path / "stopped", 0
    while True:
        tries += 1
        try:
            search(town, folder, workers=1, resume=True)
            break
        except Stopped:
            with (folder / "measured.jsonl").open("ab") as file:
                file.write(b'{"stage": "search", "bun')  # half a line, as a power cut leaves it
    assert tries == 4
    assert len(calls) == needed + len(stops)  # nothing was simulated twice
    assert contents(folder) == whole


@pytest.mark.slow
def test_two_processes_give_the_same_bits_as_one(town: PolicySearch, tmp_path: Path) -> None:
    search(town, tmp_path / "two", workers=2)
    search(town, tmp_path / "one", workers=1)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_more_generations_go_on_with_what_is_there(town: PolicySearch, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    search(town.but(generations=2), folder, workers=1)
    lines = (folder / "measured.jsonl").read_bytes()
    before = pd.read_csv(folder / "evaluated.csv")
    search(town, folder, workers=1, resume=True)
    after = pd.read_csv(folder / "evaluated.csv")
    assert (folder / "measured.jsonl").read_bytes().startswith(lines)
    searched = [name for name in before.columns if name not in ("unbeaten", "measured_again")]
    assert after.loc[: len(before) - 1, searched].equals(before[searched])
    assert after["generation"].max() == 3


def test_effects_are_paired_with_the_base_in_the_same_world_whatever_past_is_shared(town: PolicySearch) -> None:
    measuring, columns = Measuring(town), [list(METRICS).index(name) for name in (*town.goals, "public_spending")]
    genes = town.space.together(0.5)
    for bundle in (town.space.bundle(genes), town.space.bundle({**genes, "parameters.tax_rate": 1})):
        effects = measuring.effects(bundle, town.worlds)
        for world, row in zip(town.worlds, effects, strict=True):
            base = town.base_in(world.member)
            before, after = (simulate(arm, world.seed).means for arm in (base, town.space.scenario(base, bundle)))
            assert before is not None
            assert after is not None
            assert row[1:] == pytest.approx((after - before)[columns], abs=1e-12)
    nothing = town.space.bundle(dict.fromkeys(genes, 0))
    assert nothing.is_empty
    assert not measuring.effects(nothing, town.worlds).any()


def test_every_bundle_is_a_scenario_that_compare_takes_with_the_same_effects(
    town: PolicySearch, tmp_path: Path
) -> None:
    found = search(town.but(sets=({},), members=1, final_members=1), tmp_path / "out", workers=1)
    one = found.front[-1]
    path = tmp_path / "out" / f"{one.name}.toml"
    reform = load_scenario(path)
    assert reform.digest() == town.space.scenario(town.base, one.bundle).digest()
    seeds = [world.seed for world in found.search.fresh_worlds]
    paired = compare(town.base, reform, seeds=seeds, workers=1)
    effect = paired.summary.set_index("metric")["effect"]
    row = found.front_table.iloc[-1]
    for goal in town.goals:
        assert row[goal] == pytest.approx(effect[goal], abs=1e-12)
    assert row["cost_last_years"] == pytest.approx(1000 * scale_of(town.base) * effect["public_spending"])
    again = stored_search(tmp_path / "out")  # without Optuna
    for name in ("front", "best", "parts", "evaluated"):
        stored = (tmp_path / "out" / f"{name}.csv").read_bytes()
        assert csv_bytes(getattr(again, f"{name}_table")) == stored, name
    (tmp_path / "out" / "measured.jsonl").unlink()
    with pytest.raises(FolderError, match="do not belong together"):
        stored_search(tmp_path / "out")


def test_evolution_finds_what_a_simple_city_rewards(town: PolicySearch) -> None:
    """A made-up city: monitoring saves and helps, subsidies help a little for much money; the entity is useless."""
    wanted = town.but(population=20, generations=15)

    def values(bundles: object) -> list[np.ndarray]:
        found = []
        for bundle in bundles:  # type: ignore[attr-defined]
            inside = bundle.instruments
            level = inside["monitoring"]["level"] if "monitoring" in inside else 0.0
            money = inside["subsidy"]["per_trainee"] if "subsidy" in inside else 0.0
            cost = 30 * money - 100 * level + 500 * ("consortium_entity" in inside)
            found.append(np.array([cost, 0.1 * level + 0.001 * money, 0.1 * level]))
        return found

    last = list(generations(wanted, values))[-1].bundles
    best = max(
        (b for b, v in zip(last, values(last), strict=True) if v[0] <= wanted.limit), key=lambda b: values([b])[0][1]
    )
    assert best.instruments["monitoring"]["level"] > 0.7
    assert "consortium_entity" not in best.instruments
    assert 25 < best.instruments["subsidy"]["per_trainee"] <= (wanted.limit + 80) / 30
    again = list(generations(wanted, values))[-1].bundles
    assert [bundle.key for bundle in again] == [bundle.key for bundle in last]


def test_a_bundle_that_fails_is_recorded_and_does_not_stop_the_others(
    town: PolicySearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects = Measuring.effects

    def failing(self: Measuring, bundle: object, worlds: object) -> np.ndarray:
        if "monitoring" in bundle.instruments:  # type: ignore[attr-defined]
            raise ArithmeticError("nobody looks")
        return effects(self, bundle, worlds)  # type: ignore[arg-type]

    monkeypatch.setattr(Measuring, "effects", failing)
    search(town, tmp_path / "out", workers=1)
    table = pd.read_csv(tmp_path / "out" / "evaluated.csv", keep_default_na=False)
    failed = table["policy.monitoring"].astype(str) == "True"
    assert failed.any()
    assert (table.loc[failed, "error"] == "ArithmeticError: nobody looks").all()
    assert (table.loc[~failed, "error"] == "").all()
    assert not pd.read_csv(tmp_path / "out" / "front.csv")["policy.monitoring"].any()


def test_a_folder_of_something_else_of_another_search_or_of_another_model_is_refused(
    town: PolicySearch, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    small = town.but(generations=1, bundles=1)
    search(small, folder, workers=1)
    with pytest.raises(FolderError, match="already; go on with --resume"):
        search(small, folder, workers=1)
    other = load_search(written(tmp_path, SEARCH), budget="50M")
    with pytest.raises(FolderError, match=r"another search \(budget"):
        search(other.but(generations=1, bundles=1), folder, workers=1, resume=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "model": "another"}), encoding="utf-8")
    with pytest.raises(FolderError, match="begun with another version of the model"):
        search(small, folder, workers=1, resume=True)
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match=r"holds other things \(thesis.txt\)"):
        search(small, strange, workers=1)
