"""Follow an answer out of its thread: into other threads, and notice other programs.

What runs in another process or in native code cannot be watched, and no answer of a lesson needs
either, so under a ban it is noted as if it were what is banned.
"""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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

    `outside` is called when another program or a native library is started.
    """
    _hook()
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
