"""Grade every attack in one class beside honest learners; print what came of it as JSON.

``python -m tests.redteam.arena [ATTACK…]``, all if none is named, in an empty folder and inside
`outer`'s namespaces.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from nbjudge.grading import read_marks
from tests.redteam.attack import CREDIT, PART1
from tests.redteam.attacks import ATTACKS
from tests.redteam.course import honest_class, make_course, submit

CELL_TIMEOUT, NOTEBOOK_TIMEOUT = 5.0, 20.0
_SETTINGS = (
    f"c.Judging.cell_timeout = {CELL_TIMEOUT}",
    f"c.Judging.notebook_timeout = {NOTEBOOK_TIMEOUT}",
    "c.Judging.workers = 2",
)
# Who is graded once more when all is over, and must get the same: what attacks left behind would
# be found now.
AGAIN = ("a-right", "d-partly", "references-kept", "found-in-common", "orphans", "start-up-files")


def main(wanted: list[str]) -> None:
    """Grade the honest learners in a course of their own, then a class of all in another."""
    attacks = [attack for attack in ATTACKS if not wanted or attack.name in wanted]
    report = sys.stdout
    sys.stdout = sys.stderr
    here = Path.cwd()
    honest = honest_class()
    alone = make_course(here / "alone", *_SETTINGS)
    for learner in honest:
        submit(alone, learner)
    autograde(alone, PART1)
    found: dict[str, Any] = {"alone": marks(alone)}

    course = make_course(here / "class", *_SETTINGS)
    for each in (*honest, *attacks):
        submit(course, each)
    before = Traces(course, alone)
    points = maxima(course)
    started = time.monotonic()
    found["status"], found["log"] = {}, {}
    for assignment in (PART1, CREDIT):
        if not any((course / "submitted").glob(f"*/{assignment}")):
            continue
        done = autograde(course, assignment)
        found["status"][assignment], found["log"][assignment] = done.returncode, done.stdout
    found["seconds"] = time.monotonic() - started
    found["processes"] = processes()
    found["marks"] = marks(course)
    found["records"] = records(course)
    found["files"] = Traces(course, alone).since(before)
    found["same_points"] = maxima(course) == points
    names = [name for name in AGAIN if name in found["marks"]]
    autograde(course, PART1, "--force", *(word for name in names for word in ("--student", name)))
    found["again"] = {name: marks(course)[name] for name in names}
    json.dump(found, report)


def autograde(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``nbjudge autograde`` in *course*."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbjudge", "autograde", *arguments],
        cwd=course,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout, file=sys.stderr, flush=True)
    return done


def marks(course: Path) -> dict[str, dict[str, float]]:
    """The marks in the gradebook by student and test cell."""
    found = {}
    for assignment in (PART1, CREDIT):
        for student, tests in read_marks(course, assignment).items():
            found[student] = {test: score for test, (score, _) in tests.items()}
    return found


def maxima(course: Path) -> list[Any]:
    """What the gradebook says of every test cell, and what is programmed into it."""
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        cells = "SELECT b.name, g.max_score, g.cell_type FROM grade_cells g JOIN base_cell b"
        return [
            book.execute(f"{cells} ON b.id = g.id ORDER BY b.name").fetchall(),
            book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall(),
            book.execute("SELECT count(*) FROM grade WHERE extra_credit > 0").fetchall(),
        ]


def records(course: Path) -> dict[str, Any]:
    """The verdicts by student, as they lie beside each autograded notebook."""
    found = {}
    for path in sorted((course / "autograded").glob("*/*/*.verdicts.json")):
        found[path.parts[-3]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def processes() -> list[str]:
    """The command lines of all processes but this one and pid 1."""
    time.sleep(0.5)  # what is being killed may take a moment to go
    lines = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) not in (1, os.getpid()):
            try:
                words = Path(f"/proc/{name}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            lines.append(b" ".join(words).decode(errors="replace")[:200] or f"process {name}")
    return lines


class Traces:
    """The files that an attack could have touched, and what is in them.

    Those that grading writes are left out: autograded/, the gradebook, and the other course.
    """

    def __init__(self, course: Path, other: Path) -> None:
        self._files: dict[str, str] = {}
        for top in (course.parent, Path("/dev/shm")):
            for folder, below, names in os.walk(top):
                below[:] = [one for one in below if Path(folder, one) != other]
                if Path(folder) == course:
                    below.remove("autograded") if "autograded" in below else None
                    names = [name for name in names if not name.startswith("gradebook.db")]
                for name in names:
                    path = Path(folder, name)
                    content = path.read_bytes() if path.is_file() else b""
                    self._files[str(path)] = hashlib.sha256(content).hexdigest()

    def since(self, before: Traces) -> list[str]:
        """The files that are new, gone or changed, but for what Python caches of the course."""
        both = self._files.items() ^ before._files.items()
        return sorted({name for name, _ in both if "__pycache__" not in name})


if __name__ == "__main__":
    main(sys.argv[1:])
