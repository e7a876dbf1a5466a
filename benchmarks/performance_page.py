"""The table of `docs/performance.md`, written from the results of `benchmarks.earlier` and `benchmarks.city`.

python -m benchmarks.performance_page
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks import machine
from benchmarks.earlier import COMMIT, RESULTS

PAGE = machine.ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- table: python -m benchmarks.performance_page -->", "<!-- end of the table -->"


def _faster(found: Mapping[str, Any], least: float) -> tuple[str, str, bool]:
    """Cells of a line that has to be so many times faster."""
    shown = f"{_seconds(found['now'])} against {_seconds(found['before'])}: **{found['ratio']:.1f} ×**"
    return f"≥ {least:g} × {COMMIT}", shown, found["ratio"] >= least


def _seconds(value: float) -> str:
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.3g} s"


def _at_most(value: float, most: float) -> tuple[str, str, bool]:
    return f"≤ {_seconds(most)}", f"**{_seconds(value)}**", value <= most


def rows(report: Mapping[str, Any], engines: Mapping[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    """What was measured, the target, the figure, and whether it is reached."""
    parts = report["parts"]
    yield "city, warm, one thread (processor time)", *_faster(parts["city"], 4)
    ways = engines["ways"]
    ratio = ways["agents_compiled_draws"]["seconds"] / ways["engine"]["seconds"]
    yield "the same rules as Mesa agents with compiled draws", "≥ 200 ×", f"**{ratio:.0f} ×**", ratio >= 200
    yield "a stored run of a sweep, two workers", *_faster(parts["stored"], 3.5)
    yield "`compare`, baseline and three reforms, 100 seeds, `--no-figures`", *_faster(parts["compare"], 3)
    country = parts["country"]
    reached = country["now"] <= 120 and country["gigabytes"] <= 6
    shown = f"**{country['now']:.0f} s, {country['gigabytes']:.1f} GB**"
    yield "country, `consortium run china`", "≤ 120 s, ≤ 6 GB", shown, reached
    yield "one real city at `scale` 1", *_at_most(parts["real_city"]["now"], 1.0)
    for way, slope in parts["growth"]["slopes"].items():
        shown = f"**{slope['time']:.2f}** (time), **{slope['memory']:.2f}** (memory)"
        reached = max(slope["time"], slope["memory"]) <= 1.05
        yield f"growth from 10⁴ to 10⁷ students {way}: slope", "≤ 1.05", shown, reached
    floor = parts["floor"]
    drawn = f"{floor['draws'] / 1e6:.2f} million draws at {1e9 * floor['seconds_a_draw']:.1f} ns"
    moved = f"{floor['bytes'] / 1e6:.1f} MB a tick at {floor['bytes_a_second'] / 1e9:.0f} GB/s"
    shown = f"**{floor['times']:.1f} ×** the {_seconds(floor['floor'])} of {drawn} and {moved}"
    yield "distance of a city run from its draws and bytes alone", "≤ 3 ×", shown, floor["times"] <= 3
    compiling = parts["compiling"]
    wanted, shown, reached = _at_most(compiling["now"], 12.0)
    yield "cold compile, beyond a warm run", wanted, f"{shown} (before: {_seconds(compiling['before'])})", reached
    yield "`consortium --help`", *_at_most(parts["help"]["now"], 0.15)
    yield "`consortium run baseline --no-figures`, warm", *_at_most(parts["run"]["now"], 1.2)


def table() -> list[str]:
    """The lines of the table."""
    report = json.loads(RESULTS.read_text(encoding="utf-8"))
    engines = json.loads((machine.RESULTS / "city.json").read_text(encoding="utf-8"))
    found = [
        f"| {what} | {target} | {shown} | {'yes' if reached else '**no**'} |"
        for what, target, shown, reached in rows(report, engines)
    ]
    head = [f"Measured on {report['date']}: {machine.line(report['machine'])}.", ""]
    return [*head, "| What | Target | Measured | Reached |", "|---|---|---|---|", *found]


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The table as text."""
    yield from table()


def write() -> None:
    """Replace the table of the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = "\n".join([BEGIN, "", *table(), "", END])
    PAGE.write_text(before + text + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
