"""A journal of what was computed outlives whatever stops the work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from consortium.experiments.runs.tasks import Computation
from consortium.experiments.storage.journal import Journal


def test_a_journal_keeps_whole_lines_and_drops_what_follows_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "simulated.jsonl"
    journal = Journal[tuple[int, int]](path, ("wave", "point"))
    journal.add((1, 0), np.array([[0.1, np.nan]]))
    journal.add((1, 1), None, "ValueError: no")
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"wave": 1, "point": 2, "outputs": [[0.')
    again = Journal[tuple[int, int]](path, ("wave", "point"))
    assert (1, 0) in again
    assert (1, 1) in again
    assert (1, 2) not in again
    assert again.outputs[1, 0].tobytes() == np.array([[0.1, np.nan]]).tobytes()
    assert path.read_bytes() == whole


def halved(shared: float, by: float) -> np.ndarray:
    return np.array([[shared / by]])


def test_pieces_that_are_missing_are_computed_once_and_one_that_fails_stops_no_other(tmp_path: Path) -> None:
    path, names = tmp_path / "measured.jsonl", ("stage", "bundle")
    pieces = {("search", "a"): (2.0,), ("search", "b"): (0.0,), ("fresh", "a"): (4.0,)}
    path.write_text('{"stage": "search", "bundle": "a", "effects": [[7.0]], "error": ""}\n', encoding="utf-8")
    journal, done = Journal[tuple[str, str]](path, names, "effects"), []
    with Computation(1.0, workers=1) as computation:
        journal.complete(pieces, halved, computation, done.append)
        journal.complete(pieces, halved, computation, done.append)
    assert done == [("search", "b"), ("fresh", "a")]
    for known in (journal, Journal[tuple[str, str]](path, names, "effects")):
        assert {place: float(table[0, 0]) for place, table in known.outputs.items()} == {
            ("search", "a"): 7.0,  # as it was stored
            ("fresh", "a"): 0.25,
        }
        assert known.errors == {("search", "b"): "ZeroDivisionError: float division by zero"}


def test_results_are_in_the_order_of_the_tasks_and_an_error_is_raised() -> None:
    with Computation(1.0, workers=1) as computation:
        assert list(computation.results(halved, {"b": (1.0,), "a": (2.0,)})) == ["b", "a"]
        with pytest.raises(ZeroDivisionError):
            computation.results(halved, {"a": (0.0,)})
