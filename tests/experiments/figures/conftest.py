"""The runs and the design of a small grid, which tests of figures of sweeps share."""

from __future__ import annotations

import pandas as pd
import pytest

from consortium.experiments.sweeps.design.design import Design
from tests.sweep_tables import grid_design, grid_runs


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    """Runs of the grid, with known answers."""
    return grid_runs()


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Design:
    """The design of the grid."""
    return grid_design(tmp_path_factory.mktemp("design"))
