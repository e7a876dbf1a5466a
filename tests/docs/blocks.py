"""What stands in the pages of the documentation: blocks of code, and the commands in them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def blocks_of(page: str, language: str) -> list[str]:
    """The contents of a page's fenced blocks of a language. The page is named from the root of the repository."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [block for _, named, block in FENCE.findall(text) if named == language]


def commands_of(page: str) -> list[list[str]]:
    """The arguments of every command `consortium` in a page's blocks, in their order."""
    lines = "\n".join(blocks_of(page, "text") + blocks_of(page, "bash")).replace("\\\n", " ").splitlines()
    lines = [part.strip() for line in lines for part in line.split("&&")]
    words = [shlex.split(line, comments=True) for line in lines if re.match(r"(?:\S*/)?consortium ", line)]
    return [arguments for _, *arguments in words]


def without_comments(block: str) -> str:
    """A block without what a reader of another language needs translated."""
    return re.sub(r" *#.*", "", block)
