#!/usr/bin/env bash
# How Python packages for staggered difference-in-differences want "never treated" to be written, and what they do with
# another way to write it.
#
# Versions: csdid 0.4.3, diff-diff 3.13.0, differences 0.3.0, pyfixest 0.60.0, linearmodels 7.1, pandas 3.1.1,
#           Python 3.11.
#
# Behaviour: the same panel (30 units, 12 years, batches in years 4, 6 and 8, ten units never treated, no noise; the
# effect is 1 in the first year and grows by 1 a year, mean 4.232 over treated unit-years) goes to each package, with
# "never" written as 0, as NaN, as infinity, and as <NA> of pandas' Int64.
#   csdid        0, inf: 4.232. NaN, <NA>: drops the ten units with a warning, warns that the last batch is taken as
#                "never treated" up to its year, and gives 2.167: the effect over earlier years only.
#   diff-diff    0, inf: 4.232. NaN: ValueError. <NA>: TypeError.
#   differences  NaN, <NA>, inf: 4.232. 0: ValueError.
#   pyfixest     (did2s) 0, NaN, inf: 4.232. <NA>: ValueError.
#   linearmodels (two-way fixed effects on year >= first_treated): 2.714, the known bias of the method where effects grow.
#                <NA>: the comparison is <NA> for the never treated; they are dropped with a warning, and it gives 0.164.
# Infinity alone is taken by all. Of the two usual ways, 0 and NaN, each is refused by one package, and one more
# answers another question with NaN. A table that is to serve several packages needs two columns.
#
# Output seen:
#   csdid         0 4.232  nan 2.167  inf 4.232  Int64 2.167
#   diff_diff     0 4.232  nan ValueError  inf 4.232  Int64 TypeError
#   differences   0 ValueError  nan 4.232  inf 4.232  Int64 4.232
#   pyfixest      0 4.232  nan 4.232  inf 4.232  Int64 ValueError
#   linearmodels  0 2.714  nan 2.714  inf 2.714  Int64 0.164
#   truth 4.232
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q csdid==0.4.3 diff-diff==3.13.0 differences==0.3.0 pyfixest==0.60.0 linearmodels==7.1 \
  pandas==3.1.1
cat >"$place/try.py" <<'PYTHON'
import contextlib
import io
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
FIRST = {unit: (4, 6, 8)[unit // 7] if unit < 20 else np.nan for unit in range(30)}
panel = pd.DataFrame([(unit, year) for unit in range(30) for year in range(1, 13)], columns=["unit", "year"])
panel["g"] = panel["unit"].map(FIRST)
gain = (panel["year"] - panel["g"] + 1).clip(lower=0).fillna(0.0)
panel["y"] = 0.5 * panel["unit"] + 0.3 * panel["year"] + gain
TRUTH = gain[gain > 0].mean()


def csdid(data):
    from csdid.att_gt import ATTgt

    fit = ATTgt("y", "year", "unit", "g", data, control_group=["nevertreated"]).fit(est_method="reg")
    return float(np.squeeze(fit.aggte("simple").atte["overall_att"]))


def diff_diff(data):
    from diff_diff import CallawaySantAnna

    fit = CallawaySantAnna(control_group="never_treated")
    return fit.fit(data, outcome="y", unit="unit", time="year", first_treat="g").overall_att


def differences(data):
    from differences import ATTgt

    fit = ATTgt(data=data.set_index(["unit", "year"]), cohort_column="g")
    fit.fit("y", est_method="reg", control_group="never_treated", progress_bar=False)
    return float(np.asarray(fit.aggregate("simple")).ravel()[0])


def pyfixest(data):
    import pyfixest

    return float(pyfixest.event_study(data, "y", "unit", "year", "g", estimator="did2s").coef().iloc[-1])


def linearmodels(data):
    from linearmodels.panel import PanelOLS

    data = data.assign(treated=(data["year"] >= data["g"]).astype(float)).set_index(["unit", "year"])
    return float(PanelOLS.from_formula("y ~ treated + EntityEffects + TimeEffects", data).fit().params["treated"])


WRITTEN = {
    "0": panel["g"].fillna(0.0),
    "nan": panel["g"],
    "inf": panel["g"].fillna(np.inf),
    "Int64": panel["g"].astype("Int64"),
}


def outcome(package, how):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return f"{package(panel.assign(g=WRITTEN[how])):.3f}"
    except Exception as error:
        return type(error).__name__


EXPECTED = {
    "csdid": ("4.232", "2.167", "4.232", "2.167"),
    "diff_diff": ("4.232", "ValueError", "4.232", "TypeError"),
    "differences": ("ValueError", "4.232", "4.232", "4.232"),
    "pyfixest": ("4.232", "4.232", "4.232", "ValueError"),
    "linearmodels": ("2.714", "2.714", "2.714", "0.164"),
}
seen = {}
for package in (csdid, diff_diff, differences, pyfixest, linearmodels):
    for how in WRITTEN:
        seen.setdefault(package.__name__, []).append(outcome(package, how))
    told = zip(WRITTEN, seen[package.__name__], strict=True)
    print(f"{package.__name__:13}", "  ".join(f"{how} {what}" for how, what in told))
print("truth", f"{TRUTH:.3f}")
changed = [name for name, values in EXPECTED.items() if tuple(seen[name]) != values]
if changed:
    raise SystemExit(f"changed: {', '.join(changed)}")
PYTHON
"$place/venv/bin/python" "$place/try.py"
