"""An example of each misconception, from the class itself, without anything that tells whose."""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat

from nbjudge.parsing import parse
from nbjudge.plain import printable
from nbjudge.report.figures import Shown
from nbjudge.report.gather import Class

_IN_FSTRING = getattr(tokenize, "FSTRING_MIDDLE", -1)  # from Python 3.12 on
_LOOKED_AT = 3  # the shortest answer of so many learners
_LONGEST = 1_500
LONGEST_READ = 4_000
"""Characters of an answer that is looked at: many times what is shown of it. Strings are taken out
of it one by one, which takes time that grows with the square of its length."""


def example(found: Class, shown: Shown) -> str:
    """The source of one answer that shows the misconception, "" where none can be read."""
    known = _released(found.release)
    sources = []
    for student in shown.students[:_LOOKED_AT]:
        for file in sorted((found.autograded / student / found.assignment).glob("*.ipynb")):
            source = _source(file, shown.exercise)
            if source:
                sources.append(anonymous(source, known))
    return min(sources, key=lambda text: (len(text), text), default="")[:_LONGEST]


def _source(file: Path, blank: str) -> str:
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, RecursionError):
        return ""
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == blank:
            source = "".join(cell["source"])  # a text, or its lines
            return source if len(source) <= LONGEST_READ else ""
    return ""


def _released(folder: Path) -> frozenset[str]:
    """All strings of the notebooks that were handed out: they tell nothing of a learner."""
    found: set[str] = set()
    for file in folder.glob("*.ipynb"):
        for cell in nbformat.read(file, as_version=4).cells:
            if cell.cell_type == "code":
                found |= {text for kind, text in _tokens(cell.source) if kind == tokenize.STRING}
    return frozenset(found)


def anonymous(source: str, known: Iterable[str] = ()) -> str:
    """`source` without comments and docstrings, and with "…" for strings that are not `known`.

    Where it is no Python, lines are kept up to their first # or quote. What is invisible is written
    as an escape. Raises nothing, whatever the text is; cut off after LONGEST_READ characters.
    """
    source = printable(source[:LONGEST_READ])
    known = frozenset(known)
    tokens = _tokens(source, whole=True)
    if not tokens:
        lines = [line.split("#")[0].split('"')[0].split("'")[0] for line in source.split("\n")]
        return _tidy(lines)
    try:
        docstrings = _docstrings(parse(source))
    except SyntaxError:
        docstrings = set()
    lines = source.split("\n")
    for kind, text, start, end in reversed(tokens):
        if kind == tokenize.COMMENT or (kind == tokenize.STRING and start[0] in docstrings):
            new = ""
        elif kind == tokenize.STRING and text not in known:
            new = '"…"'
        elif kind == _IN_FSTRING:
            new = "…"
        else:
            continue
        first, last = start[0] - 1, end[0] - 1
        lines[first : last + 1] = [lines[first][: start[1]] + new + lines[last][end[1] :]]
    return _tidy(lines)


def _docstrings(tree: ast.AST) -> set[int]:
    """The lines on which docstrings begin."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                found.add(first.lineno)
    return found


def _tokens(source: str, whole: bool = False) -> list[Any]:
    """Kinds and texts of the tokens, with their places if `whole`; none where it is no Python."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except Exception:  # tokenize raises more kinds than it documents, by version
        return []
    if whole:
        return [(one.type, one.string, one.start, one.end) for one in tokens]
    return [(one.type, one.string) for one in tokens]


def _tidy(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines if line.strip())
