"""Answers are taken out of masters and put into notebooks by grade_id."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.authoring.regions import hidden, replace_hidden
from nbjudge.errors import AnswerError, MasterError


@pytest.fixture
def notebook(small_course: Path):
    return masters.derive(small_course / "source/lesson/small.py")


def test_solutions_are_whole_cells_without_markers(notebook) -> None:
    """A solution is the cell as a learner would have written it, in the notebook's order."""
    assert solutions(notebook) == {
        "halve": 'def halve(x):\n    """Half of the number x."""\n'
        "    the_answer = x / 2\n    return the_answer",
        "root": 'def root(x):\n    """The square root of the number x."""\n    return math.sqrt(x)',
    }


def test_fill_replaces_only_what_is_named(notebook) -> None:
    """fill returns a copy with one cell's source replaced; the notebook given stays as it was."""
    before = [cell.source for cell in notebook.cells]
    filled = fill(notebook, {"root": "root = abs"})
    changed = [
        cell.id for cell, was in zip(filled.cells, before, strict=True) if cell.source != was
    ]
    assert changed == ["root"]
    assert [cell.source for cell in notebook.cells] == before


def test_fill_refuses_an_unknown_cell(notebook) -> None:
    """A name that is no blank is an error that lists the blanks; a test cell is none."""
    with pytest.raises(AnswerError, match="no solution cell test_root; it has halve, root"):
        fill(notebook, {"test_root": "pass"})


def test_hidden_lines_and_their_replacement(notebook) -> None:
    """The hidden region of a test cell can be read and replaced; the visible line stays."""
    source = next(cell.source for cell in notebook.cells if cell.id == "test_root_large")
    assert hidden(source) == ['assert root(1e10) == 1e5, "the root of 1e10 is 1e5"']
    assert replace_hidden(source, "pass").splitlines() == [
        'print("tried: root(1e10)")',
        "### BEGIN HIDDEN TESTS",
        "pass",
        "### END HIDDEN TESTS",
    ]


def test_a_region_without_end() -> None:
    """An open region is an error that names the cell and the marker."""
    with pytest.raises(MasterError, match="cell x: 'BEGIN HIDDEN TESTS' is not followed by"):
        hidden("### BEGIN HIDDEN TESTS\nassert 1", "cell x")
