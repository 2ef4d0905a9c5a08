"""Which cell of a lesson defines which name: read from the notebooks as they are given out."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Where notebooks lie as they are given out: in the installed package, or in a clone.
PACKAGE = Path(__file__).resolve().parents[1]
PLACES = (PACKAGE / "notebooks", PACKAGE.parent / "notebooks")

_OWN_SCOPE = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


@dataclass(frozen=True)
class Cell:
    """A code cell: its `source`, and the `names` it leaves behind, each with the line that does it.

    `exercise` is the name of a blank, and `elsewhere` are the sources in other languages.
    """

    source: str
    names: dict[str, str]
    exercise: str | None = None
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lesson:
    """The code cells of the notebook called `notebook`, in order."""

    notebook: str
    cells: tuple[Cell, ...]

    @property
    def imports(self) -> Cell:
        """The first code cell, which imports what all the others need."""
        return self.cells[0]

    @property
    def blanks(self) -> dict[str, str]:
        """The line that defines each exercise."""
        return {one.exercise: one.names[one.exercise] for one in self.cells if one.exercise}

    def place(self, source: str) -> int | None:
        """Where the cell of this source stands, a blank also when it is filled in."""
        own, lines = source.strip(), set(source.splitlines())
        for place, cell in enumerate(self.cells):
            if own in (cell.source, *cell.elsewhere) or (
                cell.exercise and cell.names[cell.exercise] in lines
            ):
                return place
        return None

    def definition(self, name: str, place: int | None) -> str | None:
        """The line that gives `name` the value that the cell at `place` needs.

        It is the last one above, and the first of all for a cell that is none of the lesson's.
        """
        found = [(at, cell.names[name]) for at, cell in enumerate(self.cells) if name in cell.names]
        if place is None:
            return found[0][1] if found else None
        above = [line for at, line in found if at < place]
        return above[-1] if above else None


def at_work(sources: Iterable[str], notebook: str) -> Lesson | None:
    """The lesson that the cells `sources` come from, or the one whose notebook is called so."""
    ran = list(sources)
    scores = [sum(one.place(source) is not None for source in ran) for one in lessons()]
    if any(scores):
        return lessons()[scores.index(max(scores))]
    return next((one for one in lessons() if one.notebook == notebook), None)


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons of the course, in their order; none where the notebooks did not come along."""
    for place in PLACES:
        if found := sorted(place.glob("part*/*.ipynb")):
            return tuple(_lesson(path) for path in found)
    return ()


def _lesson(path: Path) -> Lesson:
    cells = []
    translations = [_sources(one) for one in path.parents[1].glob(f"*/part*/{path.name}")]
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"]).strip()
            marks = cell["metadata"].get("nbgrader", {})
            exercise = marks["grade_id"] if marks.get("solution") else None
            elsewhere = frozenset(one.get(cell["id"], source) for one in translations) - {source}
            cells.append(Cell(source, names_in(source), exercise, elsewhere))
    return Lesson(path.stem, tuple(cells))


def _sources(path: Path) -> dict[str, str]:
    """The source of each cell of a translated notebook, by the cell's id."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]).strip() for cell in cells}


def names_in(source: str) -> dict[str, str]:
    """The names that a cell leaves behind, each with the first line that defines it."""
    lines = source.splitlines()
    found: dict[str, str] = {}
    for name, line in _bound(ast.parse(source)):
        found.setdefault(name, lines[line - 1].strip())
    return found


def _bound(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that `node` binds outside of functions and classes, and the lines they stand on."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name, node.lineno
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for one in node.names:
            yield (one.asname or one.name.partition(".")[0]), node.lineno
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id, node.lineno
    if not isinstance(node, _OWN_SCOPE):
        for child in ast.iter_child_nodes(node):
            yield from _bound(child)
