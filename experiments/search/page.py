"""What the bundled search found, for docs/search.md: a block that is written from a folder of results.

python -m consortium.experiments.search.page results/incentives    # after consortium search incentives; seconds

The tables that the block is written from are stored beside the page, so that a test can tell whether both agree.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

import pandas as pd

from ...simulation.parameters import PARAMETERS
from ...simulation.policies import POLICIES
from ..presentation.labels import in_text, label, label_in_text
from ..presentation.numbers import Form, city_money, form_of, number, percent
from ..presentation.texts import listed
from ..statistics.verdict import Verdict
from .found_words import budget_said, institution_said, instrument_said
from .policy_search import PolicySearch
from .search_files import load_search
from .stored import bundle_in

__all__ = ["TABLES", "block", "bundled_tables", "renewed"]

SEARCH = "incentives"
TABLES = ("front", "best", "parts")
"""Tables that the block is written from; those of the page are docs/search_front.csv and so on."""

BEGIN, END = "<!-- written by experiments.search.page -->", "<!-- end of what it writes -->"
PAGE = Path("docs/search.md")

MILLION, WIDTH = 1e6, 120

Row = Mapping[Any, Any]


def renewed(page: str, written: str) -> str:
    """The page with another block between its markers. Raises ValueError if it has not one pair of them."""
    parts = re.findall(rf"{re.escape(BEGIN)}\n.*?{re.escape(END)}", page, re.DOTALL)
    if len(parts) != 1:
        raise ValueError(f"the page has {len(parts)} blocks between {BEGIN} and {END}; required: one")
    return page.replace(parts[0], f"{BEGIN}\n{written.strip()}\n{END}")


def bundled_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables beside the page."""
    return {name: pd.read_csv(folder / f"search_{name}.csv") for name in TABLES}


def block(tables: Mapping[str, pd.DataFrame], search: PolicySearch | None = None) -> str:
    """What the tables of a search say, as Markdown; `search` is the one that they are of, None for the bundled one."""
    return _Block(tables, search or load_search(SEARCH)).text()


