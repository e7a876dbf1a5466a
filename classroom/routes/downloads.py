"""Files of what is shown, for the reader to save; nothing is stored on the server."""

from __future__ import annotations

import asyncio
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from ...experiments.report.answers import HEADLINES
from ...experiments.storage.tables import csv_bytes
from ...simulation.scenario import ScenarioError
from ..page import saving
from ..requests import MOST_REFORMS, Asked
from ..route_helpers import engine_of, until_left
from .compare import comparison_of

router = APIRouter(prefix="/api/save")

Kind = Literal["scenario", "effects", "series", "png", "svg", "python", "report"]

TYPES: dict[str, str] = {
    "toml": "application/toml",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "py": "text/x-python; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


class AskedFile(Asked):
    """A comparison of which a file is wanted."""

    arm: int = Field(default=0, ge=0, le=MOST_REFORMS, description="of a scenario: 0 for the baseline, else the reform")


@router.post("/{kind}", response_class=Response)
async def save(kind: Kind, asked: AskedFile, request: Request) -> Response:
    """A file: a scenario, data, a figure, Python lines, or the report of the comparison."""
    arms = await asyncio.to_thread(asked.arms)
    seeds, lang, engine = list(asked.seeds), asked.lang, engine_of(request)
    own = asked.base.model_dump(exclude_defaults=True)
    bundled = asked.base.extends if set(own) <= {"extends"} else None
    if kind == "scenario":
        if asked.arm >= len(arms):
            raise ScenarioError(
                f"arm = {asked.arm}, but there are {len(arms) - 1} reforms; allowed: 0 for the baseline"
            )
        scenario = [asked.base, *asked.reforms][asked.arm]
        return _file(
            saving.FILES[asked.arm], "toml", saving.scenario_file(scenario, dict(arms[asked.arm].title)).encode()
        )
    if kind == "python":
        lines = saving.python_lines(arms, seeds, list(HEADLINES[:6]), bundled, lang)
        return _file("comparison", "py", lines.encode())
    if len(arms) < 2:
        raise ScenarioError(f"{kind} is of a comparison; required: at least one reform in reforms")
    if kind in ("effects", "series"):
        comparison = await until_left(request, comparison_of(engine, arms, asked.seeds))
        table = await asyncio.to_thread(lambda: comparison.effects if kind == "effects" else comparison.year_values)
        return _file("effects" if kind == "effects" else "years", "csv", await asyncio.to_thread(csv_bytes, table))
    if kind == "report":
        command = saving.command(len(arms), seeds, bundled)
        page = await until_left(request, engine.call(saving.report_page, arms, seeds, lang, command))
        return _file("report", "html", page)
    picture = await until_left(request, engine.call(saving.figure, arms, seeds, lang, kind))
    return _file("comparison", kind, picture)


def _file(name: str, ending: str, content: bytes) -> Response:
    """A file that the browser saves rather than shows."""
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, media_type=TYPES[ending], headers=headers)
