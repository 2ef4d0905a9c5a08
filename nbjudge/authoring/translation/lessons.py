"""A lesson in another language: its messages, and its notebook with translated texts in it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.authoring.tidy import LANGUAGE_KEY
from nbjudge.authoring.translation import catalogues
from nbjudge.authoring.translation.code import Piece, exchanged, pieces
from nbjudge.authoring.translation.messages import Message
from nbjudge.language import context_of
from nbjudge.markers import BEGIN_RUBRIC, BEGIN_SOLUTION, END_RUBRIC, END_SOLUTION
from nbjudge.rebuild.roles import PROSE_STUB, cell_name

FOLDER = "locale"
BLANK = "blank"
_MARKERS = (BEGIN_SOLUTION, END_SOLUTION, BEGIN_RUBRIC, END_RUBRIC)

Texts = Mapping[tuple[str | None, str], str]
"""Translations by context and English text."""


def catalogue_of(folder: Path, language: str) -> Path:
    """The catalogue of the lessons in *folder*, source/<assignment>."""
    return folder / FOLDER / f"{language}.po"


def languages_of(folder: Path) -> list[str]:
    """The languages into which the lessons in *folder* are translated."""
    return sorted(one.stem for one in (folder / FOLDER).glob("*.po"))


def messages_of(folder: Path, root: Path, stub: str) -> list[Message]:
    """The messages of every master in *folder*; *stub* is the code that stands in blanks."""
    found: list[Message] = []
    for master in masters.masters(folder.parent):
        if master.parent == folder:
            found += messages(masters.derive(master), str(master.relative_to(root)), stub)
    return found


def messages(notebook: NotebookNode, file: str, stub: str) -> list[Message]:
    """The messages of a master's *notebook*, which is that of *file*."""
    found = [Message(one.text, (file, BLANK), one.kind) for one in pieces(stub)]
    for position, cell in enumerate(notebook.cells):
        place = file, cell_name(cell, position)
        if cell.cell_type != "code":
            found += [
                Message(text, place, "markdown")
                for marker, text in _regions(cell.source)
                if not marker and text.strip()
            ]
            if BEGIN_SOLUTION in cell.source:
                found.append(Message(PROSE_STUB, (file, BLANK), "markdown"))
            continue
        found += [
            Message(one.text, place, one.kind, context_of(place[1], one.text))
            for one in pieces(cell.source)
            if one.kind != "language" and one.text.strip()
        ]
    return found


def _regions(source: str) -> Iterator[tuple[bool, str]]:
    """A cell of text in parts: lines that are markers (True), and what stands between them."""
    held: list[str] = []
    for line in source.split("\n"):
        if any(marker in line for marker in _MARKERS):
            if held:
                yield False, "\n".join(held)
            held = []
            yield True, line
        else:
            held.append(line)
    if held:
        yield False, "\n".join(held)


def read(file: Path) -> dict[tuple[str | None, str], str]:
    """The translations in the catalogue *file*; what is empty or fuzzy there is left out."""
    return {
        (one.msgctxt, one.msgid): one.msgstr for one in catalogues.read(file).translated_entries()
    }


def translated(notebook: NotebookNode, texts: Texts, language: str) -> NotebookNode:
    """*notebook*, of a master or released, with its texts in *language*: a copy that says so.

    Code, ids, metadata of cells and marks are the same. What *texts* lack stays English.
    """
    result = copy.deepcopy(notebook)
    for position, cell in enumerate(result.cells):
        name = cell_name(cell, position)
        if cell.cell_type == "code":
            said = partial(_said, cell=name, texts=texts, language=language)
            cell.source = exchanged(cell.source, said)
        else:
            cell.source = "\n".join(
                text if marker else texts.get((None, text), text)
                for marker, text in _regions(cell.source)
            )
    result.metadata["nbjudge"] = NotebookNode({LANGUAGE_KEY: language})
    return result


def translated_code(source: str, texts: Texts, language: str) -> str:
    """Code that stands in every blank, in *language*."""
    return exchanged(source, partial(_said, cell="", texts=texts, language=language))


def _said(piece: Piece, cell: str, texts: Texts, language: str) -> str:
    if piece.kind == "language":
        return language
    for context in (context_of(cell, piece.text), None):
        if (found := texts.get((context, piece.text))) is not None:
            return found
    return piece.text
