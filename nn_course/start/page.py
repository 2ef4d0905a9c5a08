"""The start page as HTML: the parts, and how far the learner is."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from nbjudge import language
from nn_course import progress
from nn_course.language import _
from nn_course.lessons import COURSE, LESSONS, Lesson, Task
from nn_course.start import choice
from nn_course.start import notebook as files
from nn_course.start.errors import StartError
from nn_course.start.overview import overview
from nn_course.start.said import texts
from nn_course.start.switch import not_in

ADDRESS = "nn-course"
# Each part opens in one tab of its own, where JupyterLab then stays: it is loaded once, and no
# browser asks whether to leave a notebook that is not saved yet.
TAB = "nn-course-{part}"

_HEADING = re.compile("^#+ ", re.MULTILINE)


def page(work: Path, base_url: str, token: str = "") -> str:
    """The page for the learner whose folder is `work`, on the server at `base_url` ("/").

    `token` is the one that the server asks of whoever sends it a form.
    """

    above = {one.part: _above(work / one.file) for one in LESSONS}

    def link(lesson: Lesson, task: Task | None = None) -> str:
        """The address that opens a notebook, at an exercise, in JupyterLab."""
        cell = above[lesson.part].get(task.name) if task else None
        return f"{base_url}lab/tree/{quote(lesson.file)}" + (f"#cell-id={cell}" if cell else "")

    now = overview(work)
    return _template().render(
        texts=texts,
        translated=_,
        language=language.current(),
        languages=[_offered(one) for one in choice.available()],
        others=[one.file for one in not_in(work, language.current())],
        address=f"{base_url}{ADDRESS}",
        token=token,
        course=_(COURSE),
        now=now,
        link=link,
        tab=lambda lesson: TAB.format(part=lesson.part),
        file=work / progress.FILE,
        missing={one.lesson.part for one in now.parts if not (work / one.lesson.file).exists()},
    )


@dataclass(frozen=True)
class Offered:
    """A language to choose: its `code`, its `name`, and `what` choosing it does, both in itself."""

    code: str
    name: str
    what: str


def _offered(code: str) -> Offered:
    name = choice.name_of(code)
    with language.speaking(code):
        return Offered(code, name, texts.SWITCH_TO.format(language=name))


def _above(notebook: Path) -> dict[str, str]:
    """The id of the nearest heading above each blank: the exercise's; none if it is unreadable."""
    found: dict[str, str] = {}
    with contextlib.suppress(StartError, AttributeError, TypeError):
        heading = ""
        for cell in files.read(notebook)["cells"]:
            if cell.get("cell_type") == "markdown" and _HEADING.search(files.source_of(cell)):
                heading = quote(cell.get("id", ""))
            if files.is_blank(cell) and heading:
                found[str(files.name_of(cell))] = heading
    return found


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("nn_course.start"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = _breakable
    return environment.get_template("start.html.j2")


def _breakable(name: str) -> Markup:
    """`name`, which may be broken between its words: stable_log_softmax, WrappedDataLoader."""
    words = re.split(r"(?<=_)|(?<=[a-z])(?=[A-Z])|(?<=/)", name)
    return Markup("<wbr>").join(escape(word) for word in words)
