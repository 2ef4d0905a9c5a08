"""Several calls in one task: who waits for whom, and whose trouble is whose."""

from __future__ import annotations

import os
import sys
import threading
import time
from concurrent.futures import CancelledError
from typing import Any

import psutil
import pytest

from nbjudge.autograde.cluster import Cluster
from nbjudge.autograde.errors import WorkerLost
from tests.autograde.cluster.machines import SECONDS, LocalCluster, connected, nurseries
from tests.processes import children, told

pytest.importorskip("distributed", reason="needs the extra cluster: Dask")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")]

MANY = 10_000


class Unpicklable(Exception):
    """Holds what cannot travel."""

    def __init__(self) -> None:
        super().__init__("held a lock")
        self.lock = threading.Lock()


def double(number: int) -> int:
    return 2 * number


def trouble(kind: str) -> None:
    """Raise an error, raise one that cannot be sent, or end the process."""
    if kind == "error":
        raise KeyError("mine")
    if kind == "unpicklable":
        raise Unpicklable()
    os._exit(3)


def test_many_calls_are_few_tasks(cluster: LocalCluster, two: tuple) -> None:
    """While many submissions are left four are one task, each with its own result."""
    with connected(cluster.address) as client, Cluster(cluster.address, "together") as pool:
        assert pool.in_flight(MANY) == 2 * 3 * 4  # there are three threads
        calls = [pool.submit(double, number) for number in range(8)]
        assert [one.result(SECONDS) for one in calls] == [2 * number for number in range(8)]
        counts = client.run_on_scheduler(_tasks)
    assert counts["together"] == 2


def _tasks(dask_scheduler: Any) -> dict[str, int]:
    """How many of each name have come to a result."""
    return {name: one.state_counts["memory"] for name, one in dask_scheduler.task_prefixes.items()}


def test_the_last_calls_are_tasks_of_their_own(cluster: LocalCluster, two: tuple) -> None:
    """Where few are left for each thread, nobody waits for another's."""
    with Cluster(cluster.address, "single") as pool:
        assert pool.in_flight(MANY) > pool.in_flight(20) == 2 * 3
        assert pool.submit(double, 4).result(SECONDS) == 8


def test_what_is_held_back_goes_when_somebody_waits(cluster: LocalCluster, two: tuple) -> None:
    """Fewer calls than make a task stay until `flush`, and then are done."""
    with Cluster(cluster.address, "held") as pool:
        pool.in_flight(MANY)
        one = pool.submit(double, 1)
        time.sleep(0.5)
        assert not one.done()
        pool.flush()
        assert one.result(SECONDS) == 2
        last = pool.submit(double, 2)
    assert last.result(0) == 4, "leaving in good order waits for it"


def test_what_is_held_back_is_given_up_after_an_error(cluster: LocalCluster, two: tuple) -> None:
    """Nobody who still waits for it does so in vain."""
    with pytest.raises(ZeroDivisionError), Cluster(cluster.address, "given up") as pool:
        pool.in_flight(MANY)
        one = pool.submit(double, 1)
        raise ZeroDivisionError
    with pytest.raises(CancelledError):
        one.result(0)


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("error", KeyError, "mine"),
        ("unpicklable", RuntimeError, "cannot pickle"),
        ("exit", WorkerLost, "ended"),
    ],
)
def test_one_calls_trouble_is_not_the_others(
    cluster: LocalCluster, two: tuple, kind: str, error: type[Exception], words: str
) -> None:
    """Those before and after it in the same task have their results."""
    with Cluster(cluster.address, "trouble") as pool:
        pool.in_flight(MANY)
        before, bad = pool.submit(double, 1), pool.submit(trouble, kind)
        after = [pool.submit(double, number) for number in (2, 3)]
        with pytest.raises(error, match=words):
            bad.result(SECONDS)
        assert [one.result(SECONDS) for one in (before, *after)] == [2, 4, 6]


def test_a_task_of_several_goes_to_another_worker(cluster: LocalCluster, two: tuple) -> None:
    """When a worker is lost, all calls of its task are made elsewhere."""
    with Cluster(cluster.address, "moved") as pool:
        pool.in_flight(MANY)
        calls = [pool.submit(_slowly_parent) for _ in range(4)]
        deadline = time.monotonic() + SECONDS
        while not (hosts := _hosts_at_work(two)):
            assert time.monotonic() < deadline, "no worker has begun"
            time.sleep(0.02)
        hosts[0].kill()
        first = {one.result(SECONDS) for one in calls}
    assert hosts[0].pid not in first


def _slowly_parent() -> int:
    """The process id of the Dask worker, after a second."""
    time.sleep(1)
    found = psutil.Process()
    while found.parent().cmdline()[1:4] != ["-m", "dask", "worker"]:
        found = found.parent()
    return found.pid


def _hosts_at_work(nannies: tuple[psutil.Process, ...]) -> list[psutil.Process]:
    """The Dask workers below *nannies* in which a pool has forked a worker of ours."""
    busy = [one for nanny in nannies for one in nurseries(nanny) if children(one)]
    return [host for one in busy if (host := told(one.parent, None))]
