"""The search for what masters keep to themselves, in any file that learners receive."""

from __future__ import annotations

import ast
import contextlib
import html
import io
import itertools
import json
import re
import textwrap
import zipfile
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import numpy as np
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.authoring.regions import hidden, without_hidden
from nbjudge.authoring.translation import lessons
from nbjudge.markers import MARKERS

NEVER = {".po", ".pot"}

Files = dict[str, bytes]


def statements(source: str) -> list[str]:
    """The statements of *source* in order, without spaces; of a compound one its head alone."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(textwrap.dedent(source))):
        if isinstance(node, ast.stmt):
            text = ast.unparse(node)
            if getattr(node, "body", None):
                text = text.split("\n")[0] if not _decorated(node) else text
            found.append((node.lineno, squeezed(text)))
    return [text for _, text in sorted(found)]


def _decorated(node: ast.stmt) -> bool:
    return bool(getattr(node, "decorator_list", None))


def squeezed(text: str) -> str:
    """*text* without spaces and with one kind of quote: neither layout nor quoting hides it."""
    return re.sub(r"\s+", "", text).replace("'", '"')


def pairs(lines: list[str]) -> set[str]:
    """Every two lines that follow each other, as one text."""
    return {first + second for first, second in itertools.pairwise(lines)}


def in_every_language(master: Path) -> Iterator[NotebookNode]:
    """The cells of *master*, then those of its translations."""
    derived = masters.derive(master)
    yield from derived.cells
    for language in lessons.languages_of(master.parent):
        texts = lessons.read(lessons.catalogue_of(master.parent, language))
        yield from lessons.translated(derived, texts, language).cells


@cache
def fingerprints(master: Path) -> frozenset[str]:
    """What betrays a hidden test of *master*: two statements, or two lines, in a row.

    What the lesson shows anyway is no secret.
    """
    secret: set[str] = set()
    shown = ""
    for cell in in_every_language(master):
        if cell.cell_type != "code":
            continue
        lines = [squeezed(line) for line in hidden(cell.source) if line.strip()]
        secret |= {pair for pair in pairs(lines) if len(pair) >= 30}
        secret |= pairs(statements("\n".join(hidden(cell.source))))
        visible = without_hidden(cell.source)
        shown += squeezed(visible) + "".join(statements(visible))
    return frozenset(pair for pair in secret if pair not in shown)


_FIRST = 8  # bytes of a fingerprint that are looked for at once, as one number


class Search:
    """A search for thousands of *prints*, which takes hardly longer than one for a few.

    Only where their first bytes stand in a text are they compared with it.
    """

    def __init__(self, prints: Set[str]) -> None:
        self._short = [one for one in prints if len(one.encode()) < _FIRST]
        self._long: dict[int, list[str]] = {}
        for one in prints:
            if len(one.encode()) >= _FIRST:
                first = int.from_bytes(one.encode()[:_FIRST], "little")
                self._long.setdefault(first, []).append(one)
        self._firsts = np.array([*sorted(self._long), 2**64 - 1], dtype="<u8")

    def found_in(self, flat: str) -> set[str]:
        """The prints that are in *flat*."""
        data = flat.encode()
        found = {one for one in self._short if one in flat}
        for start in range(min(_FIRST, len(data) - _FIRST + 1)):
            numbers = np.frombuffer(data, "<u8", (len(data) - start) // _FIRST, start)
            same = self._firsts[np.searchsorted(self._firsts, numbers)] == numbers
            for place in np.flatnonzero(same).tolist():
                for one in self._long.get(int(numbers[place]), ()):
                    if data.startswith(one.encode(), start + place * _FIRST):
                        found.add(one)
        return found


def texts(name: str, data: bytes) -> Iterator[str]:
    """The texts in a file, as a reader could get at them: decoded, unescaped, out of archives."""
    if name.endswith((".zip", ".whl")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from texts(inner, archive.read(inner))
        return
    text = data.decode("utf-8", errors="replace")
    yield text
    if name.endswith(".ipynb"):
        yield from strings(json.loads(text))
    elif name.endswith(".html"):
        yield html.unescape(re.sub(r"<[^>]*>", "", text))
    elif name.endswith(".py"):
        yield "".join(statements(text))
        yield from (node.value for node in ast.walk(ast.parse(text)) if is_text(node))


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def strings(value: object) -> Iterator[str]:
    """Every string in a notebook's JSON; lists of strings are one text, as nbformat has it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        text = "".join(value)
        yield text
        with contextlib.suppress(SyntaxError):
            yield "".join(statements(text))
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def names(name: str, data: bytes) -> Iterator[str]:
    """The file's name and, of an archive, those of what is in it."""
    yield name
    if name.endswith((".zip", ".whl")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from (f"{name}/{one}" for one in names(inner, archive.read(inner)))


def leaks(files: Files, sources: list[Path]) -> list[str]:
    """What of the masters *sources* is in *files*: one line for each find."""
    found = []
    secrets = [(master.name, Search(fingerprints(master))) for master in sources]
    master_names = {master.name for master in sources}
    for name, data in files.items():
        for inner in names(name, data):
            if Path(inner).suffix in NEVER or Path(inner).name in master_names:
                found.append(f"{inner} is there")
        text = "\0".join(texts(name, data))  # nothing that is looked for has this character
        found += [f"{name}: marker {marker!r}" for marker in MARKERS if marker in text]
        flat = squeezed(text)
        for master, search in secrets:
            found += [f"{name}: of {master}: {one}" for one in search.found_in(flat)]
    return sorted(set(found))


def tree(folder: Path) -> Files:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
