"""Which of the master's ordinary cells the judge runs itself, and which names are the learner's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from nbjudge.rebuild import code
from nbjudge.rebuild.roles import cell_name

DISPLAY = "display"
"""The tag of a master's cell that only shows something: it can be left out while grading."""


@dataclass
class Test:
    """A test cell: where it stands, which blank it marks, the learner's names that it uses."""

    name: str
    blank: str
    points: float
    position: int
    names: tuple[str, ...] = ()


@dataclass
class Plan:
    """*trusted*: positions of the ordinary cells that run in the judge too.

    *tests* by grade_id; *skipped*: positions of display cells; *modules*: what ordinary cells
    import, in order; *prologue*: positions of the trusted cells before the first blank or test.
    """

    trusted: tuple[int, ...] = ()
    tests: dict[str, Test] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    modules: tuple[str, ...] = ()
    prologue: tuple[int, ...] = ()


def plan(master: NotebookNode, skip_display: bool) -> Plan:
    """Sort the cells of *master*.

    A name is the learner's if a solution cell binds it, or an ordinary cell that uses such a name.
    Cells that only define functions and classes run in the judge whatever these use: the names in
    them are looked up when they are called.
    """
    made = Plan()
    theirs: set[str] = set()
    for cell in master.cells:
        if is_solution(cell) and cell.cell_type == "code":
            theirs |= bound(cell.source)
    within: dict[str, frozenset[str]] = {}  # a trusted function → the learner's names it uses
    trusted, skipped, modules, blank = [], set(), [], ""
    for position, cell in enumerate(master.cells):
        if is_solution(cell):
            blank = cell_name(cell, position)
            theirs |= bound(cell.source) if cell.cell_type == "code" else set()
        if cell.cell_type != "code":
            continue
        if is_grade(cell) and not is_solution(cell):
            name = cell_name(cell, position)
            points = float(cell.metadata.nbgrader.get("points", 0))
            used = _reached(code.uses(cell.source), within)
            made.tests[name] = Test(name, blank, points, position, tuple(sorted(used & theirs)))
            theirs -= bound(cell.source)
        elif not is_solution(cell):
            modules += imported(cell.source)
            if skip_display and DISPLAY in cell.metadata.get("tags", ()):
                skipped.add(position)
                continue
            used, binds = _reached(code.uses(cell.source), within), bound(cell.source)
            if _only_defines(cell.source):
                trusted.append(position)
                within.update(dict.fromkeys(binds, frozenset(used & theirs)))
                theirs -= binds
            elif used & theirs:
                theirs |= binds
            else:
                trusted.append(position)
                theirs -= binds
    first = min(
        (i for i, cell in enumerate(master.cells) if is_solution(cell) or is_grade(cell)),
        default=0,
    )
    made.prologue = tuple(position for position in trusted if position < first)
    made.trusted, made.skipped = tuple(trusted), frozenset(skipped)
    made.modules = tuple(dict.fromkeys(modules))
    return made


def _reached(names: frozenset[str], within: dict[str, frozenset[str]]) -> frozenset[str]:
    return names.union(*(within.get(name, frozenset()) for name in names))


def bound(source: str) -> set[str]:
    """Every name that *source* binds at top level, loops and with statements included."""
    tree = code.parse(source)
    if tree is None:
        return set(code.names(source))
    return {name for statement in tree.body for name in _bound(statement)}


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((one.asname or one.name).split(".")[0] for one in node.names)
        return
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _only_defines(source: str) -> bool:
    """Whether *source* does nothing but define functions and classes, undecorated, and import."""
    tree = code.parse(source)
    if tree is None or not tree.body:
        return False
    return all(
        isinstance(one, ast.Import | ast.ImportFrom)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or (
            isinstance(one, ast.FunctionDef)
            and not one.decorator_list
            and not one.args.defaults
            and not any(one.args.kw_defaults)
        )
        for one in tree.body
    )


def imported(source: str) -> list[str]:
    """The modules that *source* imports at top level, by their full names."""
    tree = code.parse(source)
    found: list[str] = []
    for statement in [] if tree is None else tree.body:
        if isinstance(statement, ast.Import):
            found += [one.name for one in statement.names]
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            found.append(statement.module)
    return found
