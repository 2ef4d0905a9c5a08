"""What a check found, as data and as the plain text a learner reads."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from types import FunctionType
from typing import Any

import torch

from nbjudge.exam import Raised
from nbjudge.exam.binding import namespaces
from nn_course.catalogue import Case, Exercise, Misconception
from nn_course.checks.compare import Difference, difference
from nn_course.checks.diagnose import cases, diagnose, expected
from nn_course.checks.observe import Observation, observe
from nn_course.checks.said import words
from nn_course.checks.say import looked_at, say
from nn_course.columns import wrapped
from nn_course.language import phrase


@dataclass(frozen=True)
class Line:
    """One input that was tried: `difference` is None where all was right, `said` is the words.

    `observation` is what the answer showed on it, `right` what the reference shows; `brief` leaves
    out the message of an exception that the words explain.
    """

    case: Case
    observation: Observation
    right: Observation
    difference: Difference | None
    said: str
    brief: str


@dataclass(frozen=True)
class Report:
    """All that a check of one answer found; `str()` gives the plain text."""

    exercise: Exercise
    lines: tuple[Line, ...]
    misconception: Misconception | None
    unwritten: bool = False

    @property
    def failed(self) -> int:
        """How many of the lines are wrong."""
        return sum(line.difference is not None for line in self.lines)

    @property
    def passed(self) -> bool:
        """Whether the answer is right on every input of the check."""
        return not self.unwritten and self.failed == 0

    @property
    def first_wrong(self) -> Line | None:
        """The first input on which the answer is wrong."""
        return next((line for line in self.lines if line.difference is not None), None)

    @property
    def sentence(self) -> str:
        """What the misconception says to a learner; "" where there is none."""
        return self.told(self.misconception.sentence) if self.misconception else ""

    def told(self, text: str) -> str:
        """A text of the exercise's catalogue in the language that is spoken."""
        return str(phrase(self.exercise.part, text))

    def __str__(self) -> str:
        if self.unwritten:
            return str(words.UNWRITTEN.format(name=self.exercise.name))
        text = [f"{self.exercise.signature}:"]
        for line, said in zip(self.lines, self.short(), strict=True):
            text.append(f"  {said}")
            if line.case.numbers:
                text.append(f"      ({self.told(line.case.numbers)})")
        if self.misconception is not None:
            text.append(f"  → {self.sentence}")
        if self.passed:
            text.append(words.ALL_PASSED.format(count=len(self.lines)))
        return "\n".join(text)

    def short(self, brief: bool = False) -> list[str]:
        """A line of text for each input that was tried."""
        texts, before = [], ""
        for line in self.lines:
            right = line.difference is None
            said = line.brief if brief else line.said
            said = words.AGAIN if line.said == before and not right else said
            sign = words.RIGHT if right else words.WRONG
            texts.append(words.LINE.format(sign=sign, title=self.told(line.case.title), said=said))
            before = line.said
        return texts


def folded(text: str, width: int = 88) -> str:
    """`text` with long lines broken between words, the rest indented below their beginning.

    JupyterLab breaks a long line wherever its output area ends, in the middle of words too.
    """
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += wrapped(line.strip(), width, indent, f"{indent}    ") or [""]
    return "\n".join(lines)


def examine(exercise: Exercise, function: Callable[..., Any]) -> Report:
    """Try `function` on the inputs of the check of `exercise` and report.

    What the function prints is shown for the first input only; its exceptions become lines of
    the report, KeyboardInterrupt passes.
    """
    with one_thread():
        return _examine(exercise, function)


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute in one thread: for so little work, waking others up takes longer."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _examine(exercise: Exercise, function: Callable[..., Any]) -> Report:
    lines: list[Line] = []
    inputs = cases(exercise.part, exercise.name)
    for case, right in zip(inputs, expected(exercise.part, exercise.name), strict=True):
        seen = observe(exercise, function, case, quiet=bool(lines))
        stopped = seen.get("raised")
        if not lines and isinstance(stopped, Raised) and stopped.unwritten:
            return Report(exercise, (), None, unwritten=True)
        found = difference(exercise, case, right, seen)
        if found is None:
            said = brief = looked_at(exercise, right)
        else:
            said, brief = (
                say(exercise, case, seen, found, lambda: _names(function), brief=brief)
                for brief in (False, True)
            )
        lines.append(Line(case, seen, right, found, said, brief))
    misconception = None
    if any(line.difference is not None for line in lines):
        misconception = diagnose(exercise, [line.observation for line in lines])
    return Report(exercise, tuple(lines), misconception)


def _names(function: Callable[..., Any]) -> Iterable[str]:
    """The names that `function` can see: its own, those of its notebook, Python's.

    Of a class also what its ``__init__`` names, an inherited one too, attributes among it.
    """
    starts: list[object] = [function]
    if isinstance(function, type):
        starts = [vars(one).get("__init__") for one in function.__mro__]
    codes = [start.__code__ for start in starts if isinstance(start, FunctionType)]
    own = (names for code in codes for names in (code.co_varnames, code.co_names))
    return chain(*own, *namespaces(function), vars(builtins))
