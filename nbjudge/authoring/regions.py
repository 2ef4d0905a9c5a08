"""The regions of a master's cell that nbgrader's markers delimit.

nbgrader itself cuts solutions and hidden tests out of a release; this module is for what it has
no step for: taking the solution's markers away and keeping the answer, and knowing which lines
are hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from nbjudge.errors import MasterError
from nbjudge.markers import BEGIN_HIDDEN, BEGIN_SOLUTION, END_HIDDEN, END_SOLUTION


def _split(source: str, begin: str, end: str, where: str | None) -> Iterator[tuple[str, str]]:
    """Yield ("marker" | "inside" | "outside", line) for each line of *source*.

    Where the last region is not closed it raises MasterError, which names *where*; with None for
    that the region ends with the source.
    """
    inside = False
    for line in source.split("\n"):
        if begin in line:
            inside = True
            yield "marker", line
        elif end in line:
            inside = False
            yield "marker", line
        else:
            yield ("inside" if inside else "outside"), line
    if inside and where is not None:
        raise MasterError.unclosed(where, begin, end)


def answer(source: str, where: str = "a solution cell") -> str:
    """The cell without its solution markers: what a learner who knew the answer would write."""
    lines = _split(source, BEGIN_SOLUTION, END_SOLUTION, where)
    return "\n".join(line for kind, line in lines if kind != "marker")


def hidden(source: str, where: str = "a test cell") -> list[str]:
    """The lines between the hidden tests' markers, as written."""
    lines = _split(source, BEGIN_HIDDEN, END_HIDDEN, where)
    return [line for kind, line in lines if kind == "inside"]


def without_hidden(source: str, where: str = "a test cell") -> str:
    """The cell as a learner sees it: no hidden test, no marker of one."""
    lines = _split(source, BEGIN_HIDDEN, END_HIDDEN, where)
    return "\n".join(line for kind, line in lines if kind == "outside")


def parted(source: str) -> tuple[str, list[str]]:
    """What a learner may see of any cell, and the lines of it that are hidden.

    Raises nothing: it is for cells that may be a learner's, with markers of their own in them.
    """
    seen: list[str] = []
    kept: list[str] = []
    for kind, line in _split(source, BEGIN_HIDDEN, END_HIDDEN, None):
        if kind != "marker":
            (kept if kind == "inside" else seen).append(line)
    return "\n".join(seen), kept


def replace_hidden(source: str, replacement: str, where: str = "a test cell") -> str:
    """The cell with each hidden region's lines replaced by *replacement*, its markers kept."""
    result: list[str] = []
    for kind, line in _split(source, BEGIN_HIDDEN, END_HIDDEN, where):
        if kind != "inside":
            result.append(line)
        if kind == "marker" and BEGIN_HIDDEN in line:
            result.append(replacement)
    return "\n".join(result)
