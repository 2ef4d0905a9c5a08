"""What all pictures share: colours, sizes, and how values become arrays and numbers text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nn_course import fonts
from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots.said import texts
from nn_course.plots.showing import Said, present

# Okabe and Ito's palette: told apart with every common kind of colour blindness.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
INK, SOFT, FRAME = "#1a1a1a", "#666666", "#bbbbbb"

WIDTH = 9.0  # inches: a notebook's output area at its default width
DPI = 100

# The font is named outright: "sans-serif" would be looked up in the user's own settings when the
# figure is drawn, long after the context below has ended.
RC: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "white",  # opaque, so that the dark theme does not swallow the text
    "axes.facecolor": "white",
    "figure.dpi": DPI,
    "figure.max_open_warning": 0,  # a warning goes to stderr, and nbgrader takes marks for that
}


def _rc() -> Any:
    """`RC`, with a font for the letters of the language that is spoken."""
    return {**RC, "font.family": [*RC["font.family"], *fonts.families()]}


@contextmanager
def sheet(width: float, height: float, said: Said) -> Iterator[Figure]:
    """A new pyplot figure of `width` x `height` inches, whatever the user's rcParams say.

    When it is drawn it goes into the notebook, if there is one, with `said` as its text.
    """
    # A notebook's backend is loaded when it is first asked for something, and turns on that figures
    # are shown. In the context below that would be undone: no picture but the first would appear.
    plt.draw_if_interactive()
    with plt.style.context("default"), plt.rc_context(_rc()):
        figure = plt.figure(figsize=(width, height), dpi=DPI)
        yield figure
        # Ticks are made, and counted, when they are drawn; they must not see the user's settings.
        for axes in figure.axes:
            axes.tick_params(labelsize=RC["font.size"])
        figure.draw_without_rendering()
        present(figure, said)


def blank_axes(figure: Figure, units_wide: float, units_high: float) -> Axes:
    """Axes without frame over the whole figure: x to the right, y down, square units."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, units_wide)
    axes.set_ylim(units_high, 0)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return axes


def to_array(values: Any, name: str) -> np.ndarray:
    """`values` (tensor, array, number or nested list of them) as a numeric numpy array.

    Raises PictureError when it holds anything but numbers or its rows differ in length.
    """
    try:
        array = np.asarray(_plain(values))
    except ValueError:
        raise PictureError(
            _("{name}: the rows have different lengths; pass a rectangular array.").format(
                name=name
            )
        ) from None
    if array.dtype == bool:
        return array.astype(np.uint8)
    if array.dtype.kind not in "iuf":
        raise PictureError(
            _("{name} must hold numbers; got {kind}.").format(name=name, kind=_kind(values))
        )
    return array


def _plain(values: Any) -> Any:
    """Tensors to arrays, also inside lists; torch itself need not be imported for that."""
    if hasattr(values, "detach"):
        tensor = values.detach().cpu()
        if tensor.is_floating_point():
            tensor = tensor.double()  # numpy has no bfloat16
        return tensor.numpy()
    if isinstance(values, list | tuple):
        return [_plain(value) for value in values]
    return values


def _kind(values: Any) -> str:
    return texts.NONE if values is None else type(values).__name__


def vector(values: Any, name: str) -> np.ndarray:
    """`values` as a one-dimensional array that is not empty; axes of length 1 in front are cut."""
    array = to_array(values, name)
    flat = array.reshape(-1) if array.ndim and array.size == array.shape[-1] else array
    if flat.ndim != 1 or flat.size == 0:
        raise PictureError(
            _(
                "{name} must be one row of numbers, shape (N,) with N at least 1; got shape "
                "{shape}."
            ).format(name=name, shape=array.shape)
        )
    return flat


def table(values: Any, name: str, largest: tuple[int, int]) -> np.ndarray:
    """`values` as a two-dimensional array of at most `largest` rows and columns."""
    array = to_array(values, name)
    if array.ndim != 2 or array.size == 0:
        raise PictureError(
            _("{name} must be a table, shape (rows, columns); got {shape}.").format(
                name=name, shape=array.shape
            )
        )
    if array.shape[0] > largest[0] or array.shape[1] > largest[1]:
        raise PictureError(
            _(
                "{name} has shape {shape}: too large to write every number in its cell. At "
                "most {rows} rows and {columns} columns fit; pass a slice of it."
            ).format(name=name, shape=array.shape, rows=largest[0], columns=largest[1])
        )
    return array


def numbers(values: np.ndarray) -> list[str]:
    """Each value as text, all with the same decimals: none or one where that is exact, else two,
    and more only where the largest of them would not show two digits."""
    flat = np.asarray(values).reshape(-1)
    finite = np.abs(flat[np.isfinite(flat)].astype(float))
    for decimals in (0, 1):
        # float32 does not hold 0.1 exactly
        if np.allclose(finite, np.round(finite, decimals), rtol=1e-6, atol=0):
            return [number(value, decimals) for value in flat]
    decimals = 1 - int(np.floor(np.log10(finite.max())))
    return [number(value, min(max(decimals, 2), 6)) for value in flat]


def number(value: float, decimals: int = 2) -> str:
    """One value as short text, with a real minus sign; 0 is never written as -0."""
    value = float(value)
    if not np.isfinite(value):
        return {"inf": "∞", "-inf": "−∞"}.get(str(value), "nan")
    if abs(value) >= 1e5:
        return f"{value:.0e}".replace("e+0", "e").replace("e+", "e").replace("-", "−")
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")


def same_length(**named: Sequence[Any] | np.ndarray | None) -> None:
    """Raises PictureError unless all that are given have equally many entries."""
    lengths = {name: len(values) for name, values in named.items() if values is not None}
    if len(set(lengths.values())) > 1:
        told = ", ".join(
            texts.HAS_LENGTH.format(name=name, length=length) for name, length in lengths.items()
        )
        raise PictureError(_("Each needs one entry per picture, but {told}.").format(told=told))
