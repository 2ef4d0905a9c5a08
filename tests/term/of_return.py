"""Feedback and exports, against recount.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup
from nbgrader.apps import NbGraderAPI

from nbjudge.authoring.course import load_config
from nn_course.catalogue import PARTS
from tests.term import printed, recount
from tests.term.conftest import Corrected, each_part
from tests.term.people import NOTEBOOKS, people
from tests.term.recount import plain


class OfReturn:
    """Tests of what is given back, for the class in test_term.py."""

    @each_part
    def test_feedback_is_what_the_verdicts_say(
        self, course: Path, corrected: Corrected, part: str
    ) -> None:
        """For somebody late, somebody marked by hand and somebody whose code crashed: marks by
        exercise, what lateness costs, and the sentences of verdicts and misconceptions."""
        config = load_config(course)
        config.CourseDirectory.root = str(course)
        who = {"part1": "s05", "part2": "s19", "part3": "s35", "part4": "s07"}[part]
        assert NbGraderAPI(config=config).generate_feedback(part, who)["success"]
        (file,) = (course / "feedback" / who / part).glob("*.html")
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        text = " ".join(page.get_text().split())
        (one,) = (one for one in recount.graded(course, part) if one.name == who)
        most = plain(recount.most(course, part))
        assert f"{part} · {NOTEBOOKS[part].stem} {plain(one.total)} of {most} marks" in text
        assert ("marks were taken off for lateness" in text) == bool(one.penalty)
        if one.penalty:
            assert f"{plain(one.penalty)} marks were taken off for lateness" in text
        rows = {
            row.code.get_text(): row.select("td")[1].get_text()
            for row in page.select("header tbody tr")
            if row.code
        }
        for name in one.exercises:
            assert rows[name] == f"{plain(one.points(name))} / {plain(one.most(name))}"
        written = [own for name, own in one.exercises.items() if name not in one.untouched]
        said = {v.get(key) for own in written for v in own for key in ("sentence", "hint")}
        said -= {None, ""}
        assert said and all(printed.sentence(each) in text for each in said)

    def test_the_exports_agree_with_the_verdicts(
        self, course: Path, exported: Callable[[str], list[list[str]]]
    ) -> None:
        """Canvas's, Moodle's and the plain file: each learner and part, the missing too."""
        due, state = {}, {}
        for part in PARTS:
            found = {one.name: one for one in recount.graded(course, part)}
            for person in people():
                key, one = (person.student_id, part), found.get(person.student_id)
                due[key] = "" if one is None else one.due
                state[key] = "missing" if one is None else "by hand" if one.waits else "graded"
                if person.excused_from(part):
                    state[key] = "excused"
        assert Counter(state.values()) == {"graded": 227, "missing": 7, "excused": 5, "by hand": 1}

        header, points, *rows = exported("Canvas")
        assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *PARTS]
        assert points[5:] == [plain(recount.most(course, part)) for part in PARTS]
        names = [
            (f"{one.last_name}, {one.first_name}", one.lms_id, one.student_id) for one in people()
        ]
        assert [(row[0], row[1], row[3]) for row in rows] == names
        canvas = {
            (row[3], part): mark for row in rows for part, mark in zip(PARTS, row[5:], strict=True)
        }
        assert canvas == {
            key: "EX" if state[key] == "excused" else mark for key, mark in due.items()
        }

        header, *rows = exported("Moodle")
        assert header == ["First name", "Last name", "ID number", "Email address", *PARTS]
        assert [row[3] for row in rows] == [one.email for one in people()]
        moodle = {
            (row[2], part): mark for row in rows for part, mark in zip(PARTS, row[4:], strict=True)
        }
        assert moodle == {key: mark or "-" for key, mark in due.items()}

        header, *rows = exported("Plain")
        plainly = {(row[0], row[4]): dict(zip(header, row, strict=True)) for row in rows}
        assert {key: row["score"] for key, row in plainly.items()} == due
        assert {key: row["state"] for key, row in plainly.items()} == state
        for part in PARTS:
            for one in recount.graded(course, part):
                row = plainly[one.name, part]
                assert row["raw_score"] == plain(one.points())
                assert (row["late_penalty"], row["max_score"]) == (
                    one.rounded(one.penalty), plain(recount.most(course, part)),
                )  # fmt: skip
