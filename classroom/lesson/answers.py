"""What a reform does, as the lesson and the class game tell it: curves with bands, the effect, the cost, who joined.

    answers = Answers(load_scenario("baseline"))
    answers.lesson(Setting.parsed("20000"), worlds=5)
    answers.game(Setting.parsed("20000"), worlds=5)

Every number and sentence comes from the functions of `experiments` that write the report: the same worlds, the same
intervals, the same verdict. Answers are kept, since a class asks for the same ones again and again, and each is found
by one thread while others wait for it.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from typing import Any, Generic, Literal, TypeVar

import numpy as np
import pandas as pd

from ...experiments.comparison.comparison import Comparison
from ...experiments.comparison.outcomes import OUTCOMES
from ...experiments.figures.base import tidy, words
from ...experiments.figures.run import findings
from ...experiments.runs.annual import last_years, scale_of, year_values, years_of
from ...experiments.runs.batch import Batch, Replicate, replicates
from ...experiments.statistics.inference import Interval, bootstrap_ratio, differences, mean_interval
from ...experiments.statistics.verdict import Verdict, judged, verdict_said
from ...simulation.scenario import Scenario
from .levers import Setting

__all__ = ["CURVES", "LANGS", "Answers", "Kept", "Runs", "json_number", "run_of"]

LANGS: tuple[Literal["en", "zh"], ...] = ("en", "zh")

CURVES = ("school_participation", "participation", "deep_participation")
"""Outputs whose curves are drawn."""

JOINED = (
    "deep_because", "deep_anyway", "deep_driven_out", "deep_stayed_out", "deadweight", "additional_trainees",
    "cost_per_additional_trainee",
)  # fmt: skip
"""Outcomes that tell who joined because of a reform, and what that cost."""

MOST_ANSWERS = 1000
"""Answers that are kept, some 10 kB each."""

T = TypeVar("T")

Runs = Callable[[Scenario, Sequence[int]], list[Replicate]]
"""Simulates a scenario for some seeds and gives its replicates in their order, with what is kept of agents."""


def runs_here(scenario: Scenario, seeds: Sequence[int]) -> list[Replicate]:
    """Simulate in this process; an error of the model is raised."""
    return [run_of(None, scenario, seed) for seed in seeds]


def run_of(shared: object, scenario: Scenario, seed: int) -> Replicate:
    """One replicate, as a worker process makes it."""
    (made,) = replicates((scenario,), (seed,))
    if made.error:
        raise RuntimeError(made.error)
    return made


class Kept(Generic[T]):
    """Values by key, the latest `most` of them; whoever asks for one that is being found waits for it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Future[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, find: Callable[[], T]) -> T:
        """The value of a key, found by `find` the first time. An error is raised, and not kept.

        Where the one who was finding it has been cancelled, one of those who wait finds it.
        """
        while True:
            with self._lock:
                future = self._found.get(key)
                mine = future is None
                if future is None:
                    future = self._found[key] = Future()
                    while len(self._found) > self._most:
                        self._found.popitem(last=False)
                else:
                    self._found.move_to_end(key)
            if mine:
                try:
                    future.set_result(find())
                except BaseException as error:
                    with self._lock:
                        self._found.pop(key, None)
                    future.set_exception(error)
            try:
                return future.result()
            except CancelledError:
                if mine:
                    raise

    def __len__(self) -> int:
        return len(self._found)


