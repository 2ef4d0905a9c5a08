"""Where two observations differ first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nbjudge.exam import unseen
from nn_course.catalogue import Case, Exercise
from nn_course.checks.observe import Observation


@dataclass(frozen=True)
class Difference:
    """The observation `key` is `got` where it should be `expected`.

    For arrays of the same shape both are the numbers at `index`, the first place (in reading
    order) where they differ. Either is `MISSING` where only the other side has the observation.
    """

    key: str
    expected: Any
    got: Any
    index: tuple[int, ...] | None = None


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()

# Observations that stand alone: nothing else can be said beside them.
_ENDS = ("raised", "ready-made")


def difference(
    exercise: Exercise, case: Case, expected: Observation, got: Observation
) -> Difference | None:
    """The first difference between two observations of the same case, or None.

    The order is that of a learner's questions: did it run, is it of the right kind, shape and
    value, did it leave its inputs alone, do gradients flow.
    """
    keys = dict.fromkeys([*_ENDS, *expected, *got])
    for key in sorted(keys, key=lambda key: key.startswith(("gradient of", "raised with"))):
        found = _differ(exercise, case, key, expected.get(key, MISSING), got.get(key, MISSING))
        if found is not None:
            return found
    return None


def same(exercise: Exercise, case: Case, one: Observation, other: Observation) -> bool:
    """Whether two observations of the same case show no difference."""
    return difference(exercise, case, one, other) is None


def _differ(exercise: Exercise, case: Case, key: str, expected: Any, got: Any) -> Difference | None:
    if key == "ready-made" and MISSING not in (expected, got):
        seen = [unseen(str(used)) is None for used in (expected, got)]
        if seen[0] == seen[1]:
            return None  # it earns nothing, by whichever of its operations
    if not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray):
        equal = type(expected) is type(got) and expected == got
        return None if equal else Difference(key, expected, got)
    if expected.shape != got.shape:
        return Difference(key, expected.shape, got.shape)
    wrong = ~close(exercise, case, expected, got)
    if not wrong.any():
        return None
    index = first_place(wrong)
    return Difference(key, float(expected[index]), float(got[index]), index)


def first_place(wrong: np.ndarray) -> tuple[int, ...]:
    """The first place, in reading order, where `wrong` is true."""
    return tuple(int(place) for place in np.argwhere(wrong)[0])


def close(exercise: Exercise, case: Case, expected: np.ndarray, got: np.ndarray) -> np.ndarray:
    """Where two arrays of one shape agree, as nearly as a right answer does."""
    scale = np.asarray(case.scale, dtype=np.float64)
    if scale.ndim != expected.ndim:
        scale = scale.max()
    allowed = exercise.tolerance.absolute + exercise.tolerance.relative * (
        np.abs(np.nan_to_num(expected)) + scale
    )
    with np.errstate(invalid="ignore"):
        near = np.abs(expected - got) <= allowed
    return near | (expected == got) | (np.isnan(expected) & np.isnan(got))
