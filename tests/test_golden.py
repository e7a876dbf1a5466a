"""The baseline's figures, to the bit. To change them on purpose: `python -m tests.update_golden`, and say so in the
CHANGELOG with the figures before and after."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest

from tests.update_golden import GOLDEN, figures


@pytest.mark.parametrize("name", json.loads(Path(GOLDEN).read_text(encoding="utf-8"))["scenarios"])
def test_a_bundled_scenario_gives_the_figures_it_gave_before(name: str) -> None:
    golden = json.loads(Path(GOLDEN).read_text(encoding="utf-8"))
    now = figures(name)
    before = golden["scenarios"][name]
    if golden["platform"] == f"{platform.system()}-{platform.machine()}":
        assert {column: now["columns"].get(column) for column in before["columns"]} == before["columns"]
        assert now["last_years"] == before["last_years"]
    else:  # the same bits are promised on one platform only
        for metric, value in before["last_years"].items():
            assert now["last_years"][metric] == pytest.approx(value, rel=0.15, abs=0.03)
