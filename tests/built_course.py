"""What tests of `nbjudge build` do to the course that the fixture `built` gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbjudge.authoring.build import check

RELEASED = "notebooks/lesson/small.ipynb"
SOLVED = "solutions/lesson/small.ipynb"


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def edit(path: Path, change: Callable[[NotebookNode], object]) -> None:
    notebook = read(path)
    change(notebook)
    nbformat.write(notebook, path)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def messages(course: Path) -> list[str]:
    return [str(difference) for difference in check(course)]
