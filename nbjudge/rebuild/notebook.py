"""The rebuilt submission as a notebook file, as nbgrader's Autograde would have left it."""

from __future__ import annotations

import copy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

from nbjudge.rebuild.rebuilt import Cell, Rebuilt
from nbjudge.rebuild.roles import STUB, cell_name, stub_of


def notebook(rebuilt: Rebuilt, master: NotebookNode, *, stub: str = STUB) -> NotebookNode:
    """*master* with the sources of *rebuilt*: valid nbformat 4.5, without outputs.

    Cells carry the master's metadata; nbgrader's has the cell type and the checksum of the cell as
    it was handed out (of a test cell: as it stands), by which nbgrader and its feedback tell an
    untouched answer. The learner's own cells have no metadata. Pairing with a script is left out.
    """
    result = copy.deepcopy(master)
    result.metadata.pop("jupytext", None)
    result.nbformat, result.nbformat_minor = 4, 5
    answers = rebuilt.answers
    taken = {cell.get("id") for cell in result.cells}
    extras: dict[int, list[NotebookNode]] = {}
    for number, cell in enumerate((one for one in rebuilt.cells if one.kind == "extra"), 1):
        extras.setdefault(cell.position, []).append(_extra(cell, number, taken))
    cells = extras.get(-1, [])
    for position, cell in enumerate(result.cells):
        name = cell_name(cell, position)
        cell["id"] = cell.get("id") or name
        if is_solution(cell):
            cell.source = stub_of(cell, stub)
        if is_solution(cell) or is_grade(cell) or is_locked(cell):
            cell = MetadataValidator().upgrade_cell_metadata(cell)
            cell.metadata.nbgrader["cell_type"] = cell.cell_type
            cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cell.source = answers.get(name, cell.source)
        cells += [cell, *extras.get(position, [])]
    result.cells = cells
    return result


def _extra(cell: Cell, number: int, taken: set[str | None]) -> NotebookNode:
    name = f"extra-{number}"
    while name in taken:
        name += "-"
    taken.add(name)
    made: NotebookNode = new_code_cell(cell.source, id=name)
    return made
