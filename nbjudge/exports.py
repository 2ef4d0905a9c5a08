"""Marks in the form that an LMS takes: plug-ins for ``nbgrader export``.

Their formats are those of the systems' own importers: Canvas's ``gradebook_importer``, Moodle's
grade import from CSV. Where no mark is due (nothing handed in, a person has yet to look, excused)
none is written, and what the system has stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import ClassVar

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict, Integer, Unicode

from nbjudge import marks, tables
from nbjudge.marks import Mark, Person
from nbjudge.roster import FILE, Learner, Roster, read


class LmsExport(ExportPlugin):
    """The base of the three: who is in the file, which marks are due, and how they are rounded."""

    file: ClassVar[str] = "grades.csv"

    columns = Dict(
        help='What the system calls the assignments: {"part1": "Part 1 (4711)"}. Canvas puts the '
        "assignment's id in brackets; without it the name alone is looked for."
    ).tag(config=True)
    decimals = Integer(2, min=0, max=5, help="How many decimals a mark has.").tag(config=True)
    missing_is_zero = Bool(
        False, help="Write 0 for what was not handed in and is due, instead of no mark."
    ).tag(config=True)
    roster = Unicode(help="The roster; roster.csv in the current folder if not set.").tag(
        config=True
    )

    def export(self, gradebook: Gradebook) -> None:
        """Write the marks in `gradebook`. ``nbgrader export`` calls this; --to names the file."""
        path = Path(self.roster or FILE)
        listed = read(path) if self.roster or path.exists() else Roster()
        wanted = [str(name) for name in self.assignment]
        found = marks.read(gradebook, listed, wanted)
        only = {str(name) for name in self.student}
        students = [
            student for student in marks.people(gradebook, listed) if not only or student.id in only
        ]
        names = list(dict.fromkeys(mark.assignment for mark in found))
        by_student: dict[str, list[Mark]] = {}
        for mark in found:
            by_student.setdefault(mark.student_id, []).append(mark)
        to = Path(self.to or self.file)
        most = {mark.assignment: mark.most for mark in found}
        lines = list(self.head(names, most))
        for student in students:
            row = by_student.get(student.id, [])
            lines += self.rows(student, listed.student(student.id), row)
        tables.write(to, lines)
        self.log.info("Wrote the marks of %d learners to %s", len(students), to)

    def head(self, names: list[str], most: dict[str, float]) -> Iterator[list[str]]:
        """The lines before the learners'."""
        raise NotImplementedError

    def rows(
        self, student: Person, listed: Learner | None, found: list[Mark]
    ) -> Iterator[list[str]]:
        """The line of a learner, or several; `found` is in the order of the assignments."""
        raise NotImplementedError

    def written(self, mark: Mark) -> str:
        """A mark as it is written, "" where none is due."""
        if mark.state == "missing" and self.missing_is_zero:
            return self.rounded(0.0)
        return "" if mark.score is None else self.rounded(mark.score)

    def rounded(self, value: float) -> str:
        """`value` with so many decimals, half up as people round, without zeros at the end."""
        exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class CanvasExport(LmsExport):
    """Canvas, Grades, Import: a line of points possible, EX for the excused, blank for no mark."""

    file = "canvas.csv"

    def head(self, names: list[str], most: dict[str, float]) -> Iterator[list[str]]:
        titles = [str(self.columns.get(name, name)) for name in names]
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles]
        yield ["    Points Possible", "", "", "", "", *(self.rounded(most[name]) for name in names)]

    def rows(
        self, student: Person, listed: Learner | None, found: list[Mark]
    ) -> Iterator[list[str]]:
        sis_id, section = (listed.sis_id, listed.section) if listed else ("", "")
        given = ["EX" if mark.state == "excused" else self.written(mark) for mark in found]
        yield [
            _sortable(student), student.lms_user_id, sis_id, student.id, section, *given,
        ]  # fmt: skip


class MoodleExport(LmsExport):
    """Moodle, Grades, Import, CSV file: learners by their email or id number, "-" for no mark."""

    file = "moodle.csv"

    def head(self, names: list[str], most: dict[str, float]) -> Iterator[list[str]]:
        titles = [str(self.columns.get(name, name)) for name in names]
        yield ["First name", "Last name", "ID number", "Email address", *titles]

    def rows(
        self, student: Person, listed: Learner | None, found: list[Mark]
    ) -> Iterator[list[str]]:
        yield [
            student.first_name,
            student.last_name,
            student.id,
            student.email,
            *(self.written(mark) or "-" for mark in found),
        ]


class PlainExport(LmsExport):
    """One line for each learner and assignment, with all there is to know of the mark."""

    file = "grades.csv"

    def head(self, names: list[str], most: dict[str, float]) -> Iterator[list[str]]:
        yield [
            "student_id", "last_name", "first_name", "email", "assignment", "state", "score",
            "raw_score", "late_penalty", "max_score", "submitted", "due",
        ]  # fmt: skip

    def rows(
        self, student: Person, listed: Learner | None, found: list[Mark]
    ) -> Iterator[list[str]]:
        for mark in found:
            yield [
                student.id,
                student.last_name,
                student.first_name,
                student.email,
                mark.assignment,
                mark.state,
                self.written(mark),
                self.rounded(mark.raw) if mark.state not in ("missing", "excused") else "",
                self.rounded(mark.penalty),
                self.rounded(mark.most),
                "" if mark.timestamp is None else mark.timestamp.isoformat(" "),
                "" if mark.duedate is None else mark.duedate.isoformat(" "),
            ]


def _sortable(student: Person) -> str:
    """A learner's name as Canvas sorts it: last name first."""
    names = [name for name in (student.last_name, student.first_name) if name]
    return ", ".join(names) or student.id
