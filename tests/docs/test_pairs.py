"""A page in 中文 and its English counterpart: each leads to the other, with the same code, commands and names."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from tests.docs.blocks import FENCE, ROOT, blocks_of, without_comments
from tests.docs.test_links import links

CHINESE = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("", "docs") for path in (ROOT / folder).glob("*.zh.md")
)
ENGLISH = {page: page.replace(".zh.md", ".md") for page in CHINESE}
PAIRS = [(page, english) for page, english in ENGLISH.items() if (ROOT / english).exists()]
EACH = pytest.mark.parametrize(("chinese", "english"), PAIRS, ids=[chinese for chinese, _ in PAIRS])
HAN = re.compile("[\u3000-\u9fff\uff00-\uffef]")
BARE = re.compile(r"^( *)```\w*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
"""A fenced block of any language or of none, such as formulas."""


def text_of(page: str) -> str:
    """A page as it is written."""
    return (ROOT / page).read_text(encoding="utf-8")


def python(block: str) -> str:
    """What Python makes of a block, without its docstrings, which may be in 中文, and the language of figures."""
    tree = ast.parse(block.replace('lang="zh"', 'lang="en"'))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


MEANING: dict[str, Callable[[str], Any]] = {"python": python, "toml": tomllib.loads, "csv": str.split}
"""What a block says, apart from what a reader of another language needs translated."""


def lines(page: str) -> set[str]:
    """The lines of a page's blocks without comments, spaces at their ends, and what asks for a language."""
    text = "\n".join(block for _, block in BARE.findall(text_of(page)))
    return {re.sub(r" --lang \w+", "", line).strip() for line in without_comments(text).splitlines()} - {""}


def names(page: str) -> set[str]:
    """What a page names in its prose: commands, options, files, columns, functions. Not what is itself 中文."""
    prose = BARE.sub("", text_of(page))
    named = {name.replace("--lang zh", "").strip() for name in re.findall(r"`([^`]+)`", prose)} - {""}
    return {name for name in named if not HAN.search(name)}


def test_the_guides_are_in_both_languages() -> None:
    assert {"README.md", "docs/first_steps.md", "docs/sweeps.md"} <= {english for _, english in PAIRS}


@EACH
def test_each_page_leads_to_its_counterpart_below_its_title(chinese: str, english: str) -> None:
    for page, other in ((chinese, english), (english, chinese)):
        assert f"]({other.rpartition('/')[2]})" in "".join(text_of(page).splitlines()[:3]), page


@EACH
def test_code_in_chinese_is_that_of_the_english_page(chinese: str, english: str) -> None:
    for language, meaning in MEANING.items():
        known = [meaning(block) for block in blocks_of(english, language)]
        for block in blocks_of(chinese, language):
            assert meaning(block) in known, block
    code = {line for language in MEANING for block in blocks_of(chinese, language) for line in block.splitlines()}
    code = {without_comments(line).strip() for line in code}
    assert sorted(lines(chinese) - code - lines(english)) == []


@EACH
def test_what_a_chinese_page_names_is_on_the_english_page(chinese: str, english: str) -> None:
    text = " ".join(text_of(english).split())
    same = {
        name: {" ".join(name.split()).replace(".zh.", middle) for middle in (".", ".en.")} for name in names(chinese)
    }
    assert [name for name, forms in sorted(same.items()) if not any(form in text for form in forms)] == []


@pytest.mark.parametrize("chinese", CHINESE)
def test_a_chinese_page_leads_to_chinese_pages_where_there_are_any(chinese: str) -> None:
    counterpart = chinese.rpartition("/")[2].replace(".zh.md", ".md")
    targets = {link.partition("#")[0] for link in links(text_of(chinese))} - {counterpart}
    pages = {target for target in targets if target.endswith(".md") and not target.endswith(".zh.md")}
    folder = (ROOT / chinese).parent
    assert sorted(page for page in pages if (folder / page.replace(".md", ".zh.md")).exists()) == []


def test_other_code_or_another_name_would_be_found() -> None:
    assert python('x = 1  # one\nfigure(lang="en")') == python('x = 1  # 一\nfigure(lang="zh")')
    assert python('def f():\n    """Two."""\n    return 2') == python('def f():\n    """二"""\n    return 2')
    assert python("x = 1") != python("x = 2")
    assert FENCE.findall("```text\nsweep\n```\n") == [("", "text", "sweep\n")]
