"""Every block of code in the pages is well formed: commands have options that exist, Python and TOML can be read."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from consortium.commands import app
from consortium.options import with_usual_values
from tests.docs.blocks import ROOT, blocks_of, commands_of

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("", "benchmarks", "docs", "scenarios")
    for path in (ROOT / folder).glob("*.md")
)
WITH_COMMANDS = [page for page in PAGES if commands_of(page)]


def understood(arguments: list[str]) -> None:
    """Read the arguments of a command as the command line does, without carrying it out. Raises UsageError."""
    command: Any = get_command(app)
    context = None
    arguments = with_usual_values(arguments)
    while hasattr(command, "resolve_command"):  # a group; Typer has its own copy of Click's classes
        context = command.context_class(command, parent=context)
        _, command, arguments = command.resolve_command(context, arguments)
    command.make_context(command.name, list(arguments), parent=context)


def test_commands_are_on_the_pages() -> None:
    assert {"README.md", "docs/first_steps.zh.md", "docs/mesa.md", "docs/sweeps.md"} <= set(WITH_COMMANDS)


@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_every_command_of_a_page_is_understood(page: str) -> None:
    for arguments in commands_of(page):
        understood([re.sub(r"\$\w+", "1", word) for word in arguments])  # a script's variables are numbers


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["compere", "baseline"], "No such command"),
        (["run", "baseline", "--sedes", "3"], "No such option"),
        (["run", "x", "--seeds", "a"], "valid integer"),
    ],
)
def test_a_command_that_does_not_exist_is_found(wrong: list[str], said: str) -> None:
    with pytest.raises(Exception, match=said) as refused:
        understood(wrong)
    assert any(kind.__name__ == "UsageError" for kind in type(refused.value).__mro__)


@pytest.mark.parametrize("page", PAGES)
def test_python_and_toml_of_a_page_can_be_read(page: str) -> None:
    for block in blocks_of(page, "python"):
        ast.parse(block)
    for block in blocks_of(page, "toml"):
        tomllib.loads(block)


def test_a_file_that_a_command_names_is_on_its_page_or_comes_with_the_program() -> None:
    from consortium.experiments.sweeps.design.design import bundled_designs
    from consortium.simulation.scenario import bundled_scenarios

    bundled = {*bundled_scenarios(), *bundled_designs(), "patterns"}
    for page in WITH_COMMANDS:
        text = (ROOT / page).read_text(encoding="utf-8")
        for arguments in commands_of(page):
            if arguments[0] in ("run", "compare", "sweep", "calibrate"):
                for name in before_options(arguments[1:]):
                    assert name in bundled or text.count(Path(name).name) > 1 or name.endswith("manifest.json"), (
                        page,
                        name,
                    )


def before_options(arguments: list[str]) -> list[str]:
    """The arguments before the first option."""
    first = next((number for number, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    return arguments[:first]
