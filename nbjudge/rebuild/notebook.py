"""The rebuilt submission as a notebook file, as nbgrader's Autograde would have left it."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from nbjudge.rebuild.prepared import Prepared, prepare
from nbjudge.rebuild.rebuilt import Cell, Rebuilt
from nbjudge.rebuild.roles import PROSE_STUB, STUB, cell_name
from nbjudge.rebuild.words import harmless


def notebook(
    rebuilt: Rebuilt, master: NotebookNode | Prepared, *, stub: str = STUB
) -> NotebookNode:
    """*master* with the sources of *rebuilt*: valid nbformat 4.5, without outputs.

    Cells carry the master's metadata; nbgrader's has the cell type and the checksum of the cell as
    it was handed out (of a test cell: as it stands), by which nbgrader and its feedback tell an
    untouched answer. Answers in words are made `harmless`. The learner's own cells have no
    metadata. Pairing with a script is left out.
    """
    ready = master if isinstance(master, Prepared) else prepare(master, stub=stub)
    result = _copy(ready.released)
    answers = {cell.name: cell for cell in rebuilt.cells if cell.kind == "answer"}
    taken = {cell.id for cell in result.cells}
    extras: dict[int, list[NotebookNode]] = {}
    for number, cell in enumerate((one for one in rebuilt.cells if one.kind == "extra"), 1):
        extras.setdefault(cell.position, []).append(_extra(cell, number, taken))
    cells = extras.get(-1, [])
    for position, cell in enumerate(result.cells):
        answer = answers.get(cell_name(cell, position))
        if answer is not None and answer.source != cell.source:
            _answered(cell, answer)
        cells += [cell, *extras.get(position, [])]
    result["cells"] = cells
    return result


def _answered(cell: NotebookNode, answer: Cell) -> None:
    """Put *answer* into its blank; words as Markdown that harms nobody, with their pictures.

    What the instructor wrote around an answer in words stays as it is where it stands unchanged.
    """
    if cell.cell_type == "code":
        cell.source = answer.source
        return
    before, _, after = cell.source.partition(PROSE_STUB)
    around = before.endswith("\n") * before, after.startswith("\n") * after
    words = answer.source
    if not (words.startswith(around[0]) and words.removeprefix(around[0]).endswith(around[1])):
        around = "", ""
    words = words.removeprefix(around[0]).removesuffix(around[1])
    made, shown = harmless(words, answer.pictures)
    cell.source = around[0] + made + around[1]
    if shown:
        cell["attachments"] = {one.name: {one.kind: one.data} for one in shown}


def _copy(value: Any) -> Any:
    """A copy of what JSON knows, at a fraction of copy.deepcopy's cost."""
    if isinstance(value, dict):
        made = NotebookNode()
        dict.update(made, ((key, _copy(held)) for key, held in value.items()))
        return made
    return [_copy(each) for each in value] if isinstance(value, list) else value


def _extra(cell: Cell, number: int, taken: set[str]) -> NotebookNode:
    name = f"extra-{number}"
    while name in taken:
        name += "-"
    taken.add(name)
    made: NotebookNode = new_code_cell(cell.source, id=name)
    return made
