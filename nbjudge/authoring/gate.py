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
from nbgrader.converters import GenerateAssignment
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.authoring.course import Course, convert
from nbjudge.authoring.regions import replace_hidden
from nbjudge.authoring.translation.lessons import catalogue_of
from nbjudge.grading import Marks, generate_assignment, grade

CONFIG = ("grader_config.py", "nbgrader_config.py")

Grader = Callable[[Path, Mapping[str, NotebookNode], str], Marks]


def one_worker(course: Path, submissions: Mapping[str, NotebookNode], assignment: str) -> Marks:
    """The gate's `Grader`: nbjudge, one submission after the other, as others work beside it.

    `nbjudge.grading.grade_by_nbgrader` is another one.
    """
    return grade(course, submissions, assignment, workers=1)


@dataclass(frozen=True, eq=False)
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


def marks_by_test(notebook: NotebookNode) -> dict[str, float]:
    """The notebook's test cells and the marks each has to give."""
    return {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if is_grade(cell)
    }


def marked_by_hand(notebook: NotebookNode) -> set[str]:
    """The cells that a person marks, of which grading knows nothing: nbgrader's manual answers."""
    return {
        cell.metadata.nbgrader.grade_id
        for cell in notebook.cells
        if is_grade(cell) and is_solution(cell)
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


def make_course(
    directory: Path,
    master: NotebookNode,
    config: Path,
    assignment: str,
    catalogue: Path | None = None,
) -> Path:
    """Make a course of one notebook with the configuration found in *config*; return its release.

    *master* is a derived notebook. Afterwards the assignment is generated and can be graded. With
    a *catalogue* of translations the release is that in its language.
    """
    (directory / "source" / assignment).mkdir(parents=True)
    for name in CONFIG:
        shutil.copyfile(config / name, directory / name)
    nbformat.write(master, directory / "source" / assignment / "notebook.ipynb")
    generate_assignment(directory, assignment)
    course = Course.at(directory)
    if catalogue is not None:
        copy = catalogue_of(course.source / assignment, catalogue.stem)
        copy.parent.mkdir()
        shutil.copyfile(catalogue, copy)
        course = course.speaking(catalogue.stem)
        course.config.CourseDirectory.root = str(course.root)
        convert(course, GenerateAssignment, assignment, Config())
    return course.release / assignment / "notebook.ipynb"


def run_gate(
    master: NotebookNode | Path,
    variants: Sequence[Variant],
    config: Path,
    *,
    workers: int = 1,
    pack: int = 1,
    grader: Grader = one_worker,
    catalogue: Path | None = None,
) -> list[Failure]:
    """Grade *variants* of *master* and return every disagreement, none when all is as declared.

    *master* is a script or a derived notebook, *config* the folder of the nbgrader configuration.
    The submissions are spread over *workers* course directories that are graded side by side;
    *grader* grades one of them. Up to *pack* variants, of different exercises, share a submission
    in which all other exercises are right. What disagrees is graded again one by one, so that a
    failure always belongs to a variant; where only the combination fails, it is named as such.
    With a *catalogue* of translations all of them are handed in in its language.
    """
    notebook = master if isinstance(master, NotebookNode) else masters.derive(master)
    packs = packed(variants, pack)
    with tempfile.TemporaryDirectory(prefix="gate-") as made:
        exam = _Exam(notebook, config, Path(made), workers, grader, catalogue)
        first = exam.failures([together(one) for one in packs])
        suspects = [one for one, failed in zip(packs, first, strict=True) if failed and one[1:]]
        second = iter(exam.failures([variant for one in suspects for variant in one]))
    failures = []
    for one, failed in zip(packs, first, strict=True):
        alone = [failure for _ in one for failure in next(second)] if one in suspects else []
        failures += alone or failed
    return failures


def packed(variants: Sequence[Variant], size: int) -> list[list[Variant]]:
    """Share *variants* out over submissions of at most *size*, each exercise once in each.

    A variant about the whole notebook, or one that edits it, stays alone.
    """
    packs = []
    queues: dict[str, list[Variant]] = {}
    for variant in variants:
        if variant.exercise is None or variant.change is not None:
            packs.append([variant])
        else:
            queues.setdefault(variant.exercise, []).append(variant)
    while queues:
        # Taking from the longest queues leaves no exercise whose variants are left over.
        longest = sorted(queues, key=lambda name: -len(queues[name]))[:size]
        packs.append([queues[name].pop(0) for name in longest])
        queues = {name: queue for name, queue in queues.items() if queue}
    return packs


def together(variants: Sequence[Variant]) -> Variant:
    """One submission with the answers of all *variants*, which are about different exercises."""
    if len(variants) == 1:
        return variants[0]
    answers: dict[str, str] = {}
    expected: dict[str, float] = {}
    for variant in variants:
        answers |= variant.answers or {}
        expected |= variant.expected
    return Variant(None, f"only together: {'; '.join(map(str, variants))}", answers, expected)


class _Exam:
    """A master, generated once into a course directory of which each worker gets copies."""

    def __init__(
        self,
        master: NotebookNode,
        config: Path,
        folder: Path,
        workers: int,
        grader: Grader,
        catalogue: Path | None,
    ) -> None:
        by_hand = marked_by_hand(master)
        self._points = {
            test: points for test, points in marks_by_test(master).items() if test not in by_hand
        }
        self._answers = solutions(master)
        self._folder = folder
        self._course = folder / "course"
        self._release = nbformat.read(
            make_course(self._course, master, config, "gate", catalogue), as_version=4
        )
        self._workers = workers
        self._grader = grader

    def failures(self, variants: Sequence[Variant]) -> list[list[Failure]]:
        """Grade each variant as a submission of its own; its failures, in the order given."""
        # Neighbours are alike in what they cost, so they are dealt out like cards.
        hands = [variants[n :: self._workers] for n in range(min(self._workers, len(variants)))]
        with ThreadPoolExecutor(self._workers) as pool:
            results = list(pool.map(self._grade, hands))
        return [
            _judge(
                variant,
                results[n % self._workers][n // self._workers],
                self._points,
                list(self._answers),
            )
            for n, variant in enumerate(variants)
        ]

    def _grade(self, hand: Sequence[Variant]) -> list[dict[str, tuple[float, float]] | None]:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        shutil.copytree(self._course, folder, dirs_exist_ok=True)
        submissions = {
            f"variant-{number}": self._submission(variant) for number, variant in enumerate(hand)
        }
        marks = self._grader(folder, submissions, "gate")
        return [marks.get(student) for student in submissions]

    def _submission(self, variant: Variant) -> NotebookNode:
        answers = {} if variant.answers is None else {**self._answers, **variant.answers}
        submission = fill(self._release, answers)
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
