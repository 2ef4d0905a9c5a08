"""The gate: put known answers through real grading and compare marks with what is declared.

A master passes when every variant of its answers, right, wrong or missing, earns in each test
cell exactly what was said beforehand, and takes marks from no other exercise.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.authoring.course import Course
from nbjudge.authoring.regions import replace_hidden
from nbjudge.grading import Marks, grade, nbgrader

CONFIG = ("grader_config.py", "nbgrader_config.py")

Grader = Callable[[Path, Mapping[str, NotebookNode], str], Marks]


@dataclass(frozen=True)
class Variant:
    """A submission and the marks it must earn.

    *exercise* says which exercise it is about, None if about the notebook as a whole; *answers*
    are the blanks that differ from the solution, None for the release as it is; *expected* are
    marks by test cell, where a cell that is not named must give all it has. *change* may edit
    the submission further (delete a cell, say).
    """

    exercise: str | None
    name: str
    answers: Mapping[str, str] | None = field(default_factory=dict)
    expected: Mapping[str, float] = field(default_factory=dict)
    change: Callable[[NotebookNode], object] | None = None

    def __str__(self) -> str:
        return f"{self.exercise or 'whole notebook'}: {self.name}"


@dataclass(frozen=True)
class Failure:
    """A variant that did not earn what it was declared to."""

    variant: Variant
    exercise: str
    expected: float
    got: float | None

    def __str__(self) -> str:
        if self.got is None:
            return f"{self.variant}: was not graded at all"
        other = self.variant.exercise not in (None, self.exercise)
        where = f" in ANOTHER exercise, {self.exercise}" if other else f" in {self.exercise}"
        return f"{self.variant}: expected {self.expected:g}, got {self.got:g}{where}"


def test_cells(notebook: NotebookNode) -> dict[str, float]:
    """The notebook's test cells and the marks each has to give."""
    return {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if is_grade(cell)
    }


def exercise_of(test: str, exercises: Sequence[str]) -> str:
    """The exercise that *test* marks: test_<exercise> or test_<exercise>_<aspect>."""
    named = [name for name in exercises if f"{test}_".startswith(f"test_{name}_")]
    return max(named, key=len) if named else test


def without_hidden_tests(notebook: NotebookNode, exercise: str) -> NotebookNode:
    """A copy of a master's notebook with `pass` for the hidden tests of *exercise*."""
    mutant = nbformat.from_dict(notebook)
    names = list(solutions(mutant))
    for cell in mutant.cells:
        if is_grade(cell) and exercise_of(cell.metadata.nbgrader.grade_id, names) == exercise:
            cell.source = replace_hidden(cell.source, "pass", f"cell {cell.id}")
    return mutant


def make_course(directory: Path, master: NotebookNode, config: Path, assignment: str) -> Path:
    """Make a course of one notebook with the configuration found in *config*; return its release.

    *master* is a derived notebook. Afterwards the assignment is generated and can be graded.
    """
    (directory / "source" / assignment).mkdir(parents=True)
    for name in CONFIG:
        shutil.copyfile(config / name, directory / name)
    nbformat.write(master, directory / "source" / assignment / "notebook.ipynb")
    nbgrader(directory, "generate_assignment", assignment)
    return Course.at(directory).release / assignment / "notebook.ipynb"


def run_gate(
    master: NotebookNode | Path,
    variants: Sequence[Variant],
    config: Path,
    *,
    workers: int = 2,
    grader: Grader = grade,
) -> list[Failure]:
    """Grade *variants* of *master* and return every disagreement, none when all is as declared.

    *master* is a script or a derived notebook, *config* the folder of the nbgrader configuration.
    The variants are spread over *workers* course directories that are graded side by side;
    *grader* grades one of them.
    """
    notebook = master if isinstance(master, NotebookNode) else masters.derive(master)
    points = test_cells(notebook)
    answers = solutions(notebook)
    # Neighbours are alike in what they cost, so they are dealt out like cards.
    hands = [hand for hand in (variants[n::workers] for n in range(workers)) if hand]
    with tempfile.TemporaryDirectory(prefix="gate-") as made, ThreadPoolExecutor(workers) as pool:
        folders = [Path(made) / f"course-{number}" for number in range(len(hands))]
        results = pool.map(
            lambda folder, hand: _grade_hand(folder, notebook, answers, hand, config, grader),
            folders,
            hands,
        )
        got = {id(variant): marks for result in results for variant, marks in result}
    return [
        failure
        for variant in variants
        for failure in _judge(variant, got[id(variant)], points, list(answers))
    ]


def _grade_hand(
    folder: Path,
    master: NotebookNode,
    answers: Mapping[str, str],
    hand: Sequence[Variant],
    config: Path,
    grader: Grader,
) -> list[tuple[Variant, dict[str, tuple[float, float]] | None]]:
    folder.mkdir()
    release = nbformat.read(make_course(folder, master, config, "gate"), as_version=4)
    submissions = {
        f"variant-{number}": _submission(release, answers, variant)
        for number, variant in enumerate(hand)
    }
    marks = grader(folder, submissions, "gate")
    return [(v, marks.get(f"variant-{number}")) for number, v in enumerate(hand)]


def _submission(
    release: NotebookNode, answers: Mapping[str, str], variant: Variant
) -> NotebookNode:
    filled = {} if variant.answers is None else {**answers, **variant.answers}
    submission = fill(release, filled)
    if variant.change is not None:
        variant.change(submission)
    return submission


def _judge(
    variant: Variant,
    got: dict[str, tuple[float, float]] | None,
    points: Mapping[str, float],
    exercises: Sequence[str],
) -> list[Failure]:
    """Compare test cell by test cell; report sums per exercise, as a person thinks of them."""
    if got is None:
        return [Failure(variant, variant.exercise or "", 0.0, None)]
    wanted = {test: variant.expected.get(test, most) for test, most in points.items()}
    unknown = set(variant.expected) - set(points)
    if unknown:
        raise ValueError(f"{variant} declares marks for {sorted(unknown)}, which no cell is.")
    failures = []
    for exercise in dict.fromkeys(exercise_of(test, exercises) for test in points):
        tests = [test for test in points if exercise_of(test, exercises) == exercise]
        if any(got.get(test, (0.0, 0.0))[0] != wanted[test] for test in tests):
            failures.append(
                Failure(
                    variant,
                    exercise,
                    sum(wanted[test] for test in tests),
                    sum(got.get(test, (0.0, 0.0))[0] for test in tests),
                )
            )
    return failures
