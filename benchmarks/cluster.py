"""One Dask worker against two, on this machine: part of `make bench`.

Measured from the moment all workers are warm. Their processor time is that of all their processes,
submissions' included. Nothing else should run meanwhile: two workers and what feeds them need two
processors.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import psutil
from rich.table import Table

from benchmarks import classroom
from benchmarks.meter import Meter, meter
from nbjudge.autograde.command import autograde
from nbjudge.autograde.summary import Silent
from tests.autograde.cluster.machines import LocalCluster, connected

SIZE = 180
ORDER = (1, 2, 2, 1, 2, 1, 1, 2)  # workers: what a machine does by and by falls on both alike
WARM, LEFT = 24, 4  # submissions before the clocks start and after they stop: all are at work then
EFFICIENCY, THROUGHPUT = 0.9, 1.6  # of two workers, one being 1
_QUIET = 0.1


@dataclass(frozen=True)
class Measured:
    """*count* submissions, graded by so many *workers*: seconds, and the workers' CPU seconds,
    those of the scheduler and of the instructor's process."""

    workers: int
    count: int
    seconds: float
    cpu: float
    scheduler: float
    parent: float

    def __add__(self, other: Measured) -> Measured:
        """Both runs together."""
        pairs = zip(astuple(self)[1:], astuple(other)[1:], strict=True)
        return Measured(self.workers, *(one + another for one, another in pairs))

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return self.count / self.seconds

    @property
    def efficiency(self) -> float:
        """Submissions per second of the workers' processor time."""
        return self.count / self.cpu


@dataclass(frozen=True)
class _Clocks:
    now: float
    workers: float
    scheduler: float
    parent: float


class _Watch(Silent):
    """Reads the clocks when workers are warm, and before one of them has nothing left to do."""

    def __init__(self, scheduler: psutil.Process, workers: Meter, size: int) -> None:
        self._scheduler, self._workers, self._size = scheduler, workers, size
        self._graded = 0
        self.read: list[_Clocks] = []

    def graded(self, student: str, points: float, most: float) -> None:
        """Watcher's."""
        self._graded += 1
        if self._graded in (WARM, self._size - LEFT):
            self.read.append(
                _Clocks(
                    time.monotonic(),
                    self._workers.seconds(),
                    _used(self._scheduler),
                    _used(psutil.Process(os.getpid())),
                )
            )


def measure(course: Path, folder: Path, workers: int, size: int) -> Measured:
    """Grade the *size* submissions of *course* with *workers*, started for it in *folder*."""
    folder.mkdir()
    with meter() as counter:
        cluster = LocalCluster(folder)
        try:
            counter.add(cluster.worker().pid for _ in range(workers))
            with connected(cluster.address) as client:
                client.wait_for_workers(workers)
            watch = _Watch(cluster.scheduler, counter, size)
            summary = autograde(course, classroom.PART, watch, scheduler=cluster.address)
        finally:
            cluster.close()
    if summary.failures or len(watch.read) != 2:
        raise SystemExit(f"not everybody was graded: {summary.failures}")
    first, last = watch.read
    scheduler, parent = last.scheduler - first.scheduler, last.parent - first.parent
    cpu = last.workers - first.workers - (0 if counter.exact else scheduler + parent)
    seconds = last.now - first.now
    return Measured(workers, size - WARM - LEFT, seconds, cpu, scheduler, parent)


def table(found: Sequence[Measured]) -> Table:
    """One row for each number of workers."""
    made = Table(title="A Dask cluster on this machine", title_justify="left")
    made.add_column("workers", justify="right")
    for column in (
        "submissions a second",
        "per worker-CPU-second",
        "worker CPU each",
        "scheduler",
        "instructor",
    ):
        made.add_column(column, justify="right")
    for one in found:
        each = (1000 * used / one.count for used in (one.cpu, one.scheduler, one.parent))
        made.add_row(
            str(one.workers),
            f"{one.rate:.1f}",
            f"{one.efficiency:.1f}",
            *(f"{used:.1f} ms" for used in each),
        )
    return made


def verdicts(one: Measured, two: Measured, busy: float) -> list[tuple[str, bool]]:
    """What has to hold, in sentences that say how it is, and whether it holds."""
    efficiency, throughput = two.efficiency / one.efficiency, two.rate / one.rate
    other = f"{busy:.2f} processors were busy with something else before it began"
    return [
        (
            f"submissions per worker-CPU-second, two workers to one: {efficiency:.2f}, "
            f"at least {EFFICIENCY} wanted",
            efficiency >= EFFICIENCY,
        ),
        (
            f"throughput, two workers to one: {throughput:.2f}, at least {THROUGHPUT} wanted",
            throughput >= THROUGHPUT,
        ),
        (f"{other}, at most {_QUIET} wanted", busy <= _QUIET),
    ]


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
