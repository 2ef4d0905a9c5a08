"""Learners by their ids and names in a roster, and when they handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from nbjudge.collect.command import Outcome, collect
from nbjudge.roster.errors import RosterError
from tests.collect.downloads import notebook

FIRST = notebook("first")
Take = Callable[..., Outcome]


def test_a_roster_maps_ids_and_names(take: Take, course: Path, tmp_path: Path) -> None:
    """An export of Canvas's gradebook as it is: by id, or by the name where there is none."""
    roster = tmp_path / "grades.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,part1 (77)\n"
        "    Points Possible,,,,,25\n"
        '"Doe, Jane",1234,s1,jdoe,A,\n'
        '"Lee, Kim",,s2,klee,A,\n'
        '"Roe, Al",1240,s3,aroe,A,\n',
        encoding="utf-8",
    )
    outcome = take(
        [
            ("doejane_1234_1_first.ipynb", FIRST),
            ("leekim_9999_2_first.ipynb", FIRST),
            ("stranger_7_3_first.ipynb", FIRST),
        ],
        roster=roster,
    )
    assert outcome.students == ["jdoe", "klee"]
    assert outcome.absent == ["aroe"]
    assert "not in the roster" in outcome.refused["stranger_7_3_first.ipynb"]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "tiny") as gradebook:
        assert gradebook.find_student("jdoe").lms_user_id == "1234"
        assert gradebook.find_student("jdoe").last_name == "Doe, Jane"


def test_a_name_of_two_learners_is_not_guessed(take: Take, tmp_path: Path) -> None:
    """The sentence names both ids."""
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,name\nkim1,Kim Lee\nkim2,Kim Lee\n")
    outcome = take(
        [("Kim Lee_5_assignsubmission_file/first.ipynb", FIRST)],
        system="moodle", assignment="part1", roster=roster,
    )  # fmt: skip
    (reason,) = outcome.refused.values()
    assert "kim1" in reason and "kim2" in reason


def test_moodles_worksheet_says_when_it_was_handed_in(
    take: Take, course: Path, tmp_path: Path
) -> None:
    """nbgrader reads the lateness from timestamp.txt."""
    roster = tmp_path / "worksheet.csv"
    roster.write_text(
        "Identifier,Full name,Email address,Status,Grade,Last modified (submission)\n"
        "Participant 1001,Jane Doe,jane@example.org,Submitted,-,"
        '"Wednesday, 25 November 2026, 8:52 PM"\n'
        "Participant 1002,Kim Lee,kim@example.org,No submission,-,-\n"
    )
    outcome = take(
        [("Jane Doe_1001_assignsubmission_file/first.ipynb", FIRST)],
        system="moodle", roster=roster,
    )  # fmt: skip
    assert outcome.students == ["jane@example.org"] and outcome.absent == ["kim@example.org"]
    stamp = course / "submitted/jane@example.org/part1/timestamp.txt"
    assert stamp.read_text() == "2026-11-25 20:52:00"


def test_what_canvas_marks_late_is_late_for_nbgrader(take: Take, course: Path) -> None:
    """By a second: Canvas does not say by how much."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "tiny") as gradebook:
        gradebook.add_assignment("part1", duedate="2026-11-20 12:00:00")
    take([("a_LATE_1_10_first.ipynb", FIRST), ("b_2_11_first.ipynb", FIRST)])
    assert (course / "submitted/1/part1/timestamp.txt").read_text() == "2026-11-20 12:00:01"
    assert not (course / "submitted/2/part1/timestamp.txt").exists()
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "tiny") as gradebook:
        assert gradebook.find_assignment("part1").duedate == datetime(2026, 11, 20, 12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "no column"),
        ("student_id,name\nx/../y,Kim\n", "line 2"),
        ("student_id,name\n,Kim\n", "line 2"),
        ("student_id,lms_id\na,1\na,2\n", "twice"),
        ("student_id,lms_id\na,1\nb,1\n", "twice"),
        ("student_id,submitted\na,soon\n", "date"),
        ("", "no column"),
    ],
)
def test_a_roster_that_cannot_be_used(take: Take, tmp_path: Path, text: str, said: str) -> None:
    """A sentence names the file, the line where there is one, and what is wrong."""
    roster = tmp_path / "roster.csv"
    roster.write_text(text)
    with pytest.raises(RosterError, match=said) as raised:
        take([("a_1_10_first.ipynb", FIRST)], roster=roster)
    assert str(roster) in str(raised.value)


def test_a_roster_in_another_encoding(take: Take, tmp_path: Path) -> None:
    """A spreadsheet's own; UTF-8 with a mark at its beginning is read."""
    roster = tmp_path / "roster.csv"
    roster.write_bytes("student_id,name\na,José\n".encode("latin-1"))
    with pytest.raises(RosterError, match="UTF-8"):
        take([("a_1_10_first.ipynb", FIRST)], roster=roster)
    roster.write_bytes("student_id;lms_id\nann;1\n".encode("utf-8-sig"))
    assert take([("a_1_10_first.ipynb", FIRST)], roster=roster).students == ["ann"]


def test_a_folder_may_go_by_the_ids_of_the_gradebook(course: Path, tmp_path: Path) -> None:
    """Or by the system's."""
    (course / "roster.csv").write_text("student_id,lms_id\nann,1\n2,bob\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("ann", "bob"):
        (folder / f"{name}.ipynb").write_bytes(FIRST)
    assert collect(course, "folder", folder).students == ["2", "ann"]


def test_a_systems_number_is_no_id_of_the_gradebook(take: Take, course: Path) -> None:
    """Somebody else may have it there."""
    (course / "roster.csv").write_text("student_id,lms_id\nann,1\n2,3\n")
    outcome = take([("a_1_7_first.ipynb", FIRST), ("b_2_8_first.ipynb", FIRST)])
    assert outcome.students == ["ann"] and list(outcome.refused) == ["b_2_8_first.ipynb"]


def test_a_name_in_one_piece_does_not_disturb_a_better_one(
    take: Take, course: Path, tmp_path: Path
) -> None:
    """First and last name stay apart; who has no name yet gets the whole one."""
    (course / "roster.csv").write_text("student_id,lms_id,first name,last name\nann,1,Ann,Lee\n")
    take([("lee_1_7_first.ipynb", FIRST)])
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text("Identifier,Full name,ID number\nParticipant 1,Ann Lee,ann\n2,Bob Roe,bob\n")
    files = [(f"X_{n}_assignsubmission_file/first.ipynb", FIRST) for n in (1, 2)]
    take(files, system="moodle", roster=sheet)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "tiny") as gradebook:
        found = {one.id: (one.first_name, one.last_name) for one in gradebook.students}
    assert found == {"ann": ("Ann", "Lee"), "bob": (None, "Bob Roe")}
