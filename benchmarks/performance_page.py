"""The tables of `docs/performance.md`, written from the results of `benchmarks.earlier` and `benchmarks.page`.

python -m benchmarks.performance_page
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks import machine, page
from benchmarks.earlier import COMMIT, RESULTS

PAGE = machine.ROOT / "docs" / "performance.md"
CITY = machine.RESULTS / "city.json"
BEGIN, END = "<!-- table: python -m benchmarks.performance_page -->", "<!-- end of the table -->"

PAGE_BEGIN, PAGE_END = "<!-- page: python -m benchmarks.performance_page -->", "<!-- end of the page's table -->"


def _faster(found: Mapping[str, Any], least: float) -> tuple[str, str, bool]:
    """Cells of a line that has to be so many times faster."""
    shown = f"{_seconds(found['now'])} against {_seconds(found['before'])}: **{found['ratio']:.1f} ×**"
    return f"≥ {least:g} × {COMMIT}", shown, found["ratio"] >= least


def _seconds(value: float) -> str:
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.3g} s"


def _at_most(value: float, most: float) -> tuple[str, str, bool]:
    return f"≤ {_seconds(most)}", f"**{_seconds(value)}**", value <= most


Row = tuple[str, str, str, bool]


def _agents(found: Mapping[str, Any]) -> tuple[str, str, bool]:
    """The same rules as registered Mesa agents."""
    shown = f"{_seconds(found['now'])} against {_seconds(found['before'])}: **{found['ratio']:.0f} ×**"
    return "≥ 200 × Mesa agents", shown, found["ratio"] >= 200


def _country(found: Mapping[str, Any]) -> tuple[str, str, bool]:
    shown = f"**{found['now']:.0f} s, {found['gigabytes']:.1f} GB**"
    return "≤ 120 s, ≤ 6 GB", shown, found["now"] <= 120 and found["gigabytes"] <= 6


def _slopes(found: Mapping[str, Any]) -> tuple[str, str, bool]:
    ways = found["slopes"]
    shown = "; ".join(f"{way} **{slope['time']:.2f}** and **{slope['memory']:.2f}**" for way, slope in ways.items())
    return "≤ 1.05", shown, max(max(slope.values()) for slope in ways.values()) <= 1.05


def _floor(found: Mapping[str, Any]) -> tuple[str, str, bool]:
    drawn = f"{found['draws'] / 1e6:.2f} million draws at {1e9 * found['seconds_a_draw']:.1f} ns"
    moved = f"{found['bytes'] / 1e6:.1f} MB a tick at {found['bytes_a_second'] / 1e9:.0f} GB/s"
    shown = f"**{found['times']:.1f} ×** the {_seconds(found['floor'])} of {drawn} and {moved}"
    return "≤ 3 ×", shown, found["times"] <= 3


LINES: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], tuple[str, str, bool]]]] = {
    "city": ("city, warm, one thread (processor time)", lambda found: _faster(found, 4)),
    "agents": ("the same, against the twin as Mesa agents with compiled draws", _agents),
    "stored": ("a stored run of a sweep, two workers", lambda found: _faster(found, 3.5)),
    "compare": (
        "`compare`, baseline and three reforms, 100 seeds, `--no-figures`",
        lambda found: _faster(found, 3),
    ),
    "country": ("country, `consortium run china`", _country),
    "real_city": ("one real city at `scale` 1", lambda found: _at_most(found["now"], 1.0)),
    "growth": ("growth from 10⁴ to 10⁷ students: slopes of time and memory", _slopes),
    "floor": ("distance of a city run from its draws and bytes alone", _floor),
    "compiling": ("cold compile, beyond a warm run", lambda found: _at_most(found["now"], 12.0)),
    "help": ("`consortium --help`", lambda found: _at_most(found["now"], 0.15)),
    "run": ("`consortium run baseline --no-figures`, warm", lambda found: _at_most(found["now"], 1.2)),
}
"""What each line of `benchmarks.earlier` is called, and how it is held against its target."""


def rows(report: Mapping[str, Any]) -> Iterator[str]:
    """The rows of the table; a line without a figure says so."""
    for name, (what, held) in LINES.items():
        if name not in report["parts"]:
            yield f"| {what} | | not measured yet | |"
            continue
        target, shown, reached = held(report["parts"][name])
        yield f"| {what} | {target} | {shown} | {'yes' if reached else '**no**'} |"


def table() -> list[str]:
    """The lines of the table."""
    report = json.loads(RESULTS.read_text(encoding="utf-8"))
    ways = json.loads(CITY.read_text(encoding="utf-8"))["ways"]
    now, before = (ways[name]["seconds"] for name in ("engine", "agents_compiled_draws"))
    report["parts"]["agents"] = {"now": now, "before": before, "ratio": before / now}
    head = [f"Measured on {report['date']}: {machine.line(report['machine'])}.", ""]
    return [*head, "| What | Target | Measured | Reached |", "|---|---|---|---|", *rows(report)]


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The table as text."""
    yield from table()


def write() -> None:
    """Replace the tables of the page."""
    served = list(page.lines(json.loads(page.FILE.read_text(encoding="utf-8"))))
    text = PAGE.read_text(encoding="utf-8")
    for begin, end, rows_ in ((BEGIN, END, table()), (PAGE_BEGIN, PAGE_END, served)):
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = before + "\n".join([begin, "", *rows_, "", end]) + after
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
