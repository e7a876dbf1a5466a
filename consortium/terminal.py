"""What the command says and how it ends: streams, messages, progress and exit statuses.

Exit status: 0 · 1 something that had begun failed · 2 not begun (bad input, folder busy) · 130 interrupted. A message
is one paragraph on standard error, never a traceback; with CONSORTIUM_TRACEBACK=1 in the environment an unforeseen
error is raised as it is.
"""

from __future__ import annotations

import errno
import os
import shlex
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, TextIO, cast

from .words import phrase

if TYPE_CHECKING:
    from rich.console import Console

DONE, FAILED, NOT_BEGUN, INTERRUPTED = 0, 1, 2, 130
MOST_LINES = 25
LONGEST_LINE = 1000
EVERY = 60.0
"""Seconds between lines of progress where there is no terminal."""
STEPS = True
"""Whether there, runs of several arms have a line each time as many are done as one arm has."""


class Ended(Exception):
    """The command ends with a message and an exit status."""

    status = FAILED


class Failed(Ended):
    """Something that had begun failed."""


class UsageError(Ended):
    """Nothing was begun: what was asked for cannot be done."""

    status = NOT_BEGUN


class Interrupted(Ended):
    """The user stopped it; the message says what is kept."""

    status = INTERRUPTED


def ends_well(action: Callable[[], Any]) -> int:
    """Carry out an action and turn its end, whatever it is, into an exit status and at most one message."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show is replaced rather than fatal.
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        with warnings.catch_warnings():
            # What libraries tell those who program with them is not for a user, whatever Python's own settings.
            for theirs in (DeprecationWarning, PendingDeprecationWarning):
                warnings.simplefilter("ignore", theirs)
            warnings.showwarning = lambda message, *where, **more: say(str(message))
            status = _status_of(action)
    finally:
        # A pipe that nobody reads, or a full disk, must not be met again when Python closes its streams.
        for stream in (sys.stdout, sys.stderr):
            _closed_quietly(stream)
    return status


def _status_of(action: Callable[[], Any]) -> int:
    try:
        status = action()
    except Ended as end:
        say(str(end))
        return end.status
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except MemoryError:
        say("this machine does not have enough memory for this task")
        return FAILED
    except SystemExit:  # Typer's answer to a broken pipe
        return DONE
    except Exception as error:
        return _unforeseen(error)
    if status == INTERRUPTED:  # Typer turns an interruption into this status
        say("interrupted")
    return int(status or DONE)


def _unforeseen(error: Exception) -> int:
    """The status of an exception that no command turned into an end of its own."""
    usage = getattr(error, "format_message", None)
    if callable(usage) and hasattr(error, "exit_code"):  # Typer's own errors: unknown options, missing arguments
        context = getattr(error, "ctx", None)
        command = f" (see {context.command_path} --help)" if context is not None else ""
        said = " ".join(str(usage()).split())
        say(f"{said.removesuffix('.')}{command}")
        return NOT_BEGUN
    if type(error).__name__ == "Abort":  # older Typer, interrupted
        say("interrupted")
        return INTERRUPTED
    if isinstance(error, OSError):
        if is_broken_pipe(error):
            return DONE
        place = f"{error.filename}: " if error.filename is not None else ""
        say(f"{place}{error.strerror or type(error).__name__}")
        return FAILED
    if os.environ.get("CONSORTIUM_TRACEBACK"):
        raise error
    say(
        f"unexpected error, a bug in this program: {type(error).__name__}: {error}\n"
        "Set CONSORTIUM_TRACEBACK=1 to see where."
    )
    return FAILED


def is_broken_pipe(error: OSError) -> bool:
    """Whether the reader of a pipe has gone (`consortium … | head`)."""
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)


def _closed_quietly(stream: TextIO | None) -> None:
    """Flush a stream; if that is impossible, let what is left go nowhere."""
    if stream is None:
        return
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


# --- being asked to stop ----------------------------------------------------------------------------------------------


@contextmanager
def ended_like_interrupted() -> Iterator[None]:
    """Let a batch system that ends a job (SIGTERM) and a terminal that is closed (SIGHUP) do what Ctrl-C does.

    The first of them raises KeyboardInterrupt; those that follow are ignored, so that what was finished can be stored.
    What was to be ignored from the start (`nohup`) still is.
    """
    names = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():  # only there may handlers be set
        yield
        return
    before = {number: signal.getsignal(number) for number in wanted}
    ours = [number for number, handler in before.items() if handler is signal.SIG_DFL]

    def stop(*_: object) -> None:
        for number in ours:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


# --- saying things ----------------------------------------------------------------------------------------------------


def say(message: str) -> None:
    """A message on standard error: printable, of at most 25 lines."""
    lines = [_printable(line) for line in message.splitlines()] or [""]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "…"]
    lines[0] = f"consortium: {lines[0]}"
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()


def _printable(line: str) -> str:
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    return shown if len(shown) <= LONGEST_LINE else shown[: LONGEST_LINE - 1] + "…"


def command_line(*words: object, lang: str = "en") -> str:
    """A command of this program that can be pasted into a shell: quoted where needed, in the language of the asker."""
    language = () if lang == "en" else ("--lang", lang)
    return shlex.join(["consortium", *map(str, words), *language])


def out(text: str = "") -> None:
    """A line on standard output. Raises Failed if it cannot be written."""
    with reader_may_leave():
        sys.stdout.write(text + "\n")


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Show something to a reader who may have seen enough (`consortium … | head`): the work goes on without showing.

    Raises Failed if standard output cannot be written for another reason, such as a full disk.
    """
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        if not is_broken_pipe(error):
            raise Failed(f"standard output cannot be written: {error.strerror or type(error).__name__}") from None
        _closed_quietly(sys.stdout)
    except SystemExit:  # rich's answer to a broken pipe
        _closed_quietly(sys.stdout)


