#!/usr/bin/env bash
# IneqPy's Hoover index is not between 0 and 1, and its Gini coefficient of a weighted table is not that of its rows.
#
# Versions: IneqPy 0.4.1, NumPy 2.4.6, pandas 3.1.1, numba 0.68.1, Python 3.11.
#
# Behaviour: five wages stand for twelve people, once as a table with the number of people as weights, once as twelve rows.
# The Hoover index, the share of all income that would have to change hands, is 0.433. IneqPy gives 2.0 for the table, 5.5
# for the rows and 59.5 for ten copies of the rows: it takes the mean from each income times its share of the weights, not
# from the income itself, and so grows with the number of rows.
# The Gini coefficient is 0.544 by its definition. IneqPy takes it from a sample covariance, which divides by n - 1: rows
# give n / (n - 1) of it (not said in its documentation), and the table a third value. With few regions, or weights of
# very different size, the difference is in the second digit. Its Theil and Atkinson indices agree for all three.
#
# Output seen:
#   definition  gini 0.5443 hoover 0.4326
#   ineqpy      gini table 0.5925 rows 0.5938 tenfold 0.5489
#   ineqpy      hoover table 2.0000 rows 5.5000 tenfold 59.5000
#   ineqpy      theil table 0.5735 rows 0.5735 tenfold 0.5735
#   ineqpy      atkinson table 0.2466 rows 0.2466 tenfold 0.2466
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q numpy==2.4.6 pandas==3.1.1 numba==0.68.1
"$place/venv/bin/pip" install -q --no-deps ineqpy==0.4.1
cat >"$place/try.py" <<'PYTHON'
import warnings

warnings.filterwarnings("ignore")
import numpy as np
from ineqpy import inequality as ineqpy

wages, people = np.array([1.0, 2.0, 3.0, 10.0, 0.5]), np.array([3, 1, 2, 1, 5])
rows = np.repeat(wages, people)
tenfold = np.repeat(rows, 10)
gini = np.abs(rows[:, None] - rows).mean() / (2 * rows.mean())
hoover = np.abs(rows - rows.mean()).sum() / (2 * rows.sum())
print(f"definition  gini {gini:.4f} hoover {hoover:.4f}")
for name in ("gini", "hoover", "theil", "atkinson"):
    index = getattr(ineqpy, name)
    table, whole, ten = index(wages, people), index(rows), index(tenfold)
    print(f"ineqpy      {name} table {table:.4f} rows {whole:.4f} tenfold {ten:.4f}")
PYTHON
"$place/venv/bin/python" "$place/try.py" | tee "$place/seen"
diff "$place/seen" <(sed -n '/^# Output seen:/,/^set /s/^#   //p' "$0")
