"""nbgrader's Validate button in JupyterLab: what it says of a solved and of a blank notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from nbjudge.authoring.answers import blanks, fill
from tests.browser.conftest import NOTEBOOK
from tests.browser.lab import ROOT, Lab
from tests.browser.lesson import Lesson


@pytest.fixture
def solved(lab: Lab) -> str:
    """The released notebook with every blank filled in, beside the blank one."""
    release = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    solution = nbformat.read(ROOT / "solutions" / NOTEBOOK, as_version=4)
    answers = {name: cell.source for name, cell in blanks(solution).items()}
    name = Path("part1") / "solved.ipynb"
    nbformat.write(fill(release, answers), lab.root / name)
    return name.as_posix()


def test_solved_notebook_validates(open_lesson: Callable[..., Lesson], solved: str) -> None:
    """Every check passes in a fresh kernel, and Validate says so."""
    lesson = open_lesson(solved)
    said = lesson.validate()
    assert "Success! Your notebook passes all the tests." in said, said


def test_blank_notebook_names_what_fails(open_lesson: Callable[..., Lesson]) -> None:
    """Each check stands in a test cell, so that Validate names it; nothing else fails."""
    lesson = open_lesson()
    said = lesson.validate()
    release = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    exercises = list(blanks(release))
    assert "failed" in said
    for exercise in exercises:
        assert f"check.{exercise}({exercise})" in said
        assert f"{exercise} is not written yet." in said
