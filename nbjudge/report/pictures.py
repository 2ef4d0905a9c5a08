"""The report's pictures, as SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from nbjudge.report.figures import Bin, Item, Spread

# Letters are larger on a phone, where the whole picture is small: there is room for them.
_WIDE, _HIGH, _LEFT, _BELOW, _ABOVE = 720, 220, 48, 56, 12


def plain(value: float) -> str:
    """A number of marks without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def label(one: Bin, last: bool) -> str:
    """The marks of a bin, as its axis names them."""
    if last:
        return plain(one.low)
    if one.high - one.low == 1:
        return plain(one.low)
    return f"{plain(one.low)} to under {plain(one.high)}"


def _place(value: float, bins: Sequence[Bin]) -> float:
    """Where `value` lies among the bins' numbers, each of which stands below its bin's middle."""
    for place, (one, after) in enumerate(pairwise(bins)):
        if value < after.low:
            return place + (value - one.low) / (after.low - one.low)
    return len(bins) - 1.0


def histogram(spread: Spread, most: float) -> Markup:
    """Learners by marks; the dashed line is the median."""
    bins = spread.bins
    top = max((one.count for one in bins), default=1) or 1
    step = (_WIDE - _LEFT) / len(bins)
    parts = []
    for tick in _ticks(top):
        y = _HIGH - _HIGH * tick / top * 0.9
        parts.append(
            f'<line class="axis" x1="{_LEFT - 4}" x2="{_LEFT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(
            f'<text class="soft" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>'
        )
    every = max(1, round(len(bins) / 13))
    for place, one in enumerate(bins):
        x = _LEFT + place * step
        high = _HIGH * one.count / top * 0.9
        parts.append(
            f'<rect class="full" x="{x + 1:.1f}" y="{_HIGH - high:.1f}" width="{step - 2:.1f}" '
            f'height="{high:.1f}"/>'
        )
        last = len(bins) - 1
        if place == last or (place % every == 0 and last - place >= every):
            parts.append(
                f'<text class="soft" x="{x + step / 2:.1f}" y="{_HIGH + 22}" '
                f'text-anchor="middle">{plain(one.low)}</text>'
            )
    middle = _place(spread.median, bins)
    x = _LEFT + (middle + 0.5) * step
    anchor = "end" if middle > len(bins) / 2 else "start"
    shift = -6 if anchor == "end" else 6
    parts.append(f'<line class="median" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{_HIGH}"/>')
    parts.append(
        f'<text x="{x + shift:.1f}" y="11" text-anchor="{anchor}">'
        f"median {plain(spread.median)}</text>"
    )
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_WIDE}" y1="{_HIGH}" y2="{_HIGH}"/>')
    parts.append(
        f'<text class="soft" x="{(_LEFT + _WIDE) / 2}" y="{_HIGH + 48}" text-anchor="middle">'
        f"marks, of {plain(most)}</text>"
    )
    said = (
        f"Learners by marks. The median is {plain(spread.median)} of {plain(most)}, half of the "
        f"class lies between {plain(spread.lower)} and {plain(spread.upper)}."
    )
    return Markup(
        f'<svg class="histogram" viewBox="0 {-_ABOVE} {_WIDE} {_ABOVE + _HIGH + _BELOW}" '
        f'role="img" aria-label="{said}">{"".join(parts)}</svg>'
    )


def _ticks(top: int) -> Sequence[int]:
    """A few round numbers up to `top`."""
    step = next(
        size
        for power in range(9)
        for size in (10**power, 2 * 10**power, 5 * 10**power)
        if top / size <= 4
    )
    return range(0, top + 1, step)


def bar(item: Item) -> Markup:
    """Full, some and no marks side by side, with text beside it in the table."""
    parts, left = [], 0.0
    for kind, count in (("full", item.full), ("some", item.some), ("none", item.none)):
        wide = 200 * count / item.count
        if count:
            parts.append(f'<rect class="{kind}" x="{left:.2f}" width="{wide:.2f}" height="14"/>')
        left += wide
    return Markup(
        f'<svg class="bar" viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">'
        f'{"".join(parts)}<rect class="frame" width="200" height="14"/></svg>'
    )


def count_bar(count: int, most: int) -> Markup:
    """How many of the class, as a short bar; the number stands beside it."""
    return Markup(
        '<svg class="count" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="some" width="{100 * count / most:.2f}" height="12"/>'
        '<rect class="frame" width="100" height="12"/></svg>'
    )
