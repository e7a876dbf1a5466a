"""The command ``consortium``: its arguments in, its exit status out. What it can do stands in `commands`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .terminal import ends_well

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command with these arguments (default: those of the process). Gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    return ends_well(lambda: _carried_out(given))


def _carried_out(arguments: list[str]) -> object:
    from .commands import app  # here, so that whatever stops it is reported as a message
    from .options import with_usual_values

    return app(args=with_usual_values(arguments), prog_name="consortium", standalone_mode=False)
