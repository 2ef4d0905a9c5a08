"""A term with a class of 60: intake, grading, marks by hand, a corrected test, report, exports.

One course goes through all of it, by the fixtures of conftest.py. Every number of the reports and
of the exports is worked out a second time from the verdicts, by recount.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from nbjudge.collect.command import Outcome
from nn_course.catalogue import PARTS
from tests.term import recount
from tests.term.conftest import (
    CORRECTED,
    EXERCISE,
    SENTENCE,
    TEST,
    Corrected,
    Graded,
    book,
    each_part,
    manual,
)
from tests.term.of_report import OfReport
from tests.term.of_return import OfReturn
from tests.term.people import CRASHES, DEAR, EXPLAINED, GIVEN, NOTEBOOKS, handing_in, people
from tests.term.recount import DAYS_LATE

pytestmark = pytest.mark.slow
approx = pytest.approx


def test_each_way_in_says_what_became_of_its_download(taken: dict[str, Outcome]) -> None:
    """Whose work it brought, which attempts are earlier ones, who is late, and who is absent."""
    first = [one.student_id for one in handing_in("part1")]
    here = {"canvas": first[:18], "moodle": first[18:38]}
    here |= {part: [one.student_id for one in handing_in(part)] for part in list(PARTS)[1:]}
    everybody = [one.student_id for one in people()]
    for way, outcome in taken.items():
        assert outcome.assignment == (way if way in PARTS else "part1")
        assert outcome.students == here[way] and outcome.refused == {} and outcome.left == []
        assert outcome.absent == [name for name in everybody if name not in here[way]]
    assert [one.student_id for one in taken["canvas"].earlier] == ["s01"]
    assert [one.student_id for one in taken["canvas"].taken if one.late] == ["s05", "s20"]


@each_part
def test_what_was_handed_in_lies_in_its_place(
    course: Path, taken: dict[str, Outcome], part: str
) -> None:
    """Cell by cell; nothing lies there of who handed in nothing."""
    found = {file.parents[1].name: file for file in course.glob(f"submitted/*/{part}/*.ipynb")}
    assert sorted(found) == [one.student_id for one in handing_in(part)]
    for one in handing_in(part):
        file = found[one.student_id]
        assert file.name == NOTEBOOKS[part].name
        mine = nbformat.reads(one.notebook(part).decode(), as_version=4)
        theirs = nbformat.read(file, as_version=4)
        assert [cell.source for cell in theirs.cells] == [cell.source for cell in mine.cells]


@each_part
def test_everybody_gets_the_declared_marks(graded: Graded, part: str) -> None:
    """Those of the catalogue; only the test with the mistake in it gives nobody anything."""
    assert graded.summaries[part].failures == []
    assert sorted(graded.records[part]) == [one.student_id for one in handing_in(part)]
    for one in handing_in(part):
        record = graded.records[part][one.student_id]
        for name in PARTS[part]:
            given, declared = recount.marks(record, name), one.marks[part].get(name, 0.0)
            assert given == (0 if name == EXERCISE else declared), (one.student_id, name)
    for student, (where, name) in CRASHES.items():
        if where == part:
            faults = {v["blank"]: v["fault"] for v in graded.records[part][student]["verdicts"]}
            assert faults[name] == "crash" and set(faults.values()) == {None, "crash"}


def test_a_report_shows_the_test_that_is_wrong(graded: Graded) -> None:
    """Nobody passes it, nor the one of an exercise that nobody tried."""
    nobody = {one.exercise for one in graded.report.figures.checks if one.says_nothing == "nobody"}
    assert nobody >= {EXERCISE, DEAR} and nobody.isdisjoint(
        set(PARTS[CORRECTED]) - {EXERCISE, DEAR}
    )
    assert graded.report.changes is None


def test_two_answers_are_marked_in_formgrader(by_hand: dict[str, float | None]) -> None:
    """And the third waits for a person; who left the cell as it was does not."""
    assert by_hand == {name: GIVEN.get(name) for name in EXPLAINED}


def test_a_regrade_is_seen_before_it_is_written(
    course: Path, graded: Graded, corrected: Corrected
) -> None:
    """Whose marks move, by how much and why; it moves just those, and keeps former verdicts."""
    former, now = graded.records[CORRECTED], recount.records(course, CORRECTED)
    gains = {name: recount.marks(now[name]) - recount.marks(former[name]) for name in now}
    gains = {name: gain for name, gain in gains.items() if gain}
    assert gains == {
        one.student_id: one.marks[CORRECTED][EXERCISE]
        for one in handing_in(CORRECTED)
        if one.marks[CORRECTED].get(EXERCISE)
    }
    assert len(gains) > 20 and corrected.untouched and corrected.seen.kept is None
    for found in (corrected.seen, corrected.written):
        assert {one.student: one.after - one.before for one in found.moved} == gains
        for one in found.moved:
            (test,) = one.tests
            assert (test.name, test.before) == (TEST, 0) and SENTENCE in test.why
    assert corrected.written.kept is not None
    kept = {
        file.parent.name: json.loads(file.read_text(encoding="utf-8"))
        for file in corrected.written.kept.rglob("*.json")
    }
    assert kept == {name: former[name] for name in gains}


def test_marks_by_hand_outlive_the_regrade(
    course: Path, by_hand: dict[str, float | None], corrected: Corrected
) -> None:
    """And what waited for a person still does."""
    assert by_hand == manual(course)


@each_part
def test_lateness_costs_by_the_day(course: Path, corrected: Corrected, part: str) -> None:
    """An eighth of the marks each day begun, of those after the correction; extra time is free."""
    with book(course) as gradebook:
        lost = {
            one.student_id: one.late_submission_penalty
            for one in gradebook.assignment_submissions(part)
            if one.late_submission_penalty
        }
    expected = {one.name: float(one.penalty) for one in recount.graded(course, part) if one.penalty}
    assert lost == approx(expected) and len(lost) == sum(where == part for where, _ in DAYS_LATE)


class TestReport(OfReport):
    """The class reports at the end of the term."""


class TestReturn(OfReturn):
    """What learners and their LMS get."""
