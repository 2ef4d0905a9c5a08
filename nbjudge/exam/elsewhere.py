"""Follow an answer out of its thread: into other threads, and notice other programs.

What runs in another process or in native code cannot be watched, and no answer of a lesson needs
either, so under a ban it is noted as if it were what is banned.
"""

from __future__ import annotations

import _thread
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

_EVENTS = frozenset(
    {
        "ctypes.dlopen",
        "ctypes.dlsym",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "subprocess.Popen",
    }
)
_listeners: list[Callable[[], None]] = []
_hooked = False


@contextmanager
def followed(
    mode: Callable[[], AbstractContextManager[Any]], outside: Callable[[], None]
) -> Iterator[None]:
    """Run every thread that starts in this context under a `mode()` of its own.

    `outside` is called when another program or a native library is started, and at once if another
    process runs beside a submission's.
    """
    _hook()
    if _accompanied():
        outside()
    start = _thread.start_new_thread

    def start_followed(function: Any, *rest: Any) -> int:
        def run(*arguments: Any, **keywords: Any) -> None:
            with mode():
                function(*arguments, **keywords)

        return start(run, *rest)

    before = _thread.start_new_thread, threading._start_new_thread  # type: ignore[attr-defined]
    _thread.start_new_thread = start_followed
    threading._start_new_thread = start_followed  # type: ignore[attr-defined]
    _listeners.append(outside)
    try:
        yield
    finally:
        _listeners.remove(outside)
        _thread.start_new_thread, threading._start_new_thread = before  # type: ignore


def _accompanied() -> bool:
    """Whether a submission's process is not the only one in its sandbox.

    There it is the second of its namespace, and the first is the one that guards it.
    """
    if (os.getppid(), os.getpid()) != (1, 2) or _last_number() == 2:
        return False
    return any(
        name.isdigit() and name not in ("1", "2") and not _has_ended(name)
        for name in os.listdir("/proc")
    )


def _last_number() -> int:
    """The process id that was given last in this namespace, 0 if that is not to be known."""
    try:
        with open("/proc/loadavg", "rb", buffering=0) as file:
            return int(file.read(100).split()[-1])
    except (OSError, ValueError, IndexError):
        return 0


def _has_ended(process: str) -> bool:
    try:
        words = Path(f"/proc/{process}/stat").read_text(errors="replace")
    except OSError:
        return True
    return words.rpartition(")")[2].split()[0] in ("Z", "X")


def _hook() -> None:
    """Listen to the interpreter's audit events; Python offers no way to stop."""
    global _hooked
    if not _hooked:
        _hooked = True
        sys.addaudithook(_heard)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if _listeners and event in _EVENTS:
        for outside in _listeners:
            outside()
