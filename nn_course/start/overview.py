"""How far a learner is in each part: the lessons beside the progress file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nn_course import progress
from nn_course.lessons import LESSONS, Lesson, Task
from nn_course.start.said import texts


@dataclass(frozen=True)
class Row:
    """One exercise, and its state: a key of `texts.STATES`."""

    task: Task
    state: str

    @property
    def said(self) -> str:
        """The state in words."""
        return str(texts.STATES[self.state])


@dataclass(frozen=True)
class Standing:
    """One part with the states of its exercises."""

    lesson: Lesson
    rows: tuple[Row, ...]

    @property
    def checks(self) -> int:
        """How many exercises have a visible check."""
        return sum(not row.task.by_hand for row in self.rows)

    @property
    def passed(self) -> int:
        """How many exercises passed when they were last checked."""
        return sum(row.state == "passes" for row in self.rows)

    @property
    def marks(self) -> int:
        """The marks of the exercises that pass."""
        return sum(row.task.marks for row in self.rows if row.state == "passes")

    @property
    def all(self) -> int:
        """The marks of all exercises that have a visible check."""
        return sum(row.task.marks for row in self.rows if not row.task.by_hand)


@dataclass(frozen=True)
class Overview:
    """All parts."""

    parts: tuple[Standing, ...]

    @property
    def checks(self) -> int:
        return sum(part.checks for part in self.parts)

    @property
    def passed(self) -> int:
        return sum(part.passed for part in self.parts)

    @property
    def marks(self) -> int:
        return sum(part.marks for part in self.parts)

    @property
    def all(self) -> int:
        return sum(part.all for part in self.parts)

    @property
    def begun(self) -> bool:
        """Whether anything was checked yet."""
        return any(row.state in ("passes", "wrong") for part in self.parts for row in part.rows)

    @property
    def next(self) -> tuple[Lesson, Task] | None:
        """The first exercise that does not pass; None when all do."""
        for part in self.parts:
            for row in part.rows:
                if row.state in ("wrong", "untried"):
                    return part.lesson, row.task
        return None


def overview(work: Path | None) -> Overview:
    """How far the learner is whose folder is `work`; nowhere yet without one."""
    return Overview(
        tuple(
            Standing(lesson, tuple(Row(task, _state(lesson, task, work)) for task in lesson.tasks))
            for lesson in LESSONS
        )
    )


def _state(lesson: Lesson, task: Task, work: Path | None) -> str:
    if task.by_hand:
        return "by_hand"
    if work is None:
        return "untried"
    entry = progress.of(lesson.part, task.name, work)
    if entry.passed:
        return "passes"
    return "wrong" if entry.tries else "untried"
