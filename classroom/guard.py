"""What stands before the application: who may ask, how much, and what a browser may do with the answer.

Every refusal is a status of the four hundreds with one message, as the command line gives it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

__all__ = ["HEADERS", "LARGEST_BODY", "Guard", "refusal"]

LARGEST_BODY = 1_100_000
"""Bytes: a scenario file of the largest size, and what surrounds it."""

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers of every answer: the page takes nothing from elsewhere and runs no script but its own."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class TooLarge(Exception):
    """A body is larger than any request needs."""


class Guard:
    """Refuses requests for other hosts (a page elsewhere could else reach a server on localhost) and endless bodies."""

    def __init__(self, application: Application, hosts: Collection[str]) -> None:
        self._application, self._hosts = application, frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._application(scope, receive, send)
            return
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
        begun, read = False, 0

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = {name for name, _ in message["headers"]}
                more = [
                    (name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in given
                ]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        async def body() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST_BODY:
                raise TooLarge
            return message

        said = self._refused(scope["method"], headers)
        if said is not None:
            await refusal(*said, answer)
            return
        try:
            await self._application(scope, body, answer)
        except TooLarge:
            if not begun:
                await refusal(413, _TOO_LARGE, answer)

    def _refused(self, method: str, headers: dict[str, str]) -> tuple[int, str] | None:
        """The status and the message of a refusal; None where there is nothing to refuse."""
        if host_of(headers.get("host", "")) not in self._hosts:
            return 400, "this address is not served here; allowed: the address that consortium classroom printed"
        origin = headers.get("origin")
        if (
            method not in ("GET", "HEAD")
            and origin is not None
            and host_of(origin.partition("://")[2]) not in self._hosts
        ):
            return 403, "the request comes from a page of another host; allowed: the page of this server"
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdecimal() or len(length) > 12:
            return 400, "content-length is no number; allowed: the number of bytes of the body"
        return (413, _TOO_LARGE) if int(length) > LARGEST_BODY else None


_TOO_LARGE = f"the request is larger than {LARGEST_BODY // 1000:,} kB; allowed: smaller ones"


def host_of(authority: str) -> str:
    """The host without its port, in small letters: of [::1]:80 it is [::1]."""
    authority = authority.strip().lower()
    if authority.startswith("["):
        host, _, port = authority.partition("]")
        return f"{host}]" if not port or port.startswith(":") else authority
    return authority.partition(":")[0]


async def refusal(status: int, message: str, send: Send) -> None:
    """Answer with a status and a message."""
    content = json.dumps({"message": message}, ensure_ascii=True).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
