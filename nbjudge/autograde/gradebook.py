"""Write marks into nbgrader's gradebook: one transaction and one commit per submission.

nbgrader's own Gradebook commits at every step, and would leave half a submission behind when
killed. Here its models are used within one session, and what is written is what its SaveAutoGrades
and AssignLatePenalties would have: people's marks, extra credit and comments stay as they are.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from nbjudge.autograde.errors import ClassError
from nbjudge.autograde.rows import Known, Rows
from nbjudge.autograde.work import Sheet

Penalty = Callable[[SubmittedAssignment, SubmittedNotebook], float | None]
"""What a late notebook loses: called with it and its assignment once its score is known."""

_TRIES = 6  # sqlite itself waits five seconds for a lock before it gives up


class Book:
    """The gradebook at *url*, with the eyes of one *assignment*. A context manager.

    Raises ClassError if it does not know the assignment, or cannot be used.
    """

    def __init__(self, url: str, course: str, assignment: str) -> None:
        if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
            raise ClassError.not_generated(assignment)
        try:
            self._gradebook = Gradebook(url, course)
            self._session = self._gradebook.db
            found = self._session.scalar(select(Assignment.id).where(Assignment.name == assignment))
            if found is None:
                raise ClassError.not_generated(assignment)
            self._assignment: str = found
            self.notebooks = self._known()
            self._session.rollback()  # read no more: others may write
        except ImportError as error:
            raise ClassError.no_driver(url, str(error)) from None
        except SQLAlchemyError as error:
            raise ClassError.database(_reason(error)) from error
        if not self.notebooks:
            raise ClassError.not_generated(assignment)

    settled = False  # see Rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gradebook.close()

    def scores(self, student: str) -> dict[str, dict[str, float | None]]:
        """What is written of *student*: by notebook and test cell the scores without a person's.

        Nothing if they have no submission, and no notebook of which nothing was ever graded.
        """
        notebooks = {known.id: name for name, known in self.notebooks.items()}
        cells = {id: name for one in self.notebooks.values() for name, id in one.grades.items()}
        rows = self._session.execute(
            select(SubmittedNotebook.notebook_id, Grade.cell_id, Grade.auto_score)
            .select_from(SubmittedAssignment)
            .join(Student, Student.id == SubmittedAssignment.student_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(
                SubmittedAssignment.assignment_id == self._assignment,
                SubmittedAssignment.student_id == student,
                SubmittedNotebook.notebook_id.in_(notebooks),
                Grade.cell_id.in_(cells),
            )
        ).all()
        self._session.rollback()
        found: dict[str, dict[str, float | None]] = {}
        for notebook, cell, score in rows:
            found.setdefault(notebooks[notebook], {})[cells[cell]] = score
        return found

    def write(
        self,
        student: str,
        sheets: Iterable[Sheet],
        timestamp: datetime.datetime | None,
        *,
        create_student: bool = True,
        penalty: Penalty | None = None,
    ) -> None:
        """Write all there is of one submission, or nothing.

        *timestamp* None leaves the one that is there. SubmissionError if the student is unknown
        and not to be made, ClassError if the gradebook cannot be written.
        """
        sheets = list(sheets)
        for left in reversed(range(_TRIES)):
            try:
                self._write(student, sheets, timestamp, create_student, penalty)
                self._session.commit()
                return
            except (OperationalError, IntegrityError) as error:
                # Somebody else is writing, perhaps the very rows that were to be inserted.
                self._session.rollback()
                locked = isinstance(error, IntegrityError) or "locked" in str(error)
                if not left or not locked:
                    raise ClassError.database(_reason(error)) from error
                time.sleep(0.1)
            except BaseException:
                self._session.rollback()
                raise
            finally:
                self._session.expunge_all()

    def _write(
        self,
        student: str,
        sheets: list[Sheet],
        timestamp: datetime.datetime | None,
        create_student: bool,
        penalty: Penalty | None,
    ) -> None:
        rows = Rows(self._session.connection(), self._assignment, self.notebooks, self.settled)
        written = rows.write(student, sheets, timestamp, create_student)
        if penalty is not None and written.dated:  # else it is not known to be late
            for sheet in sheets:
                self._penalise(written.submission, written.notebooks[sheet.notebook], penalty)

    def _penalise(self, submission: str, notebook: str, penalty: Penalty) -> None:
        assignment = self._session.get(SubmittedAssignment, submission)
        graded = self._session.get(SubmittedNotebook, notebook)
        assert assignment is not None and graded is not None
        graded.late_submission_penalty = penalty(assignment, graded)
        self._session.flush()

    def _known(self) -> dict[str, Known]:
        rows = self._session.execute(
            select(Notebook.name, Notebook.id)
            .where(Notebook.assignment_id == self._assignment)
            .order_by(Notebook.name)
        ).all()
        return {name: self._cells(id) for name, id in rows}

    def _cells(self, notebook: str) -> Known:
        def rows(model: Any, *columns: Any) -> list[Any]:
            query = select(model.name, model.id, *columns).where(model.notebook_id == notebook)
            return list(self._session.execute(query))

        tests = rows(GradeCell, GradeCell.max_score, GradeCell.cell_type)
        tasks = rows(TaskCell, TaskCell.max_score)
        answers = rows(SolutionCell)
        return Known(
            notebook,
            grades={name: id for name, id, *_ in (*tests, *tasks)},
            comments={name: id for name, id, *_ in (*answers, *tasks)},
            points={name: points for name, _, points, *_ in (*tests, *tasks)},
            kinds={name: kind for name, _, _, kind in tests},
        )


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
