"""A class through nbjudge: marks, reruns, and what an instructor decided by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from nbjudge.autograde.command import autograde
from nbjudge.autograde.errors import ClassError
from nbjudge.autograde.summary import Silent
from tests.autograde.classes import (
    FULL,
    HALVE,
    NO_HALF,
    RIGHT,
    ROOT,
    WRONG,
    configure,
    everything,
    execute,
    grade,
    hand_in,
    marks,
    rows,
)


def test_marks_and_summary(course: Path) -> None:
    """Everybody has a mark; the summary counts them, lost exercises and faults."""
    hand_in(course, "ann", RIGHT)
    hand_in(course, "bob", WRONG)
    hand_in(course, "cyd", {"halve": "import os\nos._exit(1)\n", "root": ROOT})
    hand_in(course, "dot", {})
    summary = grade(course, workers=2)
    assert marks(course) == {"ann": FULL, "bob": NO_HALF, "cyd": NO_HALF, "dot": 0}
    assert (summary.graded, summary.unchanged, summary.failures) == (4, 0, [])
    assert summary.lost == {"halve": 3, "root": 1}
    assert summary.faults["crash"] >= 1


def test_what_is_unreadable_has_a_mark(course: Path) -> None:
    """A missing, a broken and a foreign file earn what they hold, which is nothing or something."""
    (course / "submitted" / "nothing" / "lesson").mkdir(parents=True)
    hand_in(course, "broken", RIGHT).joinpath("notebook.ipynb").write_text("{")
    hand_in(course, "renamed", RIGHT)
    folder = course / "submitted" / "renamed" / "lesson"
    (folder / "notebook.ipynb").rename(folder / "notebook (1).ipynb")
    (course / "submitted" / "file").mkdir()
    (course / "submitted" / "file" / "lesson").write_text("not a folder")
    summary = grade(course)
    assert marks(course) == {"nothing": 0, "broken": 0, "renamed": FULL, "file": 0}
    assert summary.graded == 4 and not summary.failures


def test_the_marks_are_those_of_nbgrader(course: Path) -> None:
    """nbgrader's SaveAutoGrades, given the notebooks in autograded/, would write the same rows."""
    hand_in(course, "ann", RIGHT)
    hand_in(course, "bob", WRONG)
    hand_in(course, "dot", {"halve": HALVE})
    grade(course)
    before = {what: rows(course, what) for what in ("grades", "comments")}
    assert any(row[3] == "No response." for row in before["comments"])
    execute(course, "update grade set auto_score = -1, needs_manual_grade = 1")
    execute(course, "update comment set auto_comment = 'x'")
    url = f"sqlite:///{course / 'gradebook.db'}"
    for student in ("ann", "bob", "dot"):
        path = course / "autograded" / student / "lesson" / "notebook.ipynb"
        named = {"notebook": "notebook", "assignment": "lesson", "student": student}
        resources = {"nbgrader": {**named, "db_url": url}}
        SaveAutoGrades().preprocess(nbformat.read(path, as_version=4), resources)
    assert {what: rows(course, what) for what in before} == before


def test_only_what_is_new_or_changed(course: Path) -> None:
    """A second run grades nothing, a third who handed in again; --force grades everybody."""
    hand_in(course, "ann", RIGHT)
    hand_in(course, "bob", WRONG)
    grade(course)
    first = everything(course)
    again = grade(course)
    assert (again.graded, again.unchanged) == (0, 2)
    assert again.lost == {"halve": 1}
    assert everything(course) == first
    hand_in(course, "bob", RIGHT)
    third = grade(course)
    assert (third.graded, third.unchanged) == (1, 1)
    assert marks(course) == {"ann": FULL, "bob": FULL}
    assert grade(course, force=True).graded == 2


def test_a_changed_master_or_setting_grades_again(course: Path) -> None:
    """What marks depend on is not the submission alone."""
    hand_in(course, "ann", RIGHT)
    grade(course)
    master = course / "source" / "lesson" / "notebook.ipynb"
    master.write_text(master.read_text().replace("secret_inputs = [7", "secret_inputs = [8"))
    assert grade(course).graded == 1
    assert grade(course).graded == 0
    configure(course, "c.Judging.seed = 5")
    assert grade(course).graded == 1


