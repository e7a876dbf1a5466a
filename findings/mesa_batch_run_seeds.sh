#!/usr/bin/env bash
# Mesa 3.5's `batch_run` drops seeds that are given as the parameter `rng`, without a word.
#
# Versions: Mesa 3.3.1 and 3.5.1, with NumPy 2.2.6, pandas 2.2.3, networkx 3.4.2, Python 3.12.
#
# Behaviour: a model takes its seed as `rng`, as Mesa recommends (`seed` is deprecated), and seeds are varied like any
# parameter: batch_run(Model, {"rng": [1, 2, 3]}). Mesa 3.3.1 gives each model its seed. Mesa 3.5.1 makes the same number of
# runs and passes rng=None to each, so that they cannot be repeated; nothing warns. What it wants instead, the keyword
# rng=[1, 2, 3], does not exist in 3.3.1. A model whose __init__ has both `rng` and `seed` gets its `rng` from either.
# The two also end differently: a model that stops itself after 5 steps and collects at its start is reported as it was
# at step 4 by 3.3.1, at step 5 by 3.5.1. No single call is right for both unless the model takes both words and `max_steps`
# is less than it would run.
#
# Output seen:
#   3.3.1 rng alone [1, 2, 3] rng and seed [1, 2, 3] stops itself at 5, reported at 4; max_steps 3, reported at 3
#   3.5.1 rng alone [None, None, None] rng and seed [1, 2, 3] stops itself at 5, reported at 5; max_steps 3, reported at 3
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3.12 -m venv "$place/venv"
cat >"$place/try.py" <<'PYTHON'
import mesa


class Alone(mesa.Model):
    def __init__(self, rng=None):
        super().__init__(rng=rng)
        self.given = rng
        self.datacollector = mesa.DataCollector(model_reporters={"given": "given", "made": "steps"})
        self.datacollector.collect(self)

    def step(self):
        self.datacollector.collect(self)
        self.running = self.steps < 5


class Both(Alone):
    def __init__(self, rng=None, seed=None):
        super().__init__(rng if seed is None else seed)


def rows(model, **how):
    return mesa.batch_run(model, {"rng": [1, 2, 3]}, display_progress=False, **how)


seeds = [[row["given"] for row in rows(model)] for model in (Alone, Both)]
ends, cut = rows(Both)[0]["made"], rows(Both, max_steps=3)[0]["made"]
print(mesa.__version__, "rng alone", seeds[0], "rng and seed", seeds[1], end=" ")
print(f"stops itself at 5, reported at {ends}; max_steps 3, reported at {cut}")
PYTHON
for version in 3.3.1 3.5.1; do
    "$place/venv/bin/pip" install -q "mesa==$version" numpy==2.2.6 pandas==2.2.3 networkx==3.4.2
    "$place/venv/bin/python" "$place/try.py" | tee -a "$place/seen"
done
diff "$place/seen" <(sed -n 's/^#   \(3\.[35]\.1 rng.*\)/\1/p' "$0")
