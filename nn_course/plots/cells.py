"""Tables of numbers drawn as cells: what the pictures of small arrays share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from nn_course.plots.describe import shape
from nn_course.plots.said import texts
from nn_course.plots.showing import Said
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
)

TINTS = {BLUE: "#d6e9f5", ORANGE: "#fbe8c4", GREEN: "#cfeee3", RED: "#fadcc8", SOFT: "#ececec"}


@contextmanager
def board(wide: float, high: float, said: Said) -> Iterator[Axes]:
    """A new figure whose axes are `wide` x `high` cells, at most as wide as a notebook."""
    inch = min(WIDTH / wide, 0.58)
    with sheet(round(inch * wide, 2), round(inch * high, 2), said) as figure:
        yield blank_axes(figure, wide, high)


def fontsize_of(axes: Axes, shown: Iterable[str]) -> float:
    """The largest size, 11 points at most, at which the longest text fits its cell."""
    wide, high = axes.get_xlim()[1], axes.get_ylim()[0]
    figure_wide, figure_high = axes.figure.get_size_inches()  # type: ignore[union-attr]
    cell = 72 * min(figure_wide / wide, figure_high / high)
    longest = max(len(text) for text in np.asarray(shown).reshape(-1))
    return min(11.0, 0.8 * cell / (0.6 * longest))


def cells(
    axes: Axes,
    left: float,
    top: float,
    values: np.ndarray,
    colour: str,
    solid: tuple[int, ...] | None = None,
) -> None:
    """A table of numbers; cells outside the first `solid` rows and columns are faded copies."""
    solid = solid or values.shape
    shown = numbers(values)
    size = fontsize_of(axes, shown)
    for ((row, column), _), text in zip(np.ndenumerate(values), shown, strict=True):
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


def outline(axes: Axes, left: float, top: float, rows: int, columns: int) -> None:
    """A black frame with a white rim, to be seen on dark cells too."""
    frame = Rectangle((left, top), columns, rows, fill=False, ec=INK, lw=2.5, zorder=3)
    frame.set_path_effects([withStroke(linewidth=5, foreground="white")])
    axes.add_patch(frame)


def sign_at(axes: Axes, x: float, y: float, text: str) -> None:
    axes.text(x, y, text, ha="center", va="center", fontsize=18)


def caption(axes: Axes, x: float, y: float, text: str) -> None:
    for line, part in enumerate(text.split("\n")):
        axes.text(x, y + 0.45 + 0.38 * line, part, ha="center", va="baseline")


def named(name: str, values: np.ndarray, repeated: bool = False) -> str:
    return (texts.SHAPED_REPEATED if repeated else texts.SHAPED).format(
        name=name, shape=shape(values)
    )


def factors(values: np.ndarray) -> list[str]:
    """Numbers as they stand in a sum: negative ones in brackets."""
    return [f"({text})" if text.startswith("−") else text for text in numbers(values)]
