"""The rows of one submission in nbgrader's gradebook: made where there are none, then filled.

SQLAlchemy's tables are used without its objects, whose care costs several times what the database
takes; a submission that comes for the first time is asked for once and written in five statements.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Connection, bindparam, select

from nbjudge.autograde.errors import SubmissionError
from nbjudge.autograde.work import Sheet

_STUDENT, _SUBMISSION, _NOTEBOOK, _GRADE, _COMMENT = (
    model.__table__ for model in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
)

# Made once: to put a statement together takes longer than to run it.
_FIND = select(  # either may be there without the other
    select(_STUDENT.c.id).where(_STUDENT.c.id == bindparam("student")).scalar_subquery(),
    select(_SUBMISSION.c.id)
    .where(
        _SUBMISSION.c.assignment_id == bindparam("assignment"),
        _SUBMISSION.c.student_id == bindparam("student"),
    )
    .scalar_subquery(),
)
_DATE = (
    _SUBMISSION.update()
    .where(_SUBMISSION.c.id == bindparam("submission"))
    .values(timestamp=bindparam("time"))
)
_NOTEBOOKS = select(_NOTEBOOK.c.notebook_id, _NOTEBOOK.c.id).where(
    _NOTEBOOK.c.notebook_id.in_(bindparam("notebooks", expanding=True)),
    _NOTEBOOK.c.assignment_id == bindparam("submission"),
)
# nbgrader's tables have an index on cell and notebook together: without the cells each question
# would read the rows of all submissions there are.
_GRADES, _COMMENTS = (
    select(table.c.cell_id, *columns).where(
        table.c.cell_id.in_(bindparam("cells", expanding=True)),
        table.c.notebook_id == bindparam("notebook"),
    )
    for table, columns in (
        (
            _GRADE,
            (_GRADE.c.id, _GRADE.c.manual_score, _GRADE.c.auto_score, _GRADE.c.needs_manual_grade),
        ),
        (_COMMENT, (_COMMENT.c.id,)),
    )
)
_MARK = (
    _GRADE.update()
    .where(_GRADE.c.id == bindparam("row"))
    .values(auto_score=bindparam("score"), needs_manual_grade=bindparam("look"))
)
_REMARK = (
    _COMMENT.update()
    .where(_COMMENT.c.id == bindparam("row"))
    .values(auto_comment=bindparam("comment"))
)


@dataclass(frozen=True)
class Known:
    """A notebook in the gradebook: ids of its cells by name, and what its test cells give."""

    id: str
    grades: dict[str, str]
    comments: dict[str, str]
    points: dict[str, float]
    kinds: dict[str, str]


@dataclass(frozen=True)
class Written:
    """The ids of a submission and, by name, of its notebooks; whether it came with a time, or one
    was there."""

    submission: str
    notebooks: dict[str, str]
    dated: bool


class Rows:
    """Writes submissions to *assignment*, of which *notebooks* are known, on *connection*.

    Grading anew (*settled*) asks a person to look again only where a mark moved; a first grading
    asks as nbgrader does, wherever a person has given a mark.
    """

    def __init__(
        self,
        connection: Connection,
        assignment: str,
        notebooks: Mapping[str, Known],
        settled: bool,
    ) -> None:
        self._run = connection.execute
        self._assignment, self._notebooks, self._settled = assignment, notebooks, settled

    def write(
        self,
        student: str,
        sheets: Sequence[Sheet],
        timestamp: datetime.datetime | None,
        create_student: bool,
    ) -> Written:
        """Write *sheets*; a *timestamp* None leaves the one that is there.

        SubmissionError if the student is unknown and not to be made.
        """
        asked = {"student": student, "assignment": self._assignment}
        there, submission = self._run(_FIND, asked).one()
        if there is None:
            if not create_student:
                raise SubmissionError.unknown_student(student)
            self._run(_STUDENT.insert(), {"id": student})
        new = submission is None
        if new:
            submission = new_uuid()
            own = {"assignment_id": self._assignment, "student_id": student}
            self._run(_SUBMISSION.insert(), {"id": submission, "timestamp": timestamp, **own})
        elif timestamp is not None:
            self._run(_DATE, {"submission": submission, "time": timestamp})
        given = {sheet.notebook: sheet for sheet in sheets}
        present = {} if new else self._present(submission)
        submitted = self._made(submission, present)
        for name, known in self._notebooks.items():
            sheet = given.get(name)
            fresh = known.id not in present
            self._grades(submitted[name], known, sheet.scores if sheet else {}, fresh)
            self._comments(submitted[name], known, sheet.comments if sheet else {}, fresh)
        return Written(submission, submitted, not new or timestamp is not None)

    def _present(self, submission: str) -> dict[str, str]:
        """The ids of the notebooks of *submission* that have a row, by the notebook's own."""
        ids = [known.id for known in self._notebooks.values()]
        rows = self._run(_NOTEBOOKS, {"notebooks": ids, "submission": submission})
        return {notebook: id for notebook, id in rows}

    def _made(self, submission: str, present: Mapping[str, str]) -> dict[str, str]:
        """Give *submission* the notebooks that its assignment calls for; their ids by name."""
        submitted = {
            name: present.get(known.id) or new_uuid() for name, known in self._notebooks.items()
        }
        new = [
            {"id": submitted[name], "notebook_id": known.id, "assignment_id": submission}
            for name, known in self._notebooks.items()
            if known.id not in present
        ]
        if new:
            self._run(_NOTEBOOK.insert(), new)
        return submitted

    def _grades(
        self, notebook: str, known: Known, scores: Mapping[str, float | None], fresh: bool
    ) -> None:
        """As SaveAutoGrades: somebody has to look at what no test can tell, and again at a mark
        of their own after a new one."""
        given = {known.grades[name]: score for name, score in scores.items()}
        rows = () if fresh else self._rows(_GRADES, notebook, known.grades)
        present = {cell: found for cell, *found in rows}
        new = [
            {
                "cell_id": cell,
                "notebook_id": notebook,
                "auto_score": given.get(cell),
                "needs_manual_grade": given.get(cell) is None,
            }
            for cell in known.grades.values()
            if cell not in present
        ]
        changes = []
        for cell in (cell for cell in given if cell in present):
            score, (id, manual, former, waits) = given[cell], present[cell]
            look = manual is not None or score is None
            if self._settled and manual is not None:
                look = waits or score != former
            changes.append({"row": id, "score": score, "look": look})
        if new:
            self._run(_GRADE.insert(), new)
        if changes:
            self._run(_MARK, changes)

    def _comments(
        self, notebook: str, known: Known, comments: Mapping[str, str | None], fresh: bool
    ) -> None:
        given = {known.comments[name]: comment for name, comment in comments.items()}
        rows = () if fresh else self._rows(_COMMENTS, notebook, known.comments)
        present = {cell: id for cell, id in rows}
        new = [
            {"cell_id": cell, "notebook_id": notebook, "auto_comment": given.get(cell)}
            for cell in known.comments.values()
            if cell not in present
        ]
        changes = [
            {"row": present[cell], "comment": comment}
            for cell, comment in given.items()
            if cell in present
        ]
        if new:
            self._run(_COMMENT.insert(), new)
        if changes:
            self._run(_REMARK, changes)

    def _rows(self, query: Any, notebook: str, cells: Mapping[str, str]) -> Any:
        return self._run(query, {"cells": list(cells.values()), "notebook": notebook})
