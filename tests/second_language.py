"""The lessons as they are given out, in English and in a second language: its code in each text.

It stands at Korean's place, whose catalogues there are; no test waits for a translation.
"""

from __future__ import annotations

import shutil
from collections import UserDict
from pathlib import Path

import nbformat

from nbjudge.authoring.translation.lessons import translated
from nn_course.lessons import LESSONS

ROOT = Path(__file__).resolve().parents[1]
SECOND = "ko"


class _Marked(UserDict[tuple[str | None, str], str]):
    """Translates whatever it is asked for; a heading is a heading still."""

    def __missing__(self, key: tuple[str | None, str]) -> str:
        return f"{key[1]} ⟦{SECOND}⟧"

    def __contains__(self, key: object) -> bool:
        return True


def given_out(folder: Path) -> Path:
    """All lessons in both languages, in `folder`, as they lie in an installed package."""
    for one in LESSONS:
        english, second = folder / one.file, folder / SECOND / one.file
        for place in (english, second):
            place.parent.mkdir(parents=True)
        shutil.copyfile(ROOT / "notebooks" / one.file, english)
        made = translated(nbformat.read(english, as_version=4), _Marked(), SECOND)
        nbformat.write(made, second)
    return folder
