"""Pictures of digits: galleries, one digit as numbers, learned weights, mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.image import AxesImage
from matplotlib.patches import ConnectionPatch, Rectangle

from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots import describe
from nn_course.plots.said import texts
from nn_course.plots.showing import Said
from nn_course.plots.style import (
    FRAME,
    ORANGE,
    WIDTH,
    blank_axes,
    numbers,
    same_length,
    sheet,
    to_array,
    vector,
)

SIDE = 28
INK_ON_PAPER = "gray_r"  # high pixels are ink, drawn black
PITCH = 32  # pixels from one tile to the next
MOST = 200
CROP = 10


def gallery(
    images: Any, labels: Any = None, columns: int = 8, titles: Sequence[str] | None = None
) -> None:
    """Digits in rows of `columns`, each with its label (or its title) above it.

    images: (N, 28, 28) or (N, 784), any numeric dtype, at most 200 of them;
    labels: N integers; titles: N strings instead of labels.
    """
    pictures = _images(images)
    if labels is not None and titles is not None:
        raise PictureError(_("gallery takes labels or titles, not both."))
    if labels is not None:
        titles = numbers(vector(labels, "labels"))
    same_length(images=pictures, **{"titles" if labels is None else "labels": titles})
    if len(pictures) > MOST:
        raise PictureError(
            _("gallery draws at most {most} pictures, got {count}; pass images[:40].").format(
                most=MOST, count=len(pictures)
            )
        )
    if not 1 <= columns <= 20:
        raise PictureError(
            _("columns must lie between 1 and 20; got {columns}.").format(columns=columns)
        )
    columns = min(columns, len(pictures))
    said = describe.gallery(len(pictures), columns, titles)
    _tiles(pictures, titles, columns, INK_ON_PAPER, _limits(pictures), said)


def digit_pixels(image: Any) -> None:
    """One digit, and a crop of it with the value of every pixel written into it.

    image: (28, 28) or (784,), any numeric dtype.
    """
    array = _images(image)
    if len(array) != 1:
        raise PictureError(
            _("digit_pixels draws one image; got {count}, pass images[0].").format(count=len(array))
        )
    pixels = array[0]
    top, left = _busiest(pixels)
    crop = pixels[top : top + CROP, left : left + CROP]
    low, high = _limits(array)
    said = describe.digit_pixels(crop, top, left, SIDE, (low, high))
    with sheet(WIDTH, 4.5, said) as figure:
        whole = figure.add_axes((0.01, 0.09, 0.43, 0.86))
        zoom = figure.add_axes((0.5, 0.03, 0.49, 0.94))
        for axes, part in ((whole, pixels), (zoom, crop)):
            axes.imshow(part, cmap=INK_ON_PAPER, vmin=low, vmax=high, interpolation="nearest")
            axes.set_xticks([])
            axes.set_yticks([])
            axes.spines[:].set_visible(True)
        whole.set_xlabel(texts.PIXELS_SIZE.format(side=SIDE))
        zoom.spines[:].set_color(ORANGE)
        zoom.spines[:].set_linewidth(3)
        whole.add_patch(
            Rectangle(
                (left - 0.5, top - 0.5), CROP, CROP, fill=False, edgecolor=ORANGE, linewidth=3
            )
        )
        for row in (top - 0.5, top + CROP - 0.5):
            figure.add_artist(
                ConnectionPatch(
                    (left + CROP - 0.5, row),
                    (-0.5, row - top),
                    coordsA=whole.transData,
                    coordsB=zoom.transData,
                    color=ORANGE,
                    linewidth=1,
                )
            )
        for place, text in enumerate(numbers(crop)):
            row, column = divmod(place, CROP)
            colour = "white" if crop[row, column] - low > 0.54 * (high - low) else "black"
            zoom.text(column, row, text, ha="center", va="center", color=colour, fontsize=10)


def weight_images(weights: Any) -> None:
    """Each column of `weights` as a 28 x 28 picture, all in one colour scale centred on 0.

    weights: (784, 10), or (784, C) with C at most 20.
    """
    array = to_array(weights, "weights")
    if array.ndim == 2 and array.shape[1] == SIDE * SIDE and array.shape[0] != SIDE * SIDE:
        raise PictureError(
            _(
                "weights has shape {shape}, one row per digit; pass weights.T, one column per "
                "digit."
            ).format(shape=array.shape)
        )
    if array.ndim != 2 or array.shape[0] != SIDE * SIDE or not 1 <= array.shape[1] <= 20:
        raise PictureError(
            _("weights must have shape (784, 10); got {shape}.").format(shape=array.shape)
        )
    pictures = array.T.reshape(-1, SIDE, SIDE).astype(float)
    finite = np.abs(pictures[np.isfinite(pictures)])
    most = float(finite.max()) if finite.size and finite.max() > 0 else 1.0

    def colour_bar(image: AxesImage) -> None:
        figure = image.get_figure(root=True)
        assert figure is not None
        bar = figure.add_axes((0.81, 0.1, 0.022, 0.8))
        figure.colorbar(image, cax=bar, ticks=[-most, 0, most])
        low, high = numbers(np.array([-most, most]))
        bar.set_yticklabels([texts.AGAINST.format(most=low), "0", texts.FOR.format(most=high)])

    titles = numbers(np.arange(len(pictures)))
    said = describe.weight_images(pictures, most)
    _tiles(pictures, titles, 5, "RdBu_r", (-most, most), said, share=0.8, beside=colour_bar)


def mistakes(
    images: Any, true: Any, predicted: Any, probabilities: Any = None, count: int = 16
) -> None:
    """The first `count` digits whose prediction is wrong: "is 4, said 9 (93 %)".

    images: (N, 28, 28) or (N, 784); true, predicted: N integers; probabilities: of each
    prediction, (N,), or of all classes, (N, C) - then the surest mistakes come first.
    """
    pictures = _images(images)
    truth, guess = vector(true, "true"), vector(predicted, "predicted")
    same_length(images=pictures, true=truth, predicted=guess)
    if not 1 <= count <= MOST:
        raise PictureError(
            _("count must lie between 1 and {most}; got {count}.").format(most=MOST, count=count)
        )
    wrong = np.flatnonzero(truth != guess)
    sure = None if probabilities is None else _sureness(probabilities, guess)
    if sure is not None:
        wrong = wrong[np.argsort(-sure[wrong], kind="stable")]
    shown = wrong[:count]
    some = texts.WRONG_FIRST if sure is None else texts.WRONG_SUREST
    summary = some if len(shown) < len(wrong) else texts.WRONG if len(shown) else texts.NONE_WRONG
    summary = summary.format(wrong=len(wrong), total=len(truth), shown=len(shown))
    titles = [
        (texts.IS_SAID if sure is None else texts.IS_SAID_SURE).format(
            true=f"{truth[i]:.0f}",
            said=f"{guess[i]:.0f}",
            sure=None if sure is None else f"{100 * sure[i]:.0f}",
        )
        for i in shown
    ]
    said = describe.mistakes(summary, titles, sure is not None)
    if not titles:
        with sheet(WIDTH, 0.6, said) as figure:
            figure.text(0.5, 0.5, summary, ha="center", va="center")
        return
    limits = _limits(pictures[shown])
    _tiles(pictures[shown], titles, 8, INK_ON_PAPER, limits, said, heading=summary)


def _tiles(
    pictures: np.ndarray,
    titles: Sequence[str] | None,
    columns: int,
    cmap: str,
    limits: tuple[float, float],
    said: Said,
    share: float = 1.0,
    heading: str = "",
    beside: Callable[[AxesImage], None] | None = None,
) -> None:
    """One figure with all pictures as tiles of a single image: quick however many they are.

    share: the part of the width the tiles may take, the rest is left for what `beside` draws.
    """
    columns = min(columns, len(pictures))
    rows = math.ceil(len(pictures) / columns)
    inch = min(WIDTH * share / columns, 1.25) / PITCH  # of one pixel
    lines = 0 if titles is None else max(title.count("\n") + 1 for title in titles)
    gap = (PITCH - SIDE) // 2
    above = gap + math.ceil(lines * 0.17 / inch)
    pitch = above + SIDE + gap
    head = 0.3 / inch if heading else 0.0
    wide, high = columns * PITCH / share, head + rows * pitch
    canvas = np.full((rows * pitch, columns * PITCH), np.nan)
    with sheet(round(wide * inch, 2), round(high * inch, 2), said) as figure:
        axes = blank_axes(figure, wide, high)
        for place, picture in enumerate(pictures):
            row, column = divmod(place, columns)
            y, x = row * pitch + above, column * PITCH + gap
            canvas[y : y + SIDE, x : x + SIDE] = picture
            axes.add_patch(
                Rectangle((x, head + y), SIDE, SIDE, fill=False, edgecolor=FRAME, linewidth=0.8)
            )
            if titles is not None:
                axes.text(
                    x + SIDE / 2, head + y - 0.03 / inch, titles[place],
                    ha="center", va="bottom", fontsize=10, linespacing=1.1,
                )  # fmt: skip
        if heading:
            axes.text(gap, head / 2, heading, va="center", fontsize=11)
        extent = (0, canvas.shape[1], head + canvas.shape[0], head)
        image = axes.imshow(
            canvas, cmap=cmap, vmin=limits[0], vmax=limits[1],
            interpolation="nearest", extent=extent,
        )  # fmt: skip
        axes.set_xlim(0, wide)
        axes.set_ylim(high, 0)
        if beside:
            beside(image)


def _images(images: Any) -> np.ndarray:
    """`images` as an array (N, 28, 28); a single image becomes N = 1."""
    array = to_array(images, "images")
    shape = array.shape
    if shape in ((SIDE, SIDE), (SIDE * SIDE,)):
        return array.reshape(1, SIDE, SIDE)
    flat = len(shape) == 2 and shape[1] == SIDE * SIDE
    if (flat or shape[1:] in ((SIDE, SIDE), (1, SIDE, SIDE))) and shape[0] > 0:
        return array.reshape(-1, SIDE, SIDE)
    raise PictureError(
        _("images must have shape (N, 28, 28) or (N, 784) with N at least 1; got {shape}.").format(
            shape=shape
        )
    )


def _limits(pictures: np.ndarray) -> tuple[float, float]:
    """The values drawn white and black: 0 and 255 for bytes, 0 and 1 where all lie between."""
    if pictures.dtype == np.uint8:
        return 0.0, 255.0
    finite = pictures[np.isfinite(pictures)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    return low, high if high > low else low + 1


def _busiest(pixels: np.ndarray) -> tuple[int, int]:
    """Top and left of the crop in which the values differ most."""
    windows = np.lib.stride_tricks.sliding_window_view(pixels.astype(float), (CROP, CROP))
    spread = np.nan_to_num(windows.std(axis=(2, 3)))
    top, left = np.unravel_index(int(spread.argmax()), spread.shape)
    return int(top), int(left)


def _sureness(probabilities: Any, guess: np.ndarray) -> np.ndarray:
    """The probability of each prediction, from (N,) or (N, C)."""
    array = to_array(probabilities, "probabilities")
    if array.ndim == 2 and len(array) == len(guess):
        array = array[np.arange(len(guess)), guess.astype(int)]
    if array.shape != guess.shape:
        raise PictureError(
            _("probabilities must have shape ({count},) or ({count}, C); got {shape}.").format(
                count=len(guess), shape=array.shape
            )
        )
    if not (array >= 0).all() or not (array <= 1).all():
        raise PictureError(
            _("probabilities must lie between 0 and 1; for log-probabilities pass x.exp().")
        )
    return array
