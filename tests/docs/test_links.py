"""Every link of the written pages leads to a file that is there, and to a heading of it where it names one."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for folder in ("", "benchmarks", "docs", "scenarios") for path in (ROOT / folder).glob("*.md"))
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def links(text: str) -> list[str]:
    """The links of a page to what is in the repository, without those in its code."""
    prose = re.sub(r"`[^`]+`", "", FENCED.sub("", text))
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if not re.match(r"[a-z]+:", link)]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings as GitHub makes them: of equal ones, the later have a number behind."""
    found: set[str] = set()
    seen: Counter[str] = Counter()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", FENCED.sub("", text), re.MULTILINE):
        shown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w -]", "", shown.lower()).replace(" ", "-")
        found.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return found


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    wrong = []
    for link in links(page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.is_file() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            wrong.append(link)
    return wrong


def test_the_anchor_of_a_heading_is_that_of_github() -> None:
    text = "# A, b: *c* and `d()`\n## 1 Two – three\n```\n# no heading\n```\n## Same\n## Same\n## 模型：不得_用于\n"
    assert anchors(text) == {"a-b-c-and-d", "1-two--three", "same", "same-1", "模型不得_用于"}


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# There\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# Here\n[a](#here) [b](other.md#there) [c](https://example.org/#x) `[d](none.md)`\n"
        "[e](none.md) [f](other.md#here) [g](#there) [h](other.md#There)\n",
        encoding="utf-8",
    )
    assert broken(page) == ["none.md", "other.md#here", "#there", "other.md#There"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert broken(page) == []


def test_the_pages_have_links_at_all() -> None:
    assert {"README.md", "README.zh.md", "docs/sweeps.md"} <= {
        page.relative_to(ROOT).as_posix() for page in PAGES if links(page.read_text(encoding="utf-8"))
    }
