"""Pictures of what is inside a convolutional network, and of what it takes for what."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots import describe
from nn_course.plots.said import texts
from nn_course.plots.style import (
    BLUE,
    FRAME,
    INK,
    RED,
    SOFT,
    WIDTH,
    blank_axes,
    number,
    numbers,
    sheet,
    to_array,
)

SIGNED, INK_ON_PAPER = "RdBu_r", "gray_r"
MOST_MAPS = 32
MOST_ROWS = 8
MOST_KERNELS = 64
MOST_CLASSES = 20
STRONG = 0.98  # this share of a layer's values is told apart by colour


def feature_maps(layers: Mapping[str, Any]) -> None:
    """What each layer made of one image: its channels side by side, a row for each layer.

    layers: name -> (C, H, W) or (1, C, H, W), at most 32 channels, at most 8 layers. Each layer
    has a scale of its own: white for 0, black for the largest 2 %; blue below 0 and red above where
    it has both signs.
    """
    if not isinstance(layers, Mapping) or not 1 <= len(layers) <= MOST_ROWS:
        raise PictureError(
            _('feature_maps takes 1 to {most} named layers: {{"name": maps}}.').format(
                most=MOST_ROWS
            )
        )
    rows = [(name, _maps(values, name)) for name, values in layers.items()]
    widest = max(6, *(len(maps) for _, maps in rows))
    inch = min(WIDTH / widest, 1.1)
    tile, head = 1.0, 0.35 / inch  # heights of a row's pictures and its title, in tiles
    high = len(rows) * (tile + head) + 0.1
    scales = [_scale(maps) for _, maps in rows]
    said = describe.feature_maps(
        [
            (name, maps.shape, scale[0] == SIGNED)
            for (name, maps), scale in zip(rows, scales, strict=True)
        ]
    )
    with sheet(round(inch * widest, 2), round(inch * high, 2), said) as figure:
        axes = blank_axes(figure, widest, high)
        top = 0.0
        for (name, maps), scale in zip(rows, scales, strict=True):
            channels, height, width = maps.shape
            shape = f"{channels} × {height} × {width}"
            title = texts.LAYER.format(name=name, shape=shape)
            axes.text(0.06, top + head - 0.05 / inch, title, va="bottom", fontsize=11)
            for place, picture in enumerate(maps):
                _tile(axes, picture, place, top + head, scale)
            top += tile + head


def kernels(weights: Any, columns: int = 8) -> None:
    """The windows that a convolution slides over one channel, all in one scale centred on 0.

    weights: (C, 1, H, W) or (C, H, W), at most 64 of them.
    """
    array = to_array(weights, "weights").astype(float)
    if array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 3 or not 1 <= len(array) <= MOST_KERNELS:
        raise PictureError(
            _("weights must have shape (C, 1, H, W) with C at most {most}; got {shape}.").format(
                most=MOST_KERNELS, shape=array.shape
            )
        )
    most = _most(array)
    columns = min(columns, len(array))
    rows = math.ceil(len(array) / columns)
    wide, high = columns + 2.4, rows * 1.3 + 0.1
    inch = min(WIDTH / wide, 0.9)
    said = describe.kernels(array, most)
    with sheet(round(inch * wide, 2), round(inch * high, 2), said) as figure:
        axes = blank_axes(figure, wide, high)
        for place, window in enumerate(array):
            row, column = divmod(place, columns)
            axes.text(column + 0.5, 1.3 * row + 0.24, str(place), ha="center", fontsize=10)
            _tile(axes, window, column, 1.3 * row + 0.3, (SIGNED, -most, most))
        bar = figure.add_axes(((columns + 0.25) / wide, 0.12, 0.2 / wide, 0.76))
        figure.colorbar(axes.images[-1], cax=bar, ticks=[-most, 0, most])
        low, top = numbers(np.array([-most, most]))
        ends = texts.PAPER.format(most=low), texts.INK.format(most=top)
        bar.set_yticklabels([ends[0], "0", ends[1]])


def confusion_matrix(counts: Any, labels: Sequence[Any] | None = None) -> None:
    """Counts of what is (rows) and what was said (columns): mistakes in orange, the rest in blue.

    counts: (C, C), at most 20 classes, none negative; labels: C names, 0 to C - 1 where left out.
    The darkest orange is the commonest mistake. Zeros are left empty.
    """
    table = to_array(counts, "counts")
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not 1 <= len(table) <= MOST_CLASSES:
        raise PictureError(
            _("counts must be a square table of at most {most} classes; got {shape}.").format(
                most=MOST_CLASSES, shape=table.shape
            )
        )
    if not np.isfinite(table).all() or (table < 0).any():
        raise PictureError(_("counts must be numbers from 0 up: how often each pair occurred."))
    names = [str(name) for name in (range(len(table)) if labels is None else labels)]
    if len(names) != len(table):
        raise PictureError(
            _("{size} classes need as many labels; got {count}.").format(
                size=len(table), count=len(names)
            )
        )
    size = len(table)
    right = np.eye(size, dtype=bool)
    colours = np.ones((size, size, 4))
    for part, colour in ((right, BLUE), (~right, RED)):
        most = table[part].max(initial=0) or 1
        shades = LinearSegmentedColormap.from_list("shades", ["white", colour])
        colours[part] = shades(0.85 * table[part] / most)
    wide, high = size + 2.0, size + 1.9
    inch = min(0.56, WIDTH / wide)
    said = describe.confusion_matrix(table, names)
    with sheet(round(inch * wide, 2), round(inch * high, 2), said) as figure:
        axes = blank_axes(figure, wide, high)
        left, top = 1.8, 1.5
        axes.imshow(colours, extent=(left, left + size, top + size, top), interpolation="nearest")
        axes.add_patch(Rectangle((left, top), size, size, fill=False, edgecolor=FRAME))
        fit = min(11.0, 72 * inch / (0.62 * max(4, *(len(text) for text in numbers(table)))))
        for (row, column), count in np.ndenumerate(table):
            if count:
                text = number(count, 0 if count == round(float(count)) else 2)
                dark = colours[row, column, :3] @ np.array([0.299, 0.587, 0.114]) < 0.5
                axes.text(
                    left + column + 0.5, top + row + 0.5, text, ha="center", va="center",
                    fontsize=max(fit, 8.5), color="white" if dark else INK,
                )  # fmt: skip
        for place, name in enumerate(names):
            axes.text(left - 0.25, top + place + 0.5, name, ha="right", va="center")
            axes.text(left + place + 0.5, top - 0.25, name, ha="center", va="bottom")
        middle = left + size / 2
        axes.text(middle, 0.45, texts.SAYS, ha="center", va="center", color=SOFT)
        axes.text(0.45, top + size / 2, texts.IS, ha="center", va="center", rotation=90, color=SOFT)
        axes.set_xlim(0, wide)
        axes.set_ylim(high, 0)


def _maps(values: Any, name: str) -> np.ndarray:
    """`values` as (C, H, W)."""
    array = to_array(values, name).astype(float)
    if array.ndim == 4 and len(array) == 1:
        array = array[0]
    if array.ndim != 3 or not 1 <= len(array) <= MOST_MAPS or not array.size:
        raise PictureError(
            _(
                "{name} must hold the channels of one image, shape (C, H, W) with C at most "
                "{most}; got {shape}."
            ).format(name=name, most=MOST_MAPS, shape=array.shape)
        )
    return array


def _most(array: np.ndarray) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size and finite.max() > 0 else 1.0


def _scale(maps: np.ndarray) -> tuple[str, float, float]:
    """Colours for a layer, and the values at their two ends.

    The few largest values are drawn like those a little smaller, so that one bright spot does not
    leave all the rest pale.
    """
    strengths = np.abs(maps[np.isfinite(maps)])
    most = float(np.quantile(strengths, STRONG)) if strengths.size else 0.0
    most = most if most > 0 else _most(maps)
    return (SIGNED, -most, most) if np.nanmin(maps) < 0 else (INK_ON_PAPER, 0.0, most)


def _tile(
    axes: Axes, picture: np.ndarray, left: float, top: float, scale: tuple[str, float, float]
) -> None:
    """`picture` in the unit square at (left, top), with a little room around it."""
    cmap, low, high = scale
    limits = axes.get_xlim(), axes.get_ylim()
    box = (left + 0.05, left + 0.95, top + 0.95, top + 0.05)
    axes.imshow(picture, cmap=cmap, vmin=low, vmax=high, extent=box, interpolation="nearest")
    frame = Rectangle((box[0], box[3]), 0.9, 0.9, fill=False, edgecolor=FRAME, linewidth=0.8)
    axes.add_patch(frame)
    axes.set_xlim(limits[0])
    axes.set_ylim(limits[1])
