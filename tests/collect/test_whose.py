"""Whose work a file is: what the system wrote decides, and nothing that a learner chose."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.collect import names
from nbjudge.collect.command import Outcome, collect
from tests.collect.downloads import FIRST, HONEST, assert_only_in_its_place, notebook, zipped

Take = Callable[..., Outcome]
MINE = notebook("first", "return 'mine'")
JANE = ("Jane Doe_222_assignsubmission_file_first.ipynb", FIRST)
CLAIMS = [
    "x_222_assignsubmission_file_first-99.ipynb",
    "x_222_assignsubmission_file_/first.ipynb",
    "_222_assignsubmission_file_first.ipynb",
    "Jane Doe_222_assignsubmission_file_first.ipynb",
    "Jane Doe_222_assignsubmission_file_/Jane Doe_222_assignsubmission_file_/first.ipynb",
    "x_1_99_first.ipynb",
    "a_1_99_first.ipynb",
    "1_99_first.ipynb",
    "1_1_1_99_99_99_first.ipynb",
    "LATE_1_99_first.ipynb",
    "anon_1_99_first.ipynb",
    "first-999.ipynb",
]
"""Names that a learner may give a file, a folder or what is in an archive."""


def submitted(course: Path, student: str) -> bytes | None:
    """What lies in submitted/ for `student`."""
    file = course / "submitted" / student / "part1" / "first.ipynb"
    return file.read_bytes() if file.exists() else None


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("form", ["{}", "/{}", "/deep/{}", "work.zip", "/work.zip"])
def test_moodle(take: Take, course: Path, claim: str, form: str) -> None:
    """A file's name, a folder's, and one in an archive: the participant whose upload it is."""
    start = "Eve_111_assignsubmission_file_"
    if form.endswith(".zip"):
        mine = (start + form, zipped([(claim, MINE)]))
    else:
        mine = (start + form.format(claim), MINE)
    outcome = take([JANE, mine], system="moodle", assignment="part1")
    assert submitted(course, "222") == FIRST and submitted(course, "111") == MINE
    assert outcome.students == ["111", "222"] and outcome.refused == {}


@pytest.mark.parametrize("claim", [one for one in CLAIMS if "/" not in one])
@pytest.mark.parametrize("form", ["{}", "work.zip"])
def test_canvas(take: Take, course: Path, claim: str, form: str) -> None:
    """The user's whose upload it is, or nobody's by name where it can be read in two ways."""
    if form.endswith(".zip"):
        mine = ("eve_2_11_work.zip", zipped([(claim, MINE)]))
    else:
        mine = (f"eve_2_11_{claim}", MINE)
    outcome = take([("a_1_10_first.ipynb", FIRST), mine], assignment="part1")
    assert submitted(course, "1") == FIRST
    if submitted(course, "2") != MINE:
        ((path, reason),) = outcome.refused.items()
        assert path == mine[0] and "2" in reason and "roster" in reason
        assert outcome.students == ["1"]
    assert_only_in_its_place(course)


@pytest.mark.parametrize("claim", ["x_1_99_first.ipynb", "a_1_99_first.ipynb"])
def test_other_files_tell_how_a_name_is_read(take: Take, course: Path, claim: str) -> None:
    """User 1 is called a in a file that can be read in one way, and not eve_2_11_a."""
    outcome = take([("a_1_10_first.ipynb", FIRST), (f"eve_2_11_{claim}", MINE)])
    assert outcome.refused == {} and submitted(course, "2") == MINE


@pytest.mark.parametrize("name", ["kim_1", "x_1_99", "1", "1_99", "kim_1_10_first"])
def test_a_name_of_ones_own_in_canvas(take: Take, course: Path, name: str) -> None:
    """What a learner calls themselves stands before their id: it is nobody else's id."""
    outcome = take([("kim_1_10_first.ipynb", FIRST), (f"{name}_2_11_first-9.ipynb", MINE)])
    assert submitted(course, "1") == FIRST
    assert set(outcome.students) <= {"1", "2"}
    if outcome.students == ["1"]:
        assert list(outcome.refused) == [f"{name}_2_11_first-9.ipynb"]
    else:
        assert submitted(course, "2") == MINE


def test_a_roster_tells_how_a_name_is_read(take: Take, course: Path) -> None:
    """The id and the name in it are the user's."""
    (course / "roster.csv").write_text("student_id,lms_id,name\nann,1,Kim\neve,2,X 1 99\n")
    outcome = take([("kim_1_10_first.ipynb", FIRST), ("x_1_99_2_11_first.ipynb", MINE)])
    assert outcome.students == ["ann", "eve"] and outcome.refused == {}
    assert submitted(course, "ann") == FIRST and submitted(course, "eve") == MINE


