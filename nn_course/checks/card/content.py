"""What stands on a card, as data: HTML and plain text are two ways to write the same."""

from __future__ import annotations

from dataclasses import dataclass

FIRST, DIFFERS, PICKED, SUM, ONE = "first", "differs", "picked", "sum", "one"
"""The marks of a cell: the first difference, another one, a picked number, a sum, one that is 1."""


@dataclass(frozen=True)
class Cell:
    """One entry of a table; `mark` is "" or one of the marks above."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a heading for each column and, unless it has a single row, for each row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    corner: str = ""


@dataclass(frozen=True)
class Block:
    """Tables that belong beside each other, under a title, and what they show in words.

    `notes` stand in place of tables, where words do. `legend` explains the marks, in HTML and in
    plain text.
    """

    title: str
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    says: str = ""
    legend: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Tried:
    """One input, in a line: whether the answer was right on it, and the words."""

    right: bool
    text: str


@dataclass(frozen=True)
class Card:
    """All that a card says.

    `passed` is None for a first look. `sentence` is the misconception's; `first` is the title and
    the sentence of the first wrong input, `numbers` spells that input out, `blocks` show it.
    """

    name: str
    signature: str
    passed: bool | None
    summary: str
    sentence: str = ""
    first: tuple[str, str] = ("", "")
    numbers: str = ""
    blocks: tuple[Block, ...] = ()
    tried: tuple[Tried, ...] = ()
    ends: tuple[str, ...] = ()
