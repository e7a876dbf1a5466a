"""Tables of texts: what a part of the program says, in English and 中文, by a key each; and lists in a sentence.

TEXTS = Texts({"worlds": ("{n} worlds", "{n}个世界")})
TEXTS.say("worlds", "zh", n=5)      # "5个世界"
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

__all__ = ["Texts", "listed"]

Key = TypeVar("Key", bound=Hashable)


class Texts(Generic[Key]):
    """Texts by key, each in English and 中文, from one or more tables without common keys.

    Raises ValueError where two tables have the same key.
    """

    def __init__(self, *tables: Mapping[Key, tuple[str, str]]) -> None:
        self._pairs: dict[Key, tuple[str, str]] = {}
        for table in tables:
            if twice := self._pairs.keys() & table.keys():
                raise ValueError(f"two tables of texts have the key {next(iter(twice))!r}")
            self._pairs.update(table)

    def __contains__(self, key: object) -> bool:
        return key in self._pairs

    def __iter__(self) -> Iterator[Key]:
        return iter(self._pairs)

    def pattern(self, key: Key, lang: str) -> str:
        """A text in a language as it stands, with its places for values. Raises KeyError for an unknown key."""
        english, chinese = self._pairs[key]
        return chinese if lang == "zh" else english

    def say(self, key: Key, lang: str, *values: object, **named: object) -> str:
        """A text in a language with its values. Raises KeyError for an unknown key."""
        return self.pattern(key, lang).format(*values, **named)

    def in_language(self, lang: str) -> dict[Key, str]:
        """All texts of a language, as they stand."""
        return {key: self.pattern(key, lang) for key in self}


def listed(words: Sequence[str], lang: str) -> str:
    """Words as a sentence lists them: "a, b and c"; nothing for none."""
    comma, last = ("、", "和") if lang == "zh" else (", ", " and ")
    *others, final = words or ("",)
    return (comma.join(others) + last if others else "") + final
