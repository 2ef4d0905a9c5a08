"""What the gradebook says of each learner and assignment, read at once however large the class."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import case, func, select

from nbjudge.roster import Roster

State = Literal["graded", "by hand", "ungraded", "missing", "excused"]
"""Whether marks are due: "by hand" waits for a person, "ungraded" for the grader, "missing" was
not handed in."""


@dataclass(frozen=True)
class Mark:
    """One learner's marks in one assignment.

    `score` is what is due, late penalty and extra credit counted, None unless `state` is "graded".
    `raw` is the sum before the penalty, as far as it is known.
    """

    student_id: str
    assignment: str
    state: State
    raw: float
    penalty: float
    most: float
    timestamp: datetime.datetime | None
    duedate: datetime.datetime | None

    @property
    def score(self) -> float | None:
        """The marks that are due, None where none are."""
        return max(0.0, self.raw - self.penalty) if self.state == "graded" else None


@dataclass(frozen=True)
class Person:
    """A learner as exports name them; "" for what is not known."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


def people(gradebook: Gradebook, roster: Roster) -> list[Person]:
    """Everybody, by id: the gradebook's learners, and those of the roster who are not in it, having
    handed in nothing. What the gradebook does not know of somebody is the roster's.
    """
    known = {one.id: one for one in gradebook.db.scalars(select(Student))}
    found = []
    for name in sorted({*known, *roster.by_student_id}):
        student, listed = known.get(name), roster.student(name)
        first, last, email, lms = (
            getattr(student, key, None) or ""
            for key in ("first_name", "last_name", "email", "lms_user_id")
        )
        if listed is not None:
            if not first and not last:
                first, last = listed.first_name, listed.last_name or listed.name
            email, lms = email or listed.email, lms or listed.lms_id
        found.append(Person(name, first, last, email, lms))
    return found


def assignments(gradebook: Gradebook) -> list[str]:
    """The names of all assignments, sorted."""
    return sorted(gradebook.db.scalars(select(Assignment.name)))


def read(gradebook: Gradebook, roster: Roster, wanted: Collection[str] = ()) -> list[Mark]:
    """A mark for each of the `people` and each assignment (of `wanted`, if there are any), by
    assignment, then by learner.
    """
    unknown_score = Grade.auto_score.is_(None) & Grade.manual_score.is_(None)
    graded = {
        (name, student): (raw, waiting, unknown, timestamp)
        for name, student, raw, waiting, unknown, timestamp in gradebook.db.execute(
            select(
                Assignment.name,
                SubmittedAssignment.student_id,
                func.coalesce(func.sum(Grade.score), 0.0),
                func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
                func.sum(case((unknown_score, 1), else_=0)),
                SubmittedAssignment.timestamp,
            )
            .select_from(SubmittedAssignment)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .group_by(SubmittedAssignment.id)
        )
    }
    penalties = {
        (name, student): penalty
        for name, student, penalty in gradebook.db.execute(
            select(
                Assignment.name,
                SubmittedAssignment.student_id,
                func.coalesce(func.sum(SubmittedNotebook.late_submission_penalty), 0.0),
            )
            .select_from(SubmittedAssignment)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .group_by(SubmittedAssignment.id)
        )
    }
    students = [one.id for one in people(gradebook, roster)]
    found = []
    for name, most, duedate in sorted(_assignments(gradebook)):
        if wanted and name not in wanted:
            continue
        for student in students:
            listed = roster.student(student)
            raw, waiting, unknown, timestamp = graded.get((name, student), (0.0, 0, 0, None))
            state: State
            if listed is not None and listed.excused_from(name):
                state = "excused"
            elif (name, student) not in graded:
                state = "missing"
            elif waiting:
                state = "by hand"
            else:
                state = "ungraded" if unknown else "graded"
            penalty = penalties.get((name, student), 0.0)
            found.append(Mark(student, name, state, raw, penalty, most, timestamp, duedate))
    return found


def _assignments(gradebook: Gradebook) -> Iterator[tuple[str, float, datetime.datetime | None]]:
    for one in gradebook.db.scalars(select(Assignment)):
        yield one.name, float(one.max_score or 0.0), one.duedate


@dataclass(frozen=True)
class ByHand:
    """What a person gave, or has yet to give, for one cell; `written` unless it was left empty."""

    student_id: str
    cell: str
    score: float | None
    most: float
    written: bool


def by_hand(gradebook: Gradebook, assignment: str) -> list[ByHand]:
    """The marks of cells that no test decides, of everybody in `assignment`."""
    rows = gradebook.db.execute(
        select(
            SubmittedAssignment.student_id,
            GradeCell.name,
            Grade.manual_score,
            Grade.auto_score,
            GradeCell.max_score,
        )
        .select_from(Grade)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, GradeCell.cell_type == "markdown")
    )
    return [
        ByHand(
            student,
            cell,
            None if manual is None and auto is None else (auto if manual is None else manual),
            most,
            manual is not None or auto is None,
        )
        for student, cell, manual, auto, most in rows
    ]
