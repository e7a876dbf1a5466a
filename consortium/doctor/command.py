"""The command ``doctor`` and its options; what it looks at is in `checks`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..classroom_command import PORT
from ..options import Lang, LangOption


def doctor(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder in which results are to be written.")
    ] = Path("results"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Port of the page.")] = PORT,
    lang: LangOption = Lang.en,
) -> None:
    """Check this installation: versions, compiled rules, fonts, machine.

    One line for each thing that is looked at, with what to do where something is missing. Nothing is simulated,
    installed or changed. Exit status 0: everything that is needed is there. 1: something is marked NO.
    """
    from .checks import check_installation

    raise typer.Exit(check_installation(out, port, lang.value))
