"""Pictures of small arrays with their numbers in cells: shapes, broadcasting, keepdim."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots import describe
from nn_course.plots.cells import board, caption, cells, factors, named, outline, sign_at
from nn_course.plots.said import texts
from nn_course.plots.style import BLUE, GREEN, ORANGE, RED, SOFT, numbers, table, vector


def matmul_broadcast(inputs: Any, weights: Any, bias: Any) -> None:
    """`inputs @ weights + bias` in cells; the bias row is repeated, faded, as broadcasting does.

    inputs: (N, n_in), weights: (n_in, n_out), bias: (n_out,); at most 6 rows and 5 columns.
    """
    x, w = table(inputs, "inputs", (6, 5)), table(weights, "weights", (6, 5))
    b = vector(bias, "bias")
    if x.shape[1] != w.shape[0]:
        raise PictureError(
            _(
                "inputs {inputs} @ weights {weights}: inputs must have as many columns as "
                "weights has rows."
            ).format(inputs=x.shape, weights=w.shape)
        )
    if b.shape != w.shape[1:]:
        raise PictureError(
            _(
                "bias must have one number per column of weights, shape ({columns},); got {bias}."
            ).format(columns=w.shape[1], bias=b.shape)
        )
    result = x @ w + b
    parts = (  # sign before, values, colour, what is repeated (faded), what makes result[0, 0]
        ("", x, BLUE, x.shape, (1, x.shape[1]), named(texts.INPUTS, x)),
        ("@", w, ORANGE, w.shape, (len(w), 1), named(texts.WEIGHTS, w)),
        (
            "+",
            np.broadcast_to(b, result.shape),
            GREEN,
            (1, len(b)),
            (1, 1),
            named(texts.BIAS, b, len(result) > 1),
        ),
        ("=", result, SOFT, result.shape, (1, 1), named(texts.RESULT, result)),
    )
    high = max(len(x), len(w))
    wide = sum(part[1].shape[1] + 1 for part in parts) - 0.6
    terms = " + ".join(f"{p} · {q}" for p, q in zip(factors(x[0]), factors(w[:, 0]), strict=True))
    story = texts.OUTLINED.format(terms=terms, bias=factors(b)[0], result=numbers(result)[0])
    said = describe.matmul_broadcast(x, w, b, result, story)
    with board(wide, high + 2.0, said) as axes:
        left = 0.2
        for sign, values, colour, solid, outlined, label in parts:
            if sign:
                sign_at(axes, left + 0.5, 0.8 + high / 2, sign)
                left += 1
            top = 0.8 + (high - len(values)) / 2
            cells(axes, left, top, values, colour, solid)
            outline(axes, left, top, *outlined)
            caption(axes, left + values.shape[1] / 2, 0.8 + high, label)
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
    refused = len({*values.shape, 1}) == 3  # the one case broadcasting refuses
    verdict = texts.ONE_ROW if rows == 1 else texts.SILENT
    if refused:
        verdict = texts.NO_FIT.format(sums=rows, columns=values.shape[1])
    mixed = None if refused else values - sums
    said = describe.keepdim(values, sums, verdict, mixed, values - sums[:, None])
    with board(wide, 2 * high, said) as axes:
        _without_keepdim(axes, 0.9, values, sums, mixed, verdict)
        _with_keepdim(axes, 0.9 + high, values, sums)


def _without_keepdim(
    axes: Axes,
    top: float,
    values: np.ndarray,
    sums: np.ndarray,
    result: np.ndarray | None,
    verdict: str,
) -> None:
    rows, columns = values.shape
    left = _minuend(axes, top, values, texts.WITHOUT)
    if result is None:
        middle = top + (rows - 1) / 2
        cells(axes, left, middle, sums[None], RED)
        for missing in range(rows, columns):
            cell = Rectangle((left + missing, middle), 1, 1, fill=False, edgecolor=SOFT, ls="--")
            axes.add_patch(cell)
            axes.text(left + missing + 0.5, middle + 0.5, "?", ha="center", va="center")
        caption(axes, left + max(rows, columns) / 2, top + rows, named(texts.SUMS, sums))
        axes.text(left + max(rows, columns) + 0.5, top + rows / 2, verdict, va="center")
        return
    _difference(axes, left, top, result, sums, (1, rows), RED, verdict)


def _with_keepdim(axes: Axes, top: float, values: np.ndarray, sums: np.ndarray) -> None:
    left = _minuend(axes, top, values, texts.WITH)
    kept = sums[:, None]
    _difference(axes, left, top, values - kept, kept, kept.shape, GREEN, texts.OWN_SUM)


def _minuend(axes: Axes, top: float, values: np.ndarray, title: str) -> float:
    """Draws the title, x and a minus sign; returns where the next table begins."""
    rows, columns = values.shape
    axes.text(0.2, top - 0.4, title, va="center", fontsize=12, weight="bold")
    cells(axes, 0.2, top, values, BLUE)
    caption(axes, 0.2 + columns / 2, top + rows, named("x", values))
    sign_at(axes, columns + 0.7, top + rows / 2, "−")
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
    cells(axes, left, top, np.broadcast_to(sums, result.shape), colour, solid)
    below = named(texts.SUMS, sums, solid != result.shape)
    caption(axes, left + columns / 2, top + rows, below)
    sign_at(axes, left + columns + 0.5, top + rows / 2, "=")
    left += columns + 1
    cells(axes, left, top, result, colour)
    caption(axes, left + columns / 2, top + rows, named(texts.RESULT, result))
    axes.text(left + columns + 0.4, top + rows / 2, verdict, va="center")
