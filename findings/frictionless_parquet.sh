#!/usr/bin/env bash
# frictionless-py finds a table of several Parquet files valid after reading only the first of them, without a word.
#
# Versions: frictionless 5.21.0 with pandas 3.1.1, pyarrow 26.0.1, Python 3.12.
#
# Behaviour: the `path` of a resource may be a list of files. Of CSV files all are read, one behind the other. Of Parquet
# files only the first is read: the rows of the others are not there, are not validated (in the second, a column holds
# words instead of numbers), and need not even exist. The report says that the package is valid.
# Two more of the same format: an empty cell of a column of numbers becomes NaN, which is held against `minimum` and
# refused, where an empty cell of a CSV file is not. And where `bytes` (or `hash`) is given, it is said to be wrong,
# since no bytes are counted ("actual is None").
#
# Output seen:
#   csv      rows 4 of 4 valid True
#   parquet  rows 2 of 4 valid True, second file damaged: valid True, second file missing: valid True
#   empty cell with a minimum: csv valid True, parquet valid False (cell "nan")
#   bytes as they are: csv valid True, parquet valid False (actual is "None")
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3.12 -m venv "$place/venv"
"$place/venv/bin/pip" install -q frictionless==5.21.0 pandas==3.1.1 pyarrow==26.0.1
cat >"$place/try.py" <<'PYTHON'
import json
from pathlib import Path

import pandas as pd
from frictionless import Package, validate

FIELDS = [{"name": "run", "type": "integer"}, {"name": "x", "type": "number", "constraints": {"minimum": 0}}]


def stored(number, ending, x=(0.5, 1.0)):
    table = pd.DataFrame({"run": [10 * number, 10 * number + 1], "x": list(x)})
    path = f"part-{number}.{ending}"
    table.to_csv(path, index=False) if ending == "csv" else table.to_parquet(path, index=False)
    return path


def package(path, ending, **more):
    table = {"name": "runs", "path": path, "format": ending, "schema": {"fields": FIELDS}, **more}
    Path("datapackage.json").write_text(json.dumps({"name": "p", "resources": [table]}))
    return "datapackage.json"


def rows(where):
    return len(Package(where).get_resource("runs").read_rows())


def outcome(where, word):
    report = validate(where)
    messages = " ".join(error[0] for error in report.flatten(["message"]))
    return f"valid {report.valid}" + (f" ({word})" if word in messages else "")


paths = [stored(number, "csv") for number in (1, 2)]
where = package(paths, "csv")
print("csv      rows", rows(where), "of 4 valid", validate(where).valid)

paths = [stored(number, "parquet") for number in (1, 2)]
where = package(paths, "parquet")
said = f"parquet  rows {rows(where)} of 4 valid {validate(where).valid}"
stored(2, "parquet", ("one", "two"))
said += f", second file damaged: valid {validate(where).valid}"
Path(paths[1]).unlink()
print(f"{said}, second file missing: valid {validate(where).valid}")

found = {}
for ending in ("csv", "parquet"):
    where = package(stored(3, ending, (0.5, None)), ending)
    found[ending] = outcome(where, 'cell "nan"')
print("empty cell with a minimum: csv", found["csv"] + ",", "parquet", found["parquet"])

found = {}
for ending in ("csv", "parquet"):
    path = stored(4, ending)
    found[ending] = outcome(package(path, ending, bytes=Path(path).stat().st_size), 'actual is "None"')
print("bytes as they are: csv", found["csv"] + ",", "parquet", found["parquet"])
PYTHON
(cd "$place" && "$place/venv/bin/python" try.py 2>/dev/null) | tee "$place/seen"
diff "$place/seen" <(sed -n '/^# Output seen:/,/^set /s/^#   //p' "$0")
