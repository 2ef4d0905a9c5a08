"""Say where a generated file differs from what its master generates: which cell, which line."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode


@dataclass(frozen=True)
class Difference:
    """One thing out of step. *cell* is None where it is about the file as a whole."""

    file: str
    cell: str | None
    what: str

    def __str__(self) -> str:
        cell = "" if self.cell is None else f", cell {self.cell}"
        return f"{self.file}{cell}: {self.what}"


def compare_release(expected: Path, found: Path, name: str) -> list[Difference]:
    """Compare byte by byte, and name the cells where that helps."""
    if expected.read_bytes() == found.read_bytes():
        return []
    if expected.suffix == ".ipynb":
        differences = _compare_notebooks(expected, found, name, outputs=True)
        if differences:
            return differences
    return [Difference(name, None, "its bytes differ from what the master generates")]


def compare_solution(expected: Path, found: Path, name: str) -> list[Difference]:
    """Compare sources and metadata; outputs are nbval's business, but there have to be some."""
    if expected.suffix != ".ipynb":
        return compare_release(expected, found, name)
    return _compare_notebooks(expected, found, name, outputs=False)


def _compare_notebooks(expected: Path, found: Path, name: str, outputs: bool) -> list[Difference]:
    want = nbformat.read(expected, as_version=4)
    try:
        have = nbformat.read(found, as_version=4)
        have_cells = {cell.id: cell for cell in have.cells}
    except Exception as error:  # anything may lie there, an edited file first of all
        return [Difference(name, None, f"is no valid notebook ({type(error).__name__})")]
    want_cells = {cell.id: cell for cell in want.cells}
    differences = []
    for key in want_cells.keys() - have_cells.keys():
        differences.append(Difference(name, key, "is missing"))
    for key in have_cells.keys() - want_cells.keys():
        differences.append(Difference(name, key, "is not in the master"))
    for key, cell in want_cells.items():
        if key in have_cells:
            differences += _compare_cells(cell, have_cells[key], name, outputs)
    differences.sort(key=lambda difference: difference.cell or "")
    if not differences and [c.id for c in want.cells] != [c.id for c in have.cells]:
        differences.append(Difference(name, None, "its cells stand in another order"))
    for part in ("metadata", "nbformat", "nbformat_minor"):
        what = _first_key(want[part], have[part], part)
        if what:
            differences.append(Difference(name, None, what))
    if not outputs and not differences and _never_run(have):
        differences.append(Difference(name, None, "was never executed: it has no outputs"))
    return differences


def _never_run(notebook: NotebookNode) -> bool:
    code = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
    return any(cell.execution_count is None for cell in code)


def _compare_cells(
    want: NotebookNode, have: NotebookNode, name: str, outputs: bool
) -> list[Difference]:
    differences = []
    if want.source != have.source:
        differences.append(Difference(name, want.id, _first_line(want.source, have.source)))
    parts = ["cell_type", "metadata"]
    if outputs:
        parts += ["outputs", "execution_count"]
    for part in parts:
        what = _first_key(want.get(part), have.get(part), part)
        if what:
            differences.append(Difference(name, want.id, what))
    return differences


def _first_line(want: str, have: str) -> str:
    pairs = itertools.zip_longest(want.split("\n"), have.split("\n"))
    for number, (wanted, found) in enumerate(pairs, start=1):
        if wanted != found:
            return f"line {number} is {_short(found)} instead of {_short(wanted)}"
    return "its source differs"


def _first_key(want: object, have: object, path: str) -> str | None:
    """The first place where two values of a notebook's JSON differ, None where they are equal."""
    if isinstance(want, dict) and isinstance(have, dict):
        for key in sorted(want.keys() | have.keys()):
            found = _first_key(want.get(key), have.get(key), f"{path}.{key}")
            if found:
                return found
        return None
    if want == have:
        return None
    return f"its {path} is {_short(have)} instead of {_short(want)}"


def _short(value: object, length: int = 70) -> str:
    text = "absent" if value is None else repr(value)
    return text if len(text) <= length else text[: length - 1] + "…"
