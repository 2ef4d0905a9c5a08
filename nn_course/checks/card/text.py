"""A card as plain text: for terminals, nbval, screen readers and whatever shows no HTML."""

from __future__ import annotations

from collections.abc import Iterator

from nn_course.checks.card.content import DIFFERS, FIRST, ONE, PICKED, Block, Card, Cell, Table
from nn_course.checks.report import folded
from nn_course.checks.said import words, words_card
from nn_course.columns import right_aligned, width


def _sign(card: Card) -> str:
    if card.passed is None:
        return str(words_card.LOOK)
    return str(words.RIGHT if card.passed else words.WRONG)


def text(card: Card) -> str:
    """The whole card, lines broken at the width that a notebook has."""
    return "\n".join(_folded(_lines(card)))


def _folded(lines: Iterator[str]) -> Iterator[str]:
    """Sentences are folded; rows of tables, which end in a line break, stay whole."""
    for line in lines:
        yield line.removesuffix("\n") if line.endswith("\n") else folded(line)


def _lines(card: Card) -> Iterator[str]:
    head = f"{card.signature}: {_sign(card)}."
    whole = f"{head} {card.summary}"
    yield from [whole] if folded(whole) == whole else [head, f"  {card.summary}"]
    if card.sentence:
        yield f"  → {card.sentence}"
    if card.first[0]:
        title, said = card.first
        yield f"  {title}"
        if card.numbers:
            yield f"      ({card.numbers})"
        yield f"      {said}"
    for block in card.blocks:
        yield from _block(block)
    if card.passed is False and card.tried:
        yield f"  {words_card.OTHERS}:"
    for one in card.tried:
        yield f"    {one.text}" if card.passed is False else f"  {one.text}"
    for end in card.ends:
        yield f"  {end}"


def _block(block: Block) -> Iterator[str]:
    yield f"    {block.title}:"
    for table in block.tables:
        yield from (f"{line}\n" for line in _table(table))
    for words_ in (*block.notes, block.says, block.legend[1]):
        if words_:
            yield f"      {words_}"


def _table(table: Table) -> Iterator[str]:
    """A line for the caption, one for the columns' headings, one for each row."""
    if table.caption:
        yield f"      {table.caption}:"
    headed = any(name for name, _ in table.rows)
    grid = [[f" {column} " for column in table.columns]] if table.columns else []
    grid += [[_cell(cell) for cell in cells] for _, cells in table.rows]
    names = ["", *(name for name, _ in table.rows)] if table.columns else [n for n, _ in table.rows]
    if headed and table.columns:
        names[0] = table.corner
    widths = [max(map(width, column)) for column in zip(*grid, strict=True)]
    margin = max(map(width, names)) if headed else 0
    for name, cells in zip(names, grid, strict=True):
        row = " ".join(map(right_aligned, cells, widths))
        yield f"        {right_aligned(name, margin)} {row}".rstrip()


def _cell(cell: Cell) -> str:
    if cell.mark in (FIRST, PICKED, ONE):
        return f"[{cell.text}]"
    return f" {cell.text}*" if cell.mark == DIFFERS else f" {cell.text} "
