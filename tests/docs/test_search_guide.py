"""The guide to searches: its file loads, its commands and its Python run, and all keys and files are in it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from consortium.experiments.search import page
from consortium.experiments.search.search_files import COUNTS, FOLDER, KEYS, load_search
from tests.shell import Command

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "search.md").read_text(encoding="utf-8")


def block(kind: str, number: int = 0) -> str:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[number]


def test_every_key_of_a_search_file_is_in_the_guide_with_its_default() -> None:
    for key in KEYS:
        assert f"`{key}`" in PAGE or f"[{key}]" in PAGE, key
    for key, (usual, _, _) in COUNTS.items():
        row = next(line for line in PAGE.splitlines() if line.startswith("|") and f"`{key}`" in line.split("|")[1])
        place = re.findall(r"`(\w+)`", row.split("|")[1]).index(key)
        assert row.split("|")[3].split(",")[place].strip() == str(usual), key


def test_what_the_bundled_search_found_is_what_its_tables_say() -> None:
    tables = page.bundled_tables(DOCS)
    assert page.renewed(PAGE, page.block(tables)) == PAGE
    best = tables["best"].set_index("outcome")
    best.loc["deep_participation", "value"] = 0.0123
    changed = page.renewed(PAGE, page.block({**tables, "best": best.reset_index()}))
    assert "changes deep participation by +1.2 points" in " ".join(changed.split())
    assert changed.partition(page.BEGIN)[0] == PAGE.partition(page.BEGIN)[0]
    with pytest.raises(ValueError, match="0 blocks"):
        page.renewed("# A page", "nothing")


def test_the_search_file_of_the_guide_loads(tmp_path: Path) -> None:
    path = tmp_path / "my_search.toml"
    path.write_text(block("toml"), encoding="utf-8")
    search = load_search(path)
    assert search.signs == (1, -1)
    assert [len(instrument.factors) for instrument in search.space.instruments] == [1, 0, 2]


@pytest.mark.slow
def test_the_commands_of_the_guide_run_and_leave_the_files_that_it_names(command: Command) -> None:
    """With few bundles and worlds, so that it takes seconds."""
    found, compared = (shlex.split(block("text", number).strip())[1:] for number in (0, 1))
    text = FOLDER / "incentives.toml"
    small = "final_seeds = 5\nbundles = 2\nfinal_members = 1\n"
    Path("incentives.toml").write_text(small + text.read_text(encoding="utf-8"), encoding="utf-8")
    found[found.index("incentives")] = "incentives.toml"
    answer = command(*found, "--population", 4, "--generations", 1, "--members", 1, "--workers", 1)
    assert answer.status == 0, answer
    names = re.findall(
        r"`([\w./]+\.(?:csv|parquet|png|toml|jsonl|json))`", PAGE.partition("| File |")[2].partition("\n\n")[0]
    )
    assert len(names) >= 8
    for name in names:
        assert (Path("results/incentives") / name).is_file(), name
    answer = command(*compared, "--no-figures")
    assert answer.status == 0, answer


@pytest.mark.slow
def test_the_python_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "search.md", "exec"), {})
    assert (tmp_path / "results" / "small" / "front.csv").is_file()
