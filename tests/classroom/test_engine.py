"""The engine gives what a comparison gives, computes a world once, and drops what nobody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import numpy as np
import pandas as pd
import pytest

from consortium import compare
from consortium.classroom.comparison import WorldsComparison, compared
from consortium.classroom.engine import Engine
from consortium.classroom.worlds import simulated_world
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.report.answers import answer
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.scenario import Scenario
from tests.asynchronous import awaited
from tests.worlds import town

SEEDS = range(1, 7)


def subsidy(amount: float, start: int = 3) -> Scenario:
    reform = town(Subsidy(per_trainee=amount, start=start), years=6)
    return reform.with_(name=f"subsidy_{amount:g}_{start}")


BASE = town(years=6)


def with_engine(work: Any) -> Any:
    async def whole() -> Any:
        async with Engine(workers=1) as engine:
            return await work(engine)

    return awaited(whole())


@pytest.fixture(scope="module")
def both() -> tuple[WorldsComparison, Comparison]:
    """The page's comparison and the one of the command, of the same arms."""
    arms = (BASE, subsidy(8.0), town(of="consortium_entity", years=6))

    async def work(engine: Engine) -> WorldsComparison:
        return compared(arms, SEEDS, [await engine.worlds(arm, SEEDS) for arm in arms])

    return with_engine(work), compare(*arms, seeds=len(SEEDS))


def test_years_of_a_world_are_those_of_the_command_to_the_bit(both: tuple[WorldsComparison, Comparison]):
    page, command = both
    pd.testing.assert_frame_equal(
        page.year_values.sort_values(["scenario", "seed", "year"]).reset_index(drop=True),
        command.year_values.sort_values(["scenario", "seed", "year"]).reset_index(drop=True),
        check_dtype=False,
        check_exact=True,
    )


def test_effects_intervals_and_verdicts_are_those_of_the_command(both: tuple[WorldsComparison, Comparison]):
    page, command = both
    keys = ["reform", "metric"]
    here, there = page.summary.set_index(keys), command.summary.set_index(keys)
    assert list(page.summary.columns) == list(command.summary.columns)
    for column in ("baseline", "reformed", "effect", "sd", "low", "high", "p_positive", "p_positive_low", "n_seeds"):
        np.testing.assert_allclose(
            here[column].astype(float), there.loc[here.index, column].astype(float), rtol=1e-12, atol=1e-12
        )
    assert here["verdict"].equals(there.loc[here.index, "verdict"])
    for reform in page.reforms:
        effects = command.effects.loc[command.effects["reform"] == reform.name]
        for place, metric in enumerate(page.summary["metric"].unique()):
            rows = effects.loc[effects["metric"] == metric].sort_values("year")
            np.testing.assert_allclose(page.yearly[reform.name].low[:, place], rows["low"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_answer_is_the_sentence_of_the_report(both: tuple[WorldsComparison, Comparison], lang: Any):
    page, command = both
    for here, there in zip(page.reforms, command.reforms, strict=True):
        assert answer(page, here, lang) == answer(command, there, lang)


def test_who_joined_and_at_what_cost_is_that_of_the_command(both: tuple[WorldsComparison, Comparison]):
    page, command = both
    pd.testing.assert_frame_equal(page.outcomes, command.outcomes, check_dtype=False, rtol=1e-12)


def test_a_world_that_goes_on_from_a_kept_beginning_is_that_world_to_the_bit():
    fresh = [compare(BASE, subsidy(amount, start), seeds=[3]) for amount, start in ((2.0, 3), (5.0, 3), (5.0, 5))]
    for comparison in fresh:
        reform = comparison.reforms[0]
        world = simulated_world(None, reform, 3)
        values = comparison.year_values
        expected = values.loc[values["scenario"] == reform.name].iloc[:, 4:].to_numpy()
        np.testing.assert_array_equal(world.years, expected)


def test_a_world_is_computed_once_however_many_ask():
    async def work(engine: Engine) -> int:
        await asyncio.gather(*(engine.worlds(BASE, SEEDS) for _ in range(5)))
        await engine.worlds(BASE, SEEDS)
        return engine.simulated

    assert with_engine(work) == len(SEEDS)


def test_what_nobody_waits_for_any_more_is_not_computed():
    async def work(engine: Engine) -> tuple[int, int]:
        asking = asyncio.create_task(engine.worlds(BASE, range(100, 300)))
        await engine.worlds(BASE, [100])
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await engine.worlds(subsidy(3.0), [1])  # of another scenario, asked for later
        return engine.simulated, engine.waiting

    simulated, waiting = with_engine(work)
    assert simulated < 20
    assert waiting == 0


def test_whoever_leaves_at_any_moment_leaves_nothing_in_the_queue():
    async def work(engine: Engine) -> None:
        for moment in range(12):
            busy = asyncio.create_task(engine.worlds(BASE, [1000 + moment]))
            asking = asyncio.create_task(engine.worlds(BASE, range(100, 120)))
            for _ in range(moment):
                await asyncio.sleep(0)
            asking.cancel()
            await asyncio.gather(asking, busy, return_exceptions=True)
            while engine.waiting:
                await asyncio.sleep(0.001)

    async def in_time(engine: Engine) -> None:
        await asyncio.wait_for(work(engine), 60)

    with_engine(in_time)


def test_first_worlds_come_before_further_ones_of_others():
    async def work(engine: Engine) -> bool:
        asking: Coroutine[Any, Any, Any] = engine.worlds(BASE, range(100, 180))
        further = asyncio.create_task(asking)
        await asyncio.sleep(0)
        await engine.worlds(subsidy(2.0), SEEDS)
        early = not further.done()
        await further
        return early

    assert with_engine(work)


def test_a_function_that_fails_says_why_and_the_engine_goes_on():
    from consortium.classroom.engine import Stopped

    async def work(engine: Engine) -> tuple[str, int]:
        with pytest.raises(Stopped) as stopped:
            await engine.results(_fails, [(BASE, 1)])
        return str(stopped.value), len(await engine.worlds(BASE, [1]))

    said, number = with_engine(work)
    assert "no such world" in said
    assert number == 1


def _fails(shared: object, scenario: Scenario, seed: int) -> None:
    raise ValueError("no such world")
