"""A learner's notebook file: which lesson it is, and where its exercises are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbjudge.language import ENGLISH
from nn_course.language import _
from nn_course.lessons import LESSONS, Lesson
from nn_course.start.errors import StartError

Cell = dict[str, Any]
Content = dict[str, Any]

LANGUAGE = "language"  # in metadata.nbjudge of a lesson that is not English


def read(path: Path) -> Content:
    """The JSON of the notebook at `path`, in the order of the file; StartError if it is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StartError.no_file(path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StartError.unreadable(
            path, getattr(error, "strerror", "") or _("no text", "reason")
        ) from None
    try:
        content = json.loads(text)
    except ValueError as error:
        raise StartError.not_json(path, str(error)) from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(
        isinstance(cell, dict)
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell.get("source"), str | list)
        for cell in cells
    ):
        raise StartError.no_notebook(path)
    return content


def lesson_of(content: Content, path: Path) -> Lesson:
    """The lesson that `content`, read from `path`, is a copy of: most of its cells are of it."""
    held = {name_of(cell) for cell in content["cells"]}

    def shared(lesson: Lesson) -> tuple[int, bool]:
        names = [task.name for task in lesson.tasks]
        known = {*names, *(f"test_{name}" for name in names)}
        return len(held & known), path.resolve().parent.name == lesson.part

    found = max(LESSONS, key=shared)
    if not shared(found)[0]:
        raise StartError.another_notebook(path)
    return found


def language_of(content: Content) -> str:
    """The code of the language that the notebook says it is in: English where it says nothing."""
    metadata = content.get("metadata")
    own = metadata.get("nbjudge") if isinstance(metadata, dict) else None
    found = own.get(LANGUAGE) if isinstance(own, dict) else None
    return found if isinstance(found, str) else ENGLISH


def name_of(cell: Cell) -> str | None:
    """nbgrader's name of the cell; None if it has none."""
    known = cell["metadata"].get("nbgrader")
    name = known.get("grade_id") if isinstance(known, dict) else None
    return name if isinstance(name, str) else None


def is_blank(cell: Cell) -> bool:
    """Whether a learner writes in the cell."""
    return name_of(cell) is not None and bool(cell["metadata"]["nbgrader"].get("solution"))


def is_test(cell: Cell) -> bool:
    """Whether the cell checks, and is no answer."""
    graded = name_of(cell) is not None and bool(cell["metadata"]["nbgrader"].get("grade"))
    return graded and not is_blank(cell)


def tested(cell: Cell, lesson: Lesson) -> str | None:
    """The exercise of `lesson` that the test cell belongs to."""
    name = name_of(cell) or ""
    of = [
        task.name
        for task in lesson.tasks
        if name == f"test_{task.name}" or name.startswith(f"test_{task.name}_")
    ]
    return max(of, key=len, default=None)


def source_of(cell: Cell) -> str:
    """The text of the cell, which a file may hold as one string or as lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(map(str, source))
