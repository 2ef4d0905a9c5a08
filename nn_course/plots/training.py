"""Pictures of scores, their spread, and of training: bars, histograms, curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nn_course.errors import PictureError
from nn_course.plots.style import (
    BLUE,
    GREEN,
    ORANGE,
    RED,
    SOFT,
    WIDTH,
    number,
    numbers,
    same_length,
    sheet,
    to_array,
    vector,
)

MOST_BARS = 20
MOST_MARKED = 40
# Told apart by colour, and in print by their dashes.
LINES = ((BLUE, "-"), (ORANGE, "-"), (GREEN, "--"), (RED, "-."), (SOFT, ":"), (BLUE, ":"))


def bars(
    values: Any,
    labels: Sequence[Any] | None = None,
    title: str | None = None,
    ylabel: str | None = None,
) -> None:
    """One bar per value, negative ones downwards, each with its value written at its end.

    values: (C,) or (1, C), at most 20, finite; labels: C names, 0 to C - 1 where left out.
    """
    heights = vector(values, "values").astype(float)
    if len(heights) > MOST_BARS:
        raise PictureError(
            f"bars draws at most {MOST_BARS} values, got {len(heights)}; pass a single row, "
            f"scores[0]."
        )
    if not np.isfinite(heights).all():
        raise PictureError(
            f"values must be finite to be drawn as bars; got {', '.join(numbers(heights))}."
        )
    names = numbers(np.arange(len(heights))) if labels is None else [str(label) for label in labels]
    same_length(values=heights, labels=names)
    places = np.arange(len(heights))
    with sheet(7.5, 3.2) as figure:
        axes = figure.subplots()
        axes.bar(places, heights, color=BLUE, width=0.7)
        axes.axhline(0, color=SOFT, linewidth=1)
        for place, height, text in zip(places, heights, numbers(heights), strict=True):
            below = height < 0
            axes.annotate(
                text, (place, height), (0, -3 if below else 3), textcoords="offset points",
                ha="center", va="top" if below else "bottom", fontsize=10,
            )  # fmt: skip
        axes.set_xticks(places, names)
        axes.tick_params(axis="x", length=0)
        axes.spines["bottom"].set_visible(False)
        axes.margins(x=0.02, y=0.14)
        axes.set_title(title or "")
        axes.set_ylabel(ylabel or "")
        figure.tight_layout()


def histograms(groups: Mapping[str, Any], xlabel: str = "value") -> None:
    """How widely each group of numbers spreads: histograms one above the other, on one scale.

    groups: name -> numbers of any shape, at most 6 groups.
    """
    if not isinstance(groups, Mapping) or not 1 <= len(groups) <= 6:
        raise PictureError('histograms takes 1 to 6 named groups: {"name": values, ...}.')
    flat = {}
    for name, values in groups.items():
        array = to_array(values, name).reshape(-1).astype(float)
        flat[name] = array[np.isfinite(array)]
        if not flat[name].size:
            raise PictureError(f"{name} holds no finite number to draw.")
    low = min(float(array.min()) for array in flat.values())
    high = max(float(array.max()) for array in flat.values())
    margin = 0.03 * (high - low) or 1.0
    with sheet(WIDTH, 0.7 + 1.35 * len(flat)) as figure:
        panels = figure.subplots(len(flat), 1, sharex=True, squeeze=False)[:, 0]
        for axes, colour, (name, array) in zip(
            panels, (BLUE, ORANGE, RED, BLUE, ORANGE, RED), flat.items(), strict=False
        ):
            axes.hist(array, bins=40, color=colour)
            axes.set_xlim(low - margin, high + margin)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            first, last, mean, std = (
                number(value) for value in (array.min(), array.max(), array.mean(), array.std())
            )
            spread = f"from {first} to {last}, mean {mean}, std {std}"
            axes.set_title(f"{name}:  {spread}", loc="left", fontsize=11)
        panels[-1].set_xlabel(xlabel)
        figure.tight_layout()


def curve(
    losses: Any,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    reference: float | None = None,
    reference_label: str | None = None,
) -> None:
    """A loss (or accuracy) per step, counted from 1, its first and last value written beside it.

    losses: N numbers or 0-d tensors; reference: a height to compare with, drawn dashed.
    """
    heights = vector(losses, "losses").astype(float)
    steps = np.arange(1, len(heights) + 1)
    drawn = np.flatnonzero(np.isfinite(heights))
    if not len(drawn):
        raise PictureError(f"None of the {len(heights)} losses is a finite number: no curve.")
    lost = len(heights) - len(drawn)
    with sheet(7.5, 3.4) as figure:
        axes = figure.subplots()
        axes.plot(steps, heights, color=BLUE, linewidth=2)
        if len(drawn) <= MOST_MARKED:
            axes.plot(steps[drawn], heights[drawn], "o", color=BLUE, markersize=5)
        for place in dict.fromkeys((drawn[0], drawn[-1])):
            axes.annotate(
                number(heights[place], 3), (steps[place], heights[place]), (0, 7),
                textcoords="offset points", ha="center", va="bottom", fontsize=10,
            )  # fmt: skip
        _reference(axes, reference, reference_label)
        if lost:
            axes.set_title(f"{lost} of {len(heights)} are not finite and left out", fontsize=11)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
        axes.margins(x=0.06, y=0.15)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        figure.tight_layout()


def curves(
    named: Mapping[str, Any],
    xlabel: str = "epoch",
    ylabel: str = "loss",
    *,
    smooth: int = 1,
    first: float = 1,
    every: float = 1,
    last: bool = True,
    reference: float | None = None,
    reference_label: str | None = None,
) -> None:
    """Several trainings in one picture: a curve for each name, its last value in the legend.

    named: name -> N numbers or 0-d tensors, 1 to 6 of them, not all of one length. The first
    entry is drawn at `first`, the next ones `every` further each: ``first=0, every=50`` for the
    losses of steps 0, 50, 100 … `smooth`: each point is the mean of so many entries around it,
    and the entries themselves stand faint behind. `last`: whether the legend says where each
    curve ends. reference: a height to compare with, dashed.
    """
    if not isinstance(named, Mapping) or not 1 <= len(named) <= len(LINES):
        raise PictureError(f'curves takes 1 to {len(LINES)} named curves: {{"name": losses, ...}}.')
    if isinstance(smooth, bool) or not isinstance(smooth, int | np.integer) or smooth < 1:
        raise PictureError(f"smooth must be a whole number from 1; got {smooth!r}.")
    if not np.isfinite(every) or every <= 0:
        raise PictureError(f"every must be above 0; got {every!r}.")
    heights = {name: vector(values, str(name)).astype(float) for name, values in named.items()}
    labels = {
        name: _ending(str(name), entries, int(smooth), last) for name, entries in heights.items()
    }
    with sheet(7.5, 3.6) as figure:
        axes = figure.subplots()
        for (name, entries), (colour, dashes) in zip(heights.items(), LINES, strict=False):
            places = first + every * np.arange(len(entries))
            means = _running_mean(entries, int(smooth))
            if smooth > 1:
                axes.plot(places, entries, color=colour, linewidth=1, alpha=0.2)
            axes.plot(
                places, means, dashes, color=colour, linewidth=2,
                marker="o" if len(entries) <= MOST_MARKED // 2 else None, markersize=5,
                label=labels[name],
            )  # fmt: skip
        _reference(axes, reference, reference_label)
        if float(first).is_integer() and float(every).is_integer():
            axes.xaxis.set_major_locator(
                MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10])
            )
        axes.margins(x=0.03, y=0.12)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        # above the curves: below them no place is free for every training
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=10)
        figure.tight_layout()


def _ending(name: str, entries: np.ndarray, smooth: int, last: bool) -> str:
    """What the legend says of a curve: its name, where it ends, how much of it is not drawn."""
    missing = int((~np.isfinite(entries)).sum())
    if missing == len(entries):
        raise PictureError(f"None of the {missing} values of {name} is finite: no curve.")
    means = _running_mean(entries, smooth)
    said = [f"last: {number(means[np.isfinite(means)][-1], 3)}"] if last else []
    if missing:
        said.append(f"{missing} of {len(entries)} not finite")
    return f"{name} ({'; '.join(said)})" if said else name


def _running_mean(entries: np.ndarray, width: int) -> np.ndarray:
    """At each place the mean of the finite ones among the `width` entries around it.

    At the beginning the window is as wide as fits evenly, so that a fast fall stays where it is;
    at the end it has no right half, so that the last mean is no single entry. nan where nothing
    in it is finite.
    """
    known = np.isfinite(entries)
    sums = np.cumsum(np.concatenate(([0.0], np.where(known, entries, 0.0))))
    counts = np.cumsum(np.concatenate(([0], known)))
    places = np.arange(len(entries))
    half = np.minimum(places, width // 2)
    starts, ends = places - half, np.minimum(places + half + 1, len(entries))
    total, count = sums[ends] - sums[starts], counts[ends] - counts[starts]
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _reference(axes: Axes, height: float | None, label: str | None) -> None:
    """A dashed line across at `height`, its number written at its right end."""
    if height is None:
        return
    axes.axhline(float(height), color=RED, linestyle="--", linewidth=1.5)
    text = number(float(height), 3)
    axes.annotate(
        f"{label} ({text})" if label else text,
        (1, float(height)), (-2, 3), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="right", va="bottom", fontsize=10,
    )  # fmt: skip


def negative_log() -> None:
    """-log(p) for p from 0 to 1, with its values at 1, 0.5, 0.1 and 0.01 marked."""
    shares = np.linspace(0.005, 1, 400)
    with sheet(7.5, 3.6) as figure:
        axes = figure.subplots()
        axes.plot(shares, -np.log(shares), color=BLUE, linewidth=2)
        for share in (1, 0.5, 0.1, 0.01):
            loss = -np.log(share)
            axes.plot([share], [loss], "o", color=RED, markersize=7)
            axes.annotate(
                f"p = {share}:  −log(p) = {number(loss)}", (share, loss),
                (4, 16) if share == 1 else (10, 6), textcoords="offset points",
                ha="right" if share == 1 else "left", va="bottom",
            )  # fmt: skip
        axes.set_xlim(0, 1.03)
        axes.set_ylim(-0.1, 5.5)
        axes.set_xlabel("p, the probability given to the right digit")
        axes.set_ylabel("−log(p), the loss")
        figure.tight_layout()