def test_a_name_of_ones_own_in_moodle(take: Take, course: Path) -> None:
    """Moodle writes a space for each _ of it, so that it holds no participant."""
    outcome = take([JANE, ("x 222 assignsubmission_111_assignsubmission_file_first.ipynb", MINE)],
                   system="moodle")  # fmt: skip
    assert submitted(course, "222") == FIRST and submitted(course, "111") == MINE
    assert outcome.students == ["111", "222"]


def test_a_name_does_not_stand_in_for_an_id(take: Take, course: Path) -> None:
    """Who calls themselves as somebody else of the roster is not that learner."""
    (course / "roster.csv").write_text("student_id,lms_id,name\njane,222,Jane Doe\n")
    mine = ("Jane Doe_111_assignsubmission_file_first-9.ipynb", MINE)
    outcome = take([JANE, mine], system="moodle")
    assert submitted(course, "jane") == FIRST
    assert "not in the roster" in outcome.refused[mine[0]]


def test_two_of_one_name(take: Take, course: Path) -> None:
    """A roster of names alone does not say which of two it is: both are named, none is taken."""
    (course / "roster.csv").write_text("student_id,name\njane,Jane Doe\nkim,Kim Lee\n")
    mine = ("Jane Doe_111_assignsubmission_file_first.ipynb", MINE)
    kim = ("Kim Lee_5_assignsubmission_file_first.ipynb", FIRST)
    outcome = take([JANE, mine, kim], system="moodle")
    assert outcome.students == ["kim"] and set(outcome.refused) == {JANE[0], mine[0]}
    assert all("lms_id" in reason for reason in outcome.refused.values())


def test_a_folder_around_is_everybodys_or_nobodys(take: Take, course: Path) -> None:
    """What was zipped again has it around all files; a learner cannot add one for theirs."""
    outcome = take(
        [
            ("again/a_1_10_first.ipynb", FIRST),
            ("again/eve_2_11_work.zip", zipped([("again/a_1_99_first.ipynb", MINE)])),
        ]
    )
    assert outcome.students == ["1", "2"]
    assert submitted(course, "1") == FIRST and submitted(course, "2") == MINE


def test_groups_that_were_zipped_together(take: Take) -> None:
    """Each with a folder of its own around."""
    outcome = take([("g1/a_1_10_first.ipynb", FIRST), ("g2/b_2_11_first.ipynb", FIRST)])
    assert outcome.students == ["1", "2"]


def test_no_depth_is_added_by_a_name() -> None:
    """The first depth at which the system named any file is that of all."""
    paths = ["a_1_10_first.ipynb", "x/b_2_11_first.ipynb"]
    assert names.depth(paths, names.canvas) == 0
    assert names.depth(paths[1:], names.canvas) == 1


@pytest.mark.parametrize("claim", ["bob/first.ipynb", "../bob/first.ipynb", "bob.ipynb", "bob.zip"])
def test_a_folder(course: Path, tmp_path: Path, claim: str) -> None:
    """In a learner's folder or archive nothing is another learner's."""
    folder = tmp_path / "folder"
    (folder / "bob").mkdir(parents=True)
    (folder / "bob" / "first.ipynb").write_bytes(FIRST)
    (folder / "eve.zip").write_bytes(zipped([(claim, MINE), ("first.ipynb", MINE)]))
    (folder / "dan" / "bob").mkdir(parents=True)
    (folder / "dan" / "bob" / "first.ipynb").write_bytes(MINE)
    outcome = collect(course, "folder", folder, "part1")
    assert outcome.students == ["bob", "dan", "eve"]
    assert submitted(course, "bob") == FIRST


def test_one_name_in_two_encodings(course: Path, tmp_path: Path) -> None:
    """é as one sign and as two is one learner, whose files are put together."""
    folder = tmp_path / "folder"
    for form, content in (("NFC", FIRST), ("NFD", MINE)):
        place = folder / unicodedata.normalize(form, "andré")
        place.mkdir(parents=True)
        (place / f"first-{form}.ipynb").write_bytes(content)
    outcome = collect(course, "folder", folder, "part1")
    assert outcome.students == ["andré"]
    assert len(outcome.taken) == len(outcome.earlier) == 1


def test_letters_with_marks(take: Take) -> None:
    """A name in Devanagari, whose vowels are marks, is a name in Canvas."""
    assert take([("हिन्दी_7_10_first.ipynb", FIRST)]).students == ["7"]


def test_an_earlier_attempt_keeps_its_name(take: Take, course: Path) -> None:
    """As far as a file may be called so anywhere."""
    take([HONEST, ("honest_1_9_" + "ä" * 100 + ":|.ipynb", MINE)])
    (kept,) = course.glob("downloaded/part1/earlier/*/1/*")
    assert kept.read_bytes() == MINE and len(kept.name.encode()) <= 120
