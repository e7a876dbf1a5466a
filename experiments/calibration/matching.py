"""History matching: wave after wave of points, each among those that emulators of the waves before do not rule out.

    for wave in waves(aims, dimensions, simulate, settings):
        ...

It knows nothing of the model: `simulate` gives outputs by point, seed and target for points of the unit cube. The same
settings and the same outputs give the same points, so a calibration that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from . import emulators
from .emulators import Emulator, Fit
from .implausibility import Aims, Means, means_of
from .search import first_points, not_ruled_out

__all__ = ["ENOUGH", "Settings", "Wave", "trained", "waves"]

ENOUGH = 50
"""Sets that fit after which no further wave is needed: the size of the ensemble."""

MOST_TRAINING = 600
"""Points that an emulator is made of at most, the latest: its time grows with their cube."""


@dataclass(frozen=True)
class Settings:
    """How many points a wave has, how many waves there are at most, and the seed of all that is drawn."""

    points: int
    waves: int
    seed: int
    enough: int = ENOUGH
    fit: Fit = emulators.fitted


@dataclass(frozen=True)
class Wave:
    """One wave: its points, what was simulated at them, and which share of the space it was drawn from.

    `outputs` are by point, seed and target; `fits` says which points fit all targets as simulated. `ruled_out`: all of
    the space is, so that the points are those that are least implausible. `emulators` is empty for the first wave.
    """

    number: int
    points: np.ndarray
    outputs: np.ndarray
    fits: np.ndarray
    share: float
    ruled_out: bool = False
    emulators: tuple[Emulator, ...] = field(default=(), repr=False)


def waves(
    aims: Aims, dimensions: int, simulate: Callable[[int, np.ndarray], np.ndarray], settings: Settings
) -> Iterator[Wave]:
    """Waves in turn, until enough points fit or there have been as many as wanted.

    `aims` are the targets that steer, to which the outputs of `simulate(wave, points)` belong column by column.
    """
    rules: list[tuple[tuple[Emulator, ...], Means]] = []
    points = first_points(dimensions, settings.points, settings.seed)
    made: list[Wave] = []
    share, ruled_out, newest = 1.0, False, ()
    for number in range(1, settings.waves + 1):
        outputs = simulate(number, points)
        implausible = aims.simulated(means_of(np.concatenate([*(wave.outputs for wave in made), outputs])))
        fits = np.all(implausible[-len(points) :] <= aims.cutoff, axis=1)
        made.append(Wave(number, points, outputs, fits, share, ruled_out, newest))
        yield made[-1]
        if number == settings.waves or sum(int(wave.fits.sum()) for wave in made) >= settings.enough:
            return
        newest, means = trained(made, aims, rules, settings, number)
        rules.append((newest, means))

        def implausibility(where: np.ndarray) -> np.ndarray:
            return _largest(where, aims, rules)

        random = np.random.default_rng([settings.seed, number])
        known = np.concatenate([wave.points for wave in made])
        found = not_ruled_out(implausibility, dimensions, settings.points, aims.cutoff, random, known)
        points, share, ruled_out = found.points, found.share, found.level > aims.cutoff


def _largest(where: np.ndarray, aims: Aims, rules: Sequence[tuple[tuple[Emulator, ...], Means]]) -> np.ndarray:
    """The largest implausibility of points over all targets and all waves of emulators so far, the latest first."""
    found = np.zeros(len(where))
    for made, means in reversed(rules):
        left = found <= aims.cutoff  # what a later wave has ruled out already keeps its value
        if left.any():
            found[left] = np.maximum(found[left], aims.predicted(where[left], made, means).max(axis=1))
    return found


def trained(
    made: Sequence[Wave],
    aims: Aims,
    rules: Sequence[tuple[tuple[Emulator, ...], Means]],
    settings: Settings,
    number: int,
) -> tuple[tuple[Emulator, ...], Means]:
    """Emulators of all targets, from the simulated points that earlier waves have not ruled out."""
    points = np.concatenate([wave.points for wave in made])
    outputs = np.concatenate([wave.outputs for wave in made])
    if rules:
        inside = _largest(points, aims, rules) <= aims.cutoff
        inside[-len(made[-1].points) :] = True
        if inside.sum() >= 5 * points.shape[1]:
            points, outputs = points[inside], outputs[inside]
    points, outputs = points[-MOST_TRAINING:], outputs[-MOST_TRAINING:]
    means = means_of(outputs)
    found = []
    for place in range(len(aims.values)):
        known = ~np.isnan(means.mean[:, place])
        if known.sum() < 3:
            found.append(
                emulators.Constant(aims.values[place], np.inf)
            )  # nothing is known of it, and rules nothing out
            continue
        values, errors = means.mean[known, place], means.variance[known, place]
        found.append(settings.fit(points[known], values, errors, settings.seed + number))
    return tuple(found), means
