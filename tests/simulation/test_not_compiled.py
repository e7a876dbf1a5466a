"""With NUMBA_DISABLE_JIT=1 rules run as ordinary Python, for debuggers and coverage, and give the same world."""

from __future__ import annotations

import os
import subprocess
import sys

from consortium.simulation.model import ConsortiumModel
from consortium.simulation.scenario import load_scenario

VILLAGE = {"schools": 4, "enterprises": 40, "intake": 15, "years": 2, "warm_up": 4}

ITS_WORLD = f"""
import hashlib, sys
from consortium import ConsortiumModel, load_scenario

model = ConsortiumModel(load_scenario("subsidy_monitored_outcome", {VILLAGE}), rng=1)
model.run_model()
for name, table in model.population.tables():
    for column in table.dtype.names or [...]:
        print(name, column, hashlib.sha256(table[column].tobytes()).hexdigest())
"""


def test_without_the_compiler_the_world_is_the_same_to_the_bit(capsys):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ITS_WORLD],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    exec(ITS_WORLD, {})  # here it is compiled
    here = capsys.readouterr().out
    assert here.count("\n") > 100
    assert done.stdout == here


def test_the_village_trains_somebody():
    model = ConsortiumModel(load_scenario("subsidy_monitored_outcome", VILLAGE), rng=1)
    model.run_model()
    assert (model.population.enterprises["depth"] > 0).any()
