"""A state that was kept goes on as if it had never been, and only where it belongs."""

from __future__ import annotations

import io
import json
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consortium.simulation import model as models
from consortium.simulation import saving as state
from consortium.simulation.agents import Enterprise
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies import Policy
from consortium.simulation.policies.instruments import ConsortiumEntity, Monitoring, Publicity, Subsidy, TrainingBase
from consortium.simulation.saving import StateError, continued, restore_state, save_state, shared_years
from consortium.simulation.scenario import Scenario
from consortium.simulation.state import bounds
from consortium.simulation.state.population import empty_population
from tests.pairs import HAMLET, STEERED, pairs
from tests.worlds import run, ticks, town

WORLDS = {
    "no policy": town(),
    "feedback": town(Subsidy(per_trainee=12.0, start=2, feedback=STEERED), Publicity(rate=0.2, feedback=STEERED)),
    "announced": town(Subsidy(per_trainee=15.0, start=3, end=5, announced=1), publicity=0.3, approval=0.9),
    "phased in, scheduled, once": town(
        ConsortiumEntity(level=0.8, fee=2.0, phase_in=3),
        Monitoring(level=0.5, schedule=((2, 0.5), (4, 0.0))),
        TrainingBase(construction=900.0, operation=50.0, start=3),
    ),
    "budget": town(Subsidy(per_trainee=20.0), budget=900.0),
    "warm-up of its own": town(warm_up=8, leader_influence=0.5),
    "regions": town(Subsidy(per_trainee=12.0, regions=(2,), feedback=STEERED), regions=2, budget=3000.0).with_(
        regions=[{"monitoring": 0.9, "enterprises": 40, "schools": 3}, {"budget": 700.0}]
    ),
}


def at(scenario: Scenario, tick: int, seed: int = 3) -> ConsortiumModel:
    """The model at a tick."""
    model = ConsortiumModel(scenario, rng=seed)
    for _ in range(tick):
        model.step()
    return model


def assert_same(one: ConsortiumModel, other: ConsortiumModel) -> None:
    """Two models are the same to the bit, in all that users see."""
    assert (one.tick, one.steps, one.seed) == (other.tick, other.steps, other.seed)
    assert getattr(one, "time", None) == getattr(other, "time", None)  # later versions of Mesa have one
    assert one.population.differences(other.population) == []
    assert one.now.tobytes() == other.now.tobytes()
    assert one.timeseries().equals(other.timeseries())
    assert one.breakdown("size_class").equals(other.breakdown("size_class"))
    assert one.metrics == pytest.approx(other.metrics, abs=0, rel=0, nan_ok=True)


def assert_go_on_alike(one: ConsortiumModel, other: ConsortiumModel, steps: int = 5) -> None:
    for _ in range(steps):
        assert_same(one, other)
        one.step()
        other.step()
    assert_same(one, other)


# --- keeping and taking up --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("tick", [0, 3, 6])
def test_a_restored_model_goes_on_as_one_that_was_never_saved(world: str, tick: int) -> None:
    model = at(WORLDS[world], tick)
    restored = restore_state(WORLDS[world], save_state(model), seed=3)
    assert_go_on_alike(restored, model, steps=7)


@pytest.mark.parametrize("world", WORLDS)
def test_a_continued_model_goes_on_as_the_original_and_leaves_it_alone(world: str) -> None:
    model = at(WORLDS[world], 5)
    before = model.population.copy()
    twin = continued(model)
    for _ in range(4):
        twin.step()
    assert model.population.differences(before) == []
    assert list(model.timeseries()["tick"].unique()) == list(range(6))
    assert_go_on_alike(model, continued(model), steps=4)
    assert_same(model.__class__(WORLDS[world], rng=3, snapshot=twin.snapshot()), at(WORLDS[world], 9))


def test_a_feedback_rule_goes_on_at_the_level_it_had_reached() -> None:
    scenario = WORLDS["feedback"]
    model = at(scenario, 9)
    assert model.snapshot().levels.min() > 1.0  # the test would be empty if no level had moved
    assert (restore_state(scenario, save_state(model)).snapshot().levels == model.snapshot().levels).all()


def test_restoring_neither_founds_a_world_nor_warms_one_up(monkeypatch: pytest.MonkeyPatch) -> None:
    model = at(town(), 3)
    content = save_state(model)

    def never(*_: object) -> None:
        pytest.fail("a world is founded or moved")

    monkeypatch.setattr(models, "found_population", never)
    monkeypatch.setattr(ConsortiumModel, "calendar_advances", never)
    assert_same(restore_state(town(), content), model)
    assert_same(continued(model), model)


