"""Accounts begin at 0 in one place of the calendar: each tick, each spring or each autumn, as their columns declare."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from consortium.simulation.agents import Enterprise
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.phases.accounts import accounts, open_accounts
from consortium.simulation.state.columns import (
    CONSORTIUM,
    ENTERPRISE,
    GOVERNMENT,
    LASTING,
    MARKET,
    PROGRAMME,
    REGION,
    SCHOOL,
    SPENDING,
    SPRING,
    STUDENT,
    TICK,
    YEAR,
    Columns,
)
from tests.worlds import town

PHASES = Path(__file__).parents[3] / "simulation" / "phases"
TABLES: dict[str, Columns] = {
    "regions": REGION,
    "markets": MARKET,
    "governments": GOVERNMENT,
    "consortia": CONSORTIUM,
    "spending": SPENDING,
    "schools": SCHOOL,
    "programmes": PROGRAMME,
    "enterprises": ENTERPRISE,
    "students": STUDENT,
}


@pytest.mark.parametrize(("autumn", "opened"), [(True, (TICK, YEAR)), (False, (TICK, SPRING))])
def test_what_a_half_year_counts_anew_begins_at_0_and_everything_else_stays(autumn: bool, opened: tuple) -> None:
    model = ConsortiumModel(town(years=1, warm_up=2), rng=1)
    population = model.population.copy()
    world = population.world(seed=1, tick=1 if autumn else 2, now=model.now, foreseen=model.foreseen)
    for name in TABLES.keys() - {"regions"}:
        for column in TABLES[name]:
            getattr(population, name)[column] = 7
    open_accounts(world, 0, 1)
    for name in TABLES.keys() - {"regions"}:
        table, columns = getattr(population, name), TABLES[name]
        assert {column for column in columns if not table[column].any()} == set(accounts(columns, *opened)), name
        assert all((table[column] == 7).all() for column in columns if columns[column].lifetime not in opened), name


def test_only_tables_whose_accounts_are_opened_have_accounts() -> None:
    without = {name for name, columns in TABLES.items() if not accounts(columns, SPRING, TICK, YEAR)}
    assert without == {"regions", "markets", "programmes", "students"}


def set_to_zero(source: str, names: set[str]) -> list[str]:
    """Attributes among some names to which a source assigns nothing but 0."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value == 0:
            found += [target.attr for target in node.targets if isinstance(target, ast.Attribute)]
    return [name for name in found if name in names]


def test_no_phase_opens_an_account_of_its_own() -> None:
    names = {name for columns in TABLES.values() for name in accounts(columns, SPRING, TICK, YEAR)}
    assert set_to_zero("e.depth = 0\ne.year_net = 0.0\ne.year_net = 0.0 * x", names) == ["year_net"]
    assert {path.name: set_to_zero(path.read_text(encoding="utf-8"), names) for path in PHASES.glob("*.py")} == {
        path.name: [] for path in PHASES.glob("*.py")
    }


class Bookkeeper(Enterprise):
    """Decides as the model does, and notes what it sees of its accounts when it decides."""

    seen: list[tuple[int, int, float, float]]

    def choose_depth(self) -> int | None:
        type(self).seen.append((self.model.tick, self.row, self.contribution, self.year_net))
        return None


def test_who_decides_still_sees_the_accounts_of_the_last_tick() -> None:
    Bookkeeper.seen = []
    model = ConsortiumModel(town(years=4, warm_up=4), rng=1, enterprise_class=Bookkeeper)
    kept = {0: model.population.enterprises.copy()}
    for tick in range(1, 9):
        model.step()
        kept[tick] = model.population.enterprises.copy()
    seen = [entry for entry in Bookkeeper.seen if entry[0] > 0]
    assert any(contribution > 0.0 for _, _, contribution, _ in seen)
    for tick, row, contribution, year_net in seen:
        before = kept[tick - 1][row]
        assert (contribution, year_net) == (before["contribution"], before["year_net"])


def test_a_year_adds_up_its_two_ticks_and_the_next_one_begins_anew() -> None:
    model = ConsortiumModel(town(years=4, warm_up=4), rng=1)
    table = model.population.enterprises
    for _ in range(4):
        model.step()
        autumn = {name: table[name].copy() for name in ("year_net", "year_filled", "new_trainees", "disputed")}
        assert (autumn["year_filled"] == np.where(table["depth"] == 3, autumn["new_trainees"], 0)).all()
        model.step()
        assert (table["year_filled"] == autumn["year_filled"]).all()
        assert (table["year_disputes"] == autumn["disputed"] + table["disputed"]).all()
        spring = table["contribution"] - table["gross_cost"] + table["kept_gain"]
        spring -= table["fixed_cost"] + table["accident_loss"] + table["fee_paid"] + table["autonomy_lost"]
        spring -= table["application_paid"] + table["technicians_paid"] + table["penalty_paid"] + table["returned"]
        spring += table["sharing_received"] - table["sharing_paid"]
        for kind in ("subsidy", "tax", "relief", "compensation", "bonus"):
            spring += table[f"{kind}_received"]
        np.testing.assert_allclose(table["year_net"], autumn["year_net"] + spring, atol=1e-9)


def test_columns_last_unless_they_say_otherwise() -> None:
    assert {ENTERPRISE[name].lifetime for name in ("size", "depth", "places", "qhat")} == {LASTING}
    assert ENTERPRISE["kept"].lifetime == SPRING
    assert GOVERNMENT["spent"].lifetime == YEAR
    assert {column.lifetime for column in SPENDING.values()} == {TICK}
