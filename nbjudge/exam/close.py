"""The one comparison of numbers: only right ones pass it."""

from __future__ import annotations

import math
import sys
from numbers import Real
from typing import Any


def close(got: Any, right: Any, within: Any = 0.0) -> bool:
    """Whether `got` is `right`, up to `within`: number for number, each of them finite.

    Both are numbers, or arrays, tensors, lists or tuples of numbers, of the same shape: nothing is
    broadcast. A tensor or array without axes is a number. `within` is a number, or a tensor or
    array that broadcasts to the shape. False, and never an error, for whatever else `got` is:
    nothing, nan, an infinity, a complex number, another shape, a truth value where `right` is a
    number.

    >>> close(0.3000001, 0.3, 1e-5)
    True
    >>> close(float("nan"), 0.3, 1e-5), close([0.3, 0.3], 0.3, 1e-5), close(None, 0.3, 1e-5)
    (False, False, False)
    """
    if _is_truth(got) is not _is_truth(right):
        return False
    mine, theirs = _numbers(got), _numbers(right)
    if mine is None or theirs is None or mine.shape != theirs.shape:
        return False
    import numpy

    allowed = _numbers(within)
    if allowed is None or not (numpy.isfinite(allowed).all() and (allowed >= 0).all()):
        return False
    if not (numpy.isfinite(mine).all() and numpy.isfinite(theirs).all()):
        return False
    if numpy.broadcast_shapes(allowed.shape, mine.shape) != mine.shape:
        raise ValueError(f"a bound of shape {allowed.shape} does not fit numbers of {mine.shape}")
    if mine.dtype.kind == theirs.dtype.kind == "i" and not allowed.any():
        return bool((mine == theirs).all())
    apart = numpy.abs(mine.astype("float64") - theirs.astype("float64"))
    return bool((apart <= allowed).all())


def _is_truth(value: Any) -> bool:
    """Whether `value` is a truth value, or holds such."""
    if isinstance(value, list | tuple):
        return any(map(_is_truth, value))
    return isinstance(value, bool) or str(getattr(value, "dtype", "")) in ("bool", "torch.bool")


def _numbers(value: Any) -> Any:
    """`value` as an array of float64 or int64; None if it is not real numbers alone.

    Whole numbers stay whole: float64 does not tell neighbours beyond 2**53 apart.
    """
    import numpy

    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        if value.layout != torch.strided or value.device.type != "cpu" or value.is_complex():
            return None
        plain = value.detach().resolve_neg()
        wide = torch.float64 if plain.is_floating_point() else torch.int64
        return plain.to(wide).numpy()
    if isinstance(value, numpy.ndarray | numpy.generic):
        if value.dtype.kind not in "biuf":
            return None
        return numpy.asarray(value, dtype="float64" if value.dtype.kind == "f" else "int64")
    if isinstance(value, bool):
        return numpy.asarray(value, dtype="int64")
    if isinstance(value, Real):
        try:
            number = float(value)
        except (OverflowError, ValueError, TypeError):
            return None
        return numpy.asarray(number if math.isfinite(number) else math.nan)
    if isinstance(value, list | tuple):
        held = [_numbers(each) for each in value]
        if any(each is None or each.shape != held[0].shape for each in held):
            return None
        return numpy.stack(held) if held else numpy.zeros(0)
    return None
