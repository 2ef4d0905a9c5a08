"""Text of a learner's, or of anybody else's, made harmless for a terminal, a log or a table.

A terminal obeys control characters and escape sequences: they move the cursor, rewrite lines that
were printed before, set the clipboard. Marks of direction let a text look like another one.
Whatever is not printable is written as Python writes it in a string: ``\\x1b``.
"""

from __future__ import annotations

LONGEST_NAME = 120
"""Characters of a name or of a reason in a line of output: as much as a wide terminal shows."""
LONGEST_TEXT = 20_000
"""Characters of one text in output or in a log: hundreds of lines, more than anybody reads."""


def _escaped(sign: str) -> str:
    number = ord(sign)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def printable(text: str, longest: int = LONGEST_TEXT) -> str:
    """`text` without anything that a terminal obeys; lines and tabs stay.

    Cut off after `longest` characters. What stays can be written in UTF-8.
    """
    cut = f"{text[: longest - 1]}…" if len(text) > longest else text
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(sign if sign.isprintable() or sign in "\n\t" else _escaped(sign) for sign in cut)


def encodable(text: str) -> str:
    """`text` with ? for halves of surrogate pairs, which no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """`text` in one line of at most `longest` characters, without anything a terminal obeys."""
    if len(text) <= longest and text.isprintable():
        return text
    safe = "".join(sign if sign.isprintable() else _escaped(sign) for sign in text[: longest + 1])
    return safe if len(safe) <= longest else f"{safe[: longest - 1]}…"
