"""The hints where there is no catalogue: in the process that runs a submission being graded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn_course.hints.said import texts

# Their names in nn_course.catalogue, which is not there to ask.
PARTS = ("part1", "part2", "part3", "part4")


class Elsewhere:
    """Takes every call of a hint that a learner left in the notebook, and does nothing."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)

        def nothing(*_: Any, **__: Any) -> None:
            """Nobody is there to read a hint."""

        return nothing

    def __repr__(self) -> str:
        return str(texts.ELSEWHERE.format(part=self._part))
