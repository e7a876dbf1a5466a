"""Write the golden figures anew: `python -m tests.update_golden`."""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import Any

from consortium.experiments.validation.grain import sampled
from consortium.simulation.scenario import bundled_scenarios, load_scenario
from tests.worlds import run

GOLDEN = Path(__file__).parent / "golden.json"
SHOWN = ("school_participation", "participation", "deep_participation", "training_quality", "talent_match", "retention")


def figures(name: str) -> dict[str, Any]:
    """Digests of the columns of all tables after twenty years, and some means of the last ten ticks, for seed 1.

    A whole country is taken as a sample.

    One digest per column, so that a column that joins later leaves the others' as they are.
    """
    model = run(sampled(load_scenario(name)), seed=1)
    columns: dict[str, str] = {}
    for table, array in model.population.tables():
        for column in array.dtype.names or ("",):
            content = (array[column] if column else array).tobytes()
            columns[f"{table}.{column}"] = hashlib.sha256(content).hexdigest()[:16]
    means = model.timeseries().tail(10)[list(SHOWN)].mean()
    return {"columns": columns, "last_years": {metric: float(means[metric]) for metric in SHOWN}}


def main() -> None:
    """Replace the golden file; it holds those scenarios that it held before."""
    held = json.loads(GOLDEN.read_text(encoding="utf-8"))["scenarios"]
    scenarios = {name: figures(name) for name in bundled_scenarios() if name in held}
    content = {"platform": f"{platform.system()}-{platform.machine()}", "scenarios": scenarios}
    GOLDEN.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
