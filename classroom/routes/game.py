"""Requests of the class game: phones join, try and hand in; the teacher's token reveals, freezes, resets and ends.

Keys are sent in headers, never in addresses: those are shown on walls and kept in histories.
"""

from __future__ import annotations

import io
import ipaddress
from typing import Annotated, Any, Literal

import segno
from fastapi import APIRouter, Header, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from ..lesson.game import BUDGET, Room
from ..route_helpers import in_thread
from .lesson import SettingCode, page, refusals, rooms_of

__all__ = ["router"]

router = APIRouter(tags=["game"])

Code = Annotated[str, Path(max_length=12)]
Group = Annotated[str, Header(alias="x-group", max_length=64, description="the key that the room gave to this phone")]
Teacher = Annotated[str, Header(alias="x-teacher", max_length=64, description="the teacher's token")]


class Opening(BaseModel):
    """What a teacher decides when a room is opened."""

    model_config = ConfigDict(extra="forbid", strict=True)

    budget: str = Field(default=BUDGET, max_length=100, description="¥ a year of the real city: 40M, 4000万")


class Ruling(BaseModel):
    """What a teacher rules."""

    model_config = ConfigDict(extra="forbid", strict=True)

    rule: Literal["reveal", "hide", "freeze", "thaw", "reset", "end"]


@router.get("/play", include_in_schema=False)
def phone(request: Request) -> HTMLResponse:
    """The page of a phone."""
    return page("play.html", request)


@router.post("/api/game", status_code=201)
def open_room(request: Request, opening: Opening) -> dict[str, Any]:
    """Open a room. The token in the answer is the teacher's: who has it rules the room."""
    with refusals():
        room = rooms_of(request).open(opening.budget)
    return room.state() | {"token": room.token} | _address(request, room)


@router.get("/api/game/{code}")
def state(request: Request, code: Code, group: Group = "", since: int = -1) -> dict[str, Any]:
    """What a phone or the wall shows; nothing but the version where it is still `since`."""
    with refusals():
        room = rooms_of(request).get(code)
        if room.version == since:
            room.state(group)  # a sign of life, and a group that is gone is found out
            return {"version": since}
        return room.state(group) | _address(request, room)


@router.post("/api/game/{code}/groups")
def join(request: Request, code: Code, group: Group = "") -> dict[str, Any]:
    """Join a room: the same group for a phone that comes back with its key."""
    with refusals():
        room = rooms_of(request).get(code)
        key = room.join(group)
        return room.state(key) | {"key": key}


@router.post("/api/game/{code}/tries")
async def try_out(request: Request, code: Code, setting: SettingCode, group: Group = "") -> dict[str, Any]:
    """Try a policy: what it does, what it costs, whether it keeps within the budget."""
    with refusals():
        return await in_thread(request, rooms_of(request).get(code).try_out, group, setting)


@router.put("/api/game/{code}/policy")
def hand_in(request: Request, code: Code, setting: SettingCode, group: Group = "") -> dict[str, Any]:
    """Let a policy count for the group."""
    with refusals():
        return rooms_of(request).get(code).hand_in(group, setting)


@router.post("/api/game/{code}/rule")
def rule(request: Request, code: Code, ruling: Ruling, token: Teacher = "") -> dict[str, Any]:
    """Reveal or hide the board, freeze or thaw, reset, or end. Needs the teacher's token."""
    with refusals():
        rooms = rooms_of(request)
        room = rooms.get(code)
        match ruling.rule:
            case "reveal" | "hide":
                room.reveal(token, shown=ruling.rule == "reveal")
            case "freeze" | "thaw":
                room.freeze(token, frozen=ruling.rule == "freeze")
            case "reset":
                room.reset(token)
            case "end":
                rooms.end(code, token)
        return room.state() | _address(request, room)


@router.get("/api/game/{code}/qr.svg", include_in_schema=False)
def qr(request: Request, code: Code) -> Response:
    """The link that joins a room, to be read by a phone's camera."""
    with refusals():
        room = rooms_of(request).get(code)
    picture = io.BytesIO()
    segno.make(_address(request, room)["link"], micro=False, error="m").save(
        picture, kind="svg", scale=8, border=2, xmldecl=False, dark="#000000", light="#ffffff"
    )
    return Response(picture.getvalue(), media_type="image/svg+xml", headers={"cache-control": "no-store"})


def _address(request: Request, room: Room) -> dict[str, Any]:
    """The link that joins a room, and whether only this computer can open it.

    Who opened the page as localhost is given an address by which others reach the server, if it has one.
    """
    host, port = request.url.hostname or "", request.url.port
    if _loopback(host):
        others = sorted(other for other in request.app.state.settings.hosts if _reachable(other))
        host = others[0] if others else host
    if not host:
        raise HTTPException(400, "the request names no host")
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    where = host if port is None else f"{host}:{port}"
    return {"link": f"{request.url.scheme}://{where}/play#room={room.code}", "local": _loopback(host)}


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _reachable(host: str) -> bool:
    """Whether a host is an address by which others may reach this computer."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)
