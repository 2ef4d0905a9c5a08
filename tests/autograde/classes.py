"""Classes to grade: handing in to a course, grading it, and all that grading has left there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config, PyFileConfigLoader

from nbjudge.authoring.answers import fill
from nbjudge.autograde.command import autograde
from nbjudge.autograde.summary import Silent, Summary

HALVE = "def halve(x):\n    return x / 2\n"
ROOT = "def root(x):\n    return math.sqrt(x)\n"
RIGHT = {"halve": HALVE, "root": ROOT}
WRONG = {"halve": "def halve(x):\n    return x / 3\n", "root": ROOT}
FULL, NO_HALF = 6.0, 4.0


def hand_in(course: Path, student: str, answers: Mapping[str, str]) -> Path:
    """Submit the released notebook with *answers*; return the submission's folder."""
    release = nbformat.read(course / "notebooks" / "lesson" / "notebook.ipynb", as_version=4)
    folder = course / "submitted" / student / "lesson"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(fill(release, answers), folder / "notebook.ipynb")
    return folder


def grade(course: Path, *students: str, **options: Any) -> Summary:
    """Grade the assignment "lesson" of *course* with one worker."""
    options.setdefault("workers", 1)
    return autograde(course, "lesson", Silent(), students=students, **options)


def configure(course: Path, *lines: str) -> None:
    """Add *lines* to the course's configuration."""
    with open(course / "grader_config.py", "a") as file:
        file.write("\n" + "\n".join(lines) + "\n")


def run(course: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run *command*, a module of this Python with arguments, in the course directory."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=course,
        env={**os.environ, "PATH": path, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def api(course: Path) -> NbGraderAPI:
    """What formgrader works with, configured by the course's own file."""
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config())
    config.CourseDirectory.root = str(course)
    return NbGraderAPI(config=config)


def execute(course: Path, statement: str, *values: object) -> None:
    """Change the gradebook by hand, as formgrader does."""
    database = sqlite3.connect(course / "gradebook.db")
    with database:
        database.execute(statement, values)
    database.close()


ROWS = {
    "grades": """
        select s.student_id, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit,
               g.needs_manual_grade
        from grade g join base_cell c on c.id = g.cell_id
        join submitted_notebook sn on sn.id = g.notebook_id
        join notebook n on n.id = sn.notebook_id
        join submitted_assignment s on s.id = sn.assignment_id order by 1, 2, 3""",
    "comments": """
        select s.student_id, n.name, c.name, m.auto_comment, m.manual_comment
        from comment m join base_cell c on c.id = m.cell_id
        join submitted_notebook sn on sn.id = m.notebook_id
        join notebook n on n.id = sn.notebook_id
        join submitted_assignment s on s.id = sn.assignment_id order by 1, 2, 3""",
    "notebooks": """
        select s.student_id, n.name, s.timestamp, sn.late_submission_penalty
        from submitted_notebook sn join notebook n on n.id = sn.notebook_id
        join submitted_assignment s on s.id = sn.assignment_id order by 1, 2""",
    "students": "select id from student order by 1",
}


def rows(course: Path, what: str) -> list[tuple]:
    """The rows of the gradebook named by *what*, a key of ROWS."""
    database = sqlite3.connect(course / "gradebook.db")
    try:
        return database.execute(ROWS[what]).fetchall()
    finally:
        database.close()


def marks(course: Path) -> dict[str, float]:
    """The marks that tests gave, by student."""
    sums: dict[str, float] = {}
    for student, _, _, score, *_ in rows(course, "grades"):
        sums[student] = sums.get(student, 0) + (score or 0)
    return sums


def everything(course: Path) -> dict[str, Any]:
    """All that grading leaves: the gradebook's rows and autograded/, without the time it took."""
    found: dict[str, Any] = {what: rows(course, what) for what in ROWS}
    top = course / "autograded"
    for path in sorted(top.rglob("*")):
        if path.is_file():
            text = path.read_text()
            plain = _timeless(json.loads(text)) if path.suffix in (".ipynb", ".json") else text
            found[str(path.relative_to(top))] = plain
        else:
            found[str(path.relative_to(top))] = None
    return found


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(each) for key, each in value.items() if key != "seconds"}
    return [_timeless(each) for each in value] if isinstance(value, list) else value


def copy(course: Path, target: Path) -> Path:
    """A copy of *course* with its times, at *target*."""
    return Path(shutil.copytree(course, target, symlinks=True))