@contextmanager
def drawing_may_fail(lang: str) -> Iterator[None]:
    """Draw figures: whatever goes wrong with them costs a warning and not what comes after."""
    try:
        yield
    except Exception as error:
        said = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        say(phrase("not_drawn", lang, said))


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person looks at standard output, or at another stream."""
    stream = sys.stdout if stream is None else stream
    return stream is not None and stream.isatty()


def console(width: int | None = None) -> Console:
    """Standard output for tables."""
    from rich.console import Console

    wide = width if width is not None and not is_terminal() else None
    return Console(highlight=False, markup=False, emoji=False, width=wide)


# --- durations --------------------------------------------------------------------------------------------------------


def duration_in_words(seconds: float, lang: str) -> str:
    """A time in the unit that fits it."""
    if seconds < 100:
        return phrase("seconds", lang, max(1.0, seconds))
    if seconds < 100 * 60:
        return phrase("minutes", lang, seconds / 60)
    return phrase("hours", lang, seconds / 3600) if seconds < 72 * 3600 else phrase("days", lang, seconds / 86400)


# --- progress ---------------------------------------------------------------------------------------------------------


class Advance(Protocol):
    """To be called when one more is ready, or a `number` more, with whether they went well."""

    def __call__(self, good: bool, number: int = 1) -> None:
        """So many more are ready."""


Pace = Callable[[float, float], str]
"""Words for how many are ready a second, and in how many seconds all will be."""


class _Count:
    """How far something is."""

    def __init__(self, total: int, what: str, done: int, pace: Pace | None) -> None:
        self.total, self.what, self.done, self.failures = total, what, done, 0
        self.paced, self._before, self._began = pace, done, time.monotonic()

    def add(self, good: bool, number: int) -> None:
        """So many more are ready."""
        self.done += number
        self.failures += 0 if good else number

    def pace(self) -> str:
        """What can be said of the speed; nothing if nobody asks or nothing is known."""
        made, gone = self.done - self._before, time.monotonic() - self._began
        if self.paced is None or made == 0 or gone <= 0:
            return ""
        return self.paced(made / gone, (self.total - self.done) * gone / made)

    def failed(self) -> str:
        """What can be said of failures."""
        return f"{self.failures} failed" if self.failures else ""


@contextmanager
def progress(total: int, what: str, done: int = 0, pace: Pace | None = None, steps: int = 1) -> Iterator[Advance]:
    """Show how many of `total` are done: a bar on a terminal, one line per minute elsewhere, nothing for a single one.

    Where there is no terminal, several `steps` have a line each, when so many parts of the whole are done.

    Gives a function to be called when one more is ready, with whether it went well. `done` of them were ready before;
    `pace` words the speed, where it is to be shown.
    """
    count = _Count(total, what, done, pace)
    if total < 2:
        yield lambda good, number=1: None
    elif is_terminal(sys.stderr):
        with _bar(count) as advance:
            yield advance
    else:
        yield _lines(count, total // steps if steps > 1 and STEPS else 0)


class _StillThere:
    """A terminal to be written to as long as it is there."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, or nothing to a terminal that has gone."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Show what was written, if anybody sees it."""
        with suppress(OSError):
            self._stream.flush()


@contextmanager
def _bar(count: _Count) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}", markup=False) if count.paced else TimeRemainingColumn(),
    )
    # A terminal that is closed on the way must not end the work.
    shown = cast(TextIO, _StillThere(sys.stderr))
    with Progress(*columns, console=Console(file=shown), transient=True) as bar:
        task = bar.add_task(count.what, total=count.total, completed=count.done, pace="")

        def advance(good: bool, number: int = 1) -> None:
            count.add(good, number)
            said = f"{count.what} ({count.failed()})" if count.failures else count.what
            bar.update(task, completed=count.done, description=said, pace=count.pace())

        yield advance


def _lines(count: _Count, stride: int) -> Advance:
    """Lines of progress: one each minute, and one for every `stride` that is done (0: none)."""
    last = time.monotonic()

    def advance(good: bool, number: int = 1) -> None:
        nonlocal last
        before = count.done
        count.add(good, number)
        stepped = stride > 0 and count.done // stride > before // stride
        late = time.monotonic() - last >= EVERY and count.done < count.total
        if number and (stepped or late):
            last = time.monotonic()
            said = (f"{count.done} of {count.total}", count.pace(), count.failed())
            say(f"{count.what}: {', '.join(filter(None, said))}")

    return advance
