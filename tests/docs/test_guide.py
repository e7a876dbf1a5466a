"""The guide "add an instrument" works as it is written, from top to bottom."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from consortium.simulation.policies import ENTRY_POINTS

GUIDE = Path(__file__).parents[2] / "docs" / "add_an_instrument.md"


def blocks(language: str) -> list[str]:
    """The contents of the guide's fenced blocks of a language."""
    text = GUIDE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_a_newcomer_who_follows_the_guide_has_a_working_instrument(tmp_path: Path) -> None:
    """In a fresh process, since the toy would stay registered in this one."""
    script = tmp_path / "guide.py"
    script.write_text("\n\n".join(blocks("python")), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "awareness" in done.stdout
    assert "deep_participation" in done.stdout


def test_the_entry_point_of_the_guide_is_in_the_group_that_is_searched() -> None:
    (project,) = map(tomllib.loads, blocks("toml"))
    assert list(project["project"]["entry-points"]) == [ENTRY_POINTS]
