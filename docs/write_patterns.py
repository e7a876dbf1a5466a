"""Renew the table of docs/patterns.md: `python docs/write_patterns.py results/validation`.

It is written from the scorecard that `consortium validate --out results/validation` leaves; the text around it is kept.
"""

import re
import sys
from pathlib import Path

import pandas as pd

from consortium.experiments.validation.pattern_findings import markdown

PAGE = Path(__file__).parent / "patterns.md"


def renewed(page: str, scorecard: pd.DataFrame) -> str:
    """The page with the table of a scorecard."""
    (table,) = re.findall(r"^\| Pattern .*\n(?:\|.*\n)+", page, re.MULTILINE)
    return page.replace(table, markdown(scorecard) + "\n")


def main() -> None:
    """Write the page."""
    scorecard = pd.read_csv(Path(sys.argv[1]) / "scorecard.csv", keep_default_na=False, na_values=[""])
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), scorecard), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
