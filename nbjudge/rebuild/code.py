"""What a cell's source says, read with ast and never executed; any text will do.

Sources come from learners: nothing here raises for one, however deep, odd or broken it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Hashable, Iterator
from functools import lru_cache, wraps
from typing import Any, TypeVar

from nbjudge import parsing

_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)
_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)
_TOP = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+)[ \t]*=(?!=)", re.MULTILINE)
_BLOCK = re.compile(r"^(?=(?:@|def\b|class\b|async\b))", re.MULTILINE)

_REMEMBERED, _LONG = 256, 2_000
_Found = TypeVar("_Found")


def remembering(read: Callable[[str], _Found]) -> Callable[[str], _Found]:
    """*read*, which remembers what it found in short sources: most of a class's cells are alike."""
    remembered = lru_cache(_REMEMBERED)(read)

    @wraps(read)
    def found(source: str) -> _Found:
        return remembered(source) if len(source) < _LONG else read(source)

    return found


def parse(source: str) -> ast.Module | None:
    """The tree of *source*, IPython's magics taken as ``pass``; None where it is no Python."""
    try:
        return parsing.parse(_MAGIC.sub(r"\1pass", source))
    except SyntaxError:
        return None


@remembering
def names(source: str) -> tuple[str, ...]:
    """The names that *source* binds at top level, in order; guessed by regex if it is broken."""
    tree = parse(source)
    try:
        if tree is not None:
            return tuple(name for statement in tree.body for name in _bound(statement))
    except RecursionError:  # an elif after a thousand others
        pass
    return (*_DEFINED.findall(source), *_ASSIGNED.findall(source))


def likely_names(source: str) -> tuple[str, ...]:
    """What `names` would find, nearly always, without parsing: a megabyte takes milliseconds."""
    return (*_TOP.findall(source), *_ASSIGNED.findall(source))


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Import() | ast.ImportFrom():
            yield from ((one.asname or one.name).split(".")[0] for one in statement.names)
        case ast.Assign():
            yield from (name for target in statement.targets for name in _targets(target))
        case ast.AnnAssign(value=value) if value is not None:
            yield from _targets(statement.target)
        case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While():
            # Not every kind has all of these.
            for field in ("body", "orelse", "handlers", "finalbody"):
                for inner in getattr(statement, field, ()):
                    blocks = inner.body if isinstance(inner, ast.ExceptHandler) else [inner]
                    for block in blocks:
                        yield from _bound(block)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        yield from (one.id for one in target.elts if isinstance(one, ast.Name))


@remembering
def uses(source: str) -> frozenset[str]:
    """The names that *source* reads anywhere; every word of it where it is broken."""
    tree = parse(source)
    if tree is None:
        return frozenset(re.findall(r"\b[^\W\d]\w*\b", source))
    return frozenset(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


@remembering
def essence(source: str) -> Hashable:
    """What two sources share that differ in comments, layout and a stub's message only."""
    tree = None if _MAGIC.search(source) else parse(source)
    if tree is not None:
        try:
            found = _shape(tree)
            hash(found)
            return found
        except RecursionError:
            pass
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _shape(node: Any) -> Hashable:
    """*node* and all below it, where every ``raise NotImplementedError`` is the same."""
    if isinstance(node, list):
        return tuple([_shape(each) for each in node])
    if not isinstance(node, ast.AST):
        return type(node), node  # 1, 1.0 and True are not the same
    if isinstance(node, ast.Raise):
        error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if isinstance(error, ast.Name) and error.id == "NotImplementedError":
            return error.id
    return (type(node), *[_shape(getattr(node, field, None)) for field in node._fields])


def split(source: str, groups: Collection[Collection[str]]) -> list[str]:
    """*source* cut up: for each group of names the statements that bind one of them.

    Statements that bind none of these names go to the first group, those that bind names of
    several groups to each. A source that cannot be parsed is cut at its ``def`` and ``class``
    lines. The results joined hold every statement of *source*.
    """
    pieces = _pieces(source)
    parts: list[list[str]] = [[] for _ in groups]
    for piece, bound in pieces:
        owners = [i for i, group in enumerate(groups) if set(bound) & set(group)]
        for owner in owners or [0]:
            parts[owner].append(piece)
    return ["\n".join(part).strip("\n") for part in parts]


def without(source: str, unwanted: Collection[str]) -> str:
    """*source* without the statements that bind one of the names *unwanted*."""
    kept = [piece for piece, bound in _pieces(source) if not set(bound) & set(unwanted)]
    return "\n".join(kept).strip("\n")


def _pieces(source: str) -> list[tuple[str, tuple[str, ...]]]:
    """The top-level statements of *source*, comments before each included, with what they bind."""
    tree = parse(source)
    if tree is None:
        return [(chunk.strip("\n"), names(chunk)) for chunk in _chunks(source)]
    lines = source.split("\n")
    ends = [statement.end_lineno or 0 for statement in tree.body]
    starts = [statement.lineno for statement in tree.body]
    if any(start <= end for start, end in zip(starts[1:], ends, strict=False)):
        # Statements that share a line.
        try:
            return [(ast.unparse(one), tuple(_bound(one))) for one in tree.body]
        except RecursionError:
            return [(source, names(source))]
    pieces, begin = [], 0
    for end in ends:
        piece = "\n".join(lines[begin:end])
        pieces.append((piece, names(piece)))
        begin = end
    return pieces


def _chunks(source: str) -> list[str]:
    chunks: list[list[str]] = []
    decorated = False
    for block in _BLOCK.split(source):
        if decorated:
            chunks[-1].append(block)  # a decorator stays with what it decorates
        elif block.strip():
            chunks.append([block])
        else:
            continue
        decorated = chunks[-1][0].startswith("@") and "def " not in block
    return ["".join(chunk) for chunk in chunks]
