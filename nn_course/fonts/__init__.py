"""Letters that matplotlib's own font, DejaVu Sans, does not have.

A language that needs some brings a font of its own, NanumGothic for Hangul: Colab, the sandbox in
which submissions run and many computers have none, and pictures should look the same everywhere.
It stands behind DejaVu Sans, which goes on drawing all that it can. Nothing is registered, and
matplotlib is not imported, before a language asks for it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from nbjudge import language

__all__ = ["families", "install", "needed"]

FAMILIES = {"ko": "NanumGothic"}
_FILES = {"NanumGothic": Path(__file__).with_name("NanumGothic.ttf")}
_BOLD = 700


def needed() -> bool:
    """Whether the language that is spoken needs a font of its own."""
    return language.current() in FAMILIES


def families() -> tuple[str, ...]:
    """The fonts to stand behind matplotlib's own, ready for it: one, or none."""
    if not needed():
        return ()
    family = FAMILIES[language.current()]
    _register(family)
    return (family,)


def install() -> None:
    """Let the pictures that a lesson draws with pyplot itself show all letters, too."""
    from matplotlib import rcParams

    before = [str(one) for one in rcParams["font.family"]]
    own = [one for one in before if one not in FAMILIES.values()]
    if before != (after := [*own, *families()]):
        rcParams["font.family"] = after


@cache
def _register(family: str) -> None:
    from matplotlib import font_manager

    file = str(_FILES[family])
    regular = font_manager.ttfFontProperty(font_manager.get_font(file))
    # The font has one weight. Asked for a bold letter, matplotlib takes it and warns on stderr, for
    # which nbgrader takes marks, unless a bold one is on its list.
    font_manager.fontManager.ttflist.append(replace(regular, weight=_BOLD))
    font_manager.fontManager.addfont(file)
