"""`consortium doctor` says in one line each whether an installation is whole, and what to do where it is not."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from importlib import metadata
from pathlib import Path

import pytest

from consortium.actions.class_check import Found
from consortium.doctor import PACKAGE, checks, libraries
from consortium.doctor.checks import MEMORY_OF_A_CITY, findings
from consortium.experiments.presentation.language import Lang
from consortium.experiments.runs import memory
from tests.shell import ROOT, Answer, Command

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


def examined(cwd: Path, *arguments: str, **environment: str) -> Answer:
    """The command in a process and an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "consortium", "doctor", "--port", "0", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        encoding="utf-8",
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def marked(found: Iterable[Found], mark: str) -> list[str]:
    return [one.text for one in found if one.mark == mark]


# --- an installation that is whole ------------------------------------------------------------------------------------


@LANGS
def test_an_installation_that_is_whole_has_status_0_a_line_for_each_thing_and_nothing_is_left_behind(
    lang: str, command: Command
) -> None:
    answer = command("doctor", "--port", 0, "--lang", lang)
    *lines, last = answer.out.splitlines()
    assert (answer.status, answer.message) == (0, ""), answer
    assert last == {"en": "Everything that is needed is there.", "zh": "所需的都已具备。"}[lang]
    marks = {"en": ("ok", "note"), "zh": ("通过", "提示")}[lang]
    assert len(lines) >= 10
    assert all(line.startswith(marks) for line in lines)
    for word in ("Python", "consortium", "docs", {"en": "font", "zh": "字体"}[lang]):
        assert any(word in line for line in lines), word
    assert list(Path.cwd().iterdir()) == []


def test_every_text_is_in_both_languages_and_takes_the_same_values() -> None:
    from consortium.doctor.words import _WORDS

    for english, chinese in _WORDS.values():
        assert set(re.findall(r"\{(\w+)", english)) == set(re.findall(r"\{(\w+)", chinese)), english


def test_the_versions_of_python_that_count_as_tested_are_those_that_ci_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    looped = re.search(r"^for version in (.*); do", ci, re.MULTILINE)
    assert looped is not None
    assert tuple(looped[1].split()) == libraries.TESTED


# --- Python and libraries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "mark"),
    [("3.10.14", "no"), ("3.11.0", "ok"), ("3.13.1", "ok"), ("3.14.0rc1", "note"), ("3.99.0", "note")],
)
def test_pythons_that_are_too_old_are_refused_and_untested_ones_are_noted(version: str, mark: str) -> None:
    first = next(libraries.libraries("en", version))
    assert first.mark == mark
    assert version in first.text


def pretended(monkeypatch: pytest.MonkeyPatch, versions: Mapping[str, str | None]) -> None:
    """Other versions of some libraries than those that are installed; None: not installed."""
    real = metadata.version

    def version(name: str) -> str:
        there = versions[name] if name in versions else real(name)
        if there is None:
            raise metadata.PackageNotFoundError(name)
        return there

    monkeypatch.setattr(metadata, "version", version)


