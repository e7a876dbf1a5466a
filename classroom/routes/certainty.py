"""How sure effects are beyond chance: simulated while the browser waits and is told how far it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from ...simulation.scenario import Scenario, ScenarioError
from ..engine import Busy, Stopped
from ..ensembles import Crossing, Ensembles
from ..page.certainty import certainty
from ..requests import MOST_METRICS, AskedArms, Language, check_metrics
from ..route_helpers import at_leisure, at_once, left
from .compare import SHOWN

router = APIRouter(prefix="/api")

BETWEEN = 0.25
"""Seconds between two looks at how far the simulation is."""


class AskedCertainty(AskedArms):
    """Reforms whose effects are to be tried in other parameter sets that fit."""

    metrics: list[str] = Field(default=list(SHOWN), min_length=1, max_length=MOST_METRICS)


@router.post("/certainty", response_class=StreamingResponse)
async def certainty_of(asked: AskedCertainty, request: Request) -> StreamingResponse:
    """Lines of JSON: how many pieces are `done` `of` how many, and how many ensembles come `before`; then the result.

    What is simulated goes on as long as a browser reads. A line with a `message` is the last, and says what stopped it.
    """
    ensembles: Ensembles = request.app.state.ensembles
    arms, metrics = await at_once(lambda: (asked.arms(), check_metrics(asked.metrics)))
    if len(arms) < 2:
        raise ScenarioError("certainty is of effects of reforms; required: at least one in reforms")
    crossing = await at_leisure(Crossing.of, arms)
    if not ensembles.has(crossing):
        await at_leisure(crossing.sets.check, arms)
    return StreamingResponse(
        _lines(request, ensembles, crossing, arms, metrics, asked.lang),
        media_type="application/x-ndjson",
        headers={"cache-control": "no-store"},
    )


async def _lines(
    request: Request, ensembles: Ensembles, crossing: Crossing, arms: Sequence[Scenario], metrics: Sequence[str],
    lang: Language,
) -> AsyncIterator[bytes]:  # fmt: skip
    leaving = asyncio.ensure_future(left(request))
    try:
        with ensembles.watched(crossing) as run:
            said: dict[str, Any] = {}
            while not run.task.done():
                now = {"done": run.done, "of": len(crossing.pieces), "before": ensembles.before(run)}
                if now != said:
                    yield _line({"sets": len(crossing.sets), "worlds": crossing.sets.seeds, **now})
                said = now
                await asyncio.wait({run.task, leaving}, timeout=BETWEEN, return_when=asyncio.FIRST_COMPLETED)
                if leaving.done():
                    return
            ensemble = run.task.result()
        yield _line(await at_leisure(certainty, ensemble, arms, metrics, lang))
    except (Busy, Stopped) as error:
        yield _line({"message": str(error) or "too many ask at once; try again in a moment"})
    finally:
        leaving.cancel()


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, allow_nan=False).encode() + b"\n"
