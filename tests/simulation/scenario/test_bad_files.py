"""Whatever a scenario file holds, loading it gives a scenario or one clear message, never anything else."""

from __future__ import annotations

import json
import math
import os
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.scenario import Scenario, ScenarioError, bundled_scenarios, load_scenario
from consortium.simulation.scenario.files import FOLDER
from tests.shell import assert_readable
from tests.simulation.scenario.bad_files import BAD_FILES, HEAD, BadFile


def refusal(path: Path, **kwargs: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, **kwargs)  # type: ignore[arg-type]
    message = str(caught.value)
    assert_readable(message)
    return message


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.id)
def test_a_bad_file_is_refused_with_its_name_key_value_and_what_is_allowed(bad: BadFile, tmp_path: Path):
    path = tmp_path / bad.filename
    path.write_bytes(bad.content)
    message = refusal(path)
    assert bad.filename in message
    for fragment in bad.fragments:
        assert fragment in message


def test_a_folder_is_not_a_scenario(tmp_path: Path):
    (tmp_path / "city.toml").mkdir()
    assert "folder" in refusal(tmp_path / "city.toml")


def test_a_missing_file_is_named_with_its_nearest_neighbour(tmp_path: Path):
    (tmp_path / "my_city.toml").write_text(HEAD, encoding="utf-8")
    message = refusal(tmp_path / "my_ctiy.toml")
    assert "my_ctiy.toml does not exist" in message
    assert "did you mean my_city.toml" in message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert "no regular file" in refusal(tmp_path / "pipe.toml")


@pytest.mark.parametrize("name", ["", "basline", "nul\0.toml", "x" * 5000 + ".toml", "two\nlines.toml"])
def test_a_name_that_means_no_file_is_refused(name: str):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    assert_readable(str(caught.value))


def test_a_circle_of_three_files_is_reported_in_full(tmp_path: Path):
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{one}.toml").write_text(HEAD.replace("baseline", f"{other}.toml"), encoding="utf-8")
    assert "a.toml → b.toml → c.toml → a.toml" in refusal(tmp_path / "a.toml")


def test_a_mistake_in_the_parent_names_the_parent(tmp_path: Path):
    (tmp_path / "parent.toml").write_text(HEAD + "[parameters]\nmonitoring = 3\n", encoding="utf-8")
    (tmp_path / "child.toml").write_text(HEAD.replace("baseline", "parent.toml"), encoding="utf-8")
    message = refusal(tmp_path / "child.toml")
    assert "parent.toml: parameters.monitoring = 3" in message


def test_a_manifest_without_a_scenario_is_refused(tmp_path: Path):
    (tmp_path / "manifest.json").write_text('{"scenario": 3}', encoding="utf-8")
    assert "scenario = 3" in refusal(tmp_path / "manifest.json")


def test_a_manifest_cannot_name_a_folder_elsewhere(tmp_path: Path):
    tables = {**load_scenario("baseline").to_dict(), "name": "../../elsewhere"}
    (tmp_path / "manifest.json").write_text(json.dumps({"scenario": tables}), encoding="utf-8")
    assert "cannot name a folder" in refusal(tmp_path / "manifest.json")


BAD_SETTINGS = {
    "monitoring": ("key=value",),
    "monitoring=": ("'monitoring'", "number"),
    "monitoring=2": ("monitoring = 2", "from 0 to 1"),
    "monitoring=true": ("monitoring = true", "from 0 to 1"),
    "parameters.monitering=0.5": ("monitering", "did you mean monitoring"),
    "years=5.0": ("years = 5.0", "whole number"),
    "budget=inf": ("budget = inf", '"none"'),
    "years=1\nscale=1": ("years",),
    "years=" + "[" * 9000: ("years",),
    "governance=jont": ("'jont'", "did you mean joint"),
    "policy.subsidi.per_trainee=1": ("policy.subsidi", "did you mean subsidy"),
    "policy.consortium_entity.level=1": ("no policy of this kind", "subsidy, monitoring"),
    "policy.subsidy.per_traine=1": ("per_traine", "did you mean per_trainee"),
    "policy.subsidy.start=21": ("start = 21", "years = 20"),
    "policy.subsidy.per_trainee=-3": ("subsidy = -0.2", "year 1"),
}


@pytest.mark.parametrize("setting", BAD_SETTINGS, ids=lambda setting: setting[:40])
def test_a_bad_setting_is_refused_with_what_is_allowed(setting: str):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("subsidy_only", set=(setting,))
    message = str(caught.value)
    assert_readable(message)
    assert "subsidy_only.toml" in message
    for fragment in BAD_SETTINGS[setting]:
        assert fragment in message


# --- a thousand mutations ---------------------------------------------------------------------------------------------

