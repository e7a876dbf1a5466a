"""The guide "add a rule" works as it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.docs.blocks import ROOT, blocks_of, commands_of
from tests.shell import Command
from tests.worlds import SMALL

PAGE = "docs/add_a_rule.md"
TOWN = [word for name, value in (SMALL | {"years": 2}).items() for word in ("--set", f"{name}={value}")]
TRIED = """
assert abs(summary.loc["deep_participation", "effect"]) > 0.0  # the rule changes something
assert set(effects) == {"town", "imitating"}
assert effects["town"] != effects["imitating"]
"""


def test_the_python_of_the_guide_runs_from_top_to_bottom(tmp_path: Path) -> None:
    """In a process and a file of its own, as somebody who follows it."""
    script = tmp_path / "guide.py"
    script.write_text("\n\n".join([*blocks_of(PAGE, "python"), TRIED]), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "deep_participation" in done.stdout


def test_the_rule_can_be_named_on_the_command_line(command: Command) -> None:
    first, *_ = blocks_of(PAGE, "python")
    Path("my_rules.py").write_text(first, encoding="utf-8")
    (arguments,) = commands_of(PAGE)
    answer = command(*arguments, "--seeds", 1, *TOWN, "--no-figures", "--out", "r")
    assert answer.status == 0, answer
    assert "my_rules:Imitating" in Path("r/manifest.json").read_text(encoding="utf-8")
    sys.modules.pop("my_rules", None)


def test_attributes_and_decisions_that_the_guide_names_exist() -> None:
    from consortium.simulation.agents import Enterprise, School
    from consortium.simulation.state.columns import ENTERPRISE_DTYPE

    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert re.search(r"`choose_depth`.*`takes_part`", text, re.DOTALL)
    assert callable(Enterprise.choose_depth)
    assert callable(School.takes_part)
    assert set(re.findall(r"self\.(\w+)", "".join(blocks_of(PAGE, "python")))) <= set(ENTERPRISE_DTYPE.names or ())
