"""The language in which the course speaks, and the texts of nn_course in it.

A notebook says it in its first cell, ``nn_course.speak("en")``. Before that it is the one that the
environment variable NN_COURSE_LANGUAGE names, or English. English is written in the code; what is
shown goes through `_`, or through a proxy of a module of texts, at the moment it is shown.

Any Python can read this, as it can `nn_course.environment`.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

from nbjudge import language
from nbjudge.language import Catalogue, Texts

__all__ = ["VARIABLE", "_", "begin", "languages", "of_part", "phrase", "speak", "spoken"]

VARIABLE = "NN_COURSE_LANGUAGE"
DOMAIN = "nn_course"

_ = Catalogue("nn_course", DOMAIN)


def languages() -> tuple[str, ...]:
    """The codes of the languages that the course speaks, English first."""
    return language.languages("nn_course", DOMAIN)


def speak(name: str) -> None:
    """Say everything in the language called `name`, "en" or "ko", from now on.

    Raises UnknownLanguage, which names the languages there are.
    """
    if name not in languages():
        from nn_course.errors import UnknownLanguage

        raise UnknownLanguage.named(name, languages())
    language.use(name)
    from nn_course.fonts import install, needed

    if needed() or "matplotlib" in sys.modules:
        install()


def begin() -> None:
    """Speak the language that the environment asks for, if there is such a one."""
    name = os.environ.get(VARIABLE, language.ENGLISH)
    if language.current() == language.ENGLISH != name and name in languages():
        language.use(name)


def spoken(module: ModuleType) -> Any:
    """The constants of a module of texts, each in the language spoken when it is asked for."""
    return Texts(module, _)


def of_part(part: str) -> Catalogue:
    """The texts of the exercises of `part`, as nn_course.catalogue holds them in English."""
    return Catalogue("nn_course", part)


def phrase(part: str, said: Any) -> Any:
    """A text of the catalogue of `part` in the language that is spoken; all else as it is.

    Titles, labels and what a look saw are put together there in English, from templates.
    """
    if not isinstance(said, str) or language.current() == language.ENGLISH:
        return said
    return of_part(part).phrase(said)
