"""A learner's own folder: the lessons, copied once, and what nbgrader has to know there."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from nbjudge.language import ENGLISH
from nn_course import progress
from nn_course.kernel.lessons import PACKAGE, PLACES
from nn_course.language import _
from nn_course.lessons import Lesson
from nn_course.start.errors import StartError

CONFIG = "nbgrader_config.py"
FOLDER = "work"

# Assignment List, Validate and submitting read this: they run in the work folder.
_CONFIG_TEXT = f"""\
# What nbgrader has to know in this folder; {progress.MARK}.
import os

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "torch_nn"
if "NBGRADER_EXCHANGE" in os.environ:
    c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]
"""


@dataclass(frozen=True)
class Work:
    """A work folder that is ready.

    `made` says whether it is new, `added` are the files that were copied into it now, relative to
    it, and `foreign` whether its nbgrader configuration is somebody else's.
    """

    folder: Path
    made: bool
    added: tuple[Path, ...]
    foreign: bool


def lessons() -> Path:
    """Where the notebooks lie as they are given out: in the installed package, or in a clone."""
    for place in PLACES:
        if any(place.glob("part*/*.ipynb")):
            return place
    raise StartError.no_lessons(PACKAGE)


def given_out(lesson: Lesson, language: str = ENGLISH) -> Path | None:
    """The notebook of `lesson` in `language` as it is given out; None if there is none."""
    place = _in(lessons(), language) / lesson.file
    return place if place.is_file() else None


def _in(given: Path, language: str) -> Path:
    """The lessons in `language`: English ones lie at the top, others in a folder of their own."""
    return given if language == ENGLISH else given / language


def the_folder(named: Path | None = None) -> Path:
    """The work folder: the one `named`, else the one this is called in, else ./work."""
    return (named or progress.folder() or Path(FOLDER)).absolute()


def make(folder: Path, language: str = ENGLISH) -> Work:
    """Make `folder` a work folder, or find that it is one; whatever is there is kept.

    What it lacks comes in `language`, or in English where that has no translation. StartError if
    it cannot be made or written to.
    """
    if folder.exists() and not folder.is_dir():
        raise StartError.not_a_folder(folder)
    source = lessons()
    config = folder / CONFIG
    made = not config.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise StartError.not_writable(folder, _("no permission", "reason"))
        added = _copy(_files(source, language), folder)
        if made:
            config.write_text(_CONFIG_TEXT, encoding="utf-8")
        foreign = progress.MARK not in config.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise StartError.not_writable(folder, error.strerror or str(error)) from None
    return Work(folder, made, added, foreign)


def _files(source: Path, language: str) -> dict[Path, Path]:
    """Every file of the lessons in `source`, by where it lies in a work folder."""
    found = {}
    for place in (source, _in(source, language)):
        for file in place.glob("part*/**/*"):
            inner = file.relative_to(place)
            if file.is_file() and not any(part.startswith((".", "__")) for part in inner.parts):
                found[inner] = file
    return found


def _copy(files: dict[Path, Path], folder: Path) -> tuple[Path, ...]:
    """Copy every one of `files` that `folder` lacks; returns which."""
    added = []
    for inner, file in sorted(files.items()):
        copy = folder / inner
        if copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        # beside it first: an interrupted copy must not pass for the learner's notebook
        half = copy.with_name(f".{copy.name}.part")
        shutil.copyfile(file, half)
        os.replace(half, copy)
        added.append(inner)
    return tuple(added)
