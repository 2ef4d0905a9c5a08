"""What a check found, as data and as the plain text a learner reads."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from nbjudge.exam import Raised
from nn_course.catalogue import Case, Exercise, Misconception
from nn_course.checks import words
from nn_course.checks.compare import Difference, difference
from nn_course.checks.diagnose import cases, diagnose, expected
from nn_course.checks.observe import Observation, observe


@dataclass(frozen=True)
class Line:
    """One input that was tried: `difference` is None where all was right, `said` is the words."""

    case: Case
    observation: Observation
    difference: Difference | None
    said: str


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

    def __str__(self) -> str:
        if self.unwritten:
            return f"{self.exercise.name}: not written yet."
        text = [f"{self.exercise.signature}:"]
        before = ""
        for line in self.lines:
            right = line.difference is None
            sign = "✓ right" if right else "✗ wrong"
            said = words.AGAIN if line.said == before and not right else line.said
            text.append(f"  {sign}: {line.case.title}: {said}")
            if line.case.numbers:
                text.append(f"      ({line.case.numbers})")
            before = line.said
        if self.misconception is not None:
            text.append(f"  → {self.misconception.sentence}")
        if self.passed:
            text.append(f"All {len(self.lines)} checks passed.")
        return "\n".join(text)


def folded(text: str, width: int = 88) -> str:
    """`text` with long lines broken between words, the rest indented below their beginning.

    JupyterLab breaks a long line wherever its output area ends, in the middle of words too.
    """
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line.strip(),
            width,
            initial_indent=indent,
            subsequent_indent=f"{indent}    ",
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)


def examine(exercise: Exercise, function: Callable[..., Any]) -> Report:
    """Try `function` on the inputs of the check of `exercise` and report.

    What the function prints is shown for the first input only; its exceptions become lines of
    the report, KeyboardInterrupt passes.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # for so little work, waking others up takes longer than doing it
    try:
        return _examine(exercise, function)
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
        said = (
            words.looked_at(exercise, right)
            if found is None
            else words.say(exercise, case, seen, found)
        )
        lines.append(Line(case, seen, found, said))
    misconception = None
    if any(line.difference is not None for line in lines):
        misconception = diagnose(exercise, [line.observation for line in lines])
    return Report(exercise, tuple(lines), misconception)
