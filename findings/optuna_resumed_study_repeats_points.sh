#!/usr/bin/env bash
# A seeded Optuna study that is taken up again proposes the points that it has tried already, and says nothing.
#
# Versions: Optuna 5.0.0 with NumPy 2.2.6, SQLAlchemy 2.0.44, Python 3.11.
#
# Behaviour: a storage keeps the trials of a study, but not the state of the sampler's generator. With `seed=` the sampler
# of a study that is loaded again begins its stream anew. In the first generation of `NSGAIISampler`, which is drawn by
# chance, the trials after the resumption therefore repeat those before it, so that 4 + 4 trials hold 4 points, where 8
# trials in one go hold 8. Without a seed nothing is repeated, and nothing can be repeated by somebody else either. What
# gives the same points however often a search was stopped: begin the study anew, and tell it the values that are known.
#
# Output seen:
#   in one go: 8 trials, 8 points
#   resumed after 4: 8 trials, 4 points
#   replayed from its values after 4: 8 trials, 8 points, as in one go: True
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3.11 -m venv "$place/venv"
cat >"$place/try.py" <<'PYTHON'
import sys
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
SPACE = {"x": optuna.distributions.FloatDistribution(0.0, 1.0)}


def study(name, storage=None):
    sampler = optuna.samplers.NSGAIISampler(population_size=8, seed=1)
    return optuna.create_study(
        study_name=name, storage=storage, sampler=sampler, directions=["minimize", "minimize"], load_if_exists=True
    )


def go_on(one, trials, known=()):
    for number in range(trials):
        trial = one.ask(SPACE)
        x = trial.params["x"]
        one.tell(trial, known[number] if number < len(known) else [x, 1 - x])


def points(one):
    return [trial.params["x"] for trial in one.trials]


whole = study("whole")
go_on(whole, 8)
print(f"in one go: {len(whole.trials)} trials, {len(set(points(whole)))} points")
storage = f"sqlite:///{sys.argv[1]}/study.db"
go_on(study("parts", storage), 4)
resumed = study("parts", storage)
go_on(resumed, 4)
print(f"resumed after 4: {len(resumed.trials)} trials, {len(set(points(resumed)))} points")
begun = study("begun")
go_on(begun, 4)
replayed = study("replayed")
go_on(replayed, 8, [trial.values for trial in begun.trials])
same = points(replayed) == points(whole)
print(
    f"replayed from its values after 4: {len(replayed.trials)} trials, {len(set(points(replayed)))} points, "
    f"as in one go: {same}"
)
PYTHON
"$place/venv/bin/pip" install -q optuna==5.0.0 numpy==2.2.6 sqlalchemy==2.0.44
"$place/venv/bin/python" "$place/try.py" "$place" | tee "$place/seen"
diff "$place/seen" <(sed -n 's/^#   \(\(in one go\|resumed\|replayed\).*\)/\1/p' "$0")
