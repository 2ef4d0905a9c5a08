"""Which cell of a lesson defines which name, from a table made of the notebooks by `make build`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("lessons.json")


@dataclass(frozen=True)
class Cell:
    """A code cell, known by its `mark`: the names it defines, each with the line that does.

    `exercise` is the name of a blank.
    """

    mark: str
    names: dict[str, str]
    exercise: str | None


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
        own, lines = mark(source), set(source.splitlines())
        for place, cell in enumerate(self.cells):
            if cell.mark == own or (cell.exercise and cell.names[cell.exercise] in lines):
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


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons of the course, in their order."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(
        Lesson(notebook, tuple(Cell(*cell) for cell in cells)) for notebook, cells in table.items()
    )


def at_work(sources: Iterable[str], notebook: str) -> Lesson | None:
    """The lesson that the cells `sources` come from, or the one whose notebook is called so."""
    ran = list(sources)
    scores = [sum(one.place(source) is not None for source in ran) for one in lessons()]
    if any(scores):
        return lessons()[scores.index(max(scores))]
    return next((one for one in lessons() if one.notebook == notebook), None)


def mark(source: str) -> str:
    """A few letters that tell one source from another."""
    return hashlib.sha256(source.strip().encode("utf-8", "replace")).hexdigest()[:12]
