"""nbgrader's own commands and formgrader's API go through nbjudge, and its options keep meaning."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.autograde.classes import (
    FULL,
    NO_HALF,
    RIGHT,
    WRONG,
    api,
    configure,
    execute,
    grade,
    hand_in,
    marks,
    rows,
    run,
)

# nbgrader's own execution would give this all its marks: it patches what the tests compare with.
CHEAT = {
    "halve": "class Same:\n    def __eq__(self, other):\n        return True\n"
    "def halve(x):\n    return Same()\n",
    "root": "def root(x):\n    return Same()\n",
}


def record(course: Path, student: str) -> dict:
    path = course / "autograded" / student / "lesson" / "notebook.verdicts.json"
    return json.loads(path.read_text())


def test_plain_nbgrader_autograde(course: Path) -> None:
    """The command as nbgrader's manual has it, its patterns, --force, and nothing done twice."""
    for name in ("ann", "bob", "art"):
        hand_in(course, name, RIGHT if name != "bob" else WRONG)
    done = run(course, "nbgrader", "autograde", "lesson", "--student=a*")
    assert done.returncode == 0, done.stderr
    assert set(marks(course)) == {"ann", "art"}
    done = run(course, "nbgrader", "autograde", "lesson")
    assert "Graded bob: 4 of 6" in done.stderr and "Skipping ann" in done.stderr
    assert marks(course) == {"ann": FULL, "art": FULL, "bob": NO_HALF}
    done = run(course, "nbgrader", "autograde", "lesson", "--student=ann", "--force")
    assert "Graded ann: 6 of 6" in done.stderr
    assert record(course, "ann")["points"] == FULL


def test_a_cheat_that_works_in_nbgrader(course: Path) -> None:
    """The engine is really another one: what nbgrader's Execute rewards earns nothing here."""
    hand_in(course, "ann", CHEAT)
    done = run(course, "nbgrader", "autograde", "lesson", "--Judging.engine=nbgrader")
    assert done.returncode == 0, done.stderr
    assert marks(course) == {"ann": FULL}
    done = run(course, "nbgrader", "autograde", "lesson")
    assert done.returncode == 0, done.stderr
    assert marks(course) == {"ann": 0}


def test_formgraders_button(course: Path) -> None:
    """NbGraderAPI.autograde grades one student anew, as formgrader calls it."""
    hand_in(course, "ann", RIGHT)
    hand_in(course, "bob", RIGHT)
    grader = api(course)
    result = grader.autograde("lesson", "ann", force=True, create=True)
    assert result["success"], result
    assert "Graded ann: 6 of 6" in result["log"]
    assert marks(course) == {"ann": FULL}
    states = {one["id"]: one["autograded"] for one in grader.get_submissions("lesson")}
    assert grader.get_autograded_students("lesson") == {"ann"} and len(states) == 2
    (submission,) = grader.get_notebook_submissions("lesson", "notebook")
    assert (submission["student"], submission["score"]) == ("ann", FULL)
    assert not submission["failed_tests"] and not submission["needs_manual_grade"]


def test_formgrader_is_told_why(course: Path) -> None:
    """A failure is a sentence in the log that formgrader shows."""
    result = api(course).autograde("lesson", "nobody")
    assert not result["success"] and "there is no submission" in result["log"]


def test_feedback_and_export(course: Path) -> None:
    """What nbgrader makes of the results: a page without records beside it, and the marks."""
    hand_in(course, "bob", WRONG)
    grade(course)
    assert run(course, "nbgrader", "generate_feedback", "lesson").returncode == 0
    files = [path.name for path in (course / "feedback" / "bob" / "lesson").iterdir()]
    assert files == ["notebook.html"]
    assert run(course, "nbgrader", "export", "--to=marks.csv").returncode == 0
    with open(course / "marks.csv") as file:
        (row,) = csv.DictReader(file)
    assert (row["student_id"], float(row["raw_score"])) == ("bob", NO_HALF)


def test_who_is_left_out(course: Path) -> None:
    """student_id_exclude and notebook_id mean what they mean to nbgrader."""
    for name in ("ann", "bob"):
        hand_in(course, name, RIGHT)
    configure(course, "c.CourseDirectory.student_id_exclude = 'bob'")
    grade(course)
    assert set(marks(course)) == {"ann"}
    done = run(course, "nbgrader", "autograde", "lesson", "--notebook=other")
    assert done.returncode == 1 and "no notebook matches 'other'" in done.stderr


