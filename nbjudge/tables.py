"""CSV that a person may open in a spreadsheet: no cell of it is a formula.

Excel, LibreOffice and Google Sheets compute a cell that begins with one of ``= + - @``, also one
from a file, where it may start programs or send other cells away. Programs with another separator
than ours, a semicolon or a tab, begin a cell after it. As OWASP's page on CSV injection has it, an
apostrophe in front keeps what follows as text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from nbjudge.plain import one_line

LONGEST_CELL = 32_000
"""Characters of a cell: Excel takes 32,767."""

# The full-width forms are signs in spreadsheets of Chinese, Japanese and Korean users.
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?|-", re.ASCII)


def cell(value: object) -> object:
    """`value` as it may stand in a CSV: numbers as they are, text in one line and no formula.

    A text that is a number, or a lone ``-`` (Moodle's sign for no mark), stays as it is.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    if len(text) < 40 and _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1\2'", one_line(text, LONGEST_CELL))


def write(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write `rows` to `file`, a CSV in UTF-8. Raises OSError where that cannot be."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([cell(value) for value in row] for row in rows)