@LANGS
def test_a_library_that_is_missing_or_of_another_version_is_named_with_what_to_install(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(monkeypatch, {"mesa": "2.4.0", "filelock": None})
    wrong = marked(libraries.libraries(lang), "no")
    assert len(wrong) == 2
    assert "2.4.0" in wrong[0]
    for text, name in zip(wrong, ("mesa", "filelock"), strict=True):
        (wanted,) = [one for one in metadata.requires(PACKAGE) or [] if re.match(rf"{name}\W", one)]
        assert re.search(rf'pip install "{name}[<>=.,\d]+"', text)
        assert set(re.findall(r"[<>=]+[\d.]+", wanted)) == set(
            re.findall(r"[<>=]+[\d.]+", text.split("pip install")[1])
        )


def test_an_extra_that_is_not_complete_is_noted_and_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    extras = set(metadata.metadata(PACKAGE).get_all("Provides-Extra") or ()) - {"dev"}
    assert {"classroom", "analysis", "docs"} <= extras
    pretended(monkeypatch, {"fastapi": None, "SALib": "1.0"})
    monkeypatch.chdir(tmp_path)
    found = list(findings(Path("results"), 0, "en"))
    noted = [text for text in marked(found, "note") if text.startswith("extra ")]
    for extra, name, others in (("classroom", "fastapi", "uvicorn"), ("analysis", "SALib", "duckdb")):
        (text,) = [text for text in noted if text.startswith(f"extra {extra} ")]
        assert f'pip install "{PACKAGE}[{extra}]"' in text
        assert name in text
        assert others not in text
    assert marked(found, "no") == []


def test_a_library_that_cannot_be_imported_leaves_the_other_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "consortium.experiments.presentation.fonts", None)
    found = list(findings(Path("results"), 0, "en"))
    (text,) = marked(found, "no")
    assert text.startswith("not checked: fonts (")
    assert "results can be written" in found[-1].text


# --- a broken environment ---------------------------------------------------------------------------------------------


@LANGS
def test_a_cache_that_cannot_be_written_and_a_closed_folder_of_results_are_faults(lang: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")  # no folder can be made below a file, whoever asks
    answer = examined(
        tmp_path, "--out", "file/results", "--lang", lang, NUMBA_CACHE_DIR=str(tmp_path / "file" / "cache")
    )
    wrong = [line for line in answer.out.splitlines() if line.startswith({"en": "NO", "zh": "不行"}[lang])]
    assert answer.status == 1
    assert answer.message == ""
    assert ["NUMBA_CACHE_DIR" in line for line in wrong] == [True, False]
    assert "--out" in wrong[1]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_empty_cache_is_noted_and_nothing_is_compiled(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    answer = examined(tmp_path, NUMBA_CACHE_DIR=str(cache))
    assert answer.status == 0
    assert re.search(r"^note .*the first run takes", answer.out, re.MULTILINE)
    assert list(cache.iterdir()) == []


def test_a_compiler_that_is_switched_off_is_noted(tmp_path: Path) -> None:
    answer = examined(tmp_path, NUMBA_DISABLE_JIT="1")
    assert answer.status == 0
    assert re.search(r"^note .*NUMBA_DISABLE_JIT", answer.out, re.MULTILINE)


# --- the machine ------------------------------------------------------------------------------------------------------


def test_a_port_that_is_in_use_is_noted() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = checks.free_port(port, "en")
    assert found.mark == "note"
    assert str(port) in found.text
    assert checks.free_port(port, "en").mark == "ok"


def test_little_memory_a_single_processor_and_no_browser_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consortium.experiments.runs.processes.usual_workers", lambda: 1)
    monkeypatch.setattr(memory, "free_gigabytes", lambda: 0.9 * (memory.LIBRARIES + MEMORY_OF_A_CITY))
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    monkeypatch.setattr(checks.platform, "system", lambda: "Linux")
    for lang in ("en", "zh"):
        found = [*checks.machine(lang), checks.browser(lang)]
        assert [one.mark for one in found] == ["note"] * 3
        assert "--workers 1" in found[1].text
        assert "apt install chromium" in found[2].text


def test_what_linux_keeps_of_files_counts_as_free_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "meminfo"
    told.write_text("MemTotal: 9000000 kB\nMemFree: 1000 kB\nMemAvailable: 2000000 kB\n", encoding="ascii")
    monkeypatch.setattr(memory, "MEMORY_OF_LINUX", told)
    assert memory.free_gigabytes() == pytest.approx(2.048)


def test_a_full_disk_is_noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = checks.shutil.disk_usage(tmp_path)
    assert checks.results_folder(tmp_path / "not" / "there", "en").mark == "ok"
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda place: usage._replace(free=3 * 10**8))
    found = checks.results_folder(tmp_path / "not" / "there", "en")
    assert found.mark == "note"
    assert "0.3 GB" in found.text
