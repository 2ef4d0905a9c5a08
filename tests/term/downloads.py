"""What the class hands in, in the four ways in which it reaches the course."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeSubmit
from traitlets.config import Config

from nbjudge.grading import nbgrader
from tests.term.people import NOTEBOOKS, Person


def canvas(file: Path, some: Sequence[Person], part: str, late: Sequence[str] = ()) -> Path:
    """Canvas's "Download Submissions"; the first has an earlier attempt, blank, in it."""
    name = NOTEBOOKS[part].name
    second = f"{NOTEBOOKS[part].stem}-1.ipynb"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, one in enumerate(some):
            mark = "_LATE" if one.student_id in late else ""
            head = f"{one.last_name}{one.first_name}{mark}_{one.lms_id}".casefold()
            head = head.replace("_late_", "_LATE_")
            if place == 0:
                archive.writestr(f"{head}_100_{name}", NOTEBOOKS[part].read_bytes())
            called = second if place == 0 else name
            archive.writestr(f"{head}_{200 + place}_{called}", one.notebook(part))
    return file


def moodle(file: Path, some: Sequence[Person], part: str) -> Path:
    """Moodle's "Download all submissions": a folder for each, two notebooks renamed."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, one in enumerate(some):
            name = "homework.ipynb" if place < 2 else NOTEBOOKS[part].name
            folder = f"{one.first_name} {one.last_name}_{one.lms_id}_assignsubmission_file"
            archive.writestr(f"{folder}/{name}", one.notebook(part))
    return file


def folder(root: Path, some: Sequence[Person], part: str) -> Path:
    """A folder of folders, by the ids of the gradebook."""
    for one in some:
        (root / one.student_id).mkdir(parents=True)
        (root / one.student_id / NOTEBOOKS[part].name).write_bytes(one.notebook(part))
    return root


def exchange(course: Path, scratch: Path, some: Sequence[Person], part: str) -> None:
    """`nbgrader release_assignment`, `nbgrader submit` by each, `nbgrader collect`."""
    root = scratch / "exchange"
    root.mkdir()
    root.chmod(0o777)
    nbgrader(course, "release_assignment", part, f"--Exchange.root={root}")
    for one in some:
        home = folder(scratch / "homes", [one], part) / one.student_id
        (home / part).mkdir()
        (home / NOTEBOOKS[part].name).rename(home / part / NOTEBOOKS[part].name)
        config = Config()
        config.Exchange.root = str(root)
        config.Exchange.assignment_dir = str(home)
        config.Exchange.cache = str(home / "cache")
        config.CourseDirectory.course_id = "torch_nn"
        coursedir = CourseDirectory(config=config)
        coursedir.assignment_id, coursedir.student_id = part, one.student_id
        ExchangeSubmit(
            coursedir=coursedir, authenticator=Authenticator(config=config), config=config
        ).start()
    nbgrader(course, "collect", part, f"--Exchange.root={root}")
