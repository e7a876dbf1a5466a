"""A case computed by hand: a rule, what it is given, and the arithmetic written out in the numbers of the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

having = SimpleNamespace
"""An agent, or the parameters, with just the numbers that a case needs: a rule that reads another one fails."""


@dataclass(frozen=True)
class Case:
    """`worked` is computed from the text of the model, never copied from what the rule returned."""

    rule: Callable[..., Any]
    given: tuple[Any, ...]
    worked: float
    says: str

    def __str__(self) -> str:
        return f"{self.rule.__name__}: {self.says}"
