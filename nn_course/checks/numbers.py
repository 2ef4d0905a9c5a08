"""Numbers as text: short, and with as many digits as it takes to see that two differ."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

DIGITS = 4
_MOST_DIGITS = 17


def told_apart(expected: float, got: float) -> tuple[str, str]:
    """Both as text, with as many digits as it takes to see that they differ."""
    expected, got = expected + 0.0, got + 0.0  # 0 is never written as -0
    for digits in range(DIGITS, _MOST_DIGITS + 1):
        right, yours = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if right != yours:
            break
    return right, yours


def digits_between(expected: float, got: float) -> int:
    """The significant digits at which two numbers begin to differ, at least `DIGITS`."""
    for digits in range(DIGITS, _MOST_DIGITS):
        if f"{expected:.{digits}g}" != f"{got:.{digits}g}":
            return digits
    return _MOST_DIGITS


def writer(values: np.ndarray, digits: int = DIGITS) -> Callable[[float], str]:
    """How to write each of `values`: all with the same decimals, where that stays short."""
    finite = np.abs(values[np.isfinite(values)])
    if not finite.size or ((finite == np.round(finite)).all() and finite.max() < 1e7):
        return _whole
    smallest, largest = finite[finite > 0].min(), finite.max()
    decimals = max(digits - 1 - max(math.floor(math.log10(largest)), 0), 0)
    if decimals == 0 or decimals > 9 or smallest < 10.0**-decimals or largest >= 1e6:
        return lambda value: f"{value + 0.0:.{digits}g}"
    return lambda value: f"{value:.{decimals}f}"


def _whole(value: float) -> str:
    return f"{value + 0.0:.0f}" if math.isfinite(value) else f"{value:g}"
