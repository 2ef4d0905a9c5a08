"""One check per exercise of a part, and what hidden tests call."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from nbjudge.exam import close, explain, recognise
from nn_course import progress
from nn_course.catalogue import PARTS, Exercise, exercise, exercises
from nn_course.checks import isolation
from nn_course.checks.card import card_of, glance_at, prepare, show
from nn_course.checks.report import examine
from nn_course.checks.said import words
from nn_course.errors import CheckFailed, UnknownExercise


class Checks:
    """The checks of one part: an attribute for each of its exercises."""

    def __init__(self, part: str) -> None:
        self._part = part
        exercises(part)  # read now, so that the first check answers at once
        if not _graded():
            prepare()

    def exam(
        self, name: str, function: Callable[..., Any], look: Callable[..., Any] | None = None
    ) -> Callable[..., Any]:
        """`function` as hidden tests call it: see `nn_course.checks.isolation.exam`."""
        return isolation.exam(exercise(self._part, name), function, look)

    def close(self, got: Any, right: Any, within: Any = 0.0) -> bool:
        """Whether `got` is `right` up to `within`, as hidden tests ask: `nbjudge.exam.close`."""
        return close(got, right, within)

    def __getattr__(self, name: str) -> Callable[[Callable[..., Any]], None]:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            known = exercise(self._part, name)
        except UnknownExercise as error:
            raise error from None

        def check(function: Callable[..., Any]) -> None:
            explain(lambda: _check(known, function))

        check.__name__ = check.__qualname__ = name
        check.__doc__ = words.CHECK.format(name=name)
        return check

    def __dir__(self) -> list[str]:
        return [*PARTS[self._part], "close", "exam"]

    def __repr__(self) -> str:
        return str(words.CHECKS.format(part=self._part, names=", ".join(PARTS[self._part])))


def _check(known: Exercise, function: object) -> None:
    """Show what is right and wrong of `function`; CheckFailed at the end if something is wrong.

    While a submission is marked nothing is raised, and all is plain text: marks come from the
    hidden tests in the same cell alone, and the feedback shows the report.
    """
    if _graded():
        _report(known, function)
        return
    if not callable(function):
        raise CheckFailed.not_a_function(known.name, function) from None
    if known.glance is not None:
        look = glance_at(known, function)
        if look is not None:
            show(look)
    report = examine(known, function)
    seen = report.misconception.name if report.misconception is not None else None
    progress.checked(known.part, known.name, report.passed, seen)
    if report.unwritten:
        raise CheckFailed.unwritten(known.name) from None
    show(card_of(report))
    if not report.passed:
        raise CheckFailed.count(known.name, report.failed, len(report.lines)) from None


def _graded() -> bool:
    """Whether a submission is being marked; Validate is no marking."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def _report(known: Exercise, function: object) -> None:
    """Print the report of `function` for the feedback page, which breaks lines by itself."""
    if not callable(function):
        print(CheckFailed.not_a_function(known.name, function))
        return
    report = examine(known, function)
    if report.misconception is not None:
        recognise(report.misconception.name, report.sentence)
    print(report)
