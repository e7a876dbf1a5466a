"""What every test shares: reproducible property tests, and figures without a display."""

import os

import hypothesis

# Before anything imports pyplot, and inherited by the commands that tests start.
os.environ.setdefault("MPLBACKEND", "Agg")

# The first example may have to compile the rules, so no deadline. In CI the same examples every time: a red run there
# is due to the change. Elsewhere new ones, so that the examples grow with use.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")
