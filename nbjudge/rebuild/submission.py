"""The cells of a submission as far as they can be read, from the bytes of its file."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from nbjudge.rebuild import code, pictures
from nbjudge.rebuild.built import Json, built
from nbjudge.rebuild.notes import Note, note
from nbjudge.rebuild.pictures import Picture
from nbjudge.rebuild.scan import Text, value_at

MOST_CELLS = 2_000
LONGEST_CELL = 200_000
MOST_TEXT = 2_000_000

_CONFLICT = re.compile(rb"^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)[^\n]*\n", re.MULTILINE)
_SCRIPT_CELL = re.compile(r"^# (?:%%|In ?\[[ \d]*\]:?)(.*)$", re.MULTILINE)
_SCRIPT_ID = re.compile(r'"grade_id": *"([^"]*)"')


@dataclass
class SubmittedCell:
    """What is taken of a cell: *kind* (code, markdown, raw), *source*, and what it calls itself.

    The ids are the learner's to write and serve for finding answers only.
    """

    kind: str
    source: str
    grade_id: str = ""
    cell_id: str = ""
    pasted: Json | None = None

    def pictures(self) -> tuple[Picture, ...]:
        """The raster images that were pasted into the cell, as far as there is room for them."""
        found: list[Picture] = []
        room = pictures.LARGEST
        for name, kinds in self.pasted.members() if self.pasted else ():
            for _, value in kinds.members():
                if len(found) == pictures.MOST or value.size > room:
                    break
                picture = pictures.raster(name, value.text())
                if picture is not None and len(picture.data) <= room:
                    room -= len(picture.data)
                    found.append(picture)
                    break
        return tuple(found)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return code.names(self.source)

    @cached_property
    def uses(self) -> frozenset[str]:
        return code.uses(self.source)

    @cached_property
    def essence(self) -> Hashable:
        return code.essence(self.source)

    @cached_property
    def plain(self) -> str:
        return plain(self.source)


@dataclass(frozen=True)
class Submission:
    """The readable *cells* of a submission in order, and what was found on the way."""

    cells: tuple[SubmittedCell, ...]
    notes: tuple[Note, ...] = ()


def plain(source: str) -> str:
    """*source* with white space at line ends, and around the whole, taken away."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def from_notebook(data: bytes) -> Submission:
    """The cells of a notebook file of any format, in UTF-8, whole or cut off."""
    notes: list[Note] = []
    if b"\n<<<<<<<" in data:
        data = _CONFLICT.sub(b"", data)
        notes.append(note("conflict"))
    start = max(data.find(b"{"), 0)
    top: Json | None = built(data) or value_at(Text(data), start, len(data))
    if top is None or top.kind != "{":
        return Submission((), (note("not_a_notebook"),))
    members = dict(top.members())
    lists = [members["cells"]] if "cells" in members else []
    sheets = members.get("worksheets")
    lists += [cells for sheet in sheets.items() if (cells := sheet.get("cells"))] if sheets else []
    if not lists or not any(cells.kind in "[{" for cells in lists):
        return Submission((), (*notes, note("not_a_notebook" if top.whole else "damaged")))
    if not all(value.closed() for value in (top, *lists)):
        notes.append(note("damaged"))
    notes += _version_notes(members)
    found: list[SubmittedCell] = []
    room = MOST_TEXT
    for number, value in enumerate((one for cells in lists for one in cells.items()), 1):
        if number > MOST_CELLS:
            notes.append(note("too_many_cells", limit=MOST_CELLS))
            break
        cell = _cell(value)
        if cell is None:
            if value.whole:
                notes.append(note("damaged_cell", number=number))
        elif len(cell.source) > LONGEST_CELL:
            notes.append(note("long_cell", number=number, limit=f"{LONGEST_CELL:,}"))
        elif len(cell.source) > room:
            notes.append(note("too_much_text", limit=f"{MOST_TEXT:,}"))
            break
        else:
            room -= len(cell.source)
            found.append(cell)
    return Submission(tuple(found), tuple(notes))


def _version_notes(members: dict[str, Json]) -> list[Note]:
    notes = []
    named = members.get("nbformat")
    version = named.word() if named else ("4" if "cells" in members else "?")
    if version in ("1", "2", "3"):
        notes.append(note("old_format", version=version))
    elif version != "4":
        notes.append(note("unknown_format", version=version))
    metadata = members.get("metadata")
    for path in (("kernelspec", "language"), ("language_info", "name")):
        spoken = metadata.get(*path) if metadata else None
        language = spoken.short(40) if spoken else ""
        if language and language.lower() not in ("python", "ipython"):
            notes.append(note("language", language=language))
            break
    return notes


def _cell(value: Json) -> SubmittedCell | None:
    """None where there is no source, or the file ends before the source does."""
    members = dict(value.members())
    source = next((members[key] for key in ("source", "input", "code") if key in members), None)
    if source is None or not source.whole or (source.kind not in '"[' and source.word() != "null"):
        return None
    if source.size > 8 * LONGEST_CELL:
        return SubmittedCell("code", " " * (LONGEST_CELL + 1))
    kind, cell_id = members.get("cell_type"), members.get("id")
    metadata = members.get("metadata")
    grade_id = metadata.get("nbgrader", "grade_id") if metadata else None
    return SubmittedCell(
        kind.short(20) if kind else "code",
        source.text().replace("\r\n", "\n").replace("\r", "\n"),
        grade_id.short(200) if grade_id else "",
        cell_id.short(200) if cell_id else "",
        members.get("attachments"),
    )


def from_script(data: bytes) -> Submission:
    """The cells of a notebook saved as a script: by jupytext, by nbconvert, or one single cell."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    notes = [note("script")]
    heads = list(_SCRIPT_CELL.finditer(text))
    cells = [SubmittedCell("code", text[: heads[0].start()] if heads else text)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        source = text[head.end() : end].strip("\n")
        kind = "markdown" if re.search(r"\[(markdown|md|raw)\]", head[1]) else "code"
        named = _SCRIPT_ID.search(head[1])
        cells.append(SubmittedCell(kind, source, named[1] if named else ""))
    fitting = [cell for cell in cells if cell.plain and len(cell.source) <= LONGEST_CELL]
    if len(text) > MOST_TEXT or len(cells) > MOST_CELLS:
        return Submission((), (*notes, note("too_much_text", limit=f"{MOST_TEXT:,}")))
    return Submission(tuple(fitting), tuple(notes))


def is_notebook(data: bytes) -> bool:
    """Whether *data* look like JSON rather than like a script."""
    return data.lstrip()[:1] in (b"{", b"[", b"<")
