"""Pools of processes: what they give back, and that they end with whoever asked them."""

from __future__ import annotations

import os
import shutil

import pytest

from consortium.experiments.runs import processes
from consortium.experiments.runs.processes import Pool, died


def repeated(shared: bytes, number: int) -> bytes:
    return shared * number


def divided(shared: bytes, by: int) -> float:
    return len(shared) / by


def without_scratch(shared: bytes) -> None:
    shutil.rmtree(processes._SHARED[1])


def dies(shared: bytes) -> None:
    os._exit(1)


def test_processes_give_what_one_gives_and_raise_what_it_raises():
    with Pool(2, b"abc").started() as pool:
        futures = [pool.submit(repeated, number) for number in (0, 1, 1_000_000)]
        assert [future.result() for future in futures] == [repeated(b"abc", number) for number in (0, 1, 1_000_000)]
        with pytest.raises(ZeroDivisionError, match="division by zero"):
            pool.submit(divided, 0).result()
        with pytest.raises(TypeError):
            pool.submit(divided).result()
        assert died(pool.submit(dies).exception())
        pool.renew()
        assert pool.submit(repeated, 2).result() == b"abcabc"


def test_a_pool_that_is_ended_while_long_results_are_handed_over_does_not_wait_for_the_rest_of_them():
    for _ in range(3):
        with Pool(2, b"x").started() as pool:
            futures = [pool.submit(repeated, 3_000_000) for _ in range(100)]
            assert len(futures[5].result()) == 3_000_000


def test_results_come_back_where_no_temporary_file_can_be_written():
    with Pool(1, b"abc").started() as pool:
        pool.submit(without_scratch).result()
        assert pool.submit(repeated, 1000).result() == repeated(b"abc", 1000)
        with pytest.raises(ZeroDivisionError):
            pool.submit(divided, 0).result()
