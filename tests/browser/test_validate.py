"""nbgrader's Validate button in JupyterLab: what it says of a solved and of a blank notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat

from nbjudge.authoring.answers import blanks, fill
from tests.browser.conftest import NOTEBOOK
from tests.browser.lab import ROOT, Lab
from tests.browser.lesson import Lesson

RELEASE = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)


def filled(lab: Lab, name: str, *, leave_blank: str | None = None) -> str:
    """A release with right answers, beside the blank one; returns its path in the lab."""
    solution = nbformat.read(ROOT / "solutions" / NOTEBOOK, as_version=4)
    answers = {name: cell.source for name, cell in blanks(solution).items() if name != leave_blank}
    path = Path(NOTEBOOK).with_name(name)
    nbformat.write(fill(RELEASE, answers), lab.root / path)
    return path.as_posix()


def named(said: str) -> list[str]:
    """The exercises whose checks the dialog shows, in the notebook's order."""
    return [name for name in blanks(RELEASE) if f"check.{name}({name})" in said]


def test_solved_notebook_validates(open_lesson: Callable[..., Lesson], lab: Lab) -> None:
    """Every check passes in a fresh kernel, and Validate says so."""
    said = open_lesson(filled(lab, "solved.ipynb")).validate()
    assert "Success! Your notebook passes all the tests." in said, said


def test_blank_notebook_names_every_check(open_lesson: Callable[..., Lesson]) -> None:
    """Nothing is written yet: Validate shows each check, and each says why it failed."""
    said = open_lesson().validate()
    assert "The following cell failed" in said
    assert named(said) == list(blanks(RELEASE))
    for exercise in named(said):
        assert f"{exercise} is not written yet." in said


def test_one_blank_is_the_only_one_named(open_lesson: Callable[..., Lesson], lab: Lab) -> None:
    """With log_softmax alone left out, the checks of nll, accuracy and fit still pass."""
    said = open_lesson(filled(lab, "one_left.ipynb", leave_blank="log_softmax")).validate()
    assert named(said) == ["log_softmax"], said
