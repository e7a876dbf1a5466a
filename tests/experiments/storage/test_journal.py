"""A journal of what was simulated outlives whatever stops the work."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from consortium.experiments.storage.journal import Journal


def test_a_journal_keeps_whole_lines_and_drops_what_follows_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "simulated.jsonl"
    journal = Journal(path, ("wave", "point"))
    journal.add((1, 0), np.array([[0.1, np.nan]]))
    journal.add((1, 1), None, "ValueError: no")
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"wave": 1, "point": 2, "outputs": [[0.')
    again = Journal(path, ("wave", "point"))
    assert (1, 0) in again
    assert (1, 1) in again
    assert (1, 2) not in again
    assert again.outputs[1, 0].tobytes() == np.array([[0.1, np.nan]]).tobytes()
    assert path.read_bytes() == whole
