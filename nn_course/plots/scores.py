"""Pictures of scores and of how widely numbers spread: bars, histograms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots import describe_runs
from nn_course.plots.said import texts
from nn_course.plots.style import (
    BLUE,
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
            _(
                "bars draws at most {most} values, got {count}; pass a single row, scores[0]."
            ).format(most=MOST_BARS, count=len(heights))
        )
    if not np.isfinite(heights).all():
        raise PictureError(
            _("values must be finite to be drawn as bars; got {numbers}.").format(
                numbers=", ".join(numbers(heights))
            )
        )
    names = numbers(np.arange(len(heights))) if labels is None else [str(label) for label in labels]
    same_length(values=heights, labels=names)
    places, shown = np.arange(len(heights)), numbers(heights)
    said = describe_runs.bars(shown, names, title or "", ylabel or "")
    with sheet(7.5, 3.2, said) as figure:
        axes = figure.subplots()
        axes.bar(places, heights, color=BLUE, width=0.7)
        axes.axhline(0, color=SOFT, linewidth=1)
        for place, height, text in zip(places, heights, shown, strict=True):
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


def histograms(groups: Mapping[str, Any], xlabel: str | None = None) -> None:
    """How widely each group of numbers spreads: histograms one above the other, on one scale.

    groups: name -> numbers of any shape, at most 6 groups; xlabel: "value" where left out.
    """
    xlabel = xlabel or texts.NUMBER_DRAWN
    if not isinstance(groups, Mapping) or not 1 <= len(groups) <= 6:
        raise PictureError(_('histograms takes 1 to 6 named groups: {"name": values, ...}.'))
    flat = {}
    for name, values in groups.items():
        array = to_array(values, name).reshape(-1).astype(float)
        flat[name] = array[np.isfinite(array)]
        if not flat[name].size:
            raise PictureError(_("{name} holds no finite number to draw.").format(name=name))
    low = min(float(array.min()) for array in flat.values())
    high = max(float(array.max()) for array in flat.values())
    margin = 0.03 * (high - low) or 1.0
    spreads = [_spread(name, array) for name, array in flat.items()]
    said = describe_runs.histograms(flat, xlabel, spreads)
    with sheet(WIDTH, 0.7 + 1.35 * len(flat), said) as figure:
        panels = figure.subplots(len(flat), 1, sharex=True, squeeze=False)[:, 0]
        colours = (BLUE, ORANGE, RED, BLUE, ORANGE, RED)
        for axes, colour, array, spread in zip(
            panels, colours, flat.values(), spreads, strict=False
        ):
            axes.hist(array, bins=40, color=colour)
            axes.set_xlim(low - margin, high + margin)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.set_title(spread, loc="left", fontsize=11)
        panels[-1].set_xlabel(xlabel)
        figure.tight_layout()


def _spread(name: str, array: np.ndarray) -> str:
    """Where the numbers of a group lie, with the digits that tell narrow groups apart."""
    decimals = 2 if array.std() >= 0.1 else 3
    first, last, mean, std = (
        number(value, decimals) for value in (array.min(), array.max(), array.mean(), array.std())
    )
    return texts.SPREAD.format(name=name, first=first, last=last, mean=mean, std=std)
