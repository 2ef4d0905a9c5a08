"""Write marks into nbgrader's gradebook: one transaction and one commit per submission.

nbgrader's own Gradebook commits at every step, and would leave half a submission behind when
killed. Here its models are used within one session, and what is written is what its SaveAutoGrades
and AssignLatePenalties would have: people's marks, extra credit and comments stay as they are.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from nbjudge.autograde.errors import ClassError, SubmissionError
from nbjudge.autograde.work import Sheet

Penalty = Callable[[SubmittedAssignment, SubmittedNotebook], float | None]
"""What a late notebook loses: called with it and its assignment once its score is known."""

_TRIES = 6  # sqlite itself waits five seconds for a lock before it gives up


@dataclass(frozen=True)
class Known:
    """A notebook in the gradebook: ids of its cells by name, and what its test cells give."""

    id: str
    grades: dict[str, str]
    comments: dict[str, str]
    points: dict[str, float]
    kinds: dict[str, str]


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
        except SQLAlchemyError as error:
            raise ClassError.database(_reason(error)) from error
        if not self.notebooks:
            raise ClassError.not_generated(assignment)

    # Grading anew asks a person to look again only where a mark moved; a first grading asks as
    # nbgrader does, wherever a person has given a mark.
    settled = False

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
        run = self._session.execute
        if run(select(Student.id).where(Student.id == student)).first() is None:
            if not create_student:
                raise SubmissionError.unknown_student(student)
            run(insert(Student), [{"id": student}])
        own = {"assignment_id": self._assignment, "student_id": student}
        submission = self._session.scalar(select(SubmittedAssignment.id).filter_by(**own))
        if submission is None:
            submission = new_uuid()
            run(insert(SubmittedAssignment), [{"id": submission, "timestamp": timestamp, **own}])
        elif timestamp is not None:
            run(update(SubmittedAssignment), [{"id": submission, "timestamp": timestamp}])
        submitted = self._mirror(submission)
        for sheet in sheets:
            known = self.notebooks[sheet.notebook]
            self._grades(submitted[sheet.notebook], known, sheet.scores)
            self._comments(submitted[sheet.notebook], known, sheet.comments)
        if penalty is not None:
            for sheet in sheets:
                self._penalise(submission, submitted[sheet.notebook], penalty)

    def _mirror(self, submission: str) -> dict[str, str]:
        """Give *submission* all rows that its assignment calls for; its notebooks' ids by name."""
        run = self._session.execute
        rows = run(
            select(SubmittedNotebook.notebook_id, SubmittedNotebook.id).where(
                SubmittedNotebook.notebook_id.in_([known.id for known in self.notebooks.values()]),
                SubmittedNotebook.assignment_id == submission,
            )
        )
        present = dict(iter(rows))
        submitted = {}
        for name, known in self.notebooks.items():
            if known.id not in present:
                row = {"id": new_uuid(), "notebook_id": known.id, "assignment_id": submission}
                run(insert(SubmittedNotebook), [row])
                present[known.id] = row["id"]
            own = submitted[name] = present[known.id]
            for model, cells in ((Grade, known.grades), (Comment, known.comments)):
                there = {cell for cell, *_ in self._rows(model, own, cells, model.cell_id)}
                new = [{"cell_id": c, "notebook_id": own} for c in cells.values() if c not in there]
                if new:
                    run(insert(model), new)
        return submitted

    def _grades(self, notebook: str, known: Known, scores: Mapping[str, float | None]) -> None:
        """As SaveAutoGrades: somebody has to look at what no test can tell, and again at a mark
        of their own after a new one."""
        columns = Grade.id, Grade.manual_score, Grade.auto_score, Grade.needs_manual_grade
        rows = self._rows(Grade, notebook, known.grades, Grade.cell_id, *columns)
        present = {cell: found for cell, *found in rows}
        changes = []
        for name, score in scores.items():
            id, manual, former, waits = present[known.grades[name]]
            look = manual is not None or score is None
            if self.settled and manual is not None:
                look = waits or score != former
            changes.append({"id": id, "auto_score": score, "needs_manual_grade": look})
        if changes:
            self._session.execute(update(Grade), changes)

    def _comments(self, notebook: str, known: Known, comments: Mapping[str, str | None]) -> None:
        rows = self._rows(Comment, notebook, known.comments, Comment.cell_id, Comment.id)
        present = {cell: id for cell, id in rows}
        changes = [
            {"id": present[known.comments[name]], "auto_comment": comment}
            for name, comment in comments.items()
        ]
        if changes:
            self._session.execute(update(Comment), changes)

    def _rows(
        self, model: Any, notebook: str, cells: Mapping[str, str], *columns: Any
    ) -> Iterable[Any]:
        """The *columns* of a submitted *notebook*'s rows for *cells* (ids by name).

        nbgrader's tables have an index on cell and notebook together: without the cells each
        question would read the rows of all submissions there are.
        """
        query = select(*columns).where(
            model.cell_id.in_(list(cells.values())), model.notebook_id == notebook
        )
        return self._session.execute(query)

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
