"""Every text of the page, in English and 中文, by a key each. `words_page` and `words_lesson` hold the tables.

What has a name in the model (outputs, parameters, instruments) or in reports takes it from there.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from . import words_page

Lang = Literal["en", "zh"]

TABLES = (words_page.TEXTS,)
"""Texts by key, English first: (en, zh)."""


@cache
def texts(lang: Lang) -> dict[str, str]:
    """All texts of a language. Raises ValueError where two tables have the same key."""
    found: dict[str, str] = {}
    for table in TABLES:
        for key, pair in table.items():
            if key in found:
                raise ValueError(f"two tables of words have the key {key!r}")
            found[key] = pair[lang == "zh"]
    return found


def say(key: str, lang: Lang, **values: object) -> str:
    """A text with its values. Raises KeyError for an unknown key."""
    return texts(lang)[key].format(**values)
