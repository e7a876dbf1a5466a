"""Manifests: enough to run again, the same for the same run, and hostile ones do no harm."""

import json
import subprocess
from pathlib import Path

import pytest

from consortium.experiments.storage import manifest as manifests
from consortium.simulation.scenario import Scenario, ScenarioError, load_scenario
from tests.worlds import town


def test_a_manifest_says_what_was_run_and_with_what():
    manifest = manifests.describe([town(of="subsidy_only", years=3)], range(3, 8))
    assert manifest["kind"] == "run"
    assert Scenario.from_dict(manifest["scenario"]) == town(of="subsidy_only", years=3)
    assert (manifest["seed"], manifest["seeds"]) == (3, 5)
    assert set(manifest["versions"]) == {"consortium", "python", "numpy", "numba", "mesa", "pandas"}
    assert all(manifest["versions"].values())
    assert "revision" in manifest


def test_the_same_run_has_the_same_manifest_and_no_machine_in_it():
    one = manifests.as_bytes(manifests.describe([town(years=3)], range(1, 2)))
    assert one == manifests.as_bytes(manifests.describe([town(years=3)], range(1, 2)))
    assert str(Path.home()).encode() not in one
    assert str(Path(__file__).parents[3]).encode() not in one


def test_a_manifest_is_a_scenario_file_and_a_plan(tmp_path: Path):
    path = tmp_path / "manifest.json"
    path.write_bytes(manifests.as_bytes(manifests.describe([town(of="subsidy_only", years=3)], range(3, 8))))
    assert load_scenario(path) == town(of="subsidy_only", years=3)
    plan = manifests.plan(path)
    assert plan is not None
    assert (plan.kind, plan.scenarios, plan.seed, plan.seeds) == ("run", (town(of="subsidy_only", years=3),), 3, 5)


def test_the_manifest_of_a_comparison_holds_every_arm(tmp_path: Path):
    arms = (town(years=3), town(of="subsidy_only", years=3), town(of="laissez_faire", years=3))
    path = tmp_path / "manifest.json"
    path.write_bytes(manifests.as_bytes(manifests.describe(arms, range(1, 3))))
    plan = manifests.plan(path)
    assert plan is not None
    assert plan.kind == "comparison"
    assert plan.scenarios == arms


def test_other_versions_do_not_make_it_another_run():
    manifest = manifests.describe([town(years=3)], range(1, 3))
    assert manifests.same_run(manifest, {**manifest, "versions": {}, "revision": "another", "finished_seeds": 1})
    assert not manifests.same_run(manifest, {**manifest, "seeds": 3})
    assert not manifests.same_run(manifest, manifests.describe([town(monitoring=0.3, years=3)], range(1, 3)))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (manifests.describe([town(years=3), town(of="subsidy_only", years=3)], range(1, 3)), "a comparison"),
        (manifests.describe([town(of="subsidy_only", years=3)], range(1, 3)), "a run of subsidy_only"),
        (manifests.describe([town(years=3)], range(4, 5)), "seed 4, 1 seeds"),
        (manifests.describe([town(monitoring=0.3, years=3)], range(1, 3)), "parameters.monitoring = 0.3"),
    ],
)
def test_the_difference_between_two_runs_is_reported_in_a_few_words(other: manifests.Manifest, words: str):
    assert words in manifests.difference(other, manifests.describe([town(years=3)], range(1, 3)))


def test_a_scenario_file_is_no_plan(tmp_path: Path):
    path = tmp_path / "city.json"
    path.write_text('{"extends": "baseline", "title": {"en": "a", "zh": "b"}}', encoding="utf-8")
    assert manifests.plan(path) is None
    assert manifests.plan(tmp_path / "nowhere.json") is None
    assert manifests.plan(Path("baseline")) is None


@pytest.mark.parametrize(
    "change",
    [
        {"seed": -1}, {"seed": "1"}, {"seed": True}, {"seed": 1.0}, {"seeds": 0}, {"seeds": 2**70}, {"seeds": None},
        {"reforms": 3}, {"reforms": [3]}, {"scenario": {}}, {"scenario": 3}, {"scenario": {"name": "../x"}},
    ],
)  # fmt: skip
def test_a_manifest_that_was_tampered_with_is_refused_in_one_message(tmp_path: Path, change: dict[str, object]):
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**manifests.describe([town(years=3)], range(1, 3)), **change}), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"manifest.json"):
        manifests.plan(path)


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"\xff\xfe", b"3", b'{"kind": 3, "scenario": 1}', b"{}"])
def test_what_cannot_be_understood_is_no_manifest(tmp_path: Path, content: bytes):
    (tmp_path / "manifest.json").write_bytes(content)
    assert manifests.read(tmp_path / "manifest.json") is None


def test_the_revision_is_a_commit_or_nothing(monkeypatch: pytest.MonkeyPatch):
    revision = manifests.code_revision()
    assert revision is None or len(revision.removesuffix("-dirty")) == 40

    def no_git(*args, **kwargs):
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", no_git)
    assert manifests.code_revision() is None
