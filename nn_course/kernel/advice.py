"""From an error to the sentence that says which cell to run, or to write, first."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from nn_course import sentences
from nn_course.kernel.lessons import Lesson, at_work
from nn_course.language import spoken

_LONGEST = 76

said = spoken(sentences)


def advice(shell: Any, error: BaseException, trace: TracebackType) -> str | None:
    """What the learner should do first; None where the error is of another kind.

    `shell` is the IPython that ran the cell, `trace` where `error` came from.
    """
    while trace.tb_next is not None:
        trace = trace.tb_next
    frame, names = trace.tb_frame, shell.user_global_ns
    if frame.f_globals is not names:
        return None
    ran = [str(source) for source in shell.history_manager.input_hist_parsed]
    lesson = at_work(ran, _notebook(names))
    if lesson is None:
        return None
    blank = _blank(frame, lesson)
    if type(error) is NotImplementedError:
        return None if blank is None else _unwritten(blank, lesson)
    name = getattr(error, "name", None)
    if type(error) is not NameError or not isinstance(name, str) or name in names:
        return None
    if blank is not None and name not in {**lesson.imports.names, **lesson.blanks}:
        return None  # the lesson may have such a name; in an answer it is a slip
    return _undefined(name, lesson, lesson.place(ran[-1]) if ran else None, names)


def _undefined(name: str, lesson: Lesson, place: int | None, names: dict[str, Any]) -> str | None:
    line = lesson.definition(name, place)
    if line is None:
        return None
    menu = said.RUN_ABOVE[_editor(names)]
    if names.keys().isdisjoint(lesson.imports.names):
        return said.NEW_KERNEL.format(name=name, menu=menu)
    if name in lesson.imports.names:
        return said.NOT_IMPORTED.format(name=name, menu=menu)
    return said.NOT_RUN.format(name=name, line=_short(line), menu=menu)


def _unwritten(exercise: str, lesson: Lesson) -> str:
    line = lesson.blanks[exercise]
    return said.NOT_WRITTEN.format(name=exercise, line=_short(line))


def _blank(frame: FrameType, lesson: Lesson) -> str | None:
    """The exercise whose code `frame` runs: its function, or a method of its class."""
    outermost = frame.f_code.co_qualname.partition(".")[0]
    return outermost if outermost in lesson.blanks else None


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _editor(names: dict[str, Any]) -> str:
    if "google.colab" in sys.modules:
        return "colab"
    return "vscode" if "__vsc_ipynb_file__" in names else "jupyter"


def _notebook(names: dict[str, Any]) -> str:
    """The name of the notebook's file, where the editor tells it to its kernel."""
    file = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", "")
    return Path(str(file)).stem
