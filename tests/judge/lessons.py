"""Lessons built in code beside the assertions on them, and a real judge of answers to them."""

from __future__ import annotations

import contextlib
import io
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from nbjudge.authoring.answers import fill
from nbjudge.judge import Judge
from nbjudge.settings import Settings
from nbjudge.verdicts import Graded, Verdict

MIB = 2**20


class Lesson:
    """A master: cells of `setup`, then exercises, each a blank and the test cell after it."""

    def __init__(self, *setup: str, **settings: Any) -> None:
        self.settings = Settings(**settings)
        self._cells: list[NotebookNode] = []
        for source in setup:
            self.cell(source)

    @property
    def master(self) -> NotebookNode:
        """The master's notebook."""
        return new_notebook(cells=self._cells)

    def cell(self, source: str, *tags: str) -> None:
        """Add an ordinary cell."""
        number = len(self._cells)
        metadata = {"tags": list(tags)} if tags else {}
        self._cells.append(new_code_cell(plain(source), id=f"cell-{number}", metadata=metadata))

    def blank(self, name: str, solution: str = "") -> None:
        """Add a blank in which learners define `name`."""
        inner = plain(solution) or f"def {name}(*arguments, **keywords):\n    pass"
        source = f"### BEGIN SOLUTION\n{inner}\n### END SOLUTION"
        self._cells.append(new_code_cell(source, id=name, metadata=_own(name)))

    def test(self, name: str, source: str, points: float = 1) -> None:
        """Add a test cell, hidden from its first line to its last."""
        hidden = f"### BEGIN HIDDEN TESTS\n{plain(source)}\n### END HIDDEN TESTS"
        self._cells.append(new_code_cell(hidden, id=name, metadata=_own(name, points)))

    def exercise(self, name: str, test: str, points: float = 1, solution: str = "") -> None:
        """Add the blank `name` and its test cell `test_<name>`."""
        self.blank(name, solution)
        self.test(f"test_{name}", test, points)

    @contextlib.contextmanager
    def judge(self, folder: Path) -> Iterator[Judged]:
        """A judge of this lesson; `folder` is for submissions."""
        with Judge(self.master, self.settings) as judge:
            yield Judged(judge, folder)


class Judged:
    """Hands answers in and has them graded."""

    def __init__(self, judge: Judge, folder: Path) -> None:
        self._judge, self._folder = judge, folder
        self._count = 0

    def start(self) -> None:
        """Start the judge now."""
        self._judge.start()

    def grade(
        self,
        seed: int = 1,
        /,
        *,
        change: Callable[[NotebookNode], None] = lambda notebook: None,
        **answers: str,
    ) -> Graded:
        """What these answers (blank → source of its cell) get; all others are left as they were.

        `change` does to the notebook what else the learner did to it.
        """
        self._count += 1
        path = self._folder / str(self._count) / "lesson.ipynb"
        path.parent.mkdir()
        handed_in = fill(
            self._judge.master, {name: plain(source) for name, source in answers.items()}
        )
        for cell in handed_in.cells:
            own = cell.metadata.get("nbgrader", {})
            if own.get("solution") and own["grade_id"] not in answers:
                cell.source = "# YOUR CODE HERE\nraise NotImplementedError()"
        change(handed_in)
        nbformat.write(handed_in, path)
        return self._judge.grade(path, seed)

    def verdict(self, name: str, source: str, seed: int = 1) -> Verdict:
        """The verdict on the answer `source` to the exercise `name`."""
        return verdict(self.grade(seed, **{name: source}), name)

    def report(self, name: str, source: str, seed: int = 1) -> str:
        """What the test of `name` printed; fails unless `source` got all its marks."""
        found = self.verdict(name, source, seed)
        assert found.points == found.max, found
        return found.report.strip("\n")


def verdict(graded: Graded, name: str) -> Verdict:
    """The verdict of the test cell `test_<name>`."""
    return next(one for one in graded.verdicts if one.test == f"test_{name}")


def outputs(graded: Graded, cell_id: str) -> list[NotebookNode]:
    """The outputs of a cell of the graded notebook."""
    found: list[NotebookNode] = next(
        cell.outputs for cell in graded.notebook.cells if cell.id == cell_id
    )
    return found


def plain(source: str) -> str:
    """`source` without the indentation it has in a test."""
    return textwrap.dedent(source).strip("\n")


def _own(name: str, points: float | None = None) -> dict[str, Any]:
    """nbgrader's metadata of a blank or, with points, of a test cell."""
    test = points is not None
    own = {"grade": test, "grade_id": name, "locked": test, "solution": not test}
    own |= {"schema_version": 3} | ({"points": points} if test else {})
    return {"nbgrader": own}


def in_a_notebook(master: NotebookNode, **answers: str) -> dict[str, str]:
    """What each cell prints where all of them run in one process, with these answers."""
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = {}
    for cell in fill(master, {name: plain(source) for name, source in answers.items()}).cells:
        with contextlib.redirect_stdout(io.StringIO()) as stream:
            filename = f"<{cell.id} in a notebook>"
            exec(compile(cell.source, filename, "exec", dont_inherit=True), names)
        printed[cell.id] = stream.getvalue().strip("\n")
    return printed
