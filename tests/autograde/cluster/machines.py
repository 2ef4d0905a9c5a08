"""A Dask cluster of processes of this machine, which see nothing of a course."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from nbjudge.autograde.summary import Silent
from tests.processes import children, command

SECONDS = 60.0
_ROOT = Path(__file__).resolve().parents[3]  # tests call functions of their own in there
_HERE = ("--host=127.0.0.1", "--no-dashboard", "--dashboard-address=127.0.0.1:0")


class LocalCluster:
    """A scheduler and its workers, each a process started from an empty folder, its HOME too.

    Python finds further modules in *path*.
    """

    def __init__(self, folder: Path, path: Path = _ROOT) -> None:
        self._folder, self._path = folder, path
        self._processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port=0", *_HERE, f"--scheduler-file={file}")
        until(file.exists, "the scheduler does not start")
        self.address: str = json.loads(file.read_text())["address"]

    def worker(self, threads: int = 1) -> psutil.Process:
        """Start a worker; return its nanny, which starts it again when it dies."""
        threads_and_memory = f"--nthreads={threads}", "--memory-limit=0"
        return self._start("worker", self.address, *threads_and_memory, *_HERE)

    def close(self) -> None:
        """End all of it, the scheduler last: workers would look for it."""
        scheduler, *workers = self._processes
        for ending in (workers, [scheduler]):
            for process in ending:
                process.terminate()
            for process in ending:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()
                process.wait()

    def _start(self, *arguments: str) -> psutil.Process:
        name = f"{arguments[0]}-{len(self._processes)}"
        home = self._folder / name
        home.mkdir()
        with open(self._folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=home,
                env={
                    **os.environ,
                    "HOME": str(home),
                    "PYTHONPATH": str(self._path),
                    # As docs/cluster.md has it, like the limit of memory.
                    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
                    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        return psutil.Process(process.pid)


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler for the test's own questions."""
    from distributed import Client

    with Client(address, timeout=SECONDS, set_as_default=False) as client:
        yield client


def until(holds: Callable[[], Any], otherwise: str) -> None:
    """Wait until *holds* does; fail, saying what is *otherwise*, if it never does."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def slowly() -> int:
    """A call that takes long enough for others to be made meanwhile; the id of its process."""
    time.sleep(0.1)
    return os.getpid()


def nurseries(nanny: psutil.Process) -> list[psutil.Process]:
    """The processes, one for a class, of which a worker's processes are forked."""
    return [
        child
        for worker in children(nanny)
        for child in children(worker)
        if "nbjudge.autograde" in command(child)
    ]


class Told(Silent):
    """Calls *what* with the number of submissions graded so far, and keeps what is remarked."""

    def __init__(self, what: Callable[[int], Any] = lambda count: None) -> None:
        self.count, self.what = 0, what
        self.remarks: list[str] = []

    def graded(self, student: str, points: float, most: float) -> None:
        self.count += 1
        self.what(self.count)

    def remark(self, student: str, sentence: str) -> None:
        self.remarks.append(sentence)


def settings(address: str, what: Callable[[Any], Any]) -> Any:
    """What *what* gives, which is called with the scheduler in its own process."""
    with connected(address) as client:
        return client.run_on_scheduler(_asked, what)


def _asked(what: Callable[[Any], Any], dask_scheduler: Any) -> Any:
    return what(dask_scheduler)
