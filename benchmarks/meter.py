"""The processor time of processes and of all they start, also of those that have ended.

psutil knows the latter only where somebody waited for them, and for the processes of submissions
nobody does. The kernel's control groups count them all. Where none can be made (it takes Linux and
root) it is what the whole machine was at work.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

_TOP = Path("/sys/fs/cgroup")
_SECONDS = 2.0


class Meter:
    """Counts from the start of *pids*, which have to be added before they start others."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._before = machine()

    @property
    def exact(self) -> bool:
        """Whether nothing else is counted."""
        return self._folder is not None

    def add(self, pids: Iterable[int]) -> None:
        """Count these from now on, and what they will start."""
        for pid in pids if self._folder is not None else ():
            (self._folder / "cgroup.procs").write_text(str(pid))

    def seconds(self) -> float:
        """What they have used so far."""
        if self._folder is None:
            return machine() - self._before
        with suppress(FileNotFoundError):
            return int((self._folder / "cpuacct.usage").read_text()) / 1e9
        words = (self._folder / "cpu.stat").read_text().split()
        return int(words[words.index("usage_usec") + 1]) / 1e6


@contextmanager
def meter() -> Iterator[Meter]:
    """A meter; what it counts has to have ended when it is left."""
    folder = _made()
    try:
        yield Meter(folder)
    finally:
        if folder is not None:
            with suppress(OSError):
                folder.rmdir()


def machine() -> float:
    """Seconds that all processors together have been at work."""
    times = psutil.cpu_times()._asdict()
    work = ("user", "nice", "system", "irq", "softirq")
    return sum(float(times.get(kind, 0.0)) for kind in work)


def busy() -> float:
    """How many processors are at work at present."""
    before, started = machine(), time.monotonic()
    time.sleep(_SECONDS)
    return (machine() - before) / (time.monotonic() - started)


def _made() -> Path | None:
    """A new control group that counts, by either version of them; None where there can be none."""
    for top, counts in ((_TOP / "cpuacct", "cpuacct.usage"), (_TOP, "cpu.stat")):
        folder = top / f"nbjudge-bench-{os.getpid()}"
        with suppress(OSError):
            folder.mkdir()
            if (folder / counts).exists() and os.access(folder / "cgroup.procs", os.W_OK):
                return folder
            folder.rmdir()
    return None