class Answers:
    """Answers about settings of the levers in one city, kept as long as there is room.

    At most `at_once` are being found at the same time; the others wait.
    """

    def __init__(self, base: Scenario, runs: Runs | None = None, at_once: int = 4) -> None:
        self.base = base
        self._runs = runs or runs_here
        self._answers: Kept[dict[str, Any]] = Kept(MOST_ANSWERS)
        self._base_runs: Kept[list[Replicate]] = Kept(8)
        self._turn = threading.Semaphore(at_once)

    def lesson(self, setting: Setting, worlds: int) -> dict[str, Any]:
        """Curves, effect, cost and who joined because of it, over the seeds 1 … `worlds`."""
        return self._kept(("lesson", setting, worlds), lambda: self._lesson([setting.reform(self.base)], worlds))

    def arms(self, reforms: Sequence[Scenario], worlds: int) -> dict[str, Any]:
        """The same of several scenarios."""
        key = ("arms", tuple(reforms), worlds)
        return self._kept(key, lambda: self._lesson(reforms, worlds))

    def game(self, setting: Setting, worlds: int) -> dict[str, Any]:
        """What counts in the class game, over the seeds 1 … `worlds`.

        `effect` is on deep participation, mean of the last five years; `cost` in ¥ a year of the real city, the mean
        over all years as `consortium compare --budget` has it; `per_money` the ratio of the two, share per ¥.
        """
        return self._kept(("game", setting, worlds), lambda: self._game(setting, worlds))

    def _kept(self, key: Hashable, find: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        def in_turn() -> dict[str, Any]:
            with self._turn:
                return find()

        return self._answers.get(key, in_turn)

    def _base(self, worlds: int) -> list[Replicate]:
        return self._base_runs.get(worlds, lambda: self._runs(self.base, range(1, worlds + 1)))

    # --- the game -----------------------------------------------------------------------------------------------------

    def _game(self, setting: Setting, worlds: int) -> dict[str, Any]:
        reform = setting.reform(self.base)
        made = self._runs(reform, range(1, worlds + 1)) if setting.pulled else self._base(worlds)
        years = [
            [_whole(year_values(_series(run))) for run in runs] for runs in (self._base(worlds), made)
        ]  # by arm, then world
        last = last_years(years_of(self.base))
        deep, spent = (
            differences(*(np.array([summed(world) for world in arm]) for arm in years))
            for summed in (
                lambda world: _mean(world, "deep_participation", *last),
                lambda world: _mean(world, "public_spending", 1, years_of(self.base)),
            )
        )
        cost = spent * 1000.0 * scale_of(self.base)
        verdict, effect = judged(deep)
        return {
            "setting": setting.code,
            "title": dict(reform.title),
            "worlds": worlds,
            "effect": _interval(effect) | _verdict(verdict, worlds) | {"by_world": _numbers(deep)},
            "cost": _interval(mean_interval(cost)) | {"by_world": _numbers(cost)},
            "per_money": _interval(bootstrap_ratio(deep, cost)),
        }

    # --- the lesson ---------------------------------------------------------------------------------------------------

    def _lesson(self, reforms: Sequence[Scenario], worlds: int) -> dict[str, Any]:
        seeds = tuple(range(1, worlds + 1))
        runs = self._base(worlds)
        for reform in reforms:
            runs = [*runs, *(_named(run, reform.name) for run in self._runs(reform, seeds))]
        comparison = Comparison(Batch((self.base, *reforms), seeds, tuple(runs)))
        arms = [self.base, *reforms]
        return {
            "worlds": worlds,
            "years": list(range(1, years_of(self.base) + 1)),
            "end": list(last_years(years_of(self.base))),
            "arms": [_curves(comparison, arm) for arm in arms],
            "reforms": [self._reform(comparison, reform) for reform in reforms],
        }

    def _reform(self, comparison: Comparison, reform: Scenario) -> dict[str, Any]:
        deep = comparison.paired_values("deep_participation")
        paired = differences(deep[self.base.name].to_numpy(), deep[reform.name].to_numpy())
        verdict, effect = judged(paired)
        rows = comparison.effects
        rows = rows.loc[(rows["reform"] == reform.name) & (rows["metric"] == "deep_participation")]
        rows = rows.loc[rows["region"] == "all"]
        cost = comparison.additional_costs[reform.name].to_numpy() * 1000.0 * scale_of(self.base)
        return {
            "name": reform.name,
            "title": dict(reform.title),
            "sentence": {lang: self._sentence(comparison, reform, lang) for lang in LANGS},
            "effect": _interval(effect) | _verdict(verdict, len(paired)) | {"by_world": _numbers(paired)},
            "by_year": {name: _numbers(rows[column].to_numpy(float)) for name, column in _BY_YEAR.items()}
            | {"verdict": rows["verdict"].tolist()},
            "cost": _interval(mean_interval(cost)) | {"by_world": _numbers(cost)},
            "outcomes": _outcomes(comparison, reform),
        }

    def _sentence(self, comparison: Comparison, reform: Scenario, lang: Literal["en", "zh"]) -> list[str]:
        """What happened to deep participation, and to public money: titles of the figures of `compare`."""
        series = comparison.series
        base, other = (series.loc[series["scenario"] == arm.name] for arm in (self.base, reform))
        return [
            findings.change(base, other, "deep_participation", lang),
            findings.money_change(base, other, self.base, lang),
        ]


_BY_YEAR = {"value": "effect", "low": "low", "high": "high"}


def _named(replicate: Replicate, name: str) -> Replicate:
    """A replicate under the name of its arm: a setting without any lever has the runs of the baseline, and its name."""
    if replicate.scenario == name or replicate.series is None:
        return replicate
    return replace(replicate, scenario=name, series=replicate.series.assign(scenario=name))


def _series(replicate: Replicate) -> pd.DataFrame:
    assert replicate.series is not None
    return replicate.series


def _whole(values: pd.DataFrame) -> pd.DataFrame:
    return values.loc[values["region"] == "all"]


def _mean(values: pd.DataFrame, metric: str, first: int, last: int) -> float:
    return float(values.loc[values["year"].between(first, last), metric].mean())


def _curves(comparison: Comparison, arm: Scenario) -> dict[str, Any]:
    """Mean of every year and the band of 10–90 % of worlds, as in the figures."""
    values = _whole(comparison.year_values)
    values = values.loc[values["scenario"] == arm.name]
    curves = {}
    for metric in CURVES:
        by_year = values.groupby("year")[metric]
        curves[metric] = {
            "mean": _numbers(by_year.mean().to_numpy(float)),
            "low": _numbers(by_year.quantile(tidy.LOW).to_numpy(float)),
            "high": _numbers(by_year.quantile(tidy.HIGH).to_numpy(float)),
        }
    series = comparison.series
    found = series.loc[series["scenario"] == arm.name]
    return {
        "name": arm.name,
        "title": dict(arm.title),
        "curves": curves,
        "finding": {lang: findings.hot_and_cold(found, lang) for lang in LANGS},
        "note": {lang: words.say("band", lang, n=len(comparison.batch.seeds)) for lang in LANGS},
    }


def _outcomes(comparison: Comparison, reform: Scenario) -> dict[str, Any]:
    """Who joined because of it: outcomes of the whole, by name; those that have no value say why."""
    rows = comparison.outcomes
    rows = rows.loc[(rows["reform"] == reform.name) & (rows["group"] == "all")].set_index("outcome")
    return {
        name: {
            "en": OUTCOMES[name].en,
            "zh": OUTCOMES[name].zh,
            "unit": OUTCOMES[name].unit,
            "note": str(rows.at[name, "note"]),
            **{key: json_number(float(rows.at[name, key])) for key in ("value", "low", "high")},  # type: ignore[arg-type]
        }
        for name in JOINED
    }


def _interval(found: Interval) -> dict[str, float | None]:
    return {"value": json_number(found.value), "low": json_number(found.low), "high": json_number(found.high)}


def _verdict(verdict: Verdict, worlds: int) -> dict[str, Any]:
    return {"verdict": str(verdict), "said": {lang: verdict_said(verdict, worlds, lang) for lang in LANGS}}


def _numbers(values: np.ndarray) -> list[float | None]:
    return [json_number(float(value)) for value in values]


def json_number(value: float) -> float | None:
    """A number as JSON has it, with six digits: nothing where it is not defined."""
    return float(f"{value:.6g}") if math.isfinite(value) else None
