"""A class graded anew after a hidden test was corrected."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nbjudge.autograde.errors import ClassError
from nbjudge.autograde.summary import Silent
from nbjudge.cli import app
from nbjudge.regrade.command import Regraded, regrade
from tests.autograde.classes import (
    FULL,
    HALVE,
    NO_HALF,
    RIGHT,
    ROOT,
    WRONG,
    everything,
    execute,
    grade,
    hand_in,
    marks,
    rows,
)

STRICT, KIND = "assert root(hidden_square) == 1.5", "assert root(hidden_square) > 0"
NEARLY = {"halve": HALVE, "root": "def root(x):\n    return math.sqrt(x) if x > 100 else 1.6\n"}


def correct(course: Path, old: str, new: str) -> None:
    """Change the master, as an instructor corrects a test."""
    (master,) = (course / "source" / "lesson").glob("notebook.*")
    text = master.read_text()
    escaped = [json.dumps(one)[1:-1] if master.suffix == ".ipynb" else one for one in (old, new)]
    assert escaped[0] in text
    master.write_text(text.replace(*escaped))


def again(course: Path, students: Sequence[str] = (), write: bool = False) -> Regraded:
    """Grade the class anew."""
    return regrade(course, "lesson", Silent(), write=write, students=students, workers=1)


@pytest.fixture
def graded(course: Path) -> Path:
    """A class of three: all right, one exercise wrong, and one that a kinder test would pass."""
    for name, answers in (("ann", RIGHT), ("bob", WRONG), ("cyd", NEARLY)):
        hand_in(course, name, answers)
    grade(course)
    assert marks(course) == {"ann": FULL, "bob": NO_HALF, "cyd": FULL - 3}
    return course


def test_nothing_is_written_before_it_is_seen(graded: Path) -> None:
    """A rehearsal says whose marks would move and why, and leaves everything as it was."""
    before = everything(graded)
    correct(graded, STRICT, KIND)
    found = again(graded)
    (one,) = found.moved
    assert (one.student, one.before, one.after) == ("cyd", FULL - 3, FULL)
    (test,) = one.tests
    assert (test.name, test.before, test.after) == ("test_root", 0.0, 3.0)
    assert "the root of 2.25 is 1.5" in test.why
    assert found.kept is None and not (graded / "former").exists()
    assert everything(graded) == before


def test_written_marks_are_the_new_ones_and_former_verdicts_are_kept(graded: Path) -> None:
    """Of those whose marks moved; a second time nothing moves."""
    correct(graded, STRICT, KIND)
    found = again(graded, write=True)
    assert [one.student for one in found.moved] == ["cyd"]
    assert marks(graded) == {"ann": FULL, "bob": NO_HALF, "cyd": FULL}
    assert found.kept is not None
    (former,) = found.kept.rglob("*.json")
    record = json.loads(former.read_text())
    assert former.parent.name == "cyd" and record["points"] == FULL - 3
    assert again(graded, write=True).moved == []


def test_a_stricter_test_takes_marks_and_says_why(graded: Path) -> None:
    """The new sentence explains what was lost."""
    correct(graded, "assert root(1e10) == 1e5", "assert root(1e10) == 7")
    found = again(graded)
    assert {one.student: one.after - one.before for one in found.moved} == dict.fromkeys(
        ("ann", "bob", "cyd"), -1.0
    )
    assert all("the root of 1e10 is 1e5" in one.tests[0].why for one in found.moved)


def test_marks_by_hand_stay(graded: Path) -> None:
    """And are to be looked at again only where a test's mark moved under them."""
    by_hand = """update grade set manual_score = 1.5, needs_manual_grade = 0 where cell_id in
        (select id from base_cell where name in ('test_root', 'test_halve'))"""
    execute(graded, by_hand)
    correct(graded, STRICT, KIND)
    again(graded, write=True)
    found = {(row[0], row[2]): row[3:] for row in rows(graded, "grades")}
    assert {manual for _, manual, _, _ in found.values() if manual is not None} == {1.5}
    waiting = {key for key, row in found.items() if row[3]}
    assert waiting == {("cyd", "test_root")}


def test_what_was_handed_in_again_is_left_alone(graded: Path) -> None:
    """It is for grading to take; what is not graded yet, too."""
    hand_in(graded, "ann", WRONG)
    hand_in(graded, "dot", {"halve": HALVE, "root": ROOT})
    correct(graded, STRICT, KIND)
    found = again(graded, write=True)
    assert found.changed == ["ann"] and found.ungraded == ["dot"]
    assert [one.student for one in found.moved] == ["cyd"]
    assert marks(graded)["ann"] == FULL and "dot" not in marks(graded)


def test_one_learner_alone(graded: Path) -> None:
    """The others are not graded."""
    correct(graded, STRICT, KIND)
    assert again(graded, ["bob"]).moved == []
    assert again(graded, ["bob"]).summary.graded == 1


def test_the_command_shows_and_only_then_writes(graded: Path, tmp_path: Path) -> None:
    """`--dry-run` is how it is run without a word; the CSV holds every mark that moves."""
    correct(graded, STRICT, KIND)
    file = tmp_path / "moved.csv"
    command = ["regrade", "lesson", "--root", str(graded), "--workers", "1"]
    shown = CliRunner().invoke(app, [*command, "--to", str(file)])
    assert shown.exit_code == 0, shown.output
    assert "1 would move (1 up, 0 down)" in " ".join(shown.output.split())
    assert "Nothing is written" in shown.output and marks(graded)["cyd"] == FULL - 3
    with file.open(newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert (row["student_id"], row["test"], row["before"], row["after"]) == (
        "cyd", "test_root", "0.0", "3.0",
    )  # fmt: skip
    written = CliRunner().invoke(app, [*command, "--write"])
    assert written.exit_code == 0 and "former verdicts are kept" in written.output
    assert marks(graded)["cyd"] == FULL


def test_a_learner_who_does_not_exist_is_named(graded: Path) -> None:
    """In a sentence, and nothing is graded."""
    with pytest.raises(ClassError, match="nobody"):
        again(graded, ["nobody"])
