"""Which language a learner's own folder is in: chosen once, remembered there."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path

from nbjudge.language import ENGLISH
from nn_course.errors import UnknownLanguage
from nn_course.language import VARIABLE, languages
from nn_course.lessons import LESSONS
from nn_course.start import keeping, notebook
from nn_course.start.errors import StartError
from nn_course.start.work import lessons

FILE = "language.txt"
NAMES = {"en": "English", "ko": "한국어"}
"""Languages as those who speak them call them, whichever language this is said in."""


def available() -> tuple[str, ...]:
    """The codes of the languages that the course speaks and has lessons in, English first."""
    given = lessons()
    return tuple(
        one for one in languages() if one == ENGLISH or any((given / one).glob("part*/*.ipynb"))
    )


def name_of(language: str) -> str:
    """What a `language` is called in that language; its code where that is not known."""
    return NAMES.get(language, language)


def chosen(work: Path, named: str | None = None) -> str:
    """The language for the folder `work`: the one `named`, else the first there is of these.

    What was chosen there before; what its notebooks are in, which an update leaves as they are;
    what the environment or the system asks for. UnknownLanguage if there is none called `named`.
    """
    known = available()
    if named is not None:
        if named not in known:
            raise UnknownLanguage.named(named, known)
        return named
    for find in (lambda: remembered(work), lambda: found(work), _asked_for, _of_the_system):
        if (one := find()) in known:
            return str(one)
    return ENGLISH


def remembered(work: Path) -> str | None:
    """What was chosen for the folder `work`; None if nothing was, or the file was deleted."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (work / FILE).read_text(encoding="utf-8").strip() or None
    return None


def remember(work: Path, language: str) -> None:
    """Keep for the folder `work` that `language` was chosen; StartError if it cannot be kept."""
    if remembered(work) == language:
        return
    try:
        keeping.write(work / FILE, f"{language}\n")
    except OSError as error:
        raise StartError.cannot_write(work / FILE, error.strerror or str(error)) from None


def found(work: Path) -> str | None:
    """The language of the first notebook in `work` that can be read; None if none is there."""
    for one in LESSONS:
        with contextlib.suppress(StartError):
            return notebook.language_of(notebook.read(work / one.file))
    return None


def _asked_for() -> str | None:
    return os.environ.get(VARIABLE)


def _of_the_system() -> str | None:
    """The code in the locale: "ko" of ko_KR.UTF-8."""
    asked = next(
        (os.environ[one] for one in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(one)), ""
    )
    if sys.platform == "win32" and not asked:
        import ctypes
        import locale

        asked = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return re.split(r"[_.@-]", asked)[0]
