"""A local pool of worker processes, behind concurrent.futures.Executor.

Unlike ProcessPoolExecutor it outlives its workers: the call that a worker was lost with fails with
WorkerLost, and the next one gets a new worker. Workers die with this process, also by SIGKILL.
"""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from nbjudge.autograde.errors import WorkerLost

_START_SECONDS = 300.0  # a worker's first call has to import and to start templates
_POLL_SECONDS = 0.5
_CODE = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from nbjudge.autograde.worker import main; "
    "main(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])"
)


class _Call(NamedTuple):
    future: Future[Any]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]


class Pool(Executor):
    """*workers* processes, started at once. *limit*: the seconds one call may take, None for any.

    What is called, its arguments and its result are pickled. Functions are imported anew by the
    workers, so they must be module-level. *modules* are what every worker imports at its start.
    """

    def __init__(
        self, workers: int, limit: float | None = None, modules: Sequence[str] = ()
    ) -> None:
        self.limit = limit
        self._modules = tuple(modules)
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._abandon = False
        # The thread that starts a process is its parent to the kernel, so it has to stay.
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

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

    def _serve(self) -> None:
        worker = _Worker(self._modules)
        try:
            while (call := self._calls.get()) is not None:
                if self._abandon:
                    call.future.cancel()
                if not call.future.set_running_or_notify_cancel():
                    continue
                try:
                    if not worker.alive:
                        worker = _Worker(self._modules)
                    worked, value = worker.call(call, self.limit, lambda: self._abandon)
                except Exception as error:
                    worked, value = False, error
                if worked:
                    call.future.set_result(value)
                else:
                    call.future.set_exception(value)
                del call, value
        finally:
            worker.close()


class _Worker:
    """One worker process, as its thread sees it."""

    def __init__(self, modules: Sequence[str]) -> None:
        here, there = socket.socketpair()
        with there:
            root = Path(__file__).resolve().parents[2]
            numbers = [str(there.fileno()), str(os.getpid())]
            self._process = subprocess.Popen(
                # -P: nothing in the current directory stands for a module
                [sys.executable, "-P", "-c", _CODE, str(root), *numbers, *modules],
                # A class is graded on all CPUs at once already.
                env={"OMP_NUM_THREADS": "1", **os.environ},
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent, which ends the pool in order
            )
        self._connection = Connection(here.detach())
        self._fresh = True

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

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
            self.kill()
            raise WorkerLost.died(self._process.returncode) from None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._connection.close()

    def close(self) -> None:
        """Let the worker end by itself, which closes its templates; kill it if it does not."""
        if not self.alive:
            return
        self._connection.close()
        if self._fresh:  # it may be importing still, and has nothing to close
            self._process.kill()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
