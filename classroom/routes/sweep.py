"""Heat maps of the sweep that the server was started with, and the scenarios of its points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from ..requests import Language, check_work
from ..route_helpers import at_leisure
from .lesson import refusals

if TYPE_CHECKING:
    from ..page.sweep import Sweep

router = APIRouter(prefix="/api/sweep", tags=["sweep"])

Factor = Annotated[str, Query(max_length=200, description="the key of a factor of the sweep")]
Place = Annotated[int, Query(ge=0, le=10_000)]


def sweep_of(request: Request) -> Sweep:
    """The sweep that is shown."""
    sweep: Sweep | None = request.app.state.settings.sweep
    if sweep is None:
        raise HTTPException(404, "no sweep is shown; start with its folder: consortium classroom FOLDER")
    return sweep


@router.get("/about/{lang}")
def about(request: Request, lang: Language) -> dict[str, Any]:
    """What the sweep is, its factors and its outputs."""
    return sweep_of(request).about(lang)


@router.get("/map/{lang}")
async def heat_map(request: Request, lang: Language, x: Factor, y: Factor, metric: Factor) -> dict[str, Any]:
    """Means of an output by two factors, with their colours."""
    with refusals():
        return await at_leisure(sweep_of(request).heat_map, x, y, metric, lang)


@router.get("/point")
async def point(request: Request, x: Factor, y: Factor, column: Place, row: Place) -> dict[str, Any]:
    """The scenario of a cell of the heat map, taken apart for the page of comparisons."""
    sweep = sweep_of(request)
    with refusals():
        found = await at_leisure(sweep.point, x, y, column, row)
    check_work([sweep.design.scenario(found["point"])], 1)
    return found
