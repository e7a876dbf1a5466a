"""The reference: tables of all parameters, instruments, outputs, governance modes and columns, made from the code.

python -m consortium.simulation.reference   # writes docs/reference.md
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from .checking import plain
from .outputs.metrics import METRICS
from .parameters import GROUPS, PARAMETERS, Parameter, Value
from .policies import INSTRUMENTS
from .policies.governance import GOVERNANCE, Governance
from .state import columns

FILE = Path(__file__).resolve().parents[1] / "docs" / "reference.md"
"""Where the reference lies in a checkout."""

GROUP_TITLES = {
    "world": "World",
    "enterprise": "Enterprises",
    "school": "Schools",
    "student": "Students",
    "labour": "Labour market",
    "government": "Government",
    "consortium": "Consortium",
    "mechanisms": "Further mechanisms, off or neutral by default",
}

BEGINS: dict[columns.Lifetime, str] = {
    "lasting": "",
    "tick": "each tick",
    "spring": "each spring",
    "year": "each autumn",
}

TABLES: dict[str, columns.Columns] = {
    "regions": columns.REGION,
    "markets": columns.MARKET,
    "governments": columns.GOVERNMENT,
    "consortia": columns.CONSORTIUM,
    "schools": columns.SCHOOL,
    "programmes": columns.PROGRAMME,
    "enterprises": columns.ENTERPRISE,
    "students": columns.STUDENT,
    "spending": columns.SPENDING,
}
"""Tables of the population, by their names there."""

ROW_IS = {
    "regions": "One row per region",
    "markets": "One row per region, one column per field",
    "governments": "One row per region",
    "consortia": "One row per region",
    "schools": "One row per school",
    "programmes": "One row per school, one column per field",
    "enterprises": "One row per enterprise",
    "students": "One row per seat of the four cohorts in memory",
    "spending": "One row per region; public money by kind of instrument",
}


def reference() -> str:
    """The reference as Markdown."""
    return "\n".join([*_head(), *_parameters(), *_instruments(), *_governance(), *_metrics(), *_columns()]) + "\n"


def _head() -> list[str]:
    status = Counter(parameter.status for parameter in PARAMETERS.values())
    return [
        "# Reference",
        "",
        "Made from the code by `python -m consortium.simulation.reference`; a test checks that it is current. What the",
        "parts do is explained in [odd.md](odd.md).",
        "",
        f"- [Parameters](#parameters): {len(PARAMETERS)}, of which {status['sourced']} sourced, "
        f"{status['calibrated']} calibrated, {status['assumed']} assumed",
        f"- [Instruments](#instruments): {len(INSTRUMENTS)}",
        f"- [Governance modes](#governance-modes): {len(GOVERNANCE)}",
        f"- [Outputs](#outputs): {len(METRICS)}",
        f"- [Columns](#columns): {sum(map(len, TABLES.values()))} in {len(TABLES)} tables",
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table after an empty line."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return ["", line(head), "|" + "---|" * len(head), *map(line, rows)]


def _number(x: float) -> str:
    if math.isinf(x):
        return "none"
    return f"{x:.3g}" if abs(x) >= 1e6 else plain(x)


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_number, value)) or "(empty)"
    return value if isinstance(value, str) else _number(value)


def _range(low: float, high: float) -> str:
    """Bounds in words; no bound where there is none."""
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return f"≥ {_number(low)}"
    if math.isinf(low):
        return f"≤ {_number(high)}"
    return f"{_number(low)} – {_number(high)}"


def _bounds(parameter: Parameter) -> str:
    return ", ".join(parameter.choices) if parameter.choices else _range(parameter.low, parameter.high)


def _parameters() -> list[str]:
    lines = [
        "",
        "## Parameters",
        "",
        "*Bounds* are hard: a scenario file with a value outside is refused. *Plausible*, where known, is the range",
        "to calibrate and sweep in. Money is in k¥ (thousand yuan) of 2023.",
        "",
        "*Sourced*: a figure or a rule stands behind it. *Calibrated*: chosen together with others so that known",
        "patterns appear. *Assumed*: to be varied, never cited. *Direction only*: the source says which way it works,",
        "not how much.",
    ]
    head = ("Name", "Value", "Unit", "Bounds", "Plausible", "Status", "Source", "English", "中文")
    for group, table in GROUPS.items():
        lines += ["", f"### {GROUP_TITLES[group]}"]
        lines += _table(
            head,
            (
                (
                    f"`{p.name}`",
                    _value(p.default),
                    p.unit,
                    _bounds(p),
                    _range(*p.plausible) if p.plausible else "",
                    p.status,
                    p.source,
                    p.en,
                    p.zh,
                )
                for p in table
            ),
        )
    return lines


def _instruments() -> list[str]:
    rows = []
    for cls in INSTRUMENTS:
        kind = str(cls.model_fields["kind"].default)
        for position, (field, lever) in enumerate(cls.levers().items()):
            about = cls.model_fields[field].json_schema_extra
            assert isinstance(about, dict)
            required = " (must be given)" if cls.model_fields[field].is_required() else ""
            once = ", first year only" if field in cls.once() else ""
            first = position == 0
            rows.append(
                (
                    f"`{kind}`" if first else "",
                    f"{cls.en} · {cls.zh}" if first else "",
                    f"`{field}`{required}",
                    f"`{lever}`",
                    f"{PARAMETERS[lever].unit}{once}",
                    f"{about['en']} · {about['zh']}",
                    cls.source if first else "",
                )
            )
    return [
        "",
        "## Instruments",
        "",
        "A strength is *added* to its lever, the parameter of that name, while the policy is in force; it may be",
        "negative. Sums of shares are clipped to 0–1. Every instrument also has `start`, `end`, `announced`,",
        "`phase_in`, `regions`, and `schedule` or `feedback`.",
        *_table(("Kind", "Name", "Field", "Lever", "Unit", "Meaning", "Source"), rows),
    ]


def _governance() -> list[str]:
    names = [field.name for field in fields(Governance)]
    rows = ((f"`{mode}`", *(_number(getattr(effects, name)) for name in names)) for mode, effects in GOVERNANCE.items())
    return [
        "",
        "## Governance modes",
        "",
        "Chosen by the parameter `governance`. `fee`, `autonomy` and `mediation` multiply the fee, the cost of",
        "autonomy and the rate of disputes; `voice` and `mandate` are added; `government_bears` is the share of the",
        "running cost beyond fees.",
        *_table(("Mode", *(f"`{name}`" for name in names)), rows),
    ]


def _metrics() -> list[str]:
    rows = ((f"`{m.name}`", m.kind, m.unit, _range(m.low, m.high), m.definition, m.en, m.zh) for m in METRICS.values())
    return [
        "",
        "## Outputs",
        "",
        "By tick, for each region and the whole. *State*: as the tick ends; *yearly*: settled in spring, kept until",
        "the next; *flow*: the sum of the tick. A ratio whose denominator is 0 is empty.",
        *_table(("Name", "Kind", "Unit", "Range", "Definition", "English", "中文"), rows),
    ]


def _columns() -> list[str]:
    lines = ["", "## Columns", "", "What `model.population` holds, table by table; agents read and write their row."]
    for name, table in TABLES.items():
        lines += ["", f"### `{name}`", "", f"{ROW_IS[name]}."]
        if len(set(table.values())) == 1:  # one meaning for all, as in spending
            lines[-1] = f"{ROW_IS[name]} ({next(iter(table.values())).meaning}): {', '.join(f'`{c}`' for c in table)}."
            continue
        rows = (
            (f"`{name}`", column.kind.__name__, BEGINS[column.lifetime], column.meaning)
            for name, column in table.items()
        )
        lines += _table(("Column", "Type", "Starts at 0", "Meaning"), rows)
    lines += [
        "",
        "`neighbours` has no columns: for each enterprise the rows of those whose depth and knowledge it sees.",
    ]
    return lines


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8", newline="\n")
    print(FILE)
