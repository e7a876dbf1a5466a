#!/usr/bin/env bash
# One empty cell turns off pysyncon's search for the weights of predictors, or compares other years; it says nothing.
#
# Versions: pysyncon 1.7.0 with NumPy 2.4.6, pandas 3.1.1, SciPy 1.17.1, Python 3.11.
#
# Behaviour: eight cities, without noise and without any effect. The outcome follows a city's size; the second predictor
# has nothing to do with it. pysyncon finds that out, weighs the predictors 1 to 0, and estimates an effect
# of 0.
#   One outcome of one donor is empty in one year before the reform: the loss is NaN, so that the search ends where it
#   began, with equal weights for both predictors. The estimate is 3.4 (less its sign), the city's outcomes being 16 to 27.
#   The treated city's size is known for the last two years before the reform only: its mean over these two is matched
#   with the donors' means over nine years. The estimate is 3.7. (R's Synth also leaves the empty years out, but names
#   each of them.)
# No warning, message or error; the donors' weights add up to 1 as ever. Only `Synth.loss_V` tells the first case.
#
# Output seen:
#   complete:                   predictors 1.0 and 0.0, effect 0.0, loss is a number: True, warnings 0
#   one outcome empty:          predictors 0.5 and 0.5, effect 3.4, loss is a number: False, warnings 0
#   size alone:                 predictors 1.0, effect 0.0, loss is a number: True, warnings 0
#   size of two years alone:    predictors 1.0, effect 3.7, loss is a number: True, warnings 0
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q pysyncon==1.7.0 numpy==2.4.6 pandas==3.1.1 scipy==1.17.1
cat >"$place/try.py" <<'PYTHON'
import warnings

import numpy as np
import pandas as pd
from pysyncon import Dataprep, Synth

BEFORE, AFTER = range(2005, 2014), range(2014, 2020)
SIZE, OTHER = (8, 10, 12, 14, 16, 18, 20, 22), (3, 1, 4, 1, 6, 2, 3, 1)
TREATED, DONORS = "city 4", [f"city {number}" for number in range(8) if number != 4]
table = pd.DataFrame(
    [(f"city {number}", year) for number in range(8) for year in (*BEFORE, *AFTER)], columns=["city", "year"]
)
number = table["city"].str[-1].astype(int)
table["size"] = number.map(dict(enumerate(SIZE))) * (1 + 0.05 * (table["year"] - 2005))
table["other"] = number.map(dict(enumerate(OTHER))).astype(float)
table["outcome"] = table["size"]


def told(name, table, predictors=("size", "other")):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        prepared = Dataprep(
            foo=table,
            predictors=list(predictors),
            predictors_op="mean",
            time_predictors_prior=BEFORE,
            dependent="outcome",
            unit_variable="city",
            time_variable="year",
            treatment_identifier=TREATED,
            controls_identifier=DONORS,
            time_optimize_ssr=BEFORE,
        )
        synth = Synth()
        synth.fit(dataprep=prepared)
        effect = abs(synth.att(time_period=AFTER)["att"])
    shares = " and ".join(f"{share:.1f}" for share in np.abs(synth.V))
    number = bool(np.isfinite(synth.loss_V))
    print(
        f"{name + ':':27} predictors {shares}, effect {effect:.1f}, loss is a number: {number}, "
        f"warnings {len(said)}"
    )


told("complete", table)
empty = (table["city"] == "city 7") & (table["year"] == 2010)
told("one outcome empty", table.assign(outcome=table["outcome"].mask(empty)))
unknown = (table["city"] == TREATED) & (table["year"] < 2012)
told("size alone", table, ["size"])
told("size of two years alone", table.assign(size=table["size"].mask(unknown)), ["size"])
PYTHON
"$place/venv/bin/python" "$place/try.py" | tee "$place/seen"
diff "$place/seen" <(sed -n '/^# Output seen:/,/^set /s/^#   //p' "$0")
