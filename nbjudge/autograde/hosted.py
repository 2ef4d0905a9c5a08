"""What runs in the process of a Dask worker: it passes calls on to processes of a `Pool`.

A Dask worker has threads, of which processes must not be forked, and runs tasks in them, where one
would meet the other's random numbers and environment. So nothing is judged there. Each class that
is graded has its host, which keeps its processes and their templates warm between tasks.
"""

from __future__ import annotations

import asyncio
import pickle
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nbjudge.autograde.errors import ClusterError, WorkerLost
from nbjudge.autograde.pool import Pool
from nbjudge.errors import SandboxError


@dataclass(frozen=True)
class Orders:
    """What all tasks of one class have in common: its *run*, an id, and how its `Pool` is made.

    *idle*: the seconds without a task after which a worker lets go of its processes by itself, as
    nobody may be left to tell it.
    """

    run: str
    limit: float | None
    modules: tuple[str, ...]
    idle: float


class _Host:
    """The pool of one class in one Dask worker."""

    def __init__(self, orders: Orders, threads: int) -> None:
        self.pool = Pool(threads, orders.limit, orders.modules)
        self.ended = threading.Event()
        self.busy, self.last = 0, time.monotonic()
        watch = threading.Thread(target=self._watch, args=(orders,), daemon=True)
        watch.start()

    def close(self) -> None:
        """End its processes, also where they are at work."""
        self.ended.set()
        self.pool.shutdown(cancel_futures=True)

    def _watch(self, orders: Orders) -> None:
        while not self.ended.wait(orders.idle / 4):
            with _lock:
                if self.busy or time.monotonic() - self.last < orders.idle:
                    continue
                _hosts.pop(orders.run, None)
            self.close()


_lock = threading.Lock()
_hosts: dict[str, _Host] = {}
_closed: set[str] = set()


def packed(function: Callable[..., Any], *arguments: Any, **named: Any) -> bytes:
    """A call as bytes, which neither the scheduler nor the Dask worker has to understand."""
    return pickle.dumps((function, arguments, named), protocol=5)


def perform(call: bytes) -> bytes:
    """Make the call *packed*, in a process of a pool; return its result as bytes."""
    function, arguments, named = pickle.loads(call)
    return pickle.dumps(function(*arguments, **named), protocol=5)


def task(orders: Orders, calls: Sequence[bytes]) -> list[bytes]:
    """`perform` them one by one, in this Dask worker's pool. A task of the scheduler's.

    Of each it is told whether it returned, and what it returned or raised, as bytes.
    """
    from distributed import get_worker

    worker = get_worker()
    return [_told(orders, call, worker.state.nthreads, worker.address) for call in calls]


def _told(orders: Orders, call: bytes, threads: int, address: str) -> bytes:
    try:
        return pickle.dumps((True, _passed_on(orders, call, threads, address)), protocol=5)
    except Exception as error:  # it has come from another process, so it can be sent on
        return pickle.dumps((False, error), protocol=5)


async def begin(orders: Orders, first: bytes, question: bytes, dask_worker: Any) -> bytes:
    """Make this Dask worker ready: let *first* be called once, then *question* be answered."""
    threads, address = dask_worker.state.nthreads, dask_worker.address
    with _lock:
        _host(orders, threads).pool.prepare(perform, first)
    return await asyncio.to_thread(_passed_on, orders, question, threads, address)


async def end(run: str) -> None:
    """Let go of the processes of the class *run*, and wait until they are gone."""
    with _lock:
        _closed.add(run)
        host = _hosts.pop(run, None)
    if host is not None:
        await asyncio.to_thread(host.close)


def _passed_on(orders: Orders, call: bytes, threads: int, address: str) -> bytes:
    with _lock:
        host = _host(orders, threads)
        host.busy += 1
    try:
        answer: bytes = host.pool.submit(perform, call).result()
        return answer
    except SandboxError as error:
        raise SandboxError(f"the worker {address}: {error}") from None
    except ClusterError as error:
        raise ClusterError(str(error).replace("this worker", address)) from None
    finally:
        with _lock:
            host.busy -= 1
            host.last = time.monotonic()


def _host(orders: Orders, threads: int) -> _Host:
    """The class's host, made at its first call; the lock is held. WorkerLost if it is over."""
    if orders.run in _closed:
        raise WorkerLost.died(None)
    if orders.run not in _hosts:
        _hosts[orders.run] = _Host(orders, threads)
    return _hosts[orders.run]
