"""The rebuilt submission as a notebook file, as nbgrader's Autograde would have left it."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from nbjudge.rebuild import harmless
from nbjudge.rebuild.prepared import Prepared, prepare
from nbjudge.rebuild.rebuilt import Cell, Rebuilt
from nbjudge.rebuild.roles import STUB, cell_name


def notebook(
    rebuilt: Rebuilt, master: NotebookNode | Prepared, *, stub: str = STUB
) -> NotebookNode:
    """*master* with the sources of *rebuilt*: valid nbformat 4.5, without outputs.

    Cells carry the master's metadata; nbgrader's has the cell type and the checksum of the cell as
    it was handed out (of a test cell: as it stands), by which nbgrader and its feedback tell an
    untouched answer. The learner's own cells have no metadata. Answers in words are harmless text
    (see `harmless`). Pairing with a script is left out.
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
        if answer is not None and answer.prose:
            _write(cell, answer)
        elif answer is not None:
            cell.source = answer.source
        cells += [cell, *extras.get(position, [])]
    result["cells"] = cells
    return result


def _write(cell: NotebookNode, answer: Cell) -> None:
    """Put an answer in words into its *cell*; what was handed out there is the master's own."""
    if answer.source == cell.source:
        return
    pictures = {**cell.get("attachments", {}), **answer.attachments}
    cell.source = harmless.markdown(answer.source, pictures)
    if pictures:
        cell["attachments"] = _copy(pictures)


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
