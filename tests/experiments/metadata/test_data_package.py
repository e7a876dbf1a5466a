"""The data package of a folder is valid, holds its data to their schema, and stays right as a sweep goes on."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from frictionless import Package, validate

from consortium.cli import main
from consortium.experiments.storage.folder import CODEBOOK, DATA_PACKAGE
from tests.experiments.sweeps.helpers import swept, village

from .conftest import LITTLE, WORK


def descriptor(folder: Path) -> dict[str, Any]:
    return json.loads((folder / DATA_PACKAGE).read_text(encoding="utf-8"))


def listed(folder: Path) -> set[str]:
    return {resource["path"] for resource in descriptor(folder)["resources"]}


def tables(folder: Path) -> set[str]:
    """Every table that stands in a folder."""
    paths = (path for path in folder.rglob("*") if path.suffix in (".csv", ".parquet") and "damaged" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in paths}


def digests_are_true(folder: Path) -> bool:
    """Whether every size and digest of a package is that of its file; False where there is none."""
    told = [resource for resource in descriptor(folder)["resources"] if "hash" in resource]
    contents = {resource["path"]: (folder / resource["path"]).read_bytes() for resource in told}
    return bool(told) and all(
        resource["hash"] == f"sha256:{hashlib.sha256(contents[resource['path']]).hexdigest()}"
        and resource["bytes"] == len(contents[resource["path"]])
        for resource in told
    )


def errors(folder: Path) -> list[Any]:
    return validate(folder / DATA_PACKAGE).flatten(["type", "fieldName", "message"])


@pytest.mark.parametrize("folder", [*WORK, "comparison", "sweep_folder"])
def test_a_package_is_valid_with_its_data_and_holds_all_tables(folder: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(folder)
    assert Package.validate_descriptor(str(place / DATA_PACKAGE)).valid
    assert errors(place) == []
    assert listed(place) == tables(place) | {"manifest.json"}


def test_every_field_has_a_type_titles_and_what_it_means(comparison: Path) -> None:
    for resource in descriptor(comparison)["resources"]:
        if resource["name"] in ("manifest", "codebook"):
            continue
        for field in resource["schema"]["fields"]:
            assert field.keys() >= {"name", "type", "title", "title_zh", "description", "description_zh", "kind"}
    series = next(table for table in descriptor(comparison)["resources"] if table["name"] == "timeseries")
    fields = {field["name"]: field for field in series["schema"]["fields"]}
    assert fields["deep_participation"]["unit"] == "share"
    assert fields["deep_participation"]["constraints"] == {"minimum": 0.0, "maximum": 1.0}
    assert fields["seed"]["constraints"]["required"]
    assert series["schema"]["missingValues"] == [""]


def test_data_that_were_changed_by_hand_are_not_valid(comparison: Path, tmp_path: Path) -> None:
    package = descriptor(comparison)
    package["resources"] = [table for table in package["resources"] if table["name"] in ("ranking", "size_classes")]
    for name in ("ranking.csv", "size_classes.csv"):
        shutil.copy(comparison / name, tmp_path / name)
    (tmp_path / DATA_PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    assert errors(tmp_path) == []
    shares = (tmp_path / "size_classes.csv").read_text(encoding="utf-8")
    (tmp_path / "size_classes.csv").write_text(shares.replace("< 10,", "< 11,"), encoding="utf-8")
    assert {(error[0], error[1]) for error in errors(tmp_path)} == {
        ("hash-count", None),
        ("constraint-error", "size_class"),
    }


def test_a_report_that_is_written_again_leaves_the_package_valid(comparison: Path, tmp_path: Path) -> None:
    copy = tmp_path / "r"
    shutil.copytree(comparison, copy)
    assert main(["report", str(copy), "--rank-by", "talent_match", "--no-figures"]) == 0
    assert (copy / "ranking.csv").read_bytes() != (comparison / "ranking.csv").read_bytes()
    assert digests_are_true(copy)


def test_the_same_run_has_the_same_package(tmp_path: Path) -> None:
    for place in "ab":
        assert main(["run", "baseline", *LITTLE, "--no-figures", "--out", str(tmp_path / place)]) == 0
    assert (tmp_path / "a" / DATA_PACKAGE).read_bytes() == (tmp_path / "b" / DATA_PACKAGE).read_bytes()


def test_parts_of_a_sweep_share_a_schema_that_is_theirs(sweep_folder: Path) -> None:
    for name in ("runs", "series"):
        resources = [r for r in descriptor(sweep_folder)["resources"] if r["path"].startswith(f"{name}/")]
        assert {resource["schema"] for resource in resources} == {f"{name}.schema.json"}
        fields = json.loads((sweep_folder / f"{name}.schema.json").read_text(encoding="utf-8"))["fields"]
        for resource in resources:
            assert pq.read_schema(sweep_folder / resource["path"]).names == [field["name"] for field in fields]
            assert resource["name"] == resource["path"].removesuffix(".parquet").replace("/", "-").replace("_", "_")


def test_a_package_stays_right_as_shards_are_added_and_damage_is_repaired(tmp_path: Path) -> None:
    design, folder = village(tmp_path, seeds=2), tmp_path / "s"
    swept(design, folder, shard="1/2")
    half = listed(folder)
    assert half == tables(folder) | {"manifest.json"}
    swept(design, folder, shard="2/2")
    assert half < listed(folder) == tables(folder) | {"manifest.json"}
    torn = next(folder.glob("runs/*.parquet"))
    torn.write_bytes(torn.read_bytes()[:100])
    swept(design, folder, resume=True)
    assert f"runs/{torn.name}" not in listed(folder) - tables(folder)
    assert listed(folder) == tables(folder) | {"manifest.json"}
    assert digests_are_true(folder)


def test_a_sweep_that_cannot_be_described_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    (folder / "log").mkdir(parents=True)
    design = village(tmp_path, seeds=2)
    swept(design, folder)
    (folder / CODEBOOK).unlink()
    (folder / CODEBOOK).mkdir()  # no file can have that name
    assert swept(design, folder, resume=True).stored == 24
