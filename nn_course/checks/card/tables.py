"""Arrays as small tables: whole where they are small, else a window around one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nn_course.checks.card.content import DIFFERS, FIRST, Cell, Table
from nn_course.checks.compare import first_place
from nn_course.checks.numbers import digits_between, writer
from nn_course.checks.said import words_card as words

MOST_ROWS, MOST_COLUMNS = 6, 6
_GAP = "…"

Place = tuple[int, ...]
Positions = Sequence[int | None]


def table(
    label: str,
    array: np.ndarray,
    around: Place = (),
    marks: Callable[[Place], str] | None = None,
    write: Callable[[float], str] | None = None,
) -> Table | str:
    """`array` under the caption `label`, or in words where these are shorter.

    `around` is a place of it that has to be seen; `marks` gives the mark of each place, `write`
    how numbers look.
    """
    shape = tuple(array.shape)
    if array.size == 0:
        return words.EMPTY.format(label=label, shape=shape)
    front, rows, columns = _shown(array, around)
    page = array[front]
    if marks is None and page.size > MOST_COLUMNS and (page == page.flat[0]).all():
        number = writer(page.reshape(-1))(float(page.flat[0]))
        placed = _placed(label, shape, front)
        sentence = words.CONSTANT if placed == label else words.CONSTANT_PART
        return sentence.format(label=placed, shape=shape, number=number)
    if write is None:
        write = writer(_picked(page, rows, columns))

    def cell(row: int | None, column: int | None) -> Cell:
        if column is None or (row is None and page.ndim == 2):
            return Cell(_GAP)
        place: Place = (column,) if row is None else (row, column)
        place = () if page.ndim == 0 else place
        return Cell(write(float(page[place])), marks((*front, *place)) if marks else "")

    return Table(
        _caption(label, array, front, rows, columns),
        tuple(_GAP if column is None else str(column) for column in columns) if page.ndim else (),
        tuple(
            (
                _row_name(page, row),
                tuple(cell(row, column) for column in columns),
            )
            for row in rows
        ),
        words.INDEX if page.ndim == 1 else "",
    )


def _row_name(page: np.ndarray, row: int | None) -> str:
    if page.ndim < 2:
        return words.VALUE if page.ndim else ""
    return _GAP if row is None else str(row)


def compared(
    captions: tuple[str, str],
    got: np.ndarray,
    expected: np.ndarray,
    wrong: np.ndarray | None,
) -> tuple[tuple[Table | str, Table | str], tuple[str, str]]:
    """Yours beside right, and the legend of their marks.

    `wrong` says where they differ; without it, or where nothing does, nothing is marked.
    """
    if wrong is None or not wrong.any():
        return (table(captions[0], got), table(captions[1], expected)), ("", "")
    index = first_place(wrong)
    digits = digits_between(float(expected[index]), float(got[index]))

    def marks(place: Place) -> str:
        if place == index:
            return FIRST
        return DIFFERS if wrong[place] else ""

    legend = (
        (words.LEGEND_ALL, words.TEXT_LEGEND_ALL)
        if wrong.sum() > 1
        else (words.LEGEND_FIRST, words.TEXT_LEGEND_FIRST)
    )
    parts = []
    for array in (got, expected):
        front, rows, columns = _shown(array, index)
        parts.append(_picked(array[front], rows, columns))
    write = writer(np.concatenate(parts), digits)
    yours = table(captions[0], got, index, marks, write)
    return (yours, table(captions[1], expected, index, marks, write)), legend


def window(length: int, around: int, most: int) -> list[int | None]:
    """Positions of an axis, at most `most` of them, with None where some are left out."""
    if length <= most:
        return list(range(length))
    start = min(max(around - most // 2, 0), length - most)
    shown: list[int | None] = list(range(start, start + most))
    return [*([None] if start else []), *shown, *([None] if start + most < length else [])]


def _shown(array: np.ndarray, around: Place) -> tuple[Place, Positions, Positions]:
    """The position on all axes but the last two, then which rows and columns are shown of these.

    Without a place to be seen, that is the first which differs from the beginning: a digit's
    pixels begin with many zeros.
    """
    ahead = max(array.ndim - 2, 0)
    front = tuple(around[:ahead]) if len(around) == array.ndim else (0,) * ahead
    if not around and array.ndim and array.size:
        page = array[front]
        other = page != page.flat[0]
        corner = other[tuple(slice(0, most) for most in (MOST_ROWS, MOST_COLUMNS)[-page.ndim :])]
        if other.any() and not corner.any():
            around = (*front, *first_place(other))
    rows: Positions = [None]
    if array.ndim > 1:
        rows = window(array.shape[-2], _at(around, -2), MOST_ROWS)
    columns: Positions = [0]
    if array.ndim > 0:
        columns = window(array.shape[-1], _at(around, -1), MOST_COLUMNS)
    return front, rows, columns


def _at(around: Place, axis: int) -> int:
    return around[axis] if len(around) >= -axis else 0


def _picked(page: np.ndarray, rows: Positions, columns: Positions) -> np.ndarray:
    if page.ndim == 0:
        return page.reshape(1)
    across = [column for column in columns if column is not None]
    if page.ndim == 1:
        return page[across]
    return page[np.ix_([row for row in rows if row is not None], across)].reshape(-1)


def _caption(
    label: str,
    array: np.ndarray,
    front: Place,
    rows: Positions,
    columns: Positions,
) -> str:
    shape = tuple(array.shape)
    if not shape:
        return label
    placed = _placed(label, shape, front)
    if placed != label:
        return words.PART_OF.format(label=placed, shape=shape)
    cut = (len(rows) > 1 and None in rows) or None in columns
    return (words.PART_OF if cut else words.SHAPED).format(label=label, shape=shape)


def _placed(label: str, shape: Place, front: Place) -> str:
    """`label`, with the position on the axes in front where these hold more than one thing."""
    if not any(length > 1 for length in shape[: len(front)]):
        return label
    return words.SLICE.format(label=label, place=", ".join(map(str, front)))
