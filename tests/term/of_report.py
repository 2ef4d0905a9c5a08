"""The class reports: every figure, file and printed number, against recount.py."""

from __future__ import annotations

import io
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from pytest import approx
from rich.console import Console

from nbjudge.report.summary import show
from nbjudge.report.write import Report
from nn_course.catalogue import PARTS
from tests.term import recount, wanted
from tests.term.conftest import CORRECTED, Graded, each_part
from tests.term.people import people
from tests.term.printed import Page


class OfReport:
    """Tests of the reports by part, for the class in test_term.py."""

    @each_part
    def test_the_spread_of_marks(self, course: Path, reports: dict[str, Report], part: str) -> None:
        """Count, mean, median, quartiles and deviation; each learner stands in one bin."""
        made, found = reports[part].figures.spread, recount.graded(course, part)
        numbers = {name: value for name, value in asdict(made).items() if name != "bins"}
        assert numbers == approx(recount.spread(found))
        assert made.bins[0].low == 0 and made.bins[-1].high >= recount.most(course, part)
        assert all(one.high == after.low for one, after in pairwise(made.bins))
        totals = [float(one.total) for one in found]
        inside = [sum(one.low <= total < one.high for total in totals) for one in made.bins[:-1]]
        assert [one.count for one in made.bins] == [*inside, len(totals) - sum(inside)]

    @each_part
    def test_the_figures_of_exercises(
        self, course: Path, reports: dict[str, Report], part: str
    ) -> None:
        """Marks, counts, mean share, discrimination, median time, and what faults cost."""
        expected = recount.items(recount.graded(course, part))
        assert list(expected)[: len(PARTS[part])] == list(PARTS[part])
        made = {one.name: asdict(one) for one in reports[part].figures.items}
        assert list(made) == list(expected)
        for name, numbers in expected.items():
            assert made[name].pop("name") == name
            assert made[name] == approx(numbers), name

    @each_part
    def test_tests_and_misconceptions(
        self, course: Path, reports: dict[str, Report], part: str
    ) -> None:
        """How many pass each test and each part of one; how many show each misconception."""
        found, made = recount.graded(course, part), reports[part].figures
        passed = recount.checks(found)
        assert {(one.exercise, one.name): (one.passed, one.count) for one in made.checks} == passed
        said = {
            key: {0: "nobody", count: "everybody"}.get(n, "") for key, (n, count) in passed.items()
        }
        assert {(one.exercise, one.name): one.says_nothing for one in made.checks} == said
        shown = {(one.exercise, one.name): (one.count, one.sentence) for one in made.misconceptions}
        assert shown == recount.misconceptions(found) and len(shown) > 10
        order = [(list(PARTS[part]).index(one.exercise), -one.count) for one in made.misconceptions]
        assert order == sorted(order)

    @each_part
    def test_who_is_missing_and_why(
        self, course: Path, reports: dict[str, Report], part: str
    ) -> None:
        """Nothing handed in, never started, excused, late, waiting for a person, stopped."""
        found, made = recount.graded(course, part), reports[part].figures
        assert made.handed_in == len(found) and made.ungraded == 0
        assert made.missing == recount.missing(course, part) and "s13" in made.missing
        assert made.excused == recount.excused(part) and "s12" in made.excused
        assert made.never_started == recount.never_started(found) == ["s21", "s45"]
        assert made.late == sum(one.penalty > 0 for one in found)
        assert made.by_hand == sum(one.waits for one in found) == (part == "part4")
        assert made.faults == recount.faults(found)

    @each_part
    def test_the_run_before(
        self, course: Path, graded: Graded, reports: dict[str, Report], part: str
    ) -> None:
        """The corrected test and what a person gave since; else there is nothing to compare."""
        changes = reports[part].changes
        if part != CORRECTED:
            assert changes is None
            return
        moved = recount.moved(course, part, graded.records[part])
        assert changes is not None and {one.student_id: one.tests for one in changes} == moved

    @each_part
    def test_the_files_beside_the_page(
        self, course: Path, reports: dict[str, Report], part: str
    ) -> None:
        """A line for each learner, exercise, test, misconception and change, same numbers."""
        page, found = Page(reports[part].page), recount.graded(course, part)
        by_name, absent = {one.name: one for one in found}, recount.missing(course, part)
        rows = {row["student_id"]: row for row in page.table("learners.csv")}
        assert list(rows) == [one.student_id for one in people()]
        for name, row in rows.items():
            if name not in by_name:
                assert row["state"] == ("missing" if name in absent else "excused")
                assert row["marks"] == "" or row["state"] == "excused"
                continue
            one = by_name[name]
            assert row["state"] == ("by hand" if one.waits else "graded")
            numbers = [float(row[key]) for key in ("marks", "raw", "late_penalty", "max")]
            raw, penalty = one.points(), float(one.penalty)
            assert numbers == approx([raw - penalty, raw, penalty, recount.most(course, part)])
            assert {key: float(row[key]) for key in one.exercises} == {
                key: one.points(key) for key in one.exercises
            }
        columns = {"difficulty": "mean_share", "seconds": "median_seconds", "most": "max"}
        expected = recount.items(found)
        for row, (name, figures) in zip(page.table("exercises.csv"), expected.items(), strict=True):
            assert row["exercise"] == name
            for key, value in figures.items():
                text = row[columns.get(key, key)]
                assert text == "" if value is None else float(text) == approx(value), (name, key)
        passed = {
            (row["exercise"], row["test"]): (int(row["passed"]), int(row["learners"]))
            for row in page.table("tests.csv")
        }
        assert passed == recount.checks(found)
        shown = {
            (row["exercise"], row["misconception"]): (int(row["learners"]), row["sentence"])
            for row in page.table("misconceptions.csv")
        }
        assert shown == recount.misconceptions(found)
        moved = {
            (row["student_id"], row["test"], row["before"], float(row["after"]))
            for row in page.table("changes.csv")
        }
        assert moved == {
            (one.student_id, test, "" if before is None else str(before), after)
            for one in reports[part].changes or ()
            for test, (before, after) in one.tests.items()
        }

    @each_part
    def test_the_page_prints_these_numbers(
        self, course: Path, graded: Graded, reports: dict[str, Report], part: str
    ) -> None:
        """In cards, tables, sentences and bars."""
        page, found = Page(reports[part].page), recount.graded(course, part)
        missing, excused = recount.missing(course, part), recount.excused(part)
        assert page.cards == wanted.cards(found, recount.most(course, part), len(excused))
        assert (page.lead, page.spread) == (wanted.lead(found), wanted.spread(found))
        assert page.exercises == wanted.exercises(found)
        assert page.misconceptions == wanted.misconceptions(found)
        assert page.attention == wanted.attention(found, missing, excused)
        former = graded.records[part] if part == CORRECTED else None
        assert page.changes == wanted.changes(recount.moved(course, part, former))
        counts = [one.count for one in reports[part].figures.spread.bins]
        assert page.bins == counts
        assert page.bars == approx([198 * count / max(counts) for count in counts], abs=0.1)

    @each_part
    def test_the_summary_prints_these_numbers(
        self, course: Path, reports: dict[str, Report], part: str
    ) -> None:
        """A line for the class, and one for each exercise."""
        found, missing = recount.graded(course, part), len(recount.missing(course, part))
        console = Console(file=io.StringIO(), width=200)
        show(reports[part], console)
        assert isinstance(console.file, io.StringIO)
        lines = [line.split() for line in console.file.getvalue().splitlines()]
        expected = wanted.summary(part, found, missing, recount.most(course, part))
        assert [lines[0], *lines[2 : 1 + len(expected)]] == expected