@pytest.mark.parametrize(
    "damage",
    [
        "delete from grade",
        "delete from submitted_assignment",
        "update grade set auto_score = 0",
        "delete from student",
    ],
)
def test_a_mark_that_is_gone_is_written_again(course: Path, damage: str) -> None:
    """Nothing is taken for graded that is not in the gradebook, whatever files lie there."""
    hand_in(course, "ann", RIGHT)
    grade(course)
    first = everything(course)
    if damage == "delete from submitted_assignment":
        execute(course, "delete from grade")
        execute(course, "delete from comment")
        execute(course, "delete from submitted_notebook")
    execute(course, damage)
    assert grade(course).graded == 1
    assert everything(course) == first


def test_a_removed_folder_is_made_again(course: Path) -> None:
    """nbgrader's users delete from autograded/ what they want graded anew."""
    hand_in(course, "ann", RIGHT)
    grade(course)
    shutil.rmtree(course / "autograded" / "ann")
    assert grade(course).graded == 1
    assert (course / "autograded" / "ann" / "lesson" / "notebook.ipynb").exists()


def test_what_people_decided_stays(course: Path) -> None:
    """Manual marks, extra credit and comments survive a regrade, and are to be looked at again."""
    hand_in(course, "ann", WRONG)
    grade(course)
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        mark = gradebook.find_grade("test_halve", "notebook", "lesson", "ann")
        mark.manual_score, mark.extra_credit, mark.needs_manual_grade = 1.5, 0.25, False
        gradebook.find_comment("halve", "notebook", "lesson", "ann").manual_comment = "well tried"
        gradebook.db.commit()
    hand_in(course, "ann", RIGHT)
    grade(course)
    with Gradebook(url) as gradebook:
        mark = gradebook.find_grade("test_halve", "notebook", "lesson", "ann")
        assert (mark.auto_score, mark.manual_score, mark.extra_credit) == (2, 1.5, 0.25)
        assert mark.needs_manual_grade and mark.score == 1.75
        comment = gradebook.find_comment("halve", "notebook", "lesson", "ann")
        assert comment.comment == "well tried"
        other = gradebook.find_grade("test_root", "notebook", "lesson", "ann")
        assert not other.needs_manual_grade


def test_the_same_seed_every_time(course: Path) -> None:
    """A submission that draws random numbers gets the same ones whenever it is graded."""
    drawing = "import random\nprint(random.random())\ndef halve(x):\n    return x / 2\n"
    hand_in(course, "ann", {"halve": drawing, "root": ROOT})
    hand_in(course, "bob", {"halve": drawing, "root": ROOT})
    grade(course)
    first = everything(course)
    grade(course, force=True)
    assert everything(course) == first
    record = "lesson/notebook.verdicts.json"
    assert first[f"ann/{record}"]["seed"] != first[f"bob/{record}"]["seed"]


def test_chosen_students_and_patterns(course: Path) -> None:
    """--student takes names and patterns; a name without a submission is an error, not silence."""
    for name in ("ann", "art", "bob"):
        hand_in(course, name, RIGHT)
    assert grade(course, "a*").graded == 2
    assert set(marks(course)) == {"ann", "art"}
    assert grade(course, "ann", "bob").graded == 1
    with pytest.raises(ClassError, match="no submission of zoe"):
        grade(course, "ann", "zoe")


def test_refusals_say_what_to_do(course: Path, tmp_path: Path) -> None:
    """No assignment, none generated, no submission, a gradebook out of step, bad settings."""
    with pytest.raises(ClassError, match=r"no assignment 'nope' in source/; there are lesson"):
        autograde(course, "nope", Silent())
    with pytest.raises(ClassError, match="there is no submission to lesson"):
        grade(course)
    hand_in(course, "ann", RIGHT)
    with pytest.raises(ClassError, match="0 workers cannot"):
        grade(course, workers=0)
    master = course / "source" / "lesson" / "notebook.ipynb"
    text = master.read_text()
    master.write_text(text.replace('"points": 3', '"points": 5'))
    with pytest.raises(ClassError, match=r"test_root gives 5 in the master, 3 in the gradebook\n"):
        grade(course)
    master.write_text(text.replace('"test_root_large"', '"test_root_huge"'))
    with pytest.raises(ClassError, match="test_root_huge is not in the gradebook"):
        grade(course)
    master.write_text(text)
    (course / "gradebook.db").rename(tmp_path / "gradebook.db")
    with pytest.raises(ClassError, match="Run: nbgrader generate_assignment lesson"):
        grade(course)
    assert not (course / "gradebook.db").exists()
    configure(course, "c.Judging.cell_timeout = 'long'")
    with pytest.raises(ClassError, match="cell_timeout"):
        grade(course)
