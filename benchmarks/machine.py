"""What a benchmark was measured on, parts of it that need a fresh process, and the file of its results."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
LIBRARIES = ("mesa", "numba", "numpy")


def described(*libraries: str) -> dict[str, Any]:
    """The machine and the versions of libraries that a figure depends on; `load` tells a busy machine."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{library: version(library) for library in (*LIBRARIES, *libraries)},
        "load": None if load is None else round(load, 2),
    }


def line(machine: Mapping[str, Any]) -> str:
    """The machine in a line."""
    parts = [f"{machine['cores']} cores", machine["system"], f"Python {machine['python']}"]
    parts += [f"{name} {machine[name]}" for name in machine if name not in ("cores", "system", "python", "load")]
    return ", ".join(parts) + ("" if machine["load"] is None else f"; load before the run {machine['load']}")


def today() -> str:
    """The date of a measurement."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def in_own_process(module: str, part: str, *options: str) -> Any:
    """What a benchmark's `--part PART` prints as JSON in a fresh process."""
    command = [sys.executable, "-m", f"benchmarks.{module}", "--part", part, *options]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def memory_of(root: int) -> float:
    """MB that a process and all that it started take; what they share is counted once. Linux only."""
    found, total = [root], 0.0
    for process in found:
        try:
            found += [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:  # it has ended meanwhile
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def write(path: Path, report: Mapping[str, Any]) -> None:
    """Write the results of a benchmark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
