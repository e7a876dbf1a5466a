"""Generations of bundles by NSGA-II (Deb et al. 2002), as Optuna does it: the same bundles for the same values.

The first generation holds every instrument alone, at half of its strength, and chance bundles; each later one is bred
from the best before. A bundle over the budget is worse than any within it, and the worse the more it costs.

A search that goes on begins anew with its first generation, whose values are known by then: that Optuna keeps no state
of its generators, so that a study taken up with its seed draws the same points again, does no harm here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .bundles import STEPS, Bundle, Genes, Space, institution_gene
from .policy_search import PolicySearch

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.study import Study

__all__ = ["NotInstalled", "check_installed", "generations"]

INSTALL = "pip install 'industry-education-consortium[search]'"

HALF = 0.5
"""Share of its range at which an instrument is tried alone."""

FAILED = 1e12
"""How far a bundle that could not be simulated is beyond the budget."""


class NotInstalled(RuntimeError):
    """Optuna is missing: one message."""


def check_installed() -> None:
    """Raises NotInstalled, and says how to install what is missing."""
    try:
        import optuna
    except ImportError:
        raise NotInstalled(f"search needs Optuna, which is not installed; install it: {INSTALL}") from None
    if not hasattr(optuna.Trial, "set_constraint"):
        raise NotInstalled(f"search needs Optuna 5, but {optuna.__version__} is installed; install it: {INSTALL}")


@dataclass(frozen=True)
class Generation:
    """The bundles of a generation, from 1 on; one may stand in it twice."""

    number: int
    bundles: tuple[Bundle, ...]


Values = Callable[[Sequence[Bundle]], Sequence[np.ndarray | None]]
"""Gives of each bundle its mean cost and effects (what follows is not looked at), None if it could not be simulated."""


def generations(search: PolicySearch, values_of: Values) -> Iterator[Generation]:
    """All generations, each when its bundles have been measured. Raises NotInstalled, and what `values_of` raises."""
    check_installed()
    import optuna

    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            sampler = optuna.samplers.NSGAIISampler(population_size=search.population, seed=search.search_seed)
            minimize, maximize = optuna.study.StudyDirection.MINIMIZE, optuna.study.StudyDirection.MAXIMIZE
            directions = [minimize, *(maximize if sign > 0 else minimize for sign in search.signs)]
            study = optuna.create_study(directions=directions, sampler=sampler)
            for genes in first(search.space, search.population):
                study.enqueue_trial(dict(genes))
            distributions = _distributions(search.space)
            for number in range(1, search.generations + 1):
                yield Generation(number, _generation(search, study, distributions, values_of))
    finally:
        optuna.logging.set_verbosity(level)


def first(space: Space, population: int) -> Sequence[Genes]:
    """Bundles that begin the search: each instrument alone, as far as half of the generation holds them."""
    return list(space.alone(HALF))[: population // 2]


def _generation(
    search: PolicySearch, study: Study, distributions: dict[str, BaseDistribution], values_of: Values
) -> tuple[Bundle, ...]:
    """Ask for a generation, and tell what its bundles give."""
    trials = [study.ask(distributions) for _ in range(search.population)]
    bundles = [search.space.bundle(trial.params) for trial in trials]
    for trial, values in zip(trials, values_of(bundles), strict=True):
        # One that failed is told as the worst, not as failed: a generation must be complete before the next one.
        trial.set_constraint("budget", FAILED if values is None else float(values[0]) - search.limit)
        told = np.zeros(1 + len(search.goals)) if values is None else values[: 1 + len(search.goals)]
        study.tell(trial, [float(value) for value in told])
    return tuple(bundles)


def _distributions(space: Space) -> dict[str, BaseDistribution]:
    from optuna.distributions import CategoricalDistribution, FloatDistribution

    found: dict[str, BaseDistribution] = {}
    for instrument in space.instruments:
        found[instrument.kind] = CategoricalDistribution((False, True))
        for factor in instrument.factors:
            found[f"{instrument.kind}.{instrument.field_of(factor)}"] = FloatDistribution(0.0, 1.0, step=1 / STEPS)
    for institution in space.institutions:
        found[institution_gene(institution)] = CategoricalDistribution(range(1 + len(institution.alternatives)))
    return found
