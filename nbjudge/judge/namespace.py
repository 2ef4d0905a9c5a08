"""The judge's own namespace: what the master's ordinary cells made, the same for everybody."""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import linecache
import random
import sys
import warnings
from functools import lru_cache
from typing import Any

from nbformat import NotebookNode

from nbjudge.exam import generators
from nbjudge.judge.errors import JudgeError
from nbjudge.judge.plan import Plan
from nbjudge.parsing import parse
from nbjudge.rebuild import code
from nbjudge.rebuild.roles import cell_name

_RAISES = "raises-exception"


class Namespace:
    """The globals of test cells. One dict for ever, since functions of the master look into it."""

    def __init__(self, master: NotebookNode, plan: Plan) -> None:
        self.globals: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
        self._at: dict[str, dict[str, Any]] = {}
        self._kept: dict[str, Any] = {}
        within: dict[str, frozenset[str]] = {}
        for position in plan.trusted:
            within |= _definitions(master.cells[position].source)
        self._uses = {
            test.name: _reached(code.uses(master.cells[test.position].source), within)
            for test in plan.tests.values()
        }
        tests = {test.position: test.name for test in plan.tests.values()}
        with generators.seeded(generators.FIRST):
            for position, cell in enumerate(master.cells):
                if position in tests:
                    self._at[tests[position]] = dict(self.globals)
                elif position in plan.trusted:
                    self._run(cell, cell_name(cell, position))

    def _run(self, cell: NotebookNode, name: str) -> None:
        try:
            with quietly():
                execute(cell.source, name, self.globals)
        except Exception as error:
            if _RAISES not in cell.metadata.get("tags", ()):
                raise JudgeError.cell(name, error) from error

    def begin(self) -> None:
        """Forget what test cells of the last submission defined."""
        self._kept = {}

    def enter(self, test: str, standins: dict[str, Any]) -> dict[str, Any]:
        """The globals for the cell `test`: what stands before it, on its own copies of data."""
        found = {**self._at[test], **self._kept, **standins}
        for name in self._uses[test]:
            if name in found and name not in standins:
                found[name] = _own_copy(found[name])
        self.globals.clear()
        self.globals.update(found)
        self._before = found
        return self.globals

    def leave(self) -> None:
        """Keep what the test cell defined, for the cells after it."""
        for name, value in self.globals.items():
            if name not in self._before or self._before[name] is not value:
                self._kept[name] = value


def _definitions(source: str) -> dict[str, frozenset[str]]:
    """The functions and classes that *source* defines at top level, with the names they use."""
    tree = code.parse(source)
    return {
        one.name: code.uses(ast.unparse(one))
        for one in ([] if tree is None else tree.body)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }


def _reached(names: frozenset[str], within: dict[str, frozenset[str]]) -> frozenset[str]:
    """*names* and all that the definitions among them use, and those among these."""
    found, waiting = set(names), list(names)
    while waiting:
        new = within.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting += new
    return frozenset(found)


@lru_cache(maxsize=1000)
def compiled(source: str, name: str) -> tuple[Any, Any]:
    """The code of a cell, and that of its last line if it is an expression (else None).

    `inspect` finds the cell's lines.
    """
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    tree = parse(source, filename)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        value = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        last = compile(value, filename, "eval", dont_inherit=True)
    return compile(tree, filename, "exec", dont_inherit=True), last


def execute(source: str, name: str, names: dict[str, Any]) -> Any:
    """Run a cell in `names`; the value of its last line if that is an expression."""
    body, last = compiled(source, name)
    exec(body, names)
    return None if last is None else eval(last, names)


@contextlib.contextmanager
def quietly() -> Any:
    """A context whose prints and warnings go nowhere."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stderr(io.StringIO()):
            yield


def _own_copy(value: Any) -> Any:
    """A copy of plain data that a test could change; everything else as it is."""
    kinds: tuple[Any, ...] = (list, dict, set, bytearray, random.Random)
    if (torch := sys.modules.get("torch")) is not None:
        if isinstance(value, torch.Generator):
            return value.clone_state()
        kinds += (torch.Tensor,)
    if (numpy := sys.modules.get("numpy")) is not None:
        kinds += (numpy.ndarray, numpy.random.Generator)
    if not isinstance(value, kinds):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # a list of things that cannot be copied, or a tensor with a graph
        return value
