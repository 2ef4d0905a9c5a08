"""A made-up language, ``xx``, in which every text is its English between ⟦ and ⟧.

What is shown in it and stands outside of such brackets has not gone through gettext.
"""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from nbjudge import language
from nbjudge.authoring.translation import catalogues
from nbjudge.language import PLACE
from tools.translations import domains

NAME = "xx"
_LETTERS = re.compile(r"[^\W\d_]")
_SAID = re.compile(r"⟦[^⟦⟧]*⟧")
_CODE = re.compile(r"`[^`]*`")
# A word, and not a piece of code such as x.sum(-1), n_in or part1/nll.
_WORD = re.compile(r"(?<![\w.%/-])[a-zA-Z]{2,}(?![\w(\[=/]|[.-]\w)")


def bracketed(text: str) -> str:
    """*text* with all its words in brackets; placeholders stay outside."""
    between = PLACE.split(text)[::2]
    places = [found[0] for found in PLACE.finditer(text)]
    said = [f"⟦{one}⟧" if _LETTERS.search(one) else one for one in between]
    return "".join(part for pair in zip(said, [*places, ""], strict=True) for part in pair)


def written(folder: Path) -> Path:
    """The catalogues of the made-up language in *folder*, as a package has them."""
    for domain in domains():
        if not domain.of_package:
            continue
        file = folder / NAME / "LC_MESSAGES" / Path(domain.pattern).name
        catalogues.update(file, domain.messages, NAME)
        catalogue = polib.pofile(str(file))
        for entry in catalogue:
            entry.msgstr = bracketed(entry.msgid)
        file.with_suffix(".mo").write_bytes(catalogues.compiled(catalogue))
    return folder


def speak(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Speak the language whose catalogues are in *folder*, until *patch* is undone."""
    patch.setattr(language, "_folder", lambda package: folder)
    patch.setattr(language, "_spoken", NAME)
    for kept in (language._load, language._templates):
        kept.cache_clear()


def english(shown: str, *names: str) -> list[str]:
    """What in *shown* was not translated, each with what stands beside it; *names* may be there."""
    left = " ".join(shown.split())
    for name in sorted((" ".join(name.split()) for name in names), key=len, reverse=True):
        if not name.isidentifier():
            left = left.replace(name, " ")
    for pattern in (_CODE, _SAID):
        left = pattern.sub("…", left)
    found = (one for one in _WORD.finditer(left) if one[0] not in names)
    return [left[max(one.start() - 20, 0) : one.end() + 20] for one in found]