class _Block:
    """The sentences and the table, each from the rows that it speaks of."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], search: PolicySearch) -> None:
        self.search = search
        self.front = tables["front"].to_dict("records")
        self.best = {str(row["outcome"]): row for row in tables["best"].to_dict("records")}
        self.parts = tables["parts"].to_dict("records")
        self.chosen = next(row for row in self.front if row["best"])
        self.goals = [(goal, form_of(goal, search.base, "en")) for goal in search.goals]

    def text(self) -> str:
        """All of it."""
        lines = [fill(f"- {said}", WIDTH, subsequent_indent="  ", break_on_hyphens=False) for said in self._findings()]
        return "\n".join([*lines, "", *self._table()])

    def _findings(self) -> Iterator[str]:
        yield self._best()
        yield self._luck()
        yield self._content()
        yield from self._parts()
        yield self._alike()
        yield from self._others()

    def _best(self) -> str:
        (goal, form), *others = self.goals
        row = self.best[goal]
        further = [f"{label_in_text(name, 'en')} by {_change(self.best[name], other)}" for name, other in others]
        sets = f"{form.interval(row['value'], row['sets_low'], row['sets_high'])} in nine parameter sets in ten"
        cost, late = self.best["cost"], self.best["cost_last_years"]
        return (
            f"*The best bundle within {budget_said(self.search, 'en')}* is number {self.chosen['bundle']}. It changes "
            f"{label_in_text(goal, 'en')} by {_change(row, form)} (95 % interval {_interval(row, form)}; {sets}; for "
            f"the better in {percent(row['share'], 'en', 0)} of them), {listed(further, 'en')}. It costs "
            f"{_money(cost['value'])} per year ({_ends(cost)}), and {_money(late['value'])} in the last five years "
            f"({_ends(late)}). These are the numbers of {len(self.search.further_worlds)} further worlds, which chose "
            "nothing."
        )

    def _luck(self) -> str:
        goal, form = self.goals[0]
        row = self.best[goal]
        apart = row["fresh"] - row["value"]
        return (
            f"*The luck of the winner*: the worlds that chose it took its effect for {form.change(row['fresh'])} "
            f"({form.change(apart)} compared with the further worlds), the search for {form.change(row['searched'])}."
        )

    def _content(self) -> str:
        space, bundle = self.search.space, bundle_in(self.search.space, self.chosen)
        said = [
            instrument_said(instrument, bundle.instruments[instrument.kind], "en")
            for instrument in space.instruments
            if instrument.kind in bundle.instruments
        ]
        said += [
            institution_said(institution, bundle.institutions[institution.name], self.search, "en")
            for institution in space.institutions
            if institution.name in bundle.institutions
        ]
        return f"*What is in it*: {'; '.join(in_text(one) for one in said)}."

    def _parts(self) -> Iterator[str]:
        """What the parts add, those that are seen to help first, and those that are not."""
        goal, form = self.goals[0]
        sign = self.search.signs[0]
        seen = [row for row in self.parts if Verdict(row[f"{goal}_verdict"]).sign]
        seen.sort(key=lambda row: -sign * row[goal])
        said = [f"{_part(row)} {form.change(row[goal])} ({_spent(row['cost'])})" for row in seen]
        yield f"*What its parts add* to {label_in_text(goal, 'en')}: {listed(said, 'en') or 'nothing is seen'}."
        passengers = [_part(row) for row in self.parts if row not in seen]
        if passengers:
            yield f"*Passengers*: no effect on {label_in_text(goal, 'en')} is seen of {listed(passengers, 'en')}."

    def _alike(self) -> str:
        goal = label_in_text(self.goals[0][0], "en")
        others = [row for row in self.front if row["as_good_as_best"] and not row["best"]]
        said = [f"{row['bundle']} at {_money(row['cost'])}" for row in others]
        if not said:
            return f"*No other bundle* within the budget does as well on {goal} beyond doubt: all differ from it."
        return f"*Not to be told apart from it* on {goal}, with the cost per year: number {listed(said, 'en')}."

    def _others(self) -> Iterator[str]:
        """The bundle within the budget that does most for each of the other goals, if it is another one."""
        for place, (goal, form) in enumerate(self.goals[1:], start=1):
            within = [row for row in self.front if row["within_budget"]]
            most = max(within, key=lambda row: self.search.signs[place] * row[goal])
            if most is not self.chosen:
                yield (
                    f"*Most for {label_in_text(goal, 'en')}* in the fresh worlds: bundle {most['bundle']}, by "
                    f"{form.change(most[goal])} for {_money(most['cost'])} per year."
                )

    def _table(self) -> Iterator[str]:
        """The front, as the fresh worlds show it."""
        money = city_money(self.search.base, "en").heading
        heads = [
            "Bundle",
            f"Cost, {money}",
            "last five years",
            *(label(goal, "en") for goal, _ in self.goals),
            "What is in it",
        ]
        yield "| " + " | ".join(heads) + " |"
        yield "|" + "---|" * len(heads)
        for row in self.front:
            mark = "**" if row["best"] else ""
            costs = [f"{number(row[name] / MILLION, 0)} ({_ends(row, name)})" for name in ("cost", "cost_last_years")]
            effects = [
                f"{form.change(row[goal], row[f'{goal}_low'], row[f'{goal}_high'])} "
                f"({form.interval(row[goal], row[f'{goal}_low'], row[f'{goal}_high'])})"
                for goal, form in self.goals
            ]
            content = bundle_in(self.search.space, row).said("en")
            yield "| " + " | ".join([f"{mark}{row['bundle']}{mark}", *costs, *effects, content]) + " |"


def _change(row: Row, form: Form) -> str:
    return form.change(row["value"], row["low"], row["high"])


def _interval(row: Row, form: Form) -> str:
    return form.interval(row["value"], row["low"], row["high"])


def _ends(row: Row, name: str = "") -> str:
    """Ends of the interval of a cost, in million yuan."""
    low, high = (number(row[f"{name}_{end}" if name else end] / MILLION, 0) for end in ("low", "high"))
    return f"{low} to {high}"


def _money(yuan: float) -> str:
    return f"¥ {number(yuan / MILLION, 0)} million"


def _spent(yuan: float) -> str:
    """What a part costs, or frees."""
    return f"costs {_money(yuan)}" if yuan >= 0 else f"frees {_money(-yuan)}"


def _part(row: Row) -> str:
    table, _, name = str(row["part"]).partition(".")
    if table == "policy":
        return in_text(str(POLICIES[name].en))
    return f"the change of {in_text(PARAMETERS[name].en)}"


def main() -> None:
    """Store the tables beside the page, and write its block."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, help="a folder that consortium search incentives wrote")
    parser.add_argument("--page", type=Path, default=PAGE)
    chosen = parser.parse_args()
    for name in TABLES:
        (chosen.page.parent / f"search_{name}.csv").write_bytes((chosen.results / f"{name}.csv").read_bytes())
    text = renewed(chosen.page.read_text(encoding="utf-8"), block(bundled_tables(chosen.page.parent)))
    chosen.page.write_text(text, encoding="utf-8", newline="\n")
    print(f"written: {chosen.page}")


if __name__ == "__main__":
    main()
