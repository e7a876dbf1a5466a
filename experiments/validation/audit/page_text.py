"""What `docs/audit.md` says around its tables."""

BEFORE = """# The conclusions audited by another tool

[ABMfact](https://github.com/a7med7emedan/ABMfact) checks whether a conclusion of an agent-based model is a finding or
an artefact of its implementation. It runs the model again under changes that must not matter, and compares. It was
written by others and knows nothing of this model. The claims are conclusions of the [README](../README.md), with its
numbers:

    pip install -c constraints.txt -e ".[audit]"
    abmfact run experiments/validation/audit/audit.yaml --out results/audit
    abmfact run experiments/validation/audit/doublings_coarse.yaml --out results/doublings_coarse
    abmfact run experiments/validation/audit/doublings_fine.yaml --out results/doublings_fine
    python -m consortium.experiments.validation.audit results/audit results/doublings_coarse results/doublings_fine

The last command wrote this page; with its first folder only, the page has no results of doublings. The first audit took
two and a half minutes on two busy cores; `--seeds 400` gives it more worlds. Each audit also writes a report in HTML.
Audits are not part of the tests, and do not resume after an interruption.

- **Same seed again**: eight seeds are run a second time.
- **Other labels**: enterprises are permuted within their field, schools within their city, and each cohort of
  students within its school, with all their attributes. Everybody watches the same enterprises as before, but other
  chance events fall to everybody, and another enterprise comes first in every loop.
- **Fresh streams**: other seeds.
- **Twice as many agents**: twice the enterprises and students, each of which stands for half as many real ones (1 in
  30 in place of 1 in 60, [grain.md](grain.md)). The real city, its schools and its consortium are the same.

ABMfact has three more checks, which it reports as not testable: order within a step (agents choose by what the last
tick left; the order of rows changes with the labels), length of the time step (a tick is a semester) and position on
a grid (there is none).

*Robust*: the claim holds after the change, and the mean is equivalent: the 90 % interval of its change lies within
10 % of the mean (for R5, which is a difference of two effects, within 0.53 points). *Shifted*: the claim holds, but the
mean changed by more than that, or its spread doubled or halved. *Fragile*: the claim fails. *Inconclusive*: the
interval is too wide; in brackets, how many worlds would settle it by ABMfact's estimate, which allows for no bad
luck. Under each verdict stands the change of the mean in per cent, with its 90 % interval. ABMfact compares changed
worlds with unchanged ones as if they were independent.

*Measured* is the mean for years 16–20 with the half width of its 90 % interval. Shares are from 0 to 1. Money is k¥ a
year of the model city at 1 in 60. Levels (L1 to L3, P1) must be the README's numbers within 10 %, the effects R1 to
R4 at least half of the README's numbers.

## Claims and changes"""

DOUBLINGS = """## Eight doublings of the population

From 1 in 256 to 1 in 1, each grain compared with the next finer one. The model is meant to be one from 1 in 60 on;
the first two doublings show what becomes of samples that are coarser than that. 1 in 256 is a city of 70 enterprises,
of which a field has eight to twenty, and 14 students a year in each school. The claims have no numbers here: the
direction must hold at every grain, and every doubling must leave the mean within 10 %. One verdict covers four
doublings. An effect on 70 enterprises is noisy in one world, so the coarse grains have ten times as many worlds. (With
thirty, one of 64 changes was called shifted: an unchecked subsidy gained 1.4 points of deep participation at 1 in 256
and 0.8 at 1 in 128. In 800 fresh worlds at each grain it was 0.89 ± 0.09 and 0.77 ± 0.06 points, in 400 at 1 in 64
0.78 ± 0.06, in 200 at 1 in 32 0.88 ± 0.06 (95 %): there is no trend.)

One effect does grow as the sample becomes finer: that of the entity on training quality (R8), up to about 1 in 4. At
1 in 60 it is too small by about a sixth; [grain.md](grain.md) says why."""

NOT_DOUBLED = """## Eight doublings of the population

`doublings_coarse.yaml` and `doublings_fine.yaml` compare eight doublings in a row, from 1 in 256 to 1 in 1; this page
was written without them. [grain.md](grain.md) compares grains by other means, and finds that some effects grow as the
sample becomes finer."""
