"""`python -m nn_course reset`: the blank of one exercise, back in a learner's notebook."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

from nn_course.lessons import Lesson, Task, lesson, places
from nn_course.start import keeping, notebook
from nn_course.start.errors import StartError
from nn_course.start.notebook import Cell, Content
from nn_course.start.work import given_out


@dataclass(frozen=True)
class Reset:
    """What was done to `file`: `backup` is None where the cell was its blank already.

    `was_missing` says whether the cell had been deleted.
    """

    file: Path
    backup: Path | None
    was_missing: bool


def which(name: str, part: str | None) -> tuple[Lesson, Task]:
    """The exercise called `name`, of `part` if that is given.

    UnknownExercise if there is none, StartError if it needs a part.
    """
    if part is not None:
        wanted = lesson(part)
        return wanted, wanted.task(name)
    found = places(name)
    if len(found) > 1:
        raise StartError.which_part(name, [one.part for one, _ in found])
    return found[0]


def reset(work: Path, of: Lesson, task: Task) -> Reset:
    """Put the blank of `task` back into its notebook in `work`, and keep a copy of the file.

    The blank is the one in the notebook's own language. All else in the file stays as it is.
    StartError if the notebook is missing or cannot be read or written.
    """
    file = work / of.file
    held = notebook.read(file)
    place_of = given_out(of, notebook.language_of(held)) or given_out(of)
    assert place_of is not None, f"{of.file} is not among the lessons"
    given = notebook.read(place_of)
    place, blank = _find(given, task.name)
    assert blank is not None, f"{of.file} has no blank {task.name}"
    at, own = _find(held, task.name)
    if own is None:
        held["cells"].insert(_where(held, given, place), copy.deepcopy(blank))
    else:
        fresh = {**own, **copy.deepcopy(blank)}
        fresh["metadata"] = {**own["metadata"], **blank["metadata"]}
        if own == fresh or _same(own, fresh):
            return Reset(file, None, False)
        held["cells"][at] = fresh
    try:
        backup = keeping.backup(file, task.name)
        keeping.write(file, keeping.as_text(held))
    except OSError as error:
        raise StartError.cannot_write(file, error.strerror or str(error)) from None
    return Reset(file, backup, own is None)


def _find(content: Content, name: str) -> tuple[int, Cell | None]:
    """The place and the cell in which the exercise `name` is answered; by nbgrader's name."""
    for place, cell in enumerate(content["cells"]):
        if notebook.is_blank(cell) and notebook.name_of(cell) == name:
            return place, cell
    for place, cell in enumerate(content["cells"]):  # its metadata was lost
        if cell.get("id") == name and cell.get("cell_type") == "code":
            return place, cell
    return -1, None


def _same(own: Cell, fresh: Cell) -> bool:
    """Whether nothing but the way of writing the source differs."""
    return (
        notebook.source_of(own) == notebook.source_of(fresh)
        and {
            **own,
            "source": fresh["source"],
        }
        == fresh
    )


def _where(held: Content, given: Content, place: int) -> int:
    """Where a cell belongs that stands at `place` in the lesson: below what it stands below."""
    here = {cell.get("id"): index for index, cell in enumerate(held["cells"])}
    for before in reversed(given["cells"][:place]):
        if before.get("id") in here:
            return here[before["id"]] + 1
    for after in given["cells"][place + 1 :]:
        if after.get("id") in here:
            return here[after["id"]]
    return len(held["cells"])
