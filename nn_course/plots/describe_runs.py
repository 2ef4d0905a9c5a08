"""What pictures of scores and of trainings show, said of the values that they draw.

All that depends on those values, in words or in numbers, goes into the alt text alone: a training
comes out a little different on another machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nn_course.plots.describe import SEMICOLON, listing
from nn_course.plots.said import texts
from nn_course.plots.showing import Said
from nn_course.plots.style import number

TURN = 0.2  # of a curve's own span: less is a ripple, not a turn
FLAT = 0.05  # of the span of all curves in the picture
FAST = 0.6  # of the whole way, gone in the first quarter


def bars(heights: Sequence[str], names: Sequence[str], title: str, ylabel: str) -> Said:
    """One bar for each name, with its height as text."""
    plain = (texts.BARS_TITLED if title else texts.BARS).format(labels=listing(names), title=title)
    named = [
        texts.NAMED_NUMBER.format(name=name, number=height)
        for name, height in zip(names, heights, strict=True)
    ]
    values = listing(named, SEMICOLON)
    result = texts.BARS_NAMED_VALUES if ylabel else texts.BARS_VALUES
    return Said(plain, result.format(ylabel=ylabel, values=values))


def histograms(groups: Mapping[str, np.ndarray], xlabel: str, spreads: Sequence[str]) -> Said:
    """Groups of numbers, and what stands above each about its spread."""
    widest = sorted(groups, key=lambda name: -float(groups[name].std()))
    plain = texts.HISTOGRAMS.format(xlabel=xlabel, names=listing(list(groups)))
    result = [texts.HISTOGRAMS_ORDER.format(names=listing(widest))] if len(groups) > 1 else []
    result += [texts.HISTOGRAMS_LIST.format(spread=" ".join(spread.split())) for spread in spreads]
    return Said(plain, " ".join(result))


def curves(
    named: Mapping[str, np.ndarray],
    labels: tuple[str, str],
    ends: tuple[float, float],
    *,
    smooth: int = 1,
    reference: str = "",
    lost: Sequence[str] = (),
) -> Said:
    """How each curve runs. labels: of x and y; ends: of x; lost: what is said of missing values."""
    start, end = (number(value, 0 if float(value).is_integer() else 2) for value in ends)
    said = texts.CURVE if len(named) == 1 else texts.CURVES
    names = listing(list(named), SEMICOLON)
    plain = [said.format(xlabel=labels[0], ylabel=labels[1], start=start, end=end, names=names)]
    if smooth > 1:
        plain.append(texts.SMOOTHED.format(smooth=smooth))
    if reference:
        plain.append(texts.REFERENCE_LINE.format(reference=reference))
    finite = {name: entries[np.isfinite(entries)] for name, entries in named.items()}
    values = np.concatenate(list(finite.values()))
    whole = float(values.max() - values.min())
    result = [f"{sentence}." for sentence in lost]
    for name, entries in finite.items():
        first, last, low, high = (
            number(value, 3) for value in (entries[0], entries[-1], entries.min(), entries.max())
        )
        runs = _runs(entries, whole)
        result.append(runs.format(name=name, first=first, last=last, low=low, high=high))
    return Said(" ".join(plain), " ".join(result))


def negative_log(marks: Sequence[str]) -> Said:
    """The curve of -log(p); `marks`: what is written at its marked points."""
    listed = listing([" ".join(mark.split()) for mark in marks], SEMICOLON)
    return Said(texts.NEGATIVE_LOG.format(marks=listed))


def _runs(entries: np.ndarray, whole: float) -> str:
    """The sentence for a curve in a picture whose values span `whole`."""
    span = float(entries.max() - entries.min())
    if span <= FLAT * whole or span == 0:
        return texts.LEVEL
    turns = _turns(entries, TURN * span)
    if len(turns) > 2:
        return texts.UP_AND_DOWN
    if len(turns) == 2:
        return texts.RISES_THEN_FALLS if turns[0] > 0 else texts.FALLS_THEN_RISES
    quarter = entries[: max(2, -(-len(entries) // 4))]
    fast = abs(quarter[-1] - entries[0]) > FAST * span and len(entries) > 4
    if turns[0] > 0:
        return texts.RISES_FAST if fast else texts.RISES
    return texts.FALLS_FAST if fast else texts.FALLS


def _turns(entries: np.ndarray, least: float) -> list[int]:
    """The directions in which a curve goes, one after the other: 1 up, -1 down."""
    turns: list[int] = []
    low = high = entries[0]
    for value in entries:
        low, high = min(low, value), max(high, value)
        going = turns[-1] if turns else 0
        if going <= 0 and value - low >= least:
            turns.append(1)
            high = value
        elif going >= 0 and high - value >= least:
            turns.append(-1)
            low = value
    return turns
