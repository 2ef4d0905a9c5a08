"""A class that hands in part 1, and scratch courses in which it is graded."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.authoring.answers import blanks, fill, solutions
from nbjudge.grading import generate_assignment
from nn_course.catalogue import exercises
from tests.gate.variants import alternative_sources

ROOT = Path(__file__).resolve().parents[1]
PART, NAME = "part1", "from_scratch"
SEED = 2026
# Of answers: most are right, half of them in other words than the lesson's own.
_RIGHT, _WRONG = 0.82, 0.13


@dataclass(frozen=True)
class Learner:
    """Somebody's answers, by exercise, without those left blank.

    `executed` says whether the notebook was handed in with the outputs of a run.
    """

    name: str
    answers: Mapping[str, str]
    executed: bool


def learners(size: int) -> list[Learner]:
    """The first *size* of the class, the same at every call.

    Right answers, the lesson's and alternatives to them, known misconceptions and single blanks,
    by chance; one of 30 hands in what was released, one of 20 gave up half-way, and one of five
    cleared the outputs.
    """
    known = exercises(PART)
    right = solutions(masters.derive(ROOT / "source" / PART / f"{NAME}.py"))
    others = {one.name: list(alternative_sources(PART, one.name).values()) for one in known}
    chance = random.Random(SEED)
    found = []
    for number in range(size):
        answers = {}
        for one in known:
            draw, otherwise = chance.random(), chance.random() < 0.5
            if draw < _RIGHT:
                alternatives = others[one.name] if otherwise else []
                answers[one.name] = chance.choice([*alternatives] or [right[one.name]])
            elif draw < _RIGHT + _WRONG:
                answers[one.name] = chance.choice(one.misconceptions).source
        if number % 30 == 29:
            answers = {}
        elif number % 20 == 19:
            answers = dict(list(answers.items())[: len(known) // 2])
        found.append(Learner(f"learner-{number:04}", answers, number % 5 != 0))
    return found


def make_course(folder: Path, class_: Sequence[Learner]) -> Path:
    """Make a course of part 1 in *folder*, released, with all of *class_* in submitted/."""
    shutil.copytree(ROOT / "source" / PART, folder / "source" / PART)
    for name in ("grader_config.py", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder)
    generate_assignment(folder, PART)
    release = nbformat.read(folder / "notebooks" / PART / f"{NAME}.ipynb", as_version=4)
    executed = nbformat.read(ROOT / "solutions" / PART / f"{NAME}.ipynb", as_version=4)
    for learner in class_:
        notebook = fill(release, learner.answers)
        if learner.executed:
            _run(notebook, executed)
        where = folder / "submitted" / learner.name / PART
        where.mkdir(parents=True)
        nbformat.write(notebook, where / f"{NAME}.ipynb")
    return folder


def _run(notebook: NotebookNode, executed: NotebookNode) -> None:
    """Give *notebook* the outputs, pictures included, that the solution's run left.

    A submission is as large then as an executed one is; what it is worth, outputs do not tell.
    """
    outputs = {cell.id: cell.outputs for cell in executed.cells if cell.cell_type == "code"}
    answers = {cell.id for cell in blanks(notebook).values()}
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.id not in answers:
            count += 1
            cell.outputs, cell.execution_count = outputs.get(cell.id, []), count


def copy(course: Path, target: Path, size: int | None = None) -> Path:
    """A copy of *course* for one run; submissions are hard links, which take no place.

    With *size* there are so many of them: the course's own again and again, by other names.
    """
    ignored = shutil.ignore_patterns("submitted", "__pycache__")
    shutil.copytree(course, target, ignore=ignored)
    students = sorted((course / "submitted").iterdir())
    for number in range(len(students) if size is None else size):
        again, place = divmod(number, len(students))
        student = students[place]
        name = f"{student.name}-{again}" if again else student.name
        where = target / "submitted" / name
        shutil.copytree(student, where, copy_function=os.link)
    return target


def command(*arguments: str) -> list[str]:
    """The command line of `nbjudge` or `nbgrader`, in this Python."""
    return [sys.executable, "-m", *arguments]


def environment() -> dict[str, str]:
    """This process's environment, where nbgrader finds this Python's programs first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PATH": path, "PYTHONPATH": paths}


@contextmanager
def running(course: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command at work in *course*, waited for; SystemExit, with its log, if it fails."""
    with open(course / "log.txt", "wb") as log:
        process = subprocess.Popen(
            command(*arguments),
            cwd=course,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        except BaseException:
            process.terminate()
            raise
        finally:
            process.wait()
    if process.returncode:
        text = (course / "log.txt").read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"{' '.join(arguments)} failed:\n{text[-3000:]}")


def seconds(course: Path, *arguments: str) -> float:
    """How long a whole command takes in *course*, from its start to its end."""
    started = time.monotonic()
    with running(course, *arguments) as process:
        process.wait()
    return time.monotonic() - started
