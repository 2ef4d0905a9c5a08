"""Asking the network without waiting for it."""

from __future__ import annotations

import queue
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from nn_course.language import _

# Together with tensorflow's import (6 s on a small machine) these stay below the 15 seconds
# within which the bundled digits have to be there, whatever the network does.
PROBE_SECONDS = 3.0
STALL_SECONDS = 5.0


def why_unreachable(url: str) -> str:
    """Why the file at `url` cannot be had right now, or an empty string when it can.

    Goes through the proxies that a download would use. Never takes longer than PROBE_SECONDS:
    a socket's timeout does not cover looking up the host's name, so a thread is waited for.
    """
    answer: queue.SimpleQueue[str] = queue.SimpleQueue()

    def ask() -> None:
        try:
            request = urllib.request.Request(url, method="HEAD")
            with urllib.request.urlopen(request, timeout=PROBE_SECONDS):
                answer.put("")
        except Exception as error:
            answer.put(_in_words(error))

    threading.Thread(target=ask, daemon=True, name="mnist-probe").start()
    try:
        reason = answer.get(timeout=PROBE_SECONDS)
    except queue.Empty:
        reason = _no_answer()
    return f"{urlsplit(url).hostname}: {reason}" if reason else ""


@contextmanager
def impatient() -> Iterator[None]:
    """Inside, a connection on which nothing moves for STALL_SECONDS is given up."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(STALL_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _no_answer() -> str:
    return _("no answer within {seconds} seconds").format(seconds=f"{PROBE_SECONDS:.0f}")


def _in_words(error: Exception) -> str:
    """What went wrong, without the class names that urllib wraps it in."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(error, urllib.error.HTTPError):
        said = _("the server answered {code} {reason}")
        return said.format(code=error.code, reason=error.reason)
    if isinstance(cause, TimeoutError):
        return _no_answer()
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return str(cause) or type(cause).__name__
