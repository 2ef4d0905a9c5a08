"""A small master, and submissions of it built in code, for the tests of nbjudge.rebuild."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbjudge.rebuild import Rebuilt, rebuild

STUB = 'raise NotImplementedError("write your answer here, in place of this line")'
HALVE = "def halve(x):\n    return x / 2"
ROOT = "def root(x):\n    return math.sqrt(x)"


def own(name: str, points: int | None = None) -> dict[str, Any]:
    """nbgrader's metadata of a blank or, with points, of a test cell."""
    test = points is not None
    data = {"grade": test, "grade_id": name, "locked": test, "solution": not test}
    return {"nbgrader": data | {"schema_version": 3} | ({"points": points} if test else {})}


def _marked(head: str, answer: str) -> str:
    return f"{head}\n    ### BEGIN SOLUTION\n    {answer}\n    ### END SOLUTION"


def _tested(name: str, hidden: str) -> str:
    return f'print("{name}")\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS'


MASTER = new_notebook(
    metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    cells=[
        new_markdown_cell("# Lesson", id="lesson"),
        new_code_cell("import math", id="imports"),
        new_code_cell(
            _marked("def halve(x):", "return x * 0.5"), id="halve", metadata=own("halve")
        ),
        new_code_cell(
            _tested("halve", "assert halve(3) == 1.5"),
            id="test_halve",
            metadata=own("test_halve", 2),
        ),
        new_code_cell("halve(10)", id="show"),
        new_code_cell(_marked("def root(x):", "return x**0.5"), id="root", metadata=own("root")),
        new_code_cell(
            _tested("root", "assert root(4) == 2"), id="test_root", metadata=own("test_root", 3)
        ),
        new_code_cell('print("done")', id="done"),
    ],
)


def blank(name: str, source: str, **more: Any) -> NotebookNode:
    """A learner's cell that still has the metadata of the blank *name*."""
    return new_code_cell(source, metadata=own(name), **{"id": name, **more})


def plain(source: str) -> NotebookNode:
    """A learner's code cell without any metadata."""
    return new_code_cell(source)


def handed_in(halve: str = HALVE, root: str = ROOT) -> NotebookNode:
    """What a learner hands in: the release with these two answers."""
    cells = []
    for cell in MASTER.cells:
        source = {"halve": halve, "root": root}.get(cell.id, cell.source.split("\n###")[0])
        cells.append(copy.deepcopy(cell))
        cells[-1]["source"] = source
    return new_notebook(cells=cells, metadata=copy.deepcopy(MASTER.metadata))


def swap(notebook: NotebookNode, cell_id: str, *cells: NotebookNode) -> NotebookNode:
    """*notebook* with the cell *cell_id* replaced by *cells*, in place."""
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == cell_id)
    notebook.cells[at : at + 1] = cells
    return notebook


def back(folder: Path, notebook: Any, name: str = "small.ipynb") -> Rebuilt:
    """Write *notebook* (bytes, text or anything for JSON) to *folder*, and rebuild it."""
    if isinstance(notebook, bytes):
        (folder / name).write_bytes(notebook)
    else:
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        (folder / name).write_text(text, encoding="utf-8")
    return rebuild(MASTER, folder / "small.ipynb", stub=STUB)


def codes(rebuilt: Rebuilt) -> list[str]:
    return [note.code for note in rebuilt.notes]


def extras(rebuilt: Rebuilt) -> list[tuple[str, str]]:
    """The learner's own cells, each with the kind of cell before it: its name, or its source."""
    names = ["", *[cell.name or cell.source for cell in rebuilt.cells]]
    pairs = zip(names, rebuilt.cells, strict=False)
    return [(before, cell.source) for before, cell in pairs if cell.kind == "extra"]
