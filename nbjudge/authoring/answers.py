"""Answers: the sources of a notebook's solution cells, read and written by grade_id."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from nbjudge.authoring import regions
from nbjudge.authoring.tidy import grade_id
from nbjudge.errors import AnswerError


def blanks(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The cells a learner fills in, by grade_id, in the notebook's order."""
    return {
        str(grade_id(cell)): cell
        for cell in notebook.cells
        if is_solution(cell) and not is_grade(cell)
    }


def solutions(master_notebook: NotebookNode) -> dict[str, str]:
    """The master's own answers by grade_id, in order: whole cells, solution markers removed."""
    return {
        name: regions.answer(cell.source, f"cell {name}")
        for name, cell in blanks(master_notebook).items()
    }


def fill(notebook: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """A copy of *notebook* in which the solution cells named by *answers* have those sources.

    Raises AnswerError when a name is no solution cell of the notebook.
    """
    filled = copy.deepcopy(notebook)
    cells = blanks(filled)
    unknown = set(answers) - set(cells)
    if unknown:
        raise AnswerError.no_such_cell(unknown, cells)
    for name, source in answers.items():
        cells[name].source = source
    return filled
