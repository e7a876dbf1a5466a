"""The first steps, in both languages: the commands run one after the other and leave what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, blocks_of, commands_of, without_comments
from tests.shell import Command
from tests.worlds import SMALL

PAGES = {"en": "docs/first_steps.md", "zh": "docs/first_steps.zh.md"}
COLUMNS = {"en": ("Effect", "95 % interval", "P(> 0)"), "zh": ("效应", "95%区间", "上升的世界")}
TOWN = [word for name, value in (SMALL | {"years": 6}).items() for word in ("--set", f"{name}={value}")]


@pytest.mark.parametrize("lang", PAGES)
def test_the_commands_run_in_their_order(lang: str, command: Command) -> None:
    """In a small town, and without the server, which tests of the page start."""
    text = (ROOT / PAGES[lang]).read_text(encoding="utf-8")
    (reform,) = blocks_of(PAGES[lang], "toml")
    Path("my_reform.toml").write_text(reform, encoding="utf-8")
    said = commands_of(PAGES[lang])
    assert [arguments[0] for arguments in said] == ["doctor", "run", "compare", "scenarios", "compare", "classroom"]
    for arguments in said:
        if arguments[0] == "classroom":
            continue
        small = [*TOWN, "--no-figures"] if arguments[0] in ("run", "compare") else []
        answer = command(*arguments, *small)
        assert answer.status == 0, answer
        if arguments[0] == "compare":  # the columns that the page explains are those of the table
            for column in COLUMNS[lang]:
                assert f"| {column} |" in text
                assert column in answer.out.replace("\xa0", " "), answer.out
    for left in ("baseline/timeseries.csv", "baseline_vs_subsidy_monitored/report.html", "baseline_vs_my_reform"):
        assert Path("results", left).exists(), left


def test_both_languages_have_the_same_blocks() -> None:
    english, chinese = (
        [
            without_comments(block).replace(" --lang zh", "")
            for kind in ("text", "toml")
            for block in blocks_of(page, kind)
        ]
        for page in PAGES.values()
    )
    assert len(english) == 6
    assert english == chinese
