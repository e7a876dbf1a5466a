"""The command ``classroom`` and its options; what it does is in `actions.serving`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Lang, LangOption
from .terminal import UsageError

PORT = 8765


def classroom(
    sweep: Annotated[
        Path | None,
        typer.Argument(
            metavar="SWEEP",
            show_default=False,
            help="Folder of a sweep whose heat maps the page also shows; a click opens one of its points.",
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="H",
            show_default=False,
            help="Address of this machine to listen on.  [default: 127.0.0.1, which only this machine can reach]",
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Port; 0 is any free one.")] = PORT,
    lan: Annotated[
        bool,
        typer.Option(
            "--lan", help="Let other devices in the same network connect; prints the address and its QR code."
        ),
    ] = False,
    lang: LangOption = Lang.en,
    check: Annotated[
        bool,
        typer.Option("--check", help="Check whether this computer and its network are ready for a class, and exit."),
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE",
            show_default=False,
            help="Write the lesson to one file that opens without a server, and exit.",
        ),
    ] = None,
) -> None:
    """Serve the web page for policy analysis and for class."""
    from .actions.serving import export_lesson, serve_page

    if check:
        if export is not None:
            raise UsageError("--check and --export are both given; allowed: one of the two")
        from .actions.class_check import check_class

        raise typer.Exit(check_class(host, port, lang.value))
    if export is not None:
        export_lesson(export, lang.value)
    else:
        serve_page(host, port, lan, lang.value, sweep)
