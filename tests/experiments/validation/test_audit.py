"""The audit names what there is, states the README's numbers, and changes the world's labels and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from consortium.experiments.validation.audit import page
from consortium.experiments.validation.audit.adapter import ARMS, GRAIN, run
from consortium.experiments.validation.audit.relabelling import (
    RelabelledModel,
    enterprises_are_relabelled,
    schools_are_relabelled,
    seats_are_relabelled,
)
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.phases.founding import found_population
from consortium.simulation.scenario import Scenario, bundled_scenarios
from consortium.simulation.state.population import Population
from tests.worlds import town

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "experiments" / "validation" / "audit"
FILES = ("audit.yaml", "doublings_coarse.yaml", "doublings_fine.yaml")


@dataclass(frozen=True)
class Changed:
    """The knobs of ABMfact, in its words."""

    agent_order: str = "default"
    agent_perm_seed: int | None = None
    pop_scale: float = 1.0


def founded(scenario: Scenario) -> Population:
    """A world as it is before the warm-up."""
    model = ConsortiumModel(scenario, rng=1)
    regions = range(int(scenario.parameters["regions"]))  # type: ignore[call-overload]
    return found_population([scenario.region_parameters(region) for region in regions], 1, model.now.copy())


def attributes(table: np.ndarray, *labels: str) -> np.ndarray:
    """Rows without the columns that are labels."""
    return table[[name for name in table.dtype.names or () if name not in labels]].copy()


def as_rows(table: np.ndarray) -> list[str]:
    """Rows in an order that does not depend on where they stand."""
    return sorted(map(repr, table.tolist()))


def permutations() -> np.random.Generator:
    return np.random.default_rng(5)


# --- other labels -----------------------------------------------------------------------------------------------------


def test_relabelled_enterprises_are_the_same_enterprises_of_the_same_fields_in_another_order() -> None:
    before, after = (founded(town(regions=2)) for _ in range(2))
    enterprises_are_relabelled(after, permutations())
    there, now = (attributes(world.enterprises, "index") for world in (before, after))
    assert as_rows(there) == as_rows(now)
    assert (there["size"] != now["size"]).mean() > 0.8
    for column in ("region", "field", "index"):  # these stay with the row, by which a market finds its enterprises
        assert np.array_equal(before.enterprises[column], after.enterprises[column])


def test_everybody_watches_the_same_enterprises_under_other_labels() -> None:
    before, after = (founded(town(park_share=0.3, park_neighbours=0.5)) for _ in range(2))
    enterprises_are_relabelled(after, permutations())

    def watched(world: Population) -> dict[float, list[float]]:
        sizes = world.enterprises["net0"]  # no two are equal
        return {float(sizes[row]): sizes[world.neighbours[row]].tolist() for row in range(len(sizes))}

    assert watched(before) == watched(after)
    assert not np.array_equal(before.neighbours, after.neighbours)


def test_the_same_enterprise_and_the_same_school_lead() -> None:
    before, after = (founded(town(regions=2)) for _ in range(2))
    enterprises_are_relabelled(after, permutations())
    schools_are_relabelled(after, permutations())
    for world_column, table, column in (("leader", "enterprises", "size"), ("leading_school", "schools", "reputation")):
        leaders = [getattr(world, table)[column][world.regions[world_column]].tolist() for world in (before, after)]
        assert leaders[0] == leaders[1]


def test_relabelled_schools_take_their_programmes_along_and_leave_their_seats() -> None:
    before, after = (founded(town(regions=2)) for _ in range(2))
    schools_are_relabelled(after, permutations())

    def programmes(world: Population) -> list[tuple[float, list[float]]]:
        return sorted(zip(world.schools["reputation"].tolist(), world.programmes["profile"].tolist(), strict=True))

    assert programmes(before) == programmes(after)
    assert not np.array_equal(before.schools["reputation"], after.schools["reputation"])
    assert as_rows(attributes(before.schools, "index", "first_seat")) == as_rows(
        attributes(after.schools, "index", "first_seat")
    )
    for column in ("index", "first_seat"):
        assert np.array_equal(before.schools[column], after.schools[column])


def test_relabelled_seats_hold_the_same_students_of_the_same_school_and_other_cohorts_stay() -> None:
    model = ConsortiumModel(town(), rng=1)
    model.step()
    before, after = model.population, model.population.copy()
    seats_are_relabelled(after, model.year, permutations())
    seats = len(before.students) // 4
    cohort = np.arange(len(before.students)) // seats == model.year % 4
    assert np.array_equal(before.students[~cohort], after.students[~cohort])
    for school in range(len(before.schools)):
        one, other = (world.students[cohort & (before.students["school"] == school)] for world in (before, after))
        assert as_rows(one) == as_rows(other)
    assert (before.students["ability"][cohort] != after.students["ability"][cohort]).mean() > 0.8


def test_a_relabelled_world_begins_with_the_same_enterprises_and_has_another_history() -> None:
    one, same, other = (
        make() for make in (
            lambda: ConsortiumModel(town(), rng=1),
            lambda: RelabelledModel(town(), 1, labels=3),
            lambda: RelabelledModel(town(), 1, labels=4),
        )
    )  # fmt: skip
    sizes = [np.sort(model.population.enterprises["net0"]).tolist() for model in (one, same, other)]
    assert sizes[0] == sizes[1] == sizes[2]
    again = RelabelledModel(town(), 1, labels=3)
    for model in (one, same, other, again):
        model.run_model()
    assert same.population.differences(again.population) == []
    for model in (one, other):
        assert not np.array_equal(model.population.enterprises["depth"], same.population.enterprises["depth"])


# --- what ABMfact is told ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outputs() -> dict[str, float]:
    """What the adapter gives for a very coarse and short world."""
    return run({"grain": 240, "years": 8}, 1, Changed())


def test_a_doubled_population_is_the_same_city_at_half_the_grain(outputs: dict[str, float]) -> None:
    assert run({"grain": 480, "years": 8}, 1, Changed(pop_scale=2.0)) == outputs
    assert run({"grain": 240, "years": 8}, 1, Changed(pop_scale=2.0)) != outputs


def test_other_labels_are_another_history_of_the_same_city(outputs: dict[str, float]) -> None:
    shuffled = run({"grain": 240, "years": 8}, 1, Changed("shuffled", 7))
    assert shuffled != outputs
    assert shuffled == run({"grain": 240, "years": 8}, 1, Changed("shuffled", 7))


def test_all_arms_are_bundled_scenarios() -> None:
    assert set(ARMS) <= set(bundled_scenarios())


def audit_file(name: str) -> dict[str, Any]:
    """A file as ABMfact reads it, claims by their number."""
    pytest.importorskip("abmfact", reason='needs ABMfact: pip install ".[audit]"')
    from abmfact import load_audit

    audit = load_audit(FOLDER / name)
    assert audit.adapter.run(audit.params | {"grain": 240, "years": 6}, 1, _no_change())
    return {claim.id: claim for claim in audit.claims}


def _no_change() -> Any:
    from abmfact import Knobs

    return Knobs()


@pytest.mark.parametrize("name", FILES)
def test_abmfact_accepts_the_file_and_every_claim_is_about_an_output(name: str, outputs: dict[str, float]) -> None:
    claims = audit_file(name)
    assert {claim.metric.name for claim in claims.values()} <= set(outputs)
    if name == "audit.yaml":
        assert {claim.metric.name for claim in claims.values()} == set(outputs)


def test_the_claims_state_the_numbers_of_the_readme() -> None:
    claims = audit_file("audit.yaml")
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    (levels,) = re.findall(r"(\d+) % of the schools and (\d+) % of the enterprises take part, but only (\d+) %", text)
    school, enterprise, deep = (int(level) / 100 for level in levels)
    for number, level in {"L1": school, "L2": enterprise, "L3": deep, "P1": school - enterprise}.items():
        assert claims[number].value == pytest.approx((0.9 * level, 1.1 * level)), number
    effects = []
    for number in ("R1", "R2", "R3", "R4"):
        row = rf"\| {re.escape(claims[number].statement)} \| ([+−])(?:¥ )?([\d.]+) (points|million a year) \|"
        ((sign, size, unit),) = re.findall(row, text)
        # The README gives money of the real city in millions, the audit that of the model in thousands.
        effect = float(f"{sign}{size}".replace("−", "-")) * (0.01 if unit == "points" else 1000 / GRAIN)
        assert claims[number].value == pytest.approx(effect / 2, rel=1e-3), number
        effects.append(effect)
    assert claims["R5"].tolerance == pytest.approx(0.1 * (effects[0] + effects[1] + effects[3]))


@pytest.mark.parametrize(
    ("params", "said"),
    [({"grian": 60}, "did you mean grain?"), ({"grain": 0}, "from 1 to 1000"), ({"years": 2}, "from 6")],
)
def test_a_wrong_parameter_is_refused_in_one_line(params: dict[str, Any], said: str) -> None:
    abmfact = pytest.importorskip("abmfact", reason='needs ABMfact: pip install ".[audit]"')
    with pytest.raises(abmfact.AdapterError, match=re.escape(said)):
        run(params, 1, Changed())


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_says_what_abmfact_found(tmp_path: Path) -> None:
    abmfact = pytest.importorskip("abmfact", reason='needs ABMfact: pip install ".[audit]"')
    from abmfact.report import write_outputs

    for name in FILES:
        audit = abmfact.load_audit(FOLDER / name, {"seeds": 3, "jobs": 1, "determinism_reruns": 1})
        audit.params |= {"grain": 240.0, "years": 6}
        wanted = [claim for claim in audit.claims if claim.id in ("L1", "R4")]
        audit.claims = [
            replace(claim, test="greater_than", value=-1.0) for claim in wanted
        ]  # true of so few worlds, too
        for claim in audit.claims:
            if claim.where:
                claim.where["grain"] = [960, 480] if "coarse" in name else [240, 120]
        found = abmfact.run_audit(audit)
        assert not [row for row in found.verdicts if row["check"] == "determinism" and row["verdict"] != "ROBUST"]
        write_outputs(found, tmp_path / name)
    page.main([*(str(tmp_path / name) for name in FILES), "--out", str(tmp_path / "page.md")])
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^\| (?:L1|R4)[: ]", text, re.MULTILINE)) == 6
    assert "| 960 → 480 | 480 → 240 | Verdict | 240 → 120 | 120 → 60 | Verdict |" in text
    assert "| 1 in 960 | 1 in 480 | 1 in 240 | 1 in 120 | 1 in 60 |" in text
    (tested,) = re.findall(r"^\| L1: 91.*$", text, re.MULTILINE)
    assert tested.count("<br>") == 3  # changes by labels, streams and doubling
    page.main([str(tmp_path / "audit.yaml"), "--out", str(tmp_path / "page.md")])
    assert tested in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_a_folder_without_results_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        page.main([str(tmp_path), str(tmp_path)])
    assert ended.value.code == 2
    assert "abmfact run" in capsys.readouterr().err