def test_an_unknown_student(course: Path) -> None:
    """With create_student off, who is unknown is named and everybody else graded."""
    for name in ("ann", "zoe"):
        hand_in(course, name, RIGHT)
    execute(course, "insert into student (id) values ('zoe')")
    configure(course, "c.Autograde.create_student = False")
    done = run(course, "nbjudge", "autograde", "lesson", "--workers=1")
    assert done.returncode == 1
    assert "  ann: the gradebook has no such student" in done.stderr
    assert "1 graded" in done.stdout
    assert marks(course) == {"zoe": FULL}
    assert rows(course, "students") == [("zoe",)]
    assert not (course / "autograded" / "ann" / "lesson").exists()


def test_the_command(course: Path) -> None:
    """nbjudge autograde, where nobody watches: plain lines, a summary, exit status 0."""
    hand_in(course, "ann", RIGHT)
    hand_in(course, "bob", WRONG)
    done = run(course, "nbjudge", "autograde", "lesson", "--workers=2")
    assert done.returncode == 0, done.stderr
    assert "Grading 2 of 2" in done.stdout and "2 graded, 0 unchanged" in done.stdout
    assert "by exercise: halve 1." in done.stdout
    assert "\x1b" not in done.stdout
    done = run(course, "nbjudge", "autograde", "lesson", "--student=ann")
    assert "0 graded, 1 unchanged" in done.stdout


def test_a_refusal_of_the_command(course: Path) -> None:
    """An error is a sentence on stderr and exit status 1, without a traceback."""
    done = run(course, "nbjudge", "autograde", "lesson")
    assert done.returncode == 1
    assert done.stderr.startswith("nbjudge: there is no submission to lesson")
    assert "Traceback" not in done.stderr


def test_no_execute_is_refused(course: Path) -> None:
    """Outputs that learners hand in are not taken for their marks."""
    hand_in(course, "ann", RIGHT)
    done = run(course, "nbgrader", "autograde", "lesson", "--no-execute")
    assert done.returncode == 1 and "--no-execute takes outputs" in done.stderr
    assert not marks(course)


def test_no_sandbox_no_marks(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bubblewrap nothing is graded, and the sentence says what to install."""
    hand_in(course, "ann", RIGHT)
    monkeypatch.setenv("PATH", "/nowhere")
    done = run(course, "nbjudge", "autograde", "lesson")
    assert done.returncode == 1 and "sudo apt install bubblewrap" in done.stderr
    assert not marks(course) and not list((course / "autograded").iterdir())
    configure(course, "c.Judging.isolation = 'none'")
    assert run(course, "nbjudge", "autograde", "lesson").returncode == 0
    assert marks(course) == {"ann": FULL}


def test_hooks(course: Path) -> None:
    """pre_convert_hook and post_convert_hook run once for each submission that is graded."""
    for name in ("ann", "bob"):
        hand_in(course, name, RIGHT)
    configure(
        course,
        "def before(assignment, student, notebooks):",
        "    print('before', assignment, student, [Path(one).name for one in notebooks])",
        "def after(assignment, student, notebooks):",
        "    print('after', student)",
        "c.Autograde.pre_convert_hook, c.Autograde.post_convert_hook = before, after",
    )
    done = run(course, "nbgrader", "autograde", "lesson")
    assert done.stdout.count("before lesson ann ['notebook.ipynb']") == 1
    assert done.stdout.count("after ann") == done.stdout.count("after bob") == 1
    assert "before" not in run(course, "nbgrader", "autograde", "lesson").stdout


def test_late_penalties(course: Path) -> None:
    """nbgrader's plug-in says what a late submission loses; in time, it loses nothing."""
    for name, date in {"ann": "2030-01-02", "bob": "2029-12-30", "cyd": "never"}.items():
        folder = hand_in(course, name, RIGHT)
        (folder / "timestamp.txt").write_text(f"{date} 10:00:00 UTC")
    configure(course, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    execute(course, "update assignment set duedate = '2030-01-01 00:00:00.000000'")
    grade(course)
    found = {student: (time, penalty) for student, _, time, penalty in rows(course, "notebooks")}
    assert found["ann"] == ("2030-01-02 10:00:00.000000", FULL)
    assert found["bob"] == ("2029-12-30 10:00:00.000000", None)
    assert found["cyd"] == (None, None)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.grant_extension("lesson", "ann", days=3)
    grade(course, force=True)
    assert [penalty for *_, penalty in rows(course, "notebooks")] == [None, None, None]
