"""Notes that cannot be taken back, for what watches over an answer in the answer's own process.

A process may lower the hard limits it has (setrlimit(2)) and, without privileges, raise none of
them again. A limit that means nothing to a notebook's process, the time of a real-time scheduler,
counts notes: whatever Python code resets of the watch's own state, the kernel has kept it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

try:
    import resource
except ImportError:  # Windows, where learners work and nobody grades
    resource = None  # type: ignore[assignment]

_LIMIT: int | None = getattr(resource, "RLIMIT_RTTIME", None)  # Linux alone has it
_READ: Any = getattr(resource, "getrlimit", None)
_LOWER: Any = getattr(resource, "setrlimit", None)
_MOST = 10**9


def enable() -> None:
    """Begin to count in this process and those forked from it. Without effect where it cannot be.

    Not in a learner's own notebook, where a limit once lowered would stay.
    """
    if _LIMIT is not None:
        try:
            _LOWER(_LIMIT, (_MOST, _MOST))
        except (OSError, ValueError):  # a lower one is there already
            return


def note(
    read: Callable[[int], tuple[int, int]] = _READ,
    lower: Callable[[int, tuple[int, int]], Any] = _LOWER,
    limit: int | None = _LIMIT,
    most: int = _MOST,
) -> None:
    """Count one more. What it uses lies in its defaults, which `intact` watches."""
    if limit is not None and 0 < (left := read(limit)[1]) <= most:
        lower(limit, (left - 1, left - 1))


def count(read: Callable[[int], tuple[int, int]] = _READ, limit: int | None = _LIMIT) -> int:
    """A number that is another after each `note`; the same for ever where nothing counts."""
    return 0 if limit is None else read(limit)[1]
