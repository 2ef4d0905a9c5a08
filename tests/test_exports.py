"""Marks in the form that Canvas and Moodle take, and a plain one."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import ExportApp
from traitlets.config import Config

from nbjudge import marks, roster
from nbjudge.exports import CanvasExport, LmsExport, MoodleExport, PlainExport

# nbgrader's own add_submission flushes what it is still putting together, and SQLAlchemy says so.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")

ROSTER = """\
student_id,lms_id,sis id,section,excused,first name,last name
ann,101,s1,A,,,
bob,102,s2,A,part1,,
cho,103,s3,B,,,
dee,104,s4,B,,,
eva,105,s5,B,all,,
fay,106,s6,C,,Fay,Nowhere
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two assignments of 10 marks; who is in which state is told beside each learner."""
    root = tmp_path_factory.mktemp("book")
    (root / "roster.csv").write_text(ROSTER)
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "tiny") as gradebook:
        for part in ("part1", "part2"):
            gradebook.add_assignment(part, duedate="2026-11-20 12:00:00")
            gradebook.add_notebook("first", part)
            gradebook.add_grade_cell("test_one", "first", part, max_score=4, cell_type="code")
            gradebook.add_grade_cell("essay", "first", part, max_score=6, cell_type="markdown")
        people = (
            ("ann", "Ann", "Ångström", "ann@example.org", "101"),
            ("bob", "Bob", "O'Neil, Jr.", None, "102"),
            ("cho", None, "조", "cho@example.org", "103"),
            ("dee", "Dee", None, None, None),
            ("eva", "Eva", "Excused", None, "105"),
        )
        for name, first, last, email, lms in people:
            gradebook.add_student(
                name, first_name=first, last_name=last, email=email, lms_user_id=lms
            )
        # ann: part1 late, marks 3.335 + 5.5 + 0.5 extra, 1.25 off; part2 waits for a person
        hand_in(gradebook, "ann", "part1", 3.335, 5.5, extra=0.5, penalty=1.25)
        hand_in(gradebook, "ann", "part2", 4.0, None)
        # bob: excused from part1, in which he has marks; part2 has more taken off than he has
        hand_in(gradebook, "bob", "part1", 4.0, 6.0)
        hand_in(gradebook, "bob", "part2", 1.0, 0.0, penalty=3.0)
        # cho: part1 collected, not graded yet; part2 nothing handed in. dee: nothing at all
        gradebook.add_submission("part1", "cho")
    return root


def hand_in(
    gradebook: Gradebook,
    student: str,
    part: str,
    tested: float,
    written: float | None,
    extra: float = 0.0,
    penalty: float = 0.0,
) -> None:
    """A submission with marks by tests and by a person."""
    gradebook.add_submission(part, student, timestamp="2026-11-21 08:00:00")
    notebook = gradebook.find_submission_notebook("first", part, student)
    notebook.late_submission_penalty = penalty
    grade = gradebook.find_grade("test_one", "first", part, student)
    grade.auto_score, grade.extra_credit, grade.needs_manual_grade = tested, extra, False
    grade = gradebook.find_grade("essay", "first", part, student)
    grade.manual_score, grade.needs_manual_grade = written, written is None
    gradebook.db.commit()


@pytest.fixture
def exported(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[list[str]]]:
    """The rows that nbgrader's own export command writes with an exporter of ours."""
    monkeypatch.chdir(book)

    def export(exporter: type[LmsExport], **options: object) -> list[list[str]]:
        to = tmp_path / "out.csv"
        config = Config()
        config.CourseDirectory.root = str(book)
        config.CourseDirectory.db_url = f"sqlite:///{book / 'gradebook.db'}"
        config.ExportApp.plugin_class = f"nbjudge.exports.{exporter.__name__}"
        config.ExportPlugin.to = str(to)
        config[exporter.__name__].update(options)
        app = ExportApp(config=config)
        app.initialize([])
        app.start()
        with to.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    return export


