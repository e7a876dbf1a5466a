#!/usr/bin/env bash
# Once pyfixest has fitted a model, other libraries' INFO messages appear on standard error.
#
# Versions: pyfixest 0.60.0, Python 3.11.
#
# Behaviour: a module that pyfixest imports when it is first used calls `logging.basicConfig(level=logging.INFO)`. The
# root logger then has a handler and the level INFO, so every library that logs at INFO begins to write: Mesa 3.3 a line
# for each step of each model, which buries the output of a simulation that is evaluated in the same process. Importing
# `pyfixest` alone does not do it. A program that has configured logging itself before is not affected, since
# `basicConfig` does nothing then.
#
# Output seen:
#   after the import: handlers 0, level WARNING
#   after feols:      handlers 1, level INFO
#   INFO:another.library:calling model.step
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q pyfixest==0.60.0
cat >"$place/try.py" <<'PYTHON'
import logging
import warnings

warnings.filterwarnings("ignore")
import numpy as np
import pandas as pd
import pyfixest

root = logging.getLogger()


def state():
    return len(root.handlers), logging.getLevelName(root.level)


before = state()
print("after the import: handlers %d, level %s" % before)
panel = pd.DataFrame([(unit, year) for unit in range(8) for year in range(6)], columns=["unit", "year"])
panel["treated"] = ((panel["unit"] < 4) & (panel["year"] >= 3)).astype(float)
panel["y"] = panel["treated"] + np.sin(np.arange(len(panel)))
pyfixest.feols("y ~ treated | unit + year", panel)
after = state()
print("after feols:      handlers %d, level %s" % after)
logging.getLogger("another.library").info("calling model.step")
if (before, after) != ((0, "WARNING"), (1, "INFO")):
    raise SystemExit("changed")
PYTHON
"$place/venv/bin/python" "$place/try.py" 2>&1
