"""Pictures of batches: the labels that come in each, one beside the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.patches import Rectangle

from nn_course.errors import PictureError
from nn_course.language import _
from nn_course.plots import describe
from nn_course.plots.style import WIDTH, blank_axes, sheet, vector

MOST_ROWS = 12
MOST_LABELS = 32
BESIDE = 0.3  # of the width, for the names

# Ten light tints that black figures can be read on; the figures say the same to everybody.
_TINTS = [colormaps["tab20"](2 * place + 1) for place in range(10)]


def labels(rows: Mapping[str, Any]) -> None:
    """A row of cells for each batch, in each cell a label, every digit in a colour of its own.

    rows: name -> N labels, whole numbers 0 to 9; at most 12 rows of at most 32.
    """
    if not isinstance(rows, Mapping) or not 1 <= len(rows) <= MOST_ROWS:
        raise PictureError(
            _('labels takes 1 to {most} named rows: {{"name": labels, ...}}.').format(
                most=MOST_ROWS
            )
        )
    digits = {str(name): _digits(values, str(name)) for name, values in rows.items()}
    cell = WIDTH * (1 - BESIDE) / max(max(len(row) for row in digits.values()), 16)
    left, pitch = WIDTH * BESIDE / cell, 1.25
    wide, high = WIDTH / cell, pitch * len(digits) + 0.35
    with sheet(WIDTH, round(high * cell, 2), describe.labels(digits)) as figure:
        axes = blank_axes(figure, wide, high)
        for number, (name, row) in enumerate(digits.items()):
            top = 0.3 + pitch * number
            axes.text(left - 0.4, top + 0.5, name, ha="right", va="center", fontsize=11)
            for place, digit in enumerate(row):
                axes.add_patch(
                    Rectangle((left + place, top), 1, 1, fc=_TINTS[digit], ec="white", lw=1.5)
                )
                axes.text(
                    left + place + 0.5, top + 0.52, str(digit),
                    ha="center", va="center", fontsize=min(11, 30 * cell),
                )  # fmt: skip


def _digits(values: Any, name: str) -> list[int]:
    """`values` as whole numbers from 0 to 9."""
    row = vector(values, name)
    if len(row) > MOST_LABELS:
        raise PictureError(
            _(
                "labels draws at most {most} in a row, got {count} for {name}; pass a part, "
                "yb[:16]."
            ).format(most=MOST_LABELS, count=len(row), name=name)
        )
    if not (np.isin(row, np.arange(10))).all():
        raise PictureError(
            _("The labels of {name} must be whole numbers from 0 to 9.").format(name=name)
        )
    return [int(digit) for digit in row]
