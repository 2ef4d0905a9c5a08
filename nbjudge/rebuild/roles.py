"""The master's cells by the part they play when a submission is graded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from nbjudge.authoring.tidy import grade_id
from nbjudge.markers import (
    BEGIN_HIDDEN,
    BEGIN_RUBRIC,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_RUBRIC,
    END_SOLUTION,
)
from nbjudge.rebuild import code
from nbjudge.rebuild.submission import plain

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
PROSE_STUB = "YOUR ANSWER HERE"


@dataclass(frozen=True)
class Blank:
    """A solution cell: its place in the master, its stub, the names an answer to it defines."""

    name: str
    position: int
    stub: str
    names: frozenset[str]
    prose: bool = False


@dataclass
class Roles:
    """*blanks* by grade_id; *fixed* cells by name, which no submission changes.

    *known* tells the places of a source that is the master's own, *ordinary* the place of an
    ordinary code cell by its cell id.
    """

    blanks: dict[str, Blank] = field(default_factory=dict)
    fixed: dict[str, int] = field(default_factory=dict)
    known: dict[str, list[int]] = field(default_factory=dict)
    ordinary: dict[str, int] = field(default_factory=dict)

    @cached_property
    def stubs(self) -> dict[str, Hashable]:
        """The essence of what was handed out, by blank."""
        return {name: code.essence(blank.stub) for name, blank in self.blanks.items()}

    @cached_property
    def nothing(self) -> frozenset[Hashable]:
        """The essences of cells in which nothing was written."""
        return frozenset((*self.stubs.values(), code.essence("")))


def cell_name(cell: NotebookNode, position: int) -> str:
    """The cell's grade_id, else its cell id, else one made of its place."""
    return grade_id(cell) or cell.get("id") or f"cell-{position}"


def roles(master: NotebookNode, stub: str) -> Roles:
    """Sort *master*'s cells; *stub* is what replaces a solution, as nbgrader was told."""
    found = Roles()
    expected = {
        position: _expected(cell, stub)
        for position, cell in enumerate(master.cells)
        if is_solution(cell)
    }
    counts = Counter(name for own in expected.values() for name in own)
    for position, cell in enumerate(master.cells):
        name = cell_name(cell, position)
        if is_solution(cell):
            # A name that two blanks define tells neither.
            own = frozenset(one for one in expected[position] if counts[one] == 1)
            prose = cell.cell_type != "code"
            found.blanks[name] = Blank(name, position, stub_of(cell, stub), own, prose)
            continue
        if is_grade(cell) or is_locked(cell):
            found.fixed[name] = position
        elif cell.cell_type == "code":
            found.ordinary[name] = position
        for source in {cell.source, _cut(cell.source, BEGIN_HIDDEN, END_HIDDEN, "")}:
            if plain(source):
                found.known.setdefault(plain(source), []).append(position)
    return found


def _expected(cell: NotebookNode, stub: str) -> frozenset[str]:
    if cell.cell_type != "code":
        return frozenset()
    own = code.names(stub_of(cell, stub)) or code.names(cell.source)
    name = grade_id(cell)
    return frozenset({name} if name in own else own)


def stub_of(cell: NotebookNode, stub: str) -> str:
    """What a learner found in the solution cell *cell*, master's or released.

    *stub* is that of code. Without markers nbgrader replaces the whole cell, unless it is a stub
    already.
    """
    prose = cell.cell_type != "code"
    if BEGIN_SOLUTION in cell.source:
        source = _cut(cell.source, BEGIN_RUBRIC, END_RUBRIC, "")
        return _cut(source, BEGIN_SOLUTION, END_SOLUTION, PROSE_STUB if prose else stub)
    if prose:
        return PROSE_STUB
    return cell.source if "NotImplementedError" in cell.source else stub


def _cut(source: str, begin: str, end: str, replacement: str) -> str:
    """*source* with each region from *begin* to *end* replaced, at the region's indentation."""
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        if begin in line:
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + one for one in replacement.splitlines()]
        elif end in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)
