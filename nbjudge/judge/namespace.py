"""The judge's own namespace: what the master's ordinary cells made, the same for everybody."""

from __future__ import annotations

import contextlib
import copy
import io
import linecache
import random
import sys
import warnings
from typing import Any

from nbformat import NotebookNode

from nbjudge.errors import JudgeError
from nbjudge.judge.plan import Plan
from nbjudge.rebuild import code
from nbjudge.rebuild.roles import cell_name

_RAISES = "raises-exception"


class Namespace:
    """The globals of test cells. One dict for ever, since functions of the master look into it."""

    def __init__(self, master: NotebookNode, plan: Plan) -> None:
        self.globals: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
        self._at: dict[str, dict[str, Any]] = {}
        self._kept: dict[str, Any] = {}
        self._uses = {
            test.name: code.uses(master.cells[test.position].source) for test in plan.tests.values()
        }
        tests = {test.position: test.name for test in plan.tests.values()}
        for position, cell in enumerate(master.cells):
            if position in tests:
                self._at[tests[position]] = dict(self.globals)
            elif position in plan.trusted:
                self._run(cell, cell_name(cell, position))

    def _run(self, cell: NotebookNode, name: str) -> None:
        try:
            with quietly():
                exec(compiled(cell.source, name), self.globals)
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


def compiled(source: str, name: str) -> Any:
    """The code of a cell, whose lines `inspect` finds."""
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    return compile(source, filename, "exec", dont_inherit=True)


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
