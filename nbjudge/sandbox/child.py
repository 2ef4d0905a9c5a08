"""One submission's process as seen from outside."""

from __future__ import annotations

import json
import select
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self

Cause = Literal["exited", "signal", "wall", "memory", "output", "killed", "lost"]


@dataclass(frozen=True)
class Ending:
    """How a child ended.

    ``cause``: it "exited" with ``code``; a "signal" ended it (for processor time, SIGXCPU or
    SIGKILL); it passed the limit of "wall" time, "memory" or "output"; it was "killed" from
    here; or it was "lost" by a fault that is not the learner's, told in ``output``.
    ``peak``: the largest resident bytes of one of its processes, the template's pages included.
    ``seconds``: from fork to end. ``cpu``: processor seconds of all its processes.
    ``output``: what was written to descriptors 1 and 2, up to the limit.
    """

    cause: Cause
    code: int | None = None
    signal: int | None = None
    peak: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    output: str = ""


class Child:
    """A running child: talk to it over ``socket``.

    It ends at its limits, by ``kill``, on leaving ``with``, and when nothing refers to it any more.
    """

    def __init__(self, channel: socket.socket, report: socket.socket) -> None:
        self.socket = channel
        self._report = report
        self._words = bytearray()
        self._ending: Ending | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.wait()

    def kill(self) -> None:
        """End the child and all it started, at once. Without effect if it has ended."""
        with suppress(OSError):
            self._report.send(b"k", socket.MSG_DONTWAIT)

    def wait(self, timeout: float | None = None) -> Ending:
        """Return how the child ended; nothing of it is left by then. Closes ``socket``.

        TimeoutError if it is still running after ``timeout`` seconds; it goes on then.
        """
        while self._ending is None:
            if not select.select([self._report], [], [], timeout)[0]:
                raise TimeoutError(f"the child still runs after {timeout} seconds")
            try:
                part = self._report.recv(65536)
            except ConnectionError:
                part = b""
            self._words += part
            if not part:
                words = self._words or b'{"cause": "lost", "output": "its guard died"}'
                self._ending = Ending(**json.loads(words))
                self._report.close()
                self.socket.close()
        return self._ending
