"""How a class goes, for the person who waits: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console

from nbjudge.plain import LONGEST_TEXT, one_line
from nbjudge.terminal import Terminal

_SECONDS_BETWEEN_LINES = 10.0


class Bar:
    """A `summary.Watcher` that draws on *terminal*. A context manager.

    Where *terminal* is no terminal it prints a line at the beginning, one every ten seconds and one
    at the end.
    """

    def __init__(self, terminal: Terminal | Console, title: str = "Grading") -> None:
        self._terminal, self._title = Terminal.of(terminal), title
        self._progress = self._terminal.progress()
        self._bar = self._progress.add_task(title, total=None)
        self._done, self._total, self._last = 0, 0, 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, total: int) -> None:
        self._total = total
        self._progress.update(self._bar, total=total)
        self._line()

    def graded(self, student: str, points: float, most: float) -> None:
        self._advance()

    def unchanged(self, student: str) -> None:
        self._advance()

    def failed(self, student: str, reason: str) -> None:
        self._advance()

    def remark(self, student: str, sentence: str) -> None:
        self._terminal.say(one_line(f"{student}: {sentence}", LONGEST_TEXT))

    def _advance(self) -> None:
        self._done += 1
        self._progress.advance(self._bar)
        if self._done == self._total or time.monotonic() > self._last + _SECONDS_BETWEEN_LINES:
            self._line()

    def _line(self) -> None:
        if not self._terminal.interactive:
            self._last = time.monotonic()
            self._terminal.say(f"{self._title} {self._done} of {self._total}")
