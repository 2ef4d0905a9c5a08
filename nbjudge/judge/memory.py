"""A limit on the memory of the judge itself: data of a learner's may grow while a test uses it.

A tensor that is added to another is broadcast, a number may be the length of a list. What needs
more than is allowed gets Python's MemoryError, or torch's word for it, in the test that asked.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

MIB = 2**20
_SPARE = 64 * MIB  # so that what is to be said of it can be said
_STATUS = Path("/proc/self/status")


def held() -> int:
    """The bytes of data that this process has asked for; 0 where that is not to be known."""
    try:
        lines = _STATUS.read_bytes().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(b"VmData:"))


@contextlib.contextmanager
def within(ceiling: int) -> Iterator[None]:
    """Let this process hold no more than `ceiling` bytes of data, as `held` counts them.

    Only on Linux, where that is counted, and in a main thread, which is where a pool's workers run:
    the limit holds for the whole process.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = max(ceiling, held() + _SPARE)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    if soft != resource.RLIM_INFINITY:
        limit = min(limit, soft)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def is_lack(error: BaseException | None) -> bool:
    """Whether `error` says that there was no memory, in Python's words or in torch's."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(
        words in str(error) for words in ("can't allocate memory", "not enough memory", "bad_alloc")
    )
