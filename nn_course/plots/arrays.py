"""Pictures of small arrays with their numbers in cells: shapes, broadcasting, indexing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from nn_course.errors import PictureError
from nn_course.plots.style import (
    BLUE,
    FRAME,
    GREEN,
    INK,
    ORANGE,
    RED,
    SOFT,
    WIDTH,
    blank_axes,
    numbers,
    sheet,
    table,
    vector,
)

TINTS = {BLUE: "#d6e9f5", ORANGE: "#fbe8c4", GREEN: "#cfeee3", RED: "#fadcc8", SOFT: "#ececec"}


def matmul_broadcast(inputs: Any, weights: Any, bias: Any) -> None:
    """`inputs @ weights + bias` in cells; the bias row is repeated, faded, as broadcasting does.

    inputs: (N, n_in), weights: (n_in, n_out), bias: (n_out,); at most 6 rows and 5 columns.
    """
    x, w = table(inputs, "inputs", (6, 5)), table(weights, "weights", (6, 5))
    b = vector(bias, "bias")
    if x.shape[1] != w.shape[0]:
        raise PictureError(
            f"inputs {x.shape} @ weights {w.shape}: inputs must have as many columns as "
            f"weights has rows."
        )
    if b.shape != w.shape[1:]:
        raise PictureError(
            f"bias must have one number per column of weights, shape ({w.shape[1]},); "
            f"got {b.shape}."
        )
    result = x @ w + b
    parts = (  # sign before, values, colour, what is repeated (faded), what makes result[0, 0]
        ("", x, BLUE, x.shape, (1, x.shape[1]), f"inputs\n{_shape(x)}"),
        ("@", w, ORANGE, w.shape, (len(w), 1), f"weights\n{_shape(w)}"),
        ("+", np.broadcast_to(b, result.shape), GREEN, (1, len(b)), (1, 1), f"bias\n{_shape(b)}"),
        ("=", result, SOFT, result.shape, (1, 1), f"result\n{_shape(result)}"),
    )
    high = max(len(x), len(w))
    wide = sum(part[1].shape[1] + 1 for part in parts) - 0.6
    terms = " + ".join(f"{p} · {q}" for p, q in zip(_factors(x[0]), _factors(w[:, 0]), strict=True))
    story = f"The outlined number:  {terms} + {_factors(b)[0]} = {numbers(result)[0]}"
    with _board(wide, high + 2.0) as axes:
        left = 0.2
        for sign, values, colour, solid, outlined, label in parts:
            if sign:
                _sign(axes, left + 0.5, 0.8 + high / 2, sign)
                left += 1
            top = 0.8 + (high - len(values)) / 2
            _cells(axes, left, top, values, colour, solid)
            _outline(axes, left, top, *outlined)
            if solid != values.shape:
                label += ", repeated"
            _caption(axes, left + values.shape[1] / 2, 0.8 + high, label)
            left += values.shape[1]
        axes.text(wide / 2, 0.4, story, ha="center", va="center")


def keepdim(x: Any) -> None:
    """What subtracting the sums over the last axis does with and without `keepdim=True`.

    x: (rows, columns), at most 4 x 4. Without it the sums line up with the columns: an error,
    or, for a square x, a wrong result and no error.
    """
    values = table(x, "x", (4, 4))
    rows = len(values)
    sums = values.sum(-1)
    wide, high = 3 * max(values.shape) + 8.0, rows + 2.0
    with _board(wide, 2 * high) as axes:
        _without_keepdim(axes, 0.9, values, sums)
        _with_keepdim(axes, 0.9 + high, values, sums)


def _without_keepdim(axes: Axes, top: float, values: np.ndarray, sums: np.ndarray) -> None:
    rows, columns = values.shape
    left = _minuend(axes, top, values, "x − x.sum(-1)")
    if len({rows, columns, 1}) == 3:  # the one case broadcasting refuses
        middle = top + (rows - 1) / 2
        _cells(axes, left, middle, sums[None], RED)
        for missing in range(rows, columns):
            cell = Rectangle((left + missing, middle), 1, 1, fill=False, edgecolor=SOFT, ls="--")
            axes.add_patch(cell)
            axes.text(left + missing + 0.5, middle + 0.5, "?", ha="center", va="center")
        _caption(axes, left + max(rows, columns) / 2, top + rows, f"the sums\n{_shape(sums)}")
        verdict = (
            f"An error: the sums lie along the columns,\n"
            f"and {rows} numbers do not fit {columns} columns."
        )
        axes.text(left + max(rows, columns) + 0.5, top + rows / 2, verdict, va="center")
        return
    verdict = "No error, but\nthe sums lie along\nthe columns: wrong."
    if rows == 1:
        verdict = "Right, but only as\nthere is one row."
    _difference(axes, left, top, values - sums, sums, (1, rows), RED, verdict)


def _with_keepdim(axes: Axes, top: float, values: np.ndarray, sums: np.ndarray) -> None:
    left = _minuend(axes, top, values, "x − x.sum(-1, keepdim=True)")
    kept = sums[:, None]
    verdict = "Each row minus\nits own sum."
    _difference(axes, left, top, values - kept, kept, kept.shape, GREEN, verdict)


def _minuend(axes: Axes, top: float, values: np.ndarray, title: str) -> float:
    """Draws the title, x and a minus sign; returns where the next table begins."""
    rows, columns = values.shape
    axes.text(0.2, top - 0.4, title, va="center", fontsize=12, weight="bold")
    _cells(axes, 0.2, top, values, BLUE)
    _caption(axes, 0.2 + columns / 2, top + rows, f"x\n{_shape(values)}")
    _sign(axes, columns + 0.7, top + rows / 2, "−")
    return columns + 1.2


def _difference(
    axes: Axes,
    left: float,
    top: float,
    result: np.ndarray,
    sums: np.ndarray,
    solid: tuple[int, ...],
    colour: str,
    verdict: str,
) -> None:
    """Draws the sums as broadcasting repeats them, the result and what to think of it."""
    rows, columns = result.shape
    _cells(axes, left, top, np.broadcast_to(sums, result.shape), colour, solid)
    repeated = "" if solid == result.shape else ", repeated"
    _caption(axes, left + columns / 2, top + rows, f"the sums\n{_shape(sums)}{repeated}")
    _sign(axes, left + columns + 0.5, top + rows / 2, "=")
    left += columns + 1
    _cells(axes, left, top, result, colour)
    _caption(axes, left + columns / 2, top + rows, f"result\n{_shape(result)}")
    axes.text(left + columns + 0.4, top + rows / 2, verdict, va="center")


def picked(matrix: Any, rows: Any, columns: Any) -> None:
    """The cells `A[rows, columns]` picks from a heat map with numbers, and the list of them.

    matrix: (N, C), at most 12 x 12; rows, columns: integers, equally many, at most 12.
    """
    values = table(matrix, "matrix", (12, 12))
    pairs = _pairs(rows, columns, values.shape)
    texts = np.array(numbers(values)).reshape(values.shape)
    rgba, dark = _heat(values)
    left, top = 1.8, 0.8
    right = left + values.shape[1] + 1.0
    with _board(right + 5.2, top + max(len(values), len(pairs)) + 0.2) as axes:
        size = _fontsize(axes, texts)
        for (row, column), text in np.ndenumerate(texts):
            x, y = left + column, top + row
            axes.add_patch(Rectangle((x, y), 1, 1, fc=rgba[row, column], ec="white"))
            colour = "white" if dark[row, column] else "black"
            axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", color=colour, fontsize=size)
        for row in range(len(values)):
            axes.text(left - 0.2, top + row + 0.5, f"row {row}", ha="right", va="center")
        for column in range(values.shape[1]):
            axes.text(left + column + 0.5, top - 0.3, f"{column}", ha="center", va="center")
        axes.text(left - 0.2, top - 0.3, "column", ha="right", va="center")
        axes.text(right, top - 0.3, "A[rows, columns]", va="center", weight="bold")
        for place, (row, column) in enumerate(pairs):
            _outline(axes, left + column, top + row, 1, 1)
            line = f"row {row} → column {column}"
            axes.text(right, top + place + 0.5, line, va="center")
            cell = Rectangle((right + 3.6, top + place + 0.08), 1.3, 0.84, fc=TINTS[ORANGE], ec=INK)
            axes.add_patch(cell)
            axes.text(right + 4.25, top + place + 0.5, texts[row, column], ha="center", va="center")


def _pairs(rows: Any, columns: Any, shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """The picked (row, column) pairs, counted from 0 also where an index is negative."""
    found = []
    for name, indices, length in (("rows", rows, shape[0]), ("columns", columns, shape[1])):
        flat = vector(list(indices) if isinstance(indices, range) else indices, name)
        if (flat != np.round(flat)).any() or (flat < -length).any() or (flat >= length).any():
            raise PictureError(
                f"{name} must be whole numbers from 0 to {length - 1}, the {name} of matrix "
                f"{shape}; got {', '.join(numbers(flat))}."
            )
        found.append([int(index) % length for index in flat])
    if len(found[0]) != len(found[1]):
        raise PictureError(
            f"rows and columns go in pairs, but rows has {len(found[0])} and columns has "
            f"{len(found[1])}."
        )
    if len(found[0]) > 12:
        raise PictureError(f"At most 12 pairs fit the picture; got {len(found[0])}.")
    return list(zip(*found, strict=True))


def _heat(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A cividis colour for every cell, and whether it is dark enough to need white text."""
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    share = (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1)
    rgba = colormaps["cividis"](share.astype(float))
    return rgba, rgba[..., :3] @ np.array([0.299, 0.587, 0.114]) < 0.5


