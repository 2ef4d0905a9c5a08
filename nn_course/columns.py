"""Text by the columns it takes: a Hangul letter is as wide as two Latin ones.

Any Python can read this, as it can `nn_course.environment`.
"""

from __future__ import annotations

import textwrap
import unicodedata

__all__ = ["right_aligned", "width", "wrapped"]

_FILLER = "\ufdd0"  # no letter, and in no text: it stands for a second column


def width(text: str) -> int:
    """How many columns `text` takes where every letter has one or two."""
    return len(_filled(text))


def right_aligned(text: str, columns: int) -> str:
    """`text` with spaces in front, so that it takes `columns`."""
    return " " * (columns - width(text)) + text


def wrapped(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """`text` in lines of at most `columns`, broken between words; long words stay whole.

    The lines begin with `first`, or, from the second one on, with `rest`.
    """
    found = textwrap.wrap(
        _filled(text),
        columns,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_FILLER, "") for line in found]


def _filled(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        letter + _FILLER if unicodedata.east_asian_width(letter) in "WF" else letter
        for letter in text
    )