def test_the_same_state_is_the_same_bytes() -> None:
    model = at(WORLDS["regions"], 4)
    content = save_state(model)
    assert save_state(model) == content
    assert save_state(restore_state(WORLDS["regions"], content)) == content
    assert save_state(continued(model)) == content
    assert save_state(at(WORLDS["regions"], 4)) == content


def test_researchers_read_a_state_with_numpy_alone() -> None:
    model = at(town(), 4)
    kept = np.load(io.BytesIO(save_state(model)), allow_pickle=False)
    assert (kept["enterprises"]["depth"] == model.population.enterprises["depth"]).all()
    assert kept["tally"].shape == (5, 1)
    header = json.loads(kept["header"].tobytes())
    assert (header["seed"], header["tick"]) == (3, 4)


def test_own_reporters_begin_anew_and_are_empty_for_the_ticks_before() -> None:
    def deep(model: Any) -> int:
        return int((model.population.enterprises["depth"] == 3).sum())

    content = save_state(at(town(), 4))
    model = restore_state(town(), content, model_reporters={"deep": deep}, agent_reporters={"row": "row"})
    model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame["tick"]) == [0, 1, 2, 3, 4, 5]
    assert list(frame["deep"].isna()) == [True, True, True, True, False, False]
    assert frame["deep"].iloc[-1] == deep(model)
    assert set(model.datacollector.get_agent_vars_dataframe().index.get_level_values("Step")) == {4, 5}


class Cautious(Enterprise):
    """Never trains in depth."""

    def choose_depth(self) -> int:
        return min(self.depth, 2)


class Brooding(Enterprise):
    """Remembers how often it was asked."""

    def choose_depth(self) -> None:
        self.asked = getattr(self, "asked", 0) + 1


def test_rules_of_ones_own_go_on_where_their_class_is_given() -> None:
    model = ConsortiumModel(town(), rng=3, enterprise_class=Cautious)
    for _ in range(3):
        model.step()
    restored = restore_state(town(), save_state(model), enterprise_class=Cautious)
    assert_go_on_alike(restored, continued(model), steps=3)
    with pytest.raises(StateError, match=r"saved with agents of .*Cautious, not of .*Enterprise"):
        restore_state(town(), save_state(model))


@pytest.mark.parametrize("keep", [save_state, continued])
def test_what_the_tables_do_not_hold_is_not_lost_without_a_word(keep: Callable[[ConsortiumModel], object]) -> None:
    class Other(ConsortiumModel):
        """With who knows what."""

    with pytest.raises(StateError, match="a Other cannot be kept"):
        keep(Other(town(), rng=1))
    model = ConsortiumModel(town(), rng=1, enterprise_class=Brooding)
    with pytest.raises(StateError, match="a Brooding remembers asked outside the tables"):
        keep(model)


# --- another scenario -------------------------------------------------------------------------------------------------


def reform(*policies: Policy, of: Scenario = WORLDS["no policy"], **parameters: Any) -> Scenario:
    return of.with_(parameters, policies=(*of.policies, *policies))