def test_canvas_finds_its_columns(exported: Callable[..., list[list[str]]]) -> None:
    """As its importer looks for them: Student, ID, both SIS ids, Section, then assignments."""
    header, points, *_ = exported(CanvasExport, columns={"part1": "Part 1 (4711)"})
    assert "Student" in header[0] and "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3])
    assert header[4:] == ["Section", "Part 1 (4711)", "part2"]
    assert "Points Possible" in points[0] and points[5:] == ["10", "10"]


def test_canvas_gets_marks_excuses_and_blanks(exported: Callable[..., list[list[str]]]) -> None:
    """EX for the excused, nothing where no mark is due, two decimals, half up; who is in the roster
    alone has a line, too."""
    _, _, *rows = exported(CanvasExport)
    assert rows == [
        ["Ångström, Ann", "101", "s1", "ann", "A", "8.09", ""],
        ["O'Neil, Jr., Bob", "102", "s2", "bob", "A", "EX", "0"],
        ["조", "103", "s3", "cho", "B", "", ""],
        ["Dee", "104", "s4", "dee", "B", "", ""],
        ["Excused, Eva", "105", "s5", "eva", "B", "EX", "EX"],
        ["Nowhere, Fay", "106", "s6", "fay", "C", "", ""],
    ]


def test_moodle_gets_marks_and_dashes(exported: Callable[..., list[list[str]]]) -> None:
    """ "-" is no mark to its importer; learners are found by email or id number."""
    header, *rows = exported(MoodleExport)
    assert header == ["First name", "Last name", "ID number", "Email address", "part1", "part2"]
    assert rows[0] == ["Ann", "Ångström", "ann", "ann@example.org", "8.09", "-"]
    assert rows[1] == ["Bob", "O'Neil, Jr.", "bob", "", "-", "0"]
    assert rows[2] == ["", "조", "cho", "cho@example.org", "-", "-"]


def test_the_plain_file_tells_all(exported: Callable[..., list[list[str]]]) -> None:
    """The state of each, the marks before the penalty, and when it was handed in."""
    header, *rows = exported(PlainExport)
    found = {(row[0], row[4]): dict(zip(header, row, strict=True)) for row in rows}
    assert len(found) == 12
    ann = found["ann", "part1"]
    assert (ann["state"], ann["score"], ann["raw_score"]) == ("graded", "8.09", "9.34")
    assert (ann["late_penalty"], ann["submitted"]) == ("1.25", "2026-11-21 08:00:00")
    states = {who: row["state"] for who, row in found.items()}
    assert states["ann", "part2"] == "by hand"
    assert states["bob", "part1"] == "excused" and states["bob", "part2"] == "graded"
    assert states["cho", "part2"] == "missing" and states["cho", "part1"] in ("ungraded", "by hand")


def test_a_mark_of_nothing_for_what_is_missing(exported: Callable[..., list[list[str]]]) -> None:
    """Only when asked for, and never for the excused or for what waits for a person."""
    _, _, *rows = exported(CanvasExport, missing_is_zero=True)
    given = {row[3]: row[5:] for row in rows}
    assert given["dee"] == ["0", "0"] and given["eva"] == ["EX", "EX"]
    assert given["ann"][1] == ""


def test_marks_agree_with_nbgraders_own(book: Path) -> None:
    """The same sums as its models work out one by one."""
    with Gradebook(f"sqlite:///{book / 'gradebook.db'}", "tiny") as gradebook:
        for mark in marks.read(gradebook, roster.of_course(book)):
            try:
                own = gradebook.find_submission(mark.assignment, mark.student_id)
            except MissingEntry:
                assert mark.state in ("missing", "excused")
                continue
            assert mark.raw == own.score and mark.penalty == own.late_submission_penalty
            assert mark.most == own.max_score


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(2.675, 2, "2.68"), (0.125, 2, "0.13"), (7.0, 2, "7"), (10.0, 0, "10"), (1 / 3, 3, "0.333")],
)
def test_rounding_is_half_up(value: float, decimals: int, text: str) -> None:
    """As people round, and not as binary fractions do."""
    assert LmsExport(decimals=decimals).rounded(value) == text
