"""Comparisons of a small town that several tests of reports read."""

import pytest

from consortium import compare
from consortium.experiments.comparison.comparison import Comparison
from tests.experiments.report.pages import YEARS, ending
from tests.worlds import town


@pytest.fixture(scope="package")
def comparison() -> Comparison:
    return compare(town(**YEARS), town(of="subsidy_only", **YEARS), ending(), seeds=5)


@pytest.fixture(scope="package")
def alone() -> Comparison:
    return compare(town(**YEARS), town(of="consortium_entity", **YEARS), seeds=1)
