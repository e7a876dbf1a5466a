#!/usr/bin/env bash
# Experiments that ema_workbench saves and loads again have lost the level "None", and codes have lost their zeros.
#
# Versions: ema_workbench 2.5.3 with pandas 3.1.1, NumPy 2.4.6, SciPy 1.17.1, platypus-opt 1.4.1, Python 3.11.
#
# Behaviour: `perform_experiments` without policies writes "None" as the name of the policy in every row. `save_results`
# stores the table as CSV, and `load_results` reads it with pandas, to which the word None means an empty cell. The column
# is a category again, but empty: `groupby("policy")` has one group before and none after, without a word. The same
# happens to a level of one's own, here of a subsidy: of three groups two are left, and the mean over the groups changes.
# Levels that look like numbers come back as numbers: the code "010" of a city is the category 10.
#
# Output seen:
#   rows 12; groups by policy: before 1, loaded 0
#   mean by subsidy: before {'None': 1.0, 'loan': 2.0, 'paid': 3.0}, loaded {'loan': 2.0, 'paid': 3.0}
#   city: before ['010', '020'], loaded [10, 20]
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q numpy==2.4.6 pandas==3.1.1 scipy==1.17.1 tqdm==4.70.1 SALib==1.6.0 \
  platypus-opt==1.4.1
"$place/venv/bin/pip" install -q --no-deps ema_workbench==2.5.3
cat >"$place/try.py" <<'PYTHON'
import warnings

warnings.filterwarnings("ignore")
from ema_workbench import CategoricalParameter, Model, Samplers, ScalarOutcome, load_results, perform_experiments
from ema_workbench import save_results


def trained(city="010", subsidy="None"):
    return {"share": {"None": 1.0, "loan": 2.0, "paid": 3.0}[subsidy]}


model = Model("training", function=trained)
model.uncertainties = [
    CategoricalParameter("city", ["010", "020"]),
    CategoricalParameter("subsidy", ["None", "loan", "paid"]),
]
model.outcomes = [ScalarOutcome("share")]
made = perform_experiments(model, 12, uncertainty_sampling=Samplers.LHS)
save_results(made, "made.tar.gz")
loaded = load_results("made.tar.gz")


def groups(results, column):
    table = results[0].assign(share=results[1]["share"])
    return {str(name): float(mean) for name, mean in table.groupby(column, observed=True)["share"].mean().items()}


print(
    f"rows {len(loaded[0])}; groups by policy: before {len(groups(made, 'policy'))}, loaded {len(groups(loaded, 'policy'))}"
)
print(f"mean by subsidy: before {groups(made, 'subsidy')}, loaded {groups(loaded, 'subsidy')}")
cities = [sorted(results[0]["city"].cat.categories.tolist()) for results in (made, loaded)]
print(f"city: before {cities[0]}, loaded {cities[1]}")
PYTHON
(cd "$place" && "$place/venv/bin/python" try.py 2>"$place/said") | tee "$place/seen" || { tail -5 "$place/said" && false; }
diff "$place/seen" <(sed -n '/^# Output seen:/,/^set /s/^#   //p' "$0")
