"""The two languages of everything that is shown."""

from __future__ import annotations

from typing import Literal, Protocol

__all__ = ["Lang", "Named", "name_of"]

Lang = Literal["en", "zh"]


class Named(Protocol):
    """What has a name in both languages: an output, an outcome, a parameter, an instrument."""

    @property
    def en(self) -> str:
        """English."""
        ...

    @property
    def zh(self) -> str:
        """中文."""
        ...


def name_of(thing: Named, lang: str) -> str:
    """What something is called in a language."""
    return thing.zh if lang == "zh" else thing.en
