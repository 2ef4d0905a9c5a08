"""A master made ready once for all the submissions that are rebuilt on it."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

from nbjudge.rebuild.roles import STUB, Roles, cell_name, roles, stub_of


@dataclass(frozen=True)
class Prepared:
    """*master* as it was given, its cells by *roles*, and the notebook as it was *released*.

    The last has stubs in its blanks, no outputs, and nbgrader's metadata as its Autograde would
    have left it. Nobody changes any of them.
    """

    master: NotebookNode
    roles: Roles
    released: NotebookNode


def prepare(master: NotebookNode, *, stub: str = STUB) -> Prepared:
    """Make *master* ready; *stub* is what nbgrader was told to put in a solution's place."""
    return Prepared(master, roles(master, stub), _released(master, stub))


def _released(master: NotebookNode, stub: str) -> NotebookNode:
    result = copy.deepcopy(master)
    result.metadata.pop("jupytext", None)
    result.nbformat, result.nbformat_minor = 4, 5
    for position, cell in enumerate(result.cells):
        cell["id"] = cell.get("id") or cell_name(cell, position)
        if is_solution(cell):
            cell.source = stub_of(cell, stub)
        if is_solution(cell) or is_grade(cell) or is_locked(cell):
            cell = MetadataValidator().upgrade_cell_metadata(cell)
            cell.metadata.nbgrader["cell_type"] = cell.cell_type
            cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return result
