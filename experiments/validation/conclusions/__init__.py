"""What can be concluded, in how many worlds, and which parameters decide it.

    python -m consortium.experiments.validation.conclusions      # some twenty minutes on two cores

Besides `docs/conclusions.md` it writes `docs/conclusions.csv`, one row per conclusion, and
`docs/conclusions_effects.csv`, one row per conclusion of the README and parameter set or point of the wide ranges, from
which the figure is drawn (`python docs/draw_images.py`).

measuring     conclusions with the start values, in the sets that fit, and over wide ranges
wide_ranges   the sample of wide ranges, and the parameters that decide
page          the page and its tables
"""
