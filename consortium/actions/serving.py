"""What ``classroom`` does: serves the page to this machine or its network, or writes the lesson to a file."""

from __future__ import annotations

import errno
import ipaddress
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal import Failed, UsageError, out, progress, say
from ..words import phrase

if TYPE_CHECKING:
    from consortium.classroom.page.sweep import Sweep

LOCALHOST, EVERYWHERE = "127.0.0.1", "0.0.0.0"

NEEDED = 'the page needs further libraries; install them with pip install "industry-education-consortium[classroom]"'


def export_lesson(path: Path, lang: str) -> None:
    """Write the lesson with all its results to one file."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"--export {path}: not a page; allowed: the name of a file that ends in .html")
    if not path.parent.is_dir():
        raise UsageError(f"--export {path}: the folder {path.parent} does not exist; allowed: a folder that exists")
    from consortium.classroom.lesson.export import MARK, lesson_file, parts
    from consortium.classroom.lesson.lesson import Lesson
    from consortium.simulation.scenario import load_scenario

    if path.exists() and not (path.is_file() and MARK in path.read_text(encoding="utf-8", errors="replace")[:500]):
        raise UsageError(f"--export {path}: something else is there; allowed: a new file, or an earlier lesson")
    with progress(parts(), phrase("parts", lang)) as advance:
        text = lesson_file(Lesson(load_scenario("baseline")), lang, done=lambda: advance(True))
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Failed(f"{path} could not be written: {error.strerror or error}") from None
    out(phrase("exported", lang, path=path, size=f"{len(text.encode()) / 1e6:.1f}"))


def serve_page(host: str | None, port: int, lan: bool, lang: str, folder: Path | None = None) -> None:
    """Serve the page, with the heat maps of a sweep in a folder, until it is ended. Raises UsageError and Failed."""
    if lan and host is not None:
        raise UsageError(f"--lan and --host {host} are both given; allowed: one of the two")
    if not libraries_are_there():
        raise UsageError(NEEDED)
    sweep = None if folder is None else _sweep_in(folder)
    listening = listening_on(host or (EVERYWHERE if lan else LOCALHOST), port, lang)
    _serve(listening, lang, lan or host is not None, sweep)


def _sweep_in(folder: Path) -> Sweep:
    """The sweep in a folder. Raises UsageError."""
    from consortium.classroom.page.sweep import Sweep
    from consortium.experiments.storage.folder import FolderError
    from consortium.simulation.scenario import ScenarioError

    try:
        return Sweep.read(folder)
    except (FolderError, ScenarioError) as error:
        raise UsageError(str(error)) from None


def libraries_are_there() -> bool:
    """Whether what the page needs is installed."""
    try:
        import fastapi  # noqa: F401
        import segno  # noqa: F401
        import tomli_w  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        return False
    return True


def listening_on(host: str, port: int, lang: str) -> socket.socket:
    """A socket that listens, so that what is printed is true. Raises UsageError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # only of a socket that names its protocol does asyncio send at once what it is given, rather than 40 ms later
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(phrase("port_taken", lang, port=port)) from None
        said = error.strerror or type(error).__name__
        raise UsageError(
            f"--host {host} --port {port}: {said}; allowed: an address of this machine, and a port"
        ) from None
    except UnicodeError:
        raise UsageError(f"--host {host}: not a host name; allowed: an address of this machine") from None
    return listening


def own_addresses() -> list[str]:
    """Addresses by which others in the network may reach this machine, the likeliest first. Nothing is sent."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # an address of documentation; a datagram socket only looks up the route
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    outside = [address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback]
    return sorted(outside, key=lambda address: not ipaddress.ip_address(address).is_private)


def _serve(listening: socket.socket, lang: str, shared: bool, sweep: Sweep | None) -> None:
    """Serve until somebody ends it."""
    import uvicorn

    from consortium.classroom.app import LOCAL, Settings, create_app
    from consortium.experiments.runs.processes import NoProcesses
    from consortium.simulation.compilation import anything_compiled

    say(phrase("starting", lang) if anything_compiled() else phrase("compiling", lang))
    bound, port = listening.getsockname()[:2]
    everywhere = ipaddress.ip_address(bound).is_unspecified
    reached = (own_addresses() if everywhere else [bound]) if shared else []
    hosts = LOCAL | {f"[{host}]" if ":" in host else host for host in (*reached, bound)}
    if shared:
        hosts |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
    app = create_app(Settings(lang=lang, hosts=frozenset(hosts), sweep=sweep))  # type: ignore[arg-type]
    addresses = [f"http://{host}:{port}/" for host in (reached if everywhere else [bound])] or [
        f"http://{LOCALHOST}:{port}/"
    ]

    class Server(uvicorn.Server):
        """Says where it is as soon as it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                _announce(addresses, lang, shared)

    server = Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2))
    try:
        server.run([listening])
    except KeyboardInterrupt:  # the usual way to end a server
        return
    except NoProcesses as error:
        raise Failed(str(error)) from None
    finally:
        listening.close()
    if not server.started:
        raise Failed("the page could not be served")


def _announce(addresses: list[str], lang: str, shared: bool) -> None:
    """Print where the page is, with a QR code for those who join."""
    for address in addresses:
        out(phrase("served", lang, address=address))
    if shared and addresses:
        import segno

        segno.make(addresses[0], micro=False).terminal(compact=True)
