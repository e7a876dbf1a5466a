"""Dask workers: a local cluster, or those of a scheduler somewhere."""

from __future__ import annotations

import logging
import os
import pickle
import time
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from ...runs.processes import undisturbed, usual_workers, way_out
from .chunks import Finished, Job, compute, described
from .run_one import MODEL
from .worker_pools import WorkerPoolError

__all__ = ["DaskPool", "check_address", "workers_at"]

PATIENCE = 20.0
"""Seconds that a scheduler has to answer."""

QUEUE = 600.0
"""Seconds that workers have to come (a batch system may let them wait) and then to load the model."""

BELOW_DASK = ("tornado.application", "tornado.general", "asyncio")
"""Loggers of what Dask stands on: a connection that breaks in the middle of a call shows up there as a traceback."""

GLANCE = 10.0
"""Seconds between two looks at how many workers there are."""


def check_address(address: object) -> None:
    """Refuse what is no address of a scheduler. Raises ValueError."""
    if not isinstance(address, str) or not (address.startswith(("tcp://", "tls://")) or address.endswith(".json")):
        raise ValueError(
            f"{str(address)[:100]!r} is no scheduler; allowed: tcp://HOST:PORT, tls://HOST:PORT or FILE.json"
        )


def workers_at(address: str) -> int:
    """How many workers (threads) a scheduler has at present. Raises WorkerPoolError if it cannot be reached."""
    asked = DaskPool(None, address)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            asked._connect()
        return sum(asked._client.nthreads().values())
    except WorkerPoolError:
        raise
    except Exception as error:
        raise WorkerPoolError(f"{asked._where} was lost ({type(error).__name__})") from None
    finally:
        asked.stop()


class DaskPool:
    """The workers of a Dask scheduler; they may come and go, and a chunk whose worker dies is given to another."""

    together = False

    def __init__(self, workers: int | None, address: str | None) -> None:
        if address is not None:
            check_address(address)
        try:
            import distributed  # noqa: F401
        except ImportError:
            missing = "Dask is not installed; get it with: pip install 'industry-education-consortium[distributed]'"
            raise WorkerPoolError(missing) from None
        self._address = address
        self._wanted = workers or (usual_workers() if address is None else 1)
        self._number, self._looked = self._wanted, -GLANCE
        self._cluster: Any = None
        self._client: Any = None
        self._say: Callable[[str], None] = lambda message: None

    @property
    def workers(self) -> int:
        """Threads of all workers there are at present, at least 1."""
        if self._client is not None and time.monotonic() - self._looked >= GLANCE:
            self._looked = time.monotonic()
            with suppress(Exception):  # a scheduler that has gone is noticed by what it owes
                number = sum(self._client.nthreads().values())
                if number == 0 < self._number:
                    self._say(f"{self._where} has no worker left; waiting for one")
                self._number = number
        return max(1, self._number)

    @property
    def ahead(self) -> int:
        """Twice the workers, so that none waits."""
        return 2 * self.workers

    def start(self, job: Job, say: Callable[[str], None]) -> None:
        """Find the scheduler, wait for workers, and see that one has the same model. Raises WorkerPoolError."""
        self._say = say
        with warnings.catch_warnings(), undisturbed():
            warnings.simplefilter("ignore")
            self._connect()
        if len(self._client.nthreads()) < self._wanted:
            say(f"{self._where}: waiting for {self._wanted} {'worker' if self._wanted == 1 else 'workers'}")
            try:
                self._client.wait_for_workers(self._wanted, timeout=QUEUE)
            except Exception:
                raise WorkerPoolError(f"{self._where}: fewer than {self._wanted} came within {QUEUE:.0f} s") from None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Dask finds the design large
            # A task of its own: should the worker that holds the job die, another makes it again.
            self._job = self._client.submit(pickle.loads, pickle.dumps(job), pure=False)
        self._executor = self._client.get_executor(pure=False)
        try:
            found = self._executor.submit(compute, self._job, np.empty(0, np.int64), 0.0).result(timeout=QUEUE)
        except Exception as error:
            raise WorkerPoolError(f"{self._where}: a worker cannot simulate ({described(error)})") from None
        if found.model != MODEL:
            raise WorkerPoolError(f"{self._where}: {found.host} has another version of the model than this machine")

    def _connect(self) -> None:
        import dask.config
        from distributed import Client, LocalCluster

        dask_loggers = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
        for name in (*dask_loggers, *BELOW_DASK):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is reported by the driver
        options: dict[str, Any] = {"timeout": PATIENCE, "set_as_default": False}
        try:
            if self._address is None:
                local: dict[str, Any] = {"threads_per_worker": 1, "processes": True, "dashboard_address": None}
                with dask.config.set({"distributed.worker.profile.enabled": False}):  # a few per cent of the time
                    self._cluster = LocalCluster(n_workers=self._wanted, silence_logs=logging.CRITICAL, **local)
                self._client = Client(self._cluster, **options)
            elif self._address.endswith(".json"):
                if not Path(self._address).exists():  # Dask would wait for it
                    raise FileNotFoundError("there is no such file")
                self._client = Client(scheduler_file=os.fspath(self._address), **options)
            else:
                self._client = Client(self._address, **options)
        except Exception as error:
            hint = "; " + way_out("executor='serial'") if self._address is None else ""
            raise WorkerPoolError(f"{self._where} cannot be reached ({described(error)}){hint}") from None

    @property
    def _where(self) -> str:
        return "the local Dask cluster" if self._address is None else f"the Dask scheduler {self._address}"

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        """Have a chunk computed by some worker. Raises WorkerPoolError if the scheduler has gone."""
        try:
            return self._executor.submit(compute, self._job, run_ids, seconds)
        except Exception as error:
            raise WorkerPoolError(f"{self._where} was lost ({type(error).__name__})") from None

    def died(self, error: BaseException) -> bool:
        """Dask gives up a chunk that several workers died over. Raises WorkerPoolError if the scheduler has gone."""
        from distributed import KilledWorker

        if isinstance(error, CancelledError):  # nobody here cancels
            raise WorkerPoolError(f"{self._where} was lost") from None
        return isinstance(error, KilledWorker)

    def renew(self) -> None:
        """Dask replaces its workers by itself."""

    def stop(self) -> None:
        """Drop what is under way and leave; a local cluster is shut down."""
        with suppress(Exception):
            self._executor.shutdown(wait=False)
        for end in (self._client, self._cluster):
            if end is not None:
                with suppress(Exception):
                    end.close(timeout=5)
        self._client = self._cluster = None
