"""A local pool of worker processes, behind concurrent.futures.Executor.

Unlike ProcessPoolExecutor it outlives its workers: the call that a worker was lost with fails with
WorkerLost, and the next one gets a new worker. Workers die with this process, also by SIGKILL.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple

from nbjudge.autograde.errors import WorkerLost
from nbjudge.autograde.nursery import Nursery
from nbjudge.autograde.workplace import Workplace

_START_SECONDS = 300.0  # a worker's first call has to import and to start templates
_POLL_SECONDS = 0.5
_END_SECONDS = 10.0


class _Call(NamedTuple):
    future: Future[Any]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]


class Pool(Workplace):
    """*workers* processes. *limit*: the seconds one call may take, None for any.

    What is called, its arguments and its result are pickled. Functions are imported anew by the
    workers, so they must be module-level. *modules* are imported at once, in one process, of which
    workers are forked when calls come.
    """

    def __init__(
        self, workers: int, limit: float | None = None, modules: Sequence[str] = ()
    ) -> None:
        self.limit = limit
        self._nursery = Nursery(modules)
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._abandon = False
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def prepare(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call *function* before workers are forked, which have then what it has made."""
        self._nursery.prepare(function, *arguments)

    def in_flight(self, left: int) -> int:
        """Workplace's: one more for each worker than it is at."""
        return 2 * len(self._threads)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Executor's: *fn* of the arguments is called in a worker."""
        if self._closed.is_set():
            raise RuntimeError("this pool is shut down")
        future: Future[Any] = Future()
        self._calls.put(_Call(future, fn, args, kwargs))
        return future

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """On an error, calls that run are given up rather than waited for."""
        self.shutdown(cancel_futures=error is not None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Executor's. With *cancel_futures* calls that run are given up too, by killing workers."""
        self._abandon = self._abandon or cancel_futures
        if not self._closed.is_set():
            self._closed.set()
            for _ in self._threads:
                self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            self._nursery.close()

    def _serve(self) -> None:
        worker: _Worker | None = None
        try:
            while (call := self._calls.get()) is not None:
                if self._abandon:
                    call.future.cancel()
                if not call.future.set_running_or_notify_cancel():
                    continue
                try:
                    if worker is None or not worker.alive:
                        if worker is not None:
                            worker.kill()
                        worker = _Worker(self._nursery)
                    worked, value = worker.call(call, self.limit, lambda: self._abandon)
                except Exception as error:
                    worked, value = False, error
                if worked:
                    call.future.set_result(value)
                else:
                    call.future.set_exception(value)
                del call, value
        finally:
            if worker is not None:
                worker.close()


class _Worker:
    """One worker process, as its thread sees it; made when the first call comes."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._pid, self._connection = nursery.fork()
        self._fresh = True

    @property
    def alive(self) -> bool:
        # Between calls there is nothing to be read but the end.
        return not self._connection.closed and not self._connection.poll(0)

    def call(
        self, call: _Call, limit: float | None, abandoned: Callable[[], bool]
    ) -> tuple[bool, Any]:
        """Whether the call returned, with what it returned or raised. WorkerLost if it did not."""
        if limit is not None and self._fresh:
            limit += _START_SECONDS
        self._fresh = False
        deadline = None if limit is None else time.monotonic() + limit
        try:
            self._connection.send((call.function, call.arguments, call.named))
            while not self._connection.poll(_POLL_SECONDS):
                if abandoned():
                    self.kill()
                    raise WorkerLost.died(None)
                if deadline is not None and time.monotonic() > deadline:
                    self.kill()
                    raise WorkerLost.late(limit or 0)
            answer: tuple[bool, Any] = self._connection.recv()
            return answer
        except (EOFError, OSError):
            raise WorkerLost.died(self.kill()) from None

    def kill(self) -> int | None:
        """End it at once; return its exit status, if that is to be known.

        Only once: afterwards its number may be another's.
        """
        if self._connection.closed:
            return None
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self._connection.close()
        return self._nursery.reap(self._pid)

    def close(self) -> None:
        """Let the worker end by itself, which closes its templates; kill it if it does not."""
        with suppress(OSError):
            end = socket.fromfd(self._connection.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
            with end:
                end.shutdown(socket.SHUT_WR)
            self._connection.poll(_END_SECONDS)
        self.kill()
