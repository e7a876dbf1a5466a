#!/usr/bin/env bash
# SALib draws other Morris and Latin hypercube samples from the same seed since a patch release, 1.5.2.
#
# Versions: SALib 1.5.0, 1.5.1, 1.5.2 and 1.6.0, with NumPy 2.2.6, SciPy 1.15.3, pandas 2.2.3, Python 3.11.
#
# Behaviour: `SALib.sample.morris.sample(…, seed=1)` and `SALib.sample.latin.sample(…, seed=1)` give one sample in 1.5.0 and
# 1.5.1 and another in 1.5.2 and 1.6.0; the Sobol sample, which is SciPy's, is the same in all four. Nothing warns.
# (Pull request 662 moved all samplers to numpy.random.Generator.) A screening that was begun with 1.5.1 and is continued,
# or analysed, with points drawn again by 1.5.2 pairs outputs with inputs that no run had. The seed is not enough to repeat
# a sample: the points have to be kept, or SALib pinned to the patch release.
#
# Output seen (first point after the start of the first trajectory; first row; a row of the Sobol sample):
#   1.5.0 morris [0.333, 1.0, 0.333] latin [0.434, 0.24, 0.364] sobol [0.242, 0.589, 0.608]
#   1.5.1 morris [0.333, 1.0, 0.333] latin [0.434, 0.24, 0.364] sobol [0.242, 0.589, 0.608]
#   1.5.2 morris [0.333, 0.667, 0.0] latin [0.65, 0.803, 0.474] sobol [0.242, 0.589, 0.608]
#   1.6.0 morris [0.333, 0.667, 0.0] latin [0.65, 0.803, 0.474] sobol [0.242, 0.589, 0.608]
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3.11 -m venv "$place/venv"
cat >"$place/try.py" <<'PYTHON'
from importlib.metadata import version

from SALib.sample import latin, morris, sobol

problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
steps = morris.sample(problem, 2, num_levels=4, seed=1).round(3).tolist()
rows = latin.sample(problem, 3, seed=1).round(3).tolist()
blocks = sobol.sample(problem, 2, calc_second_order=False, seed=1).round(3).tolist()
print(version("SALib"), "morris", steps[1], "latin", rows[0], "sobol", blocks[1])
PYTHON
for version in 1.5.0 1.5.1 1.5.2 1.6.0; do
    "$place/venv/bin/pip" install -q "SALib==$version" numpy==2.2.6 scipy==1.15.3 pandas==2.2.3
    "$place/venv/bin/python" "$place/try.py" | tee -a "$place/seen"
done
diff "$place/seen" <(sed -n 's/^#   \(1\.[56]\.[0-9] morris.*\)/\1/p' "$0")
