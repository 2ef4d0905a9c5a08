"""Pictures of how a training went: curves, and the loss they follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots import describe_runs
from nn_course.plots.said import texts
from nn_course.plots.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    RED,
    SOFT,
    number,
    sheet,
    vector,
)

MOST_MARKED = 40
# Told apart by dashes and markers as well as by colour.
LINES: tuple[tuple[str, Any, str], ...] = (
    (BLUE, "-", "o"),
    (ORANGE, "--", "s"),
    (GREEN, "-.", "^"),
    (RED, (0, (6, 1.5, 1.5, 1.5, 1.5, 1.5)), "D"),
    (SOFT, ":", "v"),
    (INK, (0, (10, 3)), "P"),
)
MARKERS = 8  # on a curve with too many points to mark each


def curve(
    losses: Any,
    xlabel: str | None = None,
    ylabel: str | None = None,
    reference: float | None = None,
    reference_label: str | None = None,
) -> None:
    """A loss (or accuracy) per step, counted from 1, its first and last value written beside it.

    losses: N numbers or 0-d tensors; reference: a height to compare with, drawn dotted; xlabel and
    ylabel: "epoch" and "loss" where left out.
    """
    xlabel, ylabel = xlabel or texts.EPOCH, ylabel or texts.LOSS
    heights = vector(losses, "losses").astype(float)
    steps = np.arange(1, len(heights) + 1)
    drawn = np.flatnonzero(np.isfinite(heights))
    if not len(drawn):
        raise PictureError(
            _("None of the {count} losses is a finite number: no curve.").format(count=len(heights))
        )
    lost = len(heights) - len(drawn)
    left_out = [texts.LEFT_OUT.format(lost=lost, total=len(heights))] if lost else []
    said = describe_runs.curves(
        {ylabel: heights},
        (xlabel, ylabel),
        (1, len(heights)),
        reference=_referred(reference, reference_label),
        lost=left_out,
    )
    with sheet(7.5, 3.4, said) as figure:
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
            axes.set_title(left_out[0], fontsize=11)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
        axes.margins(x=0.06, y=0.15)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        figure.tight_layout()


def curves(
    named: Mapping[str, Any],
    xlabel: str | None = None,
    ylabel: str | None = None,
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
    curve ends. reference: a height to compare with, dotted. xlabel and ylabel: "epoch" and "loss"
    where left out.
    """
    xlabel, ylabel = xlabel or texts.EPOCH, ylabel or texts.LOSS
    if not isinstance(named, Mapping) or not 1 <= len(named) <= len(LINES):
        raise PictureError(
            _('curves takes 1 to {most} named curves: {{"name": losses, ...}}.').format(
                most=len(LINES)
            )
        )
    if isinstance(smooth, bool) or not isinstance(smooth, int | np.integer) or smooth < 1:
        raise PictureError(
            _("smooth must be a whole number from 1; got {smooth!r}.").format(smooth=smooth)
        )
    if not np.isfinite(every) or every <= 0:
        raise PictureError(_("every must be above 0; got {every!r}.").format(every=every))
    heights = {name: vector(values, str(name)).astype(float) for name, values in named.items()}
    lost = {str(name): _missing(str(name), entries) for name, entries in heights.items()}
    drawn = {str(name): _running_mean(entries, int(smooth)) for name, entries in heights.items()}
    said = describe_runs.curves(
        drawn,
        (xlabel, ylabel),
        (first, first + every * (max(map(len, drawn.values())) - 1)),
        smooth=int(smooth),
        reference=_referred(reference, reference_label),
        lost=[
            texts.ONLY_LOST.format(name=name, lost=count, total=len(drawn[name]))
            for name, count in lost.items()
            if count
        ],
    )
    with sheet(7.5, 3.6, said) as figure:
        axes = figure.subplots()
        for place, (name, entries) in enumerate(zip(drawn, heights.values(), strict=True)):
            colour, dashes, marker = LINES[place]
            places, means = first + every * np.arange(len(entries)), drawn[name]
            marked = _marked(place, len(entries), len(drawn))
            if smooth > 1:
                axes.plot(places, entries, color=colour, linewidth=1, alpha=0.2)
            axes.plot(
                places, means, linestyle=dashes, color=colour, linewidth=2,
                marker=marker if marked else None, markersize=5, markevery=marked,
                label=_ending(name, means, lost[name], last),
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
        axes.legend(
            loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=10,
            handlelength=4,
        )  # fmt: skip
        figure.tight_layout()


def _missing(name: str, entries: np.ndarray) -> int:
    """How many entries of a curve are not finite; PictureError if none is."""
    missing = int((~np.isfinite(entries)).sum())
    if missing == len(entries):
        raise PictureError(
            _("None of the {missing} values of {name} is finite: no curve.").format(
                missing=missing, name=name
            )
        )
    return missing


def _ending(name: str, means: np.ndarray, lost: int, last: bool) -> str:
    """What the legend says of a curve: its name, where it ends, how much of it is not drawn."""
    if last:
        said = texts.ENDING_LOST if lost else texts.ENDING
    else:
        said = texts.ONLY_LOST if lost else texts.ONLY_NAME
    end = number(means[np.isfinite(means)][-1], 3)
    return said.format(name=name, last=end, lost=lost, total=len(means))


def _marked(place: int, points: int, curves: int) -> list[int]:
    """The points of a curve that get a marker: all, or a few, elsewhere than on other curves."""
    if points <= MOST_MARKED // 2:
        return list(range(points))
    if curves == 1:
        return []
    step = points // MARKERS
    return list(range(step * (place + 1) // (curves + 1), points, step))


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


def _referred(height: float | None, label: str | None) -> str:
    """What is written at the line that a curve is compared with; nothing where there is none."""
    if height is None:
        return ""
    said = texts.REFERENCE_NAMED if label else texts.REFERENCE
    return said.format(number=number(float(height), 3), label=label)


def _reference(axes: Axes, height: float | None, label: str | None) -> None:
    """A dotted line across at `height`, its number written at its right end."""
    if height is None:
        return
    axes.axhline(float(height), color=INK, linestyle=":", linewidth=1.5)
    axes.annotate(
        _referred(height, label),
        (1, float(height)), (-2, 3), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="right", va="bottom", fontsize=10,
    )  # fmt: skip


def negative_log() -> None:
    """-log(p) for p from 0 to 1, with its values at 1, 0.5, 0.1 and 0.01 marked."""
    shares = np.linspace(0.005, 1, 400)
    marks = {
        share: texts.MARKED.format(share=share, loss=number(-np.log(share)))
        for share in (1, 0.5, 0.1, 0.01)
    }
    with sheet(7.5, 3.6, describe_runs.negative_log(list(marks.values()))) as figure:
        axes = figure.subplots()
        axes.plot(shares, -np.log(shares), color=BLUE, linewidth=2)
        for share, mark in marks.items():
            axes.plot([share], [-np.log(share)], "o", color=RED, markersize=7)
            axes.annotate(
                mark, (share, -np.log(share)),
                (4, 16) if share == 1 else (10, 6), textcoords="offset points",
                ha="right" if share == 1 else "left", va="bottom",
            )  # fmt: skip
        axes.set_xlim(0, 1.03)
        axes.set_ylim(-0.1, 5.5)
        axes.set_xlabel(texts.MARKED_X)
        axes.set_ylabel(texts.MARKED_Y)
        figure.tight_layout()
