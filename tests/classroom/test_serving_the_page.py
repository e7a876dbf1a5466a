"""What `consortium classroom` says and does around the server."""

from __future__ import annotations

import asyncio
import socket

from consortium.serving import LOCALHOST, listening_on
from tests.asynchronous import awaited


def test_answers_are_sent_at_once():
    """A small answer on a kept connection would else wait for the browser's acknowledgement, some 40 ms."""

    async def at_once() -> bool:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        server = await asyncio.start_server(came, sock=listening_on(LOCALHOST, 0, "en"))
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        found = await seen
        writer.close()
        server.close()
        return bool(found)

    assert awaited(at_once())
