"""What a learner wrote in words, so that no page that shows it as Markdown runs any of it.

The words stay; what a renderer could make more of than text gets an invisible character into it (a
word joiner), so that it is no longer what it looks like. All renderers agree about that, while what
is code, a formula or a link they do not agree about: so nothing is looked for but characters that
stand together, wherever they stand.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping

JOINER = "\u2060"
"""Word joiner: it takes no room, and no line is broken at it."""

MOST_FORMULAS = 100
"""Environments (``\\begin``) in one cell. nbconvert looks for the end of each in the whole cell."""
MOST_PICTURES = 20
LARGEST_PICTURE = 4 * 2**20
"""Bytes of one pasted picture; a screenshot takes some hundred thousand."""

_PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
_NAME = re.compile(r"[\w.-]{1,200}")
# Neither C0 (but tab and line feed) nor C1, and nothing that turns the direction of what follows.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Of MathJax's macros those that make links, attributes, styles or load more of MathJax; csname
# makes any of them: https://docs.mathjax.org/en/latest/input/tex/macros/
_MACROS = (
    *("href", "url", "class", "cssId", "style", "require", "data", "unicode", "bbox"),
    *("includegraphics", "mmlToken", "texttip", "mathtip", "toggle", "csname", "special"),
)
_GOES_ON = r"[ \t]*(?:https?://|mailto:|\#)"
_PARTS = re.compile(
    rf"""
    !\[[^\[\]\n<&\\]*\]\(attachment:(?P<picture>[\w.-]+)\)  # a pasted picture
    | !(?=\[)                                               # any other picture
    | \](?=\()(?!\({_GOES_ON}) | \](?=:)(?!:{_GOES_ON})     # a link to anything but a page
    | <(?=[A-Za-z/!?])                                      # HTML
    | &(?=\#|(?!(?:lt|gt|amp|quot|nbsp);)[A-Za-z][A-Za-z0-9]*;)  # a character by its number
    | \\(?=(?:{"|".join(_MACROS)})(?![A-Za-z]))             # what formulas can do to a page
    | (?P<begin>\\(?=begin\{{))                            # a search for its end
    """,
    re.VERBOSE,
)


def markdown(source: str, pictures: Collection[str] = ()) -> str:
    """*source* as text that any renderer of Markdown shows and none runs.

    *pictures* are the names of the attachments that may be shown in it. Markdown without HTML,
    formulas, and links to pages stay what they are. Done twice it changes nothing more.
    """

    begun = 0

    def broken(found: re.Match[str]) -> str:
        nonlocal begun
        if found["begin"]:
            begun += 1
            return found[0] if begun <= MOST_FORMULAS else found[0] + JOINER
        if (name := found["picture"]) is None:
            return found[0] + JOINER
        if name in pictures:
            return found[0]
        # nbconvert refuses a whole notebook in which one is missing.
        return found[0].replace("![", f"!{JOINER}[").replace("](", f"]{JOINER}(")

    return _PARTS.sub(broken, _CONTROL.sub("\ufffd", source))


def attachments(found: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Those of a cell's attachments that are pictures, by name: kind → base64.

    What is no picture by its first bytes, has another kind or a strange name, or is larger than
    `LARGEST_PICTURE` is left out, and so is what comes after `MOST_PICTURES`.
    """
    kept: dict[str, dict[str, str]] = {}
    for name, kinds in found.items():
        if len(kept) >= MOST_PICTURES or not _NAME.fullmatch(name):
            continue
        for kind, text in kinds.items():
            if kind not in _PICTURES or len(text) > LARGEST_PICTURE * 4 // 3 + 4:
                continue
            try:
                data = base64.b64decode("".join(text.split()), validate=True)
            except (binascii.Error, ValueError):
                continue
            if data.startswith(_PICTURES[kind]):
                kept[name] = {kind: base64.b64encode(data).decode()}
                break
    return kept