TEXTS = [(FOLDER / f"{name}.toml").read_bytes() for name in bundled_scenarios()] + [
    (HEAD + "[parameters]\n" + "\n".join(f"{name} = {p.default}" for name, p in PARAMETERS.items()
                                         if p.kind in ("number", "count") and not p.optional)).encode(),
    (HEAD + '[[policy]]\nkind = "subsidy"\nper_trainee = 8.4\nstart = 2\nend = 9\nschedule = [[3, 0.5], [6, 0.0]]\n'
     '[[policy]]\nkind = "monitoring"\nlevel = 0.1\n'
     'feedback = { metric = "formalism", target = 0.3, gain = -1.0, low = 0.0, high = 2.0 }\n').encode(),
    (HEAD + '[[region]]\ncount = 2\nenterprises = 40\nsize_median = 90.0\nfield_risk = [1, 2, 1, 1, 0.5]\n'
     '[[region]]\nbudget = 500.0\ngovernance = "joint"\n[[policy]]\nkind = "training_base"\nconstruction = 900.0\n'
     'operation = 60.0\nstart = 4\nannounced = 2\nphase_in = 3\nregions = [1, 3]\n').encode(),
]  # fmt: skip
LITERALS = [
    "true", "nan", "-inf", "1e400", "-1", "0", "0x" + "f" * 300, "9" * 5000, "1.5", '"text"', "'''\n'''", "[]", "{}",
    "[[1, 2]]", "[1, true]", "2024-01-01", "07:32:00", "{ a = { b = 1 } }", "[" * 2000, '"\\u0000"', "1_000", "-0.0",
]  # fmt: skip
TREES = [tomllib.loads(text.decode()) for text in TEXTS] + [
    load_scenario(name).to_dict() for name in bundled_scenarios()
]
LEAVES = [None, True, math.nan, math.inf, -1, 0, 10**400, 1.5, "", "subsidy", "baseline", [], {}, [[]], {"a": {}}]


def bytes_mutated(rng: random.Random) -> tuple[str, bytes]:
    """Bytes replaced, inserted, removed, doubled, cut."""
    content = bytearray(rng.choice(TEXTS))
    for _ in range(rng.randint(1, 3)):
        i = rng.randrange(len(content) + 1)
        match rng.randrange(5):
            case 0:
                content[i : i + 1] = bytes([rng.randrange(256)])
            case 1:
                content[i:i] = rng.randbytes(rng.randint(1, 9))
            case 2:
                del content[i : i + rng.randint(1, 40)]
            case 3:
                content[i:i] = content[i : i + rng.randint(1, 200)]
            case 4:
                del content[i:]
    return ".toml", bytes(content)


def lines_mutated(rng: random.Random) -> tuple[str, bytes]:
    """Values replaced by others of TOML; lines dropped, doubled, swapped."""
    lines = rng.choice(TEXTS).decode().splitlines()
    for _ in range(rng.randint(1, 2)):
        i = rng.randrange(len(lines))
        match rng.randrange(4):
            case 0 | 1 if "=" in lines[i]:
                lines[i] = lines[i].split("=")[0] + "= " + rng.choice(LITERALS)
            case 2:
                lines.insert(rng.randrange(len(lines)), lines[i])
            case _ if len(lines) > 1:
                lines.pop(i)
    return ".toml", "\n".join(lines).encode()


def trees_mutated(rng: random.Random) -> tuple[str, bytes]:
    """Tables with values replaced, keys lost, renamed and added, as JSON."""
    tree = json.loads(json.dumps(rng.choice(TREES)))
    for _ in range(rng.randint(1, 2)):
        place = tree
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = rng.choice(keys)
            if isinstance(place[key], dict | list) and rng.random() < 0.8:
                place = place[key]
                continue
            match rng.randrange(4):
                case 0 if isinstance(place, dict):
                    place[str(key) + rng.choice("xyz")] = place.pop(key)
                case 1 if isinstance(place, dict):
                    place[
                        rng.choice(["name", "extends", "clear", "kind", "x", "policy", "region", "regions", "years"])
                    ] = rng.choice(LEAVES)
                case 2:
                    del place[key]
                case _:
                    place[key] = rng.choice(LEAVES)
            break
    if rng.random() < 0.2:
        tree = {"scenario": tree}
    return ".json", json.dumps(tree).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


def loaded(path: Path) -> Scenario | ScenarioError:
    """What the loader answers; anything else that it raises fails the test."""
    try:
        return load_scenario(path)
    except ScenarioError as error:
        return error


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from([bytes_mutated, lines_mutated, trees_mutated]), st.integers(0, 2**32))
def test_a_thousand_mutated_files_give_a_scenario_or_one_message(folder: Path, mutate, seed: int):
    suffix, content = mutate(random.Random(seed))
    path = folder / f"mutated{suffix}"
    path.write_bytes(content)
    result = loaded(path)
    if isinstance(result, ScenarioError):
        assert_readable(str(result))
        assert path.name in str(result)
    else:
        assert isinstance(result, Scenario)
        assert Scenario.from_dict(json.loads(json.dumps(result.to_dict(), allow_nan=False))) == result
