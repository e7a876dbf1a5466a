"""Following runs tick by tick from outside, for whoever shows how far they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_FOLLOWER: ContextVar[Callable[[], object] | None] = ContextVar("follower", default=None)


@contextmanager
def followed(call: Callable[[], object]) -> Iterator[None]:
    """Call `call` after every tick of every model that steps in here, warm-up included."""
    token = _FOLLOWER.set(call)
    try:
        yield
    finally:
        _FOLLOWER.reset(token)


def tick_is_over() -> None:
    """Tell whoever follows, if anybody does."""
    follower = _FOLLOWER.get()
    if follower is not None:
        follower()
