"""What is shown by colour is shown without it as well, by shape or line style, and by lightness, however it is seen."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from consortium.classroom.lesson.lesson import MARKS, Lesson
from consortium.simulation.scenario import load_scenario

STATIC = Path(__file__).parents[2] / "classroom" / "static"

# Machado, Oliveira & Fernandes (2009), severity 1, for linear RGB; luminance of WCAG 2.
SEEN = {
    "as they are": np.eye(3),
    "without red cones": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "without green cones": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
    "without blue cones": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ],
    "in grey": [[0.2126, 0.7152, 0.0722]] * 3,
}  # fmt: skip
HOWEVER_SEEN = pytest.mark.parametrize("seen", SEEN.values(), ids=SEEN)


def contrast(one: str, other: str, seen: object) -> float:
    """The ratio of luminances of two colours, as WCAG 2 has it."""

    def luminance(colour: str) -> float:
        parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(np.clip(np.asarray(seen) @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def depths() -> list[dict[str, str]]:
    return Lesson(load_scenario("baseline")).contents()["depths"]


def arms() -> list[tuple[str, str, str]]:
    """Colour, dash and mark of every arm on the page of comparisons."""
    text = (STATIC / "charts.js").read_text(encoding="utf-8").partition("export const looks")[2].partition("];\n")[0]
    return re.findall(r'colour: "(#\w+)", dash: (\[[^]]*\]), mark: "(.)"', text)


def test_every_depth_has_a_shape_of_its_own():
    assert len({depth["shape"] for depth in depths()}) == len(MARKS) == 4


@HOWEVER_SEEN
def test_neighbouring_depths_differ_in_lightness(seen: object):
    """No part is a ring: white inside. The others are filled."""
    fills = ["#ffffff" if depth["shape"] == "ring" else depth["colour"] for depth in depths()]
    for one, other in pairwise(fills):
        assert contrast(one, other, seen) >= 1.2, (one, other)
    assert contrast(fills[0], fills[-1], seen) >= 4.5


def test_every_arm_has_a_line_style_and_a_mark_of_its_own():
    assert len(arms()) == 4
    assert len({dash for _, dash, _ in arms()}) == 4
    assert len({mark for *_, mark in arms()}) == 4


@HOWEVER_SEEN
def test_lines_stand_out_from_the_ground(seen: object):
    for colour, *_ in arms():
        assert contrast(colour, "#ffffff", seen) >= 3, colour


def test_lines_of_the_lesson_differ_in_style():
    text = (STATIC / "lesson_chart.js").read_text(encoding="utf-8")
    found = re.search(r"DASHES = \[(.*?)\];", text)
    assert found
    dashes = re.findall(r'"([^"]*)"', found[1])
    assert len(dashes) >= 3
    for one, other in combinations(dashes, 2):
        assert one != other
