"""The process that workers are forked from: it has imported, and prepared, what all of them need.

Importing PyTorch takes longer than grading a dozen submissions; so it is done once for a pool.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from typing import Any

from nbjudge.autograde.errors import WorkerLost

_SECONDS = 300.0  # for an answer: it may have to import, and to start templates, before
_CODE = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from nbjudge.autograde.worker import main; "
    "main(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])"
)


class Nursery:
    """Started at once, used from any thread, and started anew if it died.

    *modules* are imported in it first. It dies with this process, and its workers with it.
    """

    def __init__(self, modules: Sequence[str] = ()) -> None:
        self._modules = tuple(modules)
        self._prepared: list[tuple[Any, ...]] = []
        self._lock = threading.Lock()
        # The thread that starts a process is its parent to the kernel, so it has to stay.
        self._keeper = ThreadPoolExecutor(1)
        self._keeper.submit(self._start).result()

    def prepare(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Let *function* be called there, and again should it be started anew; do not wait."""
        with self._lock:
            self._prepared.append(("prepare", function, arguments))
            with suppress(OSError):
                self._connection.send(self._prepared[-1])

    def fork(self) -> tuple[int, Connection]:
        """The process id of a new worker, and the connection to it. WorkerLost if it fails."""
        with self._lock:
            for again in (True, False):
                try:
                    return self._fork()
                except (EOFError, OSError):
                    if again:
                        self._end()
                        self._keeper.submit(self._start).result()
        raise WorkerLost.died(None)

    def reap(self, pid: int) -> int | None:
        """Wait for the worker *pid*, which has ended or is about to, and return its exit status.

        Until then nobody else can have its number. None if it is not to be known.
        """
        with self._lock, suppress(EOFError, OSError):
            self._connection.send(("reap", pid))
            status: int | None = self._answer()
            return status
        return None

    def close(self) -> None:
        """End it, and with it whatever workers there are left."""
        with self._lock:
            self._end()
        self._keeper.shutdown()

    def _start(self) -> None:
        here, there = socket.socketpair()
        with there:
            root = Path(__file__).resolve().parents[2]
            numbers = [str(there.fileno()), str(os.getpid())]
            self._process = subprocess.Popen(
                # -P: nothing in the current directory stands for a module
                [sys.executable, "-P", "-c", _CODE, str(root), *numbers, *self._modules],
                env=_environment(),
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent, which ends the pool in order
            )
        self._connection = Connection(here.detach())
        self._answered = False
        for request in self._prepared:
            self._connection.send(request)

    def _fork(self) -> tuple[int, Connection]:
        here, there = socket.socketpair()
        with here, there:
            self._connection.send(("fork",))
            send_handle(self._connection, there.fileno(), self._process.pid)
            there.close()  # so that its end is seen here
            return self._answer(), Connection(here.detach())

    def _answer(self) -> Any:
        if not self._connection.poll(_SECONDS):
            raise EOFError
        self._answered = True
        return self._connection.recv()

    def _end(self) -> None:
        self._connection.close()  # it ends by itself, and its templates with it
        if not self._answered:  # it may be importing still
            self._process.kill()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _environment() -> dict[str, str]:
    """This process's, with one thread: a class is graded on all CPUs at once already.

    Dask has its workers return memory to the system early, which costs judging a third of its time.
    """
    found = {"OMP_NUM_THREADS": "1", **os.environ}
    found.pop("MALLOC_TRIM_THRESHOLD_", None)
    return found