@contextmanager
def _board(wide: float, high: float) -> Iterator[Axes]:
    """A new figure whose axes are `wide` x `high` cells, at most as wide as a notebook."""
    inch = min(WIDTH / wide, 0.58)
    with sheet(round(inch * wide, 2), round(inch * high, 2)) as figure:
        yield blank_axes(figure, wide, high)


def _fontsize(axes: Axes, texts: Iterable[str]) -> float:
    """The largest size, 11 points at most, at which the longest text fits its cell."""
    wide, high = axes.get_xlim()[1], axes.get_ylim()[0]
    figure_wide, figure_high = axes.figure.get_size_inches()  # type: ignore[union-attr]
    cell = 72 * min(figure_wide / wide, figure_high / high)
    longest = max(len(text) for text in np.asarray(texts).reshape(-1))
    return min(11.0, 0.8 * cell / (0.6 * longest))


def _cells(
    axes: Axes,
    left: float,
    top: float,
    values: np.ndarray,
    colour: str,
    solid: tuple[int, ...] | None = None,
) -> None:
    """A table of numbers; cells outside the first `solid` rows and columns are faded copies."""
    solid = solid or values.shape
    texts = numbers(values)
    size = _fontsize(axes, texts)
    for ((row, column), _), text in zip(np.ndenumerate(values), texts, strict=True):
        copy = row >= solid[0] or column >= solid[1]
        cell = Rectangle((left + column, top + row), 1, 1, lw=1.2)
        cell.set_facecolor("white" if copy else TINTS[colour])
        cell.set_edgecolor(FRAME if copy else colour)
        cell.set_zorder(1 if copy else 2)
        axes.add_patch(cell)
        axes.text(
            left + column + 0.5, top + row + 0.5, text,
            ha="center", va="center", color=SOFT if copy else INK, fontsize=size,
        )  # fmt: skip


def _outline(axes: Axes, left: float, top: float, rows: int, columns: int) -> None:
    """A black frame with a white rim, to be seen on dark cells too."""
    frame = Rectangle((left, top), columns, rows, fill=False, ec=INK, lw=2.5, zorder=3)
    frame.set_path_effects([withStroke(linewidth=5, foreground="white")])
    axes.add_patch(frame)


def _sign(axes: Axes, x: float, y: float, text: str) -> None:
    axes.text(x, y, text, ha="center", va="center", fontsize=18)


def _caption(axes: Axes, x: float, y: float, text: str) -> None:
    for line, part in enumerate(text.split("\n")):
        axes.text(x, y + 0.45 + 0.38 * line, part, ha="center", va="baseline")


def _shape(values: np.ndarray) -> str:
    return str(tuple(int(size) for size in values.shape))


def _factors(values: np.ndarray) -> list[str]:
    """Numbers as they stand in a sum: negative ones in brackets."""
    return [f"({text})" if text.startswith("−") else text for text in numbers(values)]
