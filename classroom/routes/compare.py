"""The analyst's requests: scenarios in, series with intervals out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from ...simulation.scenario import Scenario, ScenarioError
from ..comparison import WorldsComparison, compared
from ..engine import AT_ONCE, Engine
from ..page.comparing import curves, tables
from ..requests import MOST_METRICS, Asked, check_metrics
from ..route_helpers import at_leisure, at_once, engine_of, until_left
from ..worlds import simulated_world

router = APIRouter(prefix="/api")

SHOWN = ("deep_participation", "participation", "training_quality", "public_spending")
"""Outputs that are drawn if a request names none."""


class AskedCurves(Asked):
    """A comparison of which some outputs are to be drawn."""

    metrics: list[str] = Field(default=list(SHOWN), max_length=MOST_METRICS)


@router.post("/compare")
async def compare(asked: AskedCurves, request: Request) -> JSONResponse:
    """Curves with bands, effect curves with intervals, and the verdict on each reform."""
    arms, metrics = await at_once(lambda: (asked.arms(), check_metrics(asked.metrics)))

    async def answered() -> JSONResponse:
        comparison = await comparison_of(engine_of(request), arms, asked.seeds)
        aside = at_once if asked.worlds <= AT_ONCE else at_leisure
        return await aside(lambda: JSONResponse(curves(comparison, metrics, asked.lang)))

    return await until_left(request, answered())


@router.post("/tables")
async def tables_of(asked: Asked, request: Request) -> JSONResponse:
    """What each reform costs and for whom: the tables of the report, with intervals."""
    arms = await at_once(asked.arms)
    if len(arms) < 2:
        raise ScenarioError("tables are of reforms; required: at least one in reforms")

    async def answered() -> JSONResponse:
        comparison = await comparison_of(engine_of(request), arms, asked.seeds)
        return await at_leisure(lambda: JSONResponse(tables(comparison, asked.lang)))

    return await until_left(request, answered())


async def comparison_of(engine: Engine, arms: tuple[Scenario, ...], seeds: range) -> WorldsComparison:
    """The arms in the same worlds."""
    # seed by seed, so that a reform is continued from where the baseline of its world stood
    order = [(arm, seed) for seed in seeds for arm in arms]
    worlds = await engine.results(simulated_world, order)
    return compared(arms, seeds, [worlds[row :: len(arms)] for row in range(len(arms))])