@pytest.mark.parametrize(
    ("base", "other"),
    [
        (town(), reform(Subsidy(per_trainee=15.0, start=4))),
        (town(), town(Monitoring(level=0.5, start=6, announced=2), years=12)),
        (WORLDS["feedback"], reform(ConsortiumEntity(level=0.7, start=4), of=WORLDS["feedback"])),
        (WORLDS["regions"], reform(TrainingBase(construction=500.0, start=5, regions=(1,)), of=WORLDS["regions"])),
        (town(Subsidy(per_trainee=9.0)), town(Subsidy(per_trainee=9.0, end=3))),
        (town(Subsidy(per_trainee=9.0, end=3)), town(Subsidy(per_trainee=9.0, schedule=((4, 2.0),)))),
        (
            town(Publicity(rate=0.1), Subsidy(per_trainee=9.0, feedback=STEERED)),
            town(Publicity(rate=0.1), Monitoring(level=0.4, start=4), Subsidy(per_trainee=9.0, feedback=STEERED)),
        ),
    ],
)
@pytest.mark.parametrize("tick", [0, 3, 6])
def test_under_another_scenario_of_the_same_past_it_is_as_if_that_had_been_run(
    base: Scenario, other: Scenario, tick: int
) -> None:
    model = at(base, tick)
    whole = at(other, tick)
    assert_go_on_alike(restore_state(other, save_state(model)), whole, steps=5)
    assert_same(continued(model, other), at(other, tick))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (town(monitoring=0.9), r"parameters.monitoring = 0.9, but 0.2 in the state; required"),
        (town(budget=500.0), r'parameters.budget = 500.0, but "none" in the state'),
        (town(intake=21), r"parameters.intake = 21, but 20"),
        (town(regions=2).with_(regions=[{"poach": 0.5}, {}]), r"parameters.regions = 2, but 1"),
        (town().with_(regions=[{"poach": 0.5}]), r"\[\[region\]\] says other things"),
        (town(Subsidy(per_trainee=9.0, start=3)), r"of year 3, and from year 3 on other policies acted"),
        (town(Subsidy(per_trainee=9.0, start=4, announced=1)), r"from year 3 on other policies acted, or were known"),
        (town(Subsidy(per_trainee=9.0)), r"of year 3, and from year 1 on"),
    ],
)
def test_under_a_scenario_with_another_past_it_is_refused(other: Scenario, message: str) -> None:
    model = at(town(), 5)
    with pytest.raises(StateError, match=message):
        restore_state(other, save_state(model))
    with pytest.raises(StateError, match=message):
        continued(model, other)


def test_another_seed_is_refused() -> None:
    with pytest.raises(StateError, match="is of seed 3, not of 4"):
        restore_state(town(), save_state(at(town(), 1)), seed=4)


@pytest.mark.parametrize(
    ("base", "other", "years"),
    [
        (town(), town(), 8),
        (town(), town(years=5), 5),
        (town(), town(Subsidy(per_trainee=9.0)), 0),
        (town(), town(Subsidy(per_trainee=9.0, start=6)), 5),
        (town(), town(Subsidy(per_trainee=9.0, start=6, announced=1)), 4),
        (town(Subsidy(per_trainee=9.0)), town(Subsidy(per_trainee=9.0, end=5)), 5),
        (town(Subsidy(per_trainee=9.0, end=7)), town(Subsidy(per_trainee=9.0, end=5, announced=1)), 4),
        (town(Subsidy(per_trainee=9.0)), town(Subsidy(per_trainee=9.0, phase_in=4)), 0),
        (town(Subsidy(per_trainee=9.0)), town(Subsidy(per_trainee=9.0, schedule=((5, 0.5),))), 4),
        (town(Subsidy(per_trainee=9.0)), town(Subsidy(per_trainee=9.0, feedback=STEERED)), 0),
        (town(Publicity(rate=0.1, feedback=STEERED)), town(Publicity(rate=0.1, end=4, feedback=STEERED)), 4),
        (town(Publicity(rate=0.1, regions=(1,)), regions=2), town(Publicity(rate=0.1, regions=(2,)), regions=2), 0),
        (
            town(TrainingBase(construction=9.0, start=2), TrainingBase(operation=5.0, start=4)),
            town(TrainingBase(construction=9.0, start=2)),
            3,
        ),
        (town(), town(monitoring=0.3), None),
        (town(), town(warm_up=22), None),
        (town(regions=2), town(regions=2).with_(regions=[{}, {"poach": 0.5}]), None),
        (town(field_glamour=[0.0] * 5), town(field_glamour=[-0.0] * 5), None),  # equal, and not the same bits
    ],
)
def test_two_scenarios_share_the_years_before_their_policies_differ(
    base: Scenario, other: Scenario, years: int | None
) -> None:
    assert shared_years(base, other) == shared_years(other, base) == years


@settings(max_examples=80)
@given(pair=pairs(), seed=st.integers(0, 2**63 - 1))
@example(pair=(town(), town(Subsidy(per_trainee=9.0, start=3, announced=2), Monitoring(level=0.1, end=2))), seed=0)
def test_years_that_are_said_to_be_shared_are_the_same_to_the_bit(pair: tuple[Scenario, Scenario], seed: int) -> None:
    years = shared_years(*pair)
    assert years is not None  # parameters are the same
    base, other = (list(_prints(scenario, seed, years)) for scenario in pair)
    assert base == other


def _prints(scenario: Scenario, seed: int, years: int) -> Any:
    """The bits of every tick, and of all that was recorded by then."""
    for model in ticks(scenario, seed, years):
        for _, table in model.population.tables():
            yield from (table[column].tobytes() for column in table.dtype.names or [...])
        yield [part.tobytes() for part in model.recorder.kept()]


