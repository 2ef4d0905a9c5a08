"""The texts in a code cell that a learner reads: docstrings, comments, and strings that are shown.

Code stays as it is in every language; these pieces of it are exchanged.
"""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from nbjudge.authoring.translation.loops import words_of
from nbjudge.language import SPEAK
from nbjudge.markers import BEGIN_HIDDEN, END_HIDDEN
from nbjudge.parsing import parse

Kind = Literal["docstring", "comment", "string", "f-string", "language"]

# In calls of these a single word is shown, too; elsewhere it is a name or a key.
_SHOWING = ("print", "display", "show", "compare", "plots", "plt")
_NOT_SHOWN = {"cmap", "color", "colors", "mode", "device", "marker", "linestyle", "loc", "dim"}
_WORDS = re.compile(r"[^\W\d_]{2,}[^\w]+(.* )?[^\W\d_]{2,}|[^\W\d_]{2,}.*:\s*$", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_CODE_THEN_COMMENT = re.compile(r"(# [\w.]+\(.*?\)  # )(.+)")
_WIDTH = 100


@dataclass(frozen=True)
class Piece:
    """A *text* at [*start*, *end*) of a cell's source; `write` gives the code of another text."""

    text: str
    kind: Kind
    start: int
    end: int
    write: Callable[[str], str]


def pieces(source: str) -> list[Piece]:
    """The pieces of the cell *source* in their order; none where it is no Python."""
    try:
        tree = parse(source)
    except SyntaxError:
        return []
    hidden = list(_hidden(source))
    found = [
        piece
        for piece in (*_strings(tree, source), *_comments(source))
        if not (
            piece.kind in ("comment", "docstring")
            and any(first <= piece.start < last for first, last in hidden)
        )
    ]
    return sorted(found, key=lambda piece: piece.start)


def exchanged(source: str, translate: Callable[[Piece], str]) -> str:
    """*source* with each of its pieces exchanged for what *translate* gives for it."""
    made, last = [], 0
    for piece in pieces(source):
        text = translate(piece)
        made += [source[last : piece.start]]
        made += [source[piece.start : piece.end] if text == piece.text else piece.write(text)]
        last = piece.end
    return "".join([*made, source[last:]])


def _hidden(source: str) -> Iterator[tuple[int, int]]:
    start = at = 0
    for line in source.splitlines(keepends=True):
        if BEGIN_HIDDEN in line:
            start = at
        at += len(line)
        if END_HIDDEN in line:
            yield start, at


# -- comments --------------------------------------------------------------------------------------


def _comments(source: str) -> Iterator[Piece]:
    lines = source.splitlines(keepends=True)
    starts = [0]
    for one in lines:
        starts.append(starts[-1] + len(one))
    block: list[tuple[int, int, str]] = []  # line, column, text
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        line, column = token.start
        alone = not lines[line - 1][:column].strip()
        if block and not (alone and (line - 1, column) == block[-1][:2]):
            yield _block(block, starts)
            block = []
        if token.string.startswith(("###", "# noqa", "# type:", "#!")):
            continue
        if alone and not _CODE_THEN_COMMENT.fullmatch(token.string):
            block.append((line, column, token.string))
            continue
        own = _CODE_THEN_COMMENT.fullmatch(token.string)
        head = own[1] if own else "# "
        text = own[2] if own else token.string.removeprefix("#").strip()
        start = starts[line - 1] + column
        yield Piece(text, "comment", start, start + len(token.string), _after(head))
    if block:
        yield _block(block, starts)


def _after(head: str) -> Callable[[str], str]:
    return lambda text: head + " ".join(text.split())


def _block(block: list[tuple[int, int, str]], starts: list[int]) -> Piece:
    indent = " " * block[0][1]
    first, last = block[0], block[-1]
    text = "\n".join(one[2].removeprefix("#").removeprefix(" ") for one in block)

    def write(text: str) -> str:
        return f"\n{indent}".join(f"# {line}".rstrip() for line in text.split("\n"))

    end = starts[last[0] - 1] + last[1] + len(last[2])
    return Piece(text, "comment", starts[first[0] - 1] + first[1], end, write)


# -- strings ---------------------------------------------------------------------------------------


def _strings(tree: ast.Module, source: str) -> Iterator[Piece]:
    parents = parents_in(tree)
    places = _Places(source)
    docstrings = {id(one) for one in _docstrings(tree)}
    looped = words_of(tree)
    for node in ast.walk(tree):
        above = list(above_of(node, parents))
        if any(isinstance(one, ast.JoinedStr) for one in above):
            continue
        if isinstance(node, ast.JoinedStr):
            yield from _formatted(node, places, above)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            start, end = places.of(node)
            if id(node) in docstrings:
                yield _docstring(node, source, start, end)
            elif _is_language(above):
                yield Piece(node.value, "language", start, end, _literal)
            elif _is_shown(node, node.value, above, id(node) in looped):
                column = start - source.rfind("\n", 0, start) - 1
                write = _folded(column) if "\n" in source[start:end] else _literal
                yield Piece(node.value, "string", start, end, write)


class _Places:
    """Where nodes are: ast counts bytes of a line, and a cell is a text."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def of(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._at(node.lineno, node.col_offset), self._at(
            node.end_lineno, node.end_col_offset
        )

    def _at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())


def parents_in(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """The parent of every node of *tree* but its root."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def above_of(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    """The nodes that hold *node*, the nearest first."""
    while node in parents:
        node = parents[node]
        yield node


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0]
            if ast.get_docstring(node, clean=False) is not None and isinstance(first, ast.Expr):
                assert isinstance(first.value, ast.Constant)
                yield first.value


def _docstring(node: ast.Constant, source: str, start: int, end: int) -> Piece:
    indent = " " * (start - source.rfind("\n", 0, start) - 1)
    first, _, rest = str(node.value).partition("\n")
    text = first + ("\n" + textwrap.dedent(rest) if rest else "")
    closes_alone = text.rstrip(" ").endswith("\n")

    def write(text: str) -> str:
        lines = text.rstrip().split("\n")
        body = "\n".join([lines[0], *(indent + one if one else "" for one in lines[1:])])
        return f'"""{body}' + (f'\n{indent}"""' if closes_alone else '"""')

    return Piece(text.rstrip(), "docstring", start, end, write)


def _is_language(above: list[ast.AST]) -> bool:
    call = above[0] if above else None
    return isinstance(call, ast.Call) and _names(call.func)[-1:] == [SPEAK]


def _names(function: ast.expr) -> list[str]:
    """["plots", "show"] for plots.show."""
    names: list[str] = []
    while isinstance(function, ast.Attribute):
        names.insert(0, function.attr)
        function = function.value
    return [function.id, *names] if isinstance(function, ast.Name) else names


def _is_shown(node: ast.expr, text: str, above: list[ast.AST], looped: bool = False) -> bool:
    """Whether *text* is for readers: several words, a label, or a word that a call shows."""
    if _WORDS.search(text):
        return True
    if looped or not _LETTERS.search(text):
        return bool(_LETTERS.search(text))
    below: ast.AST = node
    for one in above:
        if isinstance(one, ast.Subscript) and one.slice is below:
            return False
        if isinstance(one, ast.Compare):
            return False
        if isinstance(one, ast.keyword) and one.arg in _NOT_SHOWN:
            return False
        if isinstance(one, ast.Call):
            return _names(one.func)[:1] in [[name] for name in _SHOWING]
        below = one
    return False


def _literal(text: str) -> str:
    return '"' + _escaped(text) + '"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def _folded(column: int) -> Callable[[str], str]:
    """Writes a text as several literals below each other, as one that was folded before."""

    def write(text: str) -> str:
        lines: list[str] = []
        for word in re.findall(r"\S+\s*|\s+", text):
            if lines and len(lines[-1]) + len(word) <= _WIDTH - column - 2:
                lines[-1] += word
            else:
                lines.append(word)
        return ("\n" + " " * column).join(_literal(line) for line in lines)

    return write


def _formatted(node: ast.JoinedStr, places: _Places, above: list[ast.AST]) -> Iterator[Piece]:
    parts = [_part(value) for value in node.values]
    text = "".join(part for part, _ in parts)
    plain = " ".join(part for part, fixed in parts if not fixed)
    if not (_WORDS.search(text) and _LETTERS.search(plain)) and not _is_shown(node, plain, above):
        return
    fixed = sorted({part for part, fixed in parts if fixed}, key=len, reverse=True)
    start, end = places.of(node)
    yield Piece(text, "f-string", start, end, _formatter(fixed))


def _part(value: ast.expr) -> tuple[str, bool]:
    """A part of an f-string as it is translated, and whether it is a placeholder."""
    if isinstance(value, ast.Constant):
        return str(value.value).replace("{", "{{").replace("}", "}}"), False
    return ast.unparse(ast.JoinedStr([value]))[2:-1], True


def _formatter(fixed: Iterable[str]) -> Callable[[str], str]:
    between = re.compile("(" + "|".join(re.escape(one) for one in fixed) + ")") if fixed else None

    def write(text: str) -> str:
        parts = between.split(text) if between else [text]
        return (
            'f"'
            + "".join(part if place % 2 else _escaped(part) for place, part in enumerate(parts))
            + '"'
        )

    return write
