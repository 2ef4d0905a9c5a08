"""A learner's notebooks in another language: what they wrote stays, all else is exchanged."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbjudge.authoring.translation.code import exchanged
from nbjudge.language import SPEAK
from nn_course.lessons import LESSONS, Lesson
from nn_course.start import keeping, notebook
from nn_course.start.choice import available, name_of
from nn_course.start.errors import StartError
from nn_course.start.notebook import Cell, Content
from nn_course.start.said import texts
from nn_course.start.work import given_out

Given = Mapping[str, Content]
"""A lesson as it is given out, by language."""


@dataclass(frozen=True)
class Switched:
    """What was done to a notebook, and `said` about it in one sentence; "" where there is nothing.

    `changed` says whether the file is another now; `backup` is its copy, None where none was due.
    """

    lesson: Lesson
    said: str = ""
    changed: bool = False
    backup: Path | None = None


def switch_all(work: Path, language: str, in_use: Collection[str] = ()) -> list[Switched]:
    """Put every lesson in the folder `work` into `language`, but for the files `in_use`.

    Files are named as lessons name them. One that cannot be read or written stays as it is.
    """
    done = []
    for lesson in LESSONS:
        file = work / lesson.file
        if lesson.file in in_use or not file.exists():
            continue
        try:
            done.append(switch(file, lesson, language))
        except StartError as error:
            done.append(Switched(lesson, texts.STAYS.format(reason=error)))
    return done


def not_in(work: Path, language: str) -> list[Lesson]:
    """The lessons whose notebook in `work` is in another language, though `language` has it."""
    return [
        one
        for one in LESSONS
        if given_out(one, language) is not None
        and _language(work / one.file) not in (None, language)
    ]


def switch(file: Path, lesson: Lesson, language: str) -> Switched:
    """Put the notebook `file` of `lesson` into `language`, and keep a copy of it as it was.

    StartError if it cannot be read or written; then it is as it was.
    """
    held = notebook.read(file)
    given = {
        one: notebook.read(place)
        for one in available()
        if (place := given_out(lesson, one)) is not None
    }
    said = {"notebook": file, "language": name_of(language)}
    if language not in given:
        return Switched(lesson, texts.NOT_TRANSLATED.format(**said))
    fresh, kept = translated(held, given, language)
    if fresh == held:
        return Switched(lesson)
    try:
        # as it was given out there is nothing of a learner's in it
        backup = None if held in given.values() else keeping.backup(file, language)
        keeping.write(file, keeping.as_text(fresh))
    except OSError as error:
        raise StartError.cannot_write(file, error.strerror or str(error)) from None
    if backup is None:
        return Switched(lesson, texts.SWITCHED_UNTOUCHED.format(**said), True)
    told = texts.SWITCHED.format(**said, kept=kept, backup=backup)
    return Switched(lesson, told, True, backup)


def translated(held: Content, given: Given, language: str) -> tuple[Content, int]:
    """The notebook `held` in `language`, and how many of its cells are the learner's.

    A cell that is as some language gives it out becomes that of `language`; its outputs stay. A
    cell that the learner changed is left alone, but for the language it may tell the course to
    speak: all that the notebook says afterwards depends on that.
    """
    result, kept = copy.deepcopy(held), 0
    cells = {one: _by_id(content) for one, content in given.items()}
    for place, cell in enumerate(result["cells"]):
        name = _origin(cell, cells)
        fresh = cells[language].get(name) if name is not None else None
        if name is None or fresh is None:
            kept += 1
        elif any(name in those and _same(cell, those[name]) for those in cells.values()):
            metadata = {**cell["metadata"], **copy.deepcopy(fresh["metadata"])}
            if notebook.source_of(cell) != notebook.source_of(fresh):
                cell["source"] = copy.deepcopy(fresh["source"])
            result["cells"][place] = {**cell, "metadata": metadata}
        else:
            kept += 1
            if f"{SPEAK}(" in notebook.source_of(fresh):
                _speak(cell, language)
    _say_language(result, given[language])
    return result, kept


def _by_id(content: Content) -> dict[str, Cell]:
    return {str(cell.get("id")): cell for cell in content["cells"]}


def _origin(cell: Cell, cells: Mapping[str, Mapping[str, Cell]]) -> str | None:
    """The id of the cell that `cell` was given out as; None for one of the learner's own.

    An editor may have dropped ids: then a text tells that one cell alone has.
    """
    known = {name for those in cells.values() for name in those}
    if "id" in cell:
        return cell["id"] if cell["id"] in known else None
    same = {name for those in cells.values() for name in those if _same(cell, those[name])}
    return same.pop() if len(same) == 1 else None


def _same(own: Cell, given: Cell) -> bool:
    """Whether the text of the cell is the one given out."""
    return own.get("cell_type") == given.get("cell_type") and (
        notebook.source_of(own) == notebook.source_of(given)
    )


def _speak(cell: Cell, language: str) -> None:
    """Let the cell, which a learner has changed, call speak with `language`."""
    before = notebook.source_of(cell)
    after = exchanged(before, lambda one: language if one.kind == "language" else one.text)
    if after != before:
        cell["source"] = after.splitlines(keepends=True)


def _say_language(content: Content, given: Content) -> None:
    """Name the language in the notebook's metadata as the lesson does: English has no name."""
    metadata = content.setdefault("metadata", {})
    own = {
        key: value
        for key, value in (metadata.pop("nbjudge", None) or {}).items()
        if key != notebook.LANGUAGE
    }
    if own or given["metadata"].get("nbjudge"):
        metadata["nbjudge"] = {**own, **given["metadata"].get("nbjudge", {})}


def _language(file: Path) -> str | None:
    """The language of the notebook `file`; None if it is missing or cannot be read."""
    try:
        return notebook.language_of(notebook.read(file))
    except StartError:
        return None
