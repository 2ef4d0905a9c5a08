"""The picture of indexing: which cells a pair of row and column numbers picks from a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.patches import Rectangle

from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots import describe
from nn_course.plots.cells import TINTS, board, fontsize_of, outline
from nn_course.plots.said import texts
from nn_course.plots.style import INK, ORANGE, numbers, table, vector


def picked(matrix: Any, rows: Any, columns: Any) -> None:
    """The cells `A[rows, columns]` picks from a heat map with numbers, and the list of them.

    matrix: (N, C), at most 12 x 12; rows, columns: integers, equally many, at most 12.
    """
    values = table(matrix, "matrix", (12, 12))
    pairs = _pairs(rows, columns, values.shape)
    shown = np.array(numbers(values)).reshape(values.shape)
    rgba, dark = _heat(values)
    left, top = 1.8, 0.8
    right = left + values.shape[1] + 1.0
    said = describe.picked(values, shown, pairs)
    with board(right + 5.2, top + max(len(values), len(pairs)) + 0.2, said) as axes:
        size = fontsize_of(axes, shown)
        for (row, column), text in np.ndenumerate(shown):
            x, y = left + column, top + row
            axes.add_patch(Rectangle((x, y), 1, 1, fc=rgba[row, column], ec="white"))
            colour = "white" if dark[row, column] else "black"
            axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", color=colour, fontsize=size)
        for row in range(len(values)):
            axes.text(
                left - 0.2, top + row + 0.5, texts.ROW.format(row=row), ha="right", va="center"
            )
        for column in range(values.shape[1]):
            name = texts.COLUMN_NUMBER.format(column=column)
            axes.text(left + column + 0.5, top - 0.3, name, ha="center", va="center")
        axes.text(left - 0.2, top - 0.3, texts.COLUMN, ha="right", va="center")
        axes.text(right, top - 0.3, texts.PICKS, va="center", weight="bold")
        for place, (row, column) in enumerate(pairs):
            outline(axes, left + column, top + row, 1, 1)
            line = texts.PAIR.format(row=row, column=column)
            axes.text(right, top + place + 0.5, line, va="center")
            cell = Rectangle((right + 3.6, top + place + 0.08), 1.3, 0.84, fc=TINTS[ORANGE], ec=INK)
            axes.add_patch(cell)
            axes.text(right + 4.25, top + place + 0.5, shown[row, column], ha="center", va="center")


def _pairs(rows: Any, columns: Any, shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """The picked (row, column) pairs, counted from 0 also where an index is negative."""
    found = []
    for name, indices, length in (("rows", rows, shape[0]), ("columns", columns, shape[1])):
        flat = vector(list(indices) if isinstance(indices, range) else indices, name)
        if (flat != np.round(flat)).any() or (flat < -length).any() or (flat >= length).any():
            raise PictureError(
                _(
                    "{name} must be whole numbers from 0 to {last}, the {name} of matrix {shape}; "
                    "got {numbers}."
                ).format(name=name, last=length - 1, shape=shape, numbers=", ".join(numbers(flat)))
            )
        found.append([int(index) % length for index in flat])
    if len(found[0]) != len(found[1]):
        raise PictureError(
            _(
                "rows and columns go in pairs, but rows has {rows} and columns has {columns}."
            ).format(rows=len(found[0]), columns=len(found[1]))
        )
    if len(found[0]) > 12:
        raise PictureError(
            _("At most 12 pairs fit the picture; got {rows}.").format(rows=len(found[0]))
        )
    return list(zip(*found, strict=True))


def _heat(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A cividis colour for every cell, and whether it is dark enough to need white text."""
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    share = (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1)
    rgba = colormaps["cividis"](share.astype(float))
    return rgba, rgba[..., :3] @ np.array([0.299, 0.587, 0.114]) < 0.5