@settings(max_examples=25)
@given(pair=pairs(), seed=st.integers(0, 2**63 - 1), odd=st.integers(0, 1))
def test_a_fork_at_the_end_of_what_is_shared_is_the_whole_run(
    pair: tuple[Scenario, Scenario], seed: int, odd: int
) -> None:
    years = shared_years(*pair)
    assert years is not None
    base, other = pair
    forked = continued(at(base, max(0, 2 * years - odd), seed), other)
    while forked.tick < 2 * HAMLET["years"]:
        forked.step()
    assert_same(forked, run(other, seed))


# --- what must not be taken up ----------------------------------------------------------------------------------------


@cache
def saved() -> bytes:
    """A state."""
    return save_state(at(WORLDS["feedback"], 3))


def repacked(**parts: bytes | None) -> bytes:
    """The state with some of its parts replaced, or dropped."""
    old, buffer = zipfile.ZipFile(io.BytesIO(saved())), io.BytesIO()
    kept = {name.removesuffix(".npy"): old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**kept, **parts}.items():
            if content is not None:
                new.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def as_part(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def kept(name: str) -> np.ndarray:
    return np.load(io.BytesIO(saved()), allow_pickle=False)[name]


def with_header(**changes: object) -> bytes:
    """The state with another header."""
    header = {**json.loads(kept("header").tobytes()), **changes}
    return repacked(header=as_part(np.frombuffer(json.dumps(header).encode(), np.uint8)))


def refused(bad: bytes, message: str = "damaged|does not fit") -> str:
    with pytest.raises(StateError, match=message) as error:
        restore_state(WORLDS["feedback"], bad)
    message = str(error.value)
    assert message.isprintable()
    assert len(message) < 400
    return message


def test_what_the_tests_below_start_from_is_not_refused() -> None:
    assert_same(restore_state(WORLDS["feedback"], repacked()), at(WORLDS["feedback"], 3))
    assert_same(restore_state(WORLDS["feedback"], with_header()), at(WORLDS["feedback"], 3))


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x04.", b"x" * 1000, bytes(100_000)])
def test_what_is_no_state_is_refused(content: bytes) -> None:
    refused(content, "damaged or was not made by save_state")


def test_a_truncated_state_is_refused_wherever_it_ends() -> None:
    for length in (*range(0, 200, 7), *range(200, len(saved()), 997), len(saved()) - 1):
        refused(saved()[:length], "damaged")


def test_a_state_with_a_wrong_byte_is_refused_or_the_same() -> None:
    """Some bytes of an archive mean nothing (the time of a file); none changes the world unseen."""
    whole, chance, caught = at(WORLDS["feedback"], 3), random.Random(4), 0
    for _ in range(150):
        content = bytearray(saved())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        try:
            restored = restore_state(WORLDS["feedback"], bytes(content))
        except StateError:
            caught += 1
        else:
            assert_same(restored, whole)
    assert caught > 120


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "has format 2; known: 1"),
        ({"format": None}, "has format None"),
        ({"model": "0123456789abcdef"}, "another version of the model .0123456789abcdef, here"),
        ({"model": "\x1b[31m" * 1000}, "another version of the model"),
        ({"seed": -1}, "its header makes no sense"),
        ({"seed": True}, "its header makes no sense"),
        ({"tick": 4.0}, "its header makes no sense"),
        ({"tick": 10**9}, "its header makes no sense"),
        ({"tick": 7}, "its header makes no sense"),  # of a year whose past is not given
        ({"tick": 4}, "another type or shape"),
        ({"standing": []}, "its header makes no sense"),
        ({"standing": {}}, "nothing in the state"),
        ({"standing": {"\x07": "1"}}, "another past"),
        ({"years": None}, "its header makes no sense"),
        ({"classes": ["a"]}, "its header makes no sense"),
        ({"classes": ["a", "b"]}, "agents of a, not of"),
        ({"rules": ["x"] * 100_000}, "its header makes no sense"),
        ({"rules": ["x"]}, "another type or shape"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(changes: dict[str, object], message: str) -> None:
    refused(with_header(**changes), message)


def test_headers_that_are_no_table_are_refused() -> None:
    for text in (b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"format": NaN}'):
        refused(repacked(header=as_part(np.frombuffer(text, np.uint8))), "header|format")
    refused(repacked(header=as_part(np.zeros(5))), "header")
    refused(repacked(header=None), "header")


def test_parts_that_are_missing_or_too_many_are_refused() -> None:
    refused(repacked(students=None), "missing")
    refused(repacked(more=as_part(np.zeros(3))), "there are others")
    twice = io.BytesIO(saved())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("students.npy", as_part(np.zeros(3)))
    refused(twice.getvalue(), "no .npz file")


def test_arrays_of_another_type_or_shape_are_refused() -> None:
    students = kept("students")
    for wrong in (
        np.zeros(len(students)),
        students[:-1],
        students.reshape(2, -1),
        students[["ability", "host"]],
        np.asfortranarray(kept("neighbours")).T,
    ):
        refused(repacked(students=as_part(wrong)), "students")
    refused(repacked(neighbours=as_part(np.asfortranarray(kept("neighbours")))), "neighbours")
    refused(repacked(levels=as_part(kept("levels").astype(">f8"))), "levels")
    refused(repacked(students=as_part(students)[:-1]), "students")
    refused(repacked(students=as_part(students) + b"0"), "students")
    refused(repacked(students=b"\x93NUMPY\x09\x00"), "students")


class Harmful:
    """Does something when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("it was unpickled",)


def test_objects_are_refused_and_never_unpickled() -> None:
    objects = np.array([Harmful()] * len(kept("students")), dtype=object)
    for name in ("students", "header", "levels"):
        refused(repacked(**{name: as_part(objects)}), "header" if name == "header" else name)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_without_unpacking_it() -> None:
    bombs = [
        repacked(students=bytes(100_000_000)),
        repacked(header=bytes(100_000_000)),
        repacked(levels=as_part(np.zeros(10_000_000))),
        # a preamble that promises what is not there
        repacked(levels=as_part(kept("levels")).replace(b"(2, 1)", b"(2e9,1)").replace(b"(2e9,1)", b"(99**9,)")),
    ]
    lying = bytearray(bombs[0])
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):  # the table of contents says that the part is small
        at_name = lying.index(b"students.npy", lying.index(mark))
        begins = lying.rindex(mark, 0, at_name)
        size = begins + (24 if mark == b"PK\x01\x02" else 22)
        lying[size : size + 4] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    for content in (*bombs, bytes(lying)):
        refused(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def _misleading() -> list[tuple[str, str, int, float]]:
    """Every column that leads to a row of a table, with a number that leads out of it."""
    population = empty_population(state._profiles(WORLDS["feedback"]))
    fixed = {table: columns for table, columns in bounds.FIXED.items() if table != "students"}
    numbered = [(table, column, 0, 7) for table, columns in fixed.items() for column in columns]
    message = {name: (low, high) for name, _, low, high in bounds.bounded(population)}
    bounded = [
        (*name.split("."), 0, wrong)
        for name, (low, high) in message.items()
        if "." in name
        for wrong in (low - 1, high + 1)
        if abs(wrong) < 1e9  # what is not limited above cannot be too large
        if name not in ("regions.workers", "students.school")
    ]
    special = [
        ("regions", "workers", 0, 0.0),
        ("regions", "workers", 0, float("nan")),
        ("markets", "demand", 0, float("nan")),
        ("enterprises", "size", 5, float("inf")),
        ("students", "school", 0, 3),  # a school that there is, and not the one that has the seat
        ("students", "school", 0, 6),
        ("students", "school", 0, -1),
        ("enterprises", "mentor", 0, float("nan")),
        ("students", "practice", 0, float("nan")),
    ]
    return [*numbered, *bounded, *special]  # type: ignore[list-item]


@pytest.mark.parametrize(("table", "column", "row", "wrong"), _misleading())
def test_numbers_that_would_lead_the_rules_out_of_a_table_are_refused(
    table: str, column: str, row: int, wrong: float
) -> None:
    array = kept(table)
    array.reshape(-1)[column][row] = wrong
    refused(repacked(**{table: as_part(array)}), f"does not fit: {table}.{column}")


def test_neighbours_must_be_enterprises() -> None:
    for wrong in (-1, 60):
        array = kept("neighbours")
        array[3, 2] = wrong
        refused(repacked(neighbours=as_part(array)), "does not fit: neighbours")


@pytest.mark.parametrize("world", WORLDS)
def test_no_world_of_the_model_is_taken_for_a_misleading_one(world: str) -> None:
    for model in ticks(WORLDS[world], 5):
        numbered = empty_population(state._profiles(WORLDS[world]))
        bounds.check_rows(model.population, numbered)
