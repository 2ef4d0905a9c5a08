"""Grade submissions of a course directory and read the marks from its gradebook."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from nbjudge.authoring.course import executables_of_this_python, load_config
from nbjudge.autograde.command import autograde
from nbjudge.autograde.errors import GradingError
from nbjudge.autograde.summary import Silent
from nbjudge.errors import CourseError

Marks = dict[str, dict[str, tuple[float, float]]]
"""student → test cell → (score, most that can be had)"""


def nbgrader(course_dir: Path, *arguments: str) -> str:
    """Run an nbgrader command in *course_dir*, return its log; CourseError if it fails."""
    done = _nbgrader(course_dir, *arguments)
    if done.returncode:
        raise CourseError.failed(arguments[0], "\n".join(done.stdout.splitlines()[-20:]))
    return done.stdout


def generate_assignment(course_dir: Path, assignment: str) -> None:
    """Do what ``nbgrader generate_assignment`` does, in this process. CourseError if it fails."""
    _by_api(course_dir, "generate_assignment", assignment)


def generate_feedback(course_dir: Path, assignment: str) -> None:
    """Do what ``nbgrader generate_feedback --force`` does, in this process. As above."""
    _by_api(course_dir, "generate_feedback", assignment)


def _by_api(course_dir: Path, step: str, assignment: str) -> None:
    """Formgrader's way to do *step*: no Python to start, and nbgrader is imported once."""
    config = load_config(course_dir)
    config.CourseDirectory.root = str(course_dir.resolve())
    with executables_of_this_python():
        done = getattr(NbGraderAPI(config=config), step)(assignment)
    if not done["success"]:
        log = done.get("log") or done.get("error") or ""
        raise CourseError.failed(step, "\n".join(log.splitlines()[-20:]))


def grade(
    course_dir: Path,
    submissions: Mapping[str, NotebookNode],
    assignment: str,
    *,
    workers: int | None = None,
) -> Marks:
    """Hand in *submissions* (student → notebook), grade them with nbjudge, return the marks.

    The assignment has to be generated already and to hold one notebook. Raises NbjudgeError where
    nobody can be graded, and GradingError, saying whom, if anybody could not be.
    """
    hand_in(course_dir, submissions, assignment)
    summary = autograde(course_dir, assignment, Silent(), workers=workers)
    if summary.failures:
        raise GradingError.not_all(summary.failures)
    return _of(submissions, read_marks(course_dir, assignment))


def grade_by_nbgrader(
    course_dir: Path, submissions: Mapping[str, NotebookNode], assignment: str
) -> Marks:
    """As `grade`, but with nbgrader's own Execute, one submission after the other.

    For comparison only: it runs what is submitted beside the hidden tests, and nothing keeps it
    from what lies on this machine. A student whose submission nbgrader gave up on is missing from
    the result; GradingError if that is everybody.
    """
    hand_in(course_dir, submissions, assignment)
    # It exits with 1 when it gave up on anyone; who that was, the folders tell.
    done = _nbgrader(course_dir, "autograde", assignment, "--Judging.engine=nbgrader")
    marks = read_marks(course_dir, assignment)
    if submissions and not set(marks) & set(submissions):
        raise GradingError.nothing_graded("\n".join(done.stdout.splitlines()[-20:]))
    return _of(submissions, marks)


def hand_in(course_dir: Path, submissions: Mapping[str, NotebookNode], assignment: str) -> None:
    """Write *submissions* (student → notebook) to submitted/, as `nbgrader collect` does."""
    with Gradebook(f"sqlite:///{course_dir / 'gradebook.db'}") as gradebook:
        (notebook,) = [one.name for one in gradebook.find_assignment(assignment).notebooks]
    for student, submission in submissions.items():
        folder = course_dir / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(submission, folder / f"{notebook}.ipynb")


def read_marks(course_dir: Path, assignment: str) -> Marks:
    """The marks of every student of *assignment* whose submission was graded."""
    marks: Marks = {}
    with Gradebook(f"sqlite:///{course_dir / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            student = submission.student.id
            # nbgrader makes rows of zeros before it starts, and removes the folder if it fails.
            if not (course_dir / "autograded" / student / assignment).is_dir():
                continue
            marks[student] = {
                grade.name: (grade.score, grade.max_score)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
    return marks


def _of(submissions: Mapping[str, NotebookNode], marks: Marks) -> Marks:
    return {student: marks[student] for student in submissions if student in marks}


def _nbgrader(course_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # nbgrader runs `alembic` by name, so this Python's executables come first.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course_dir,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
