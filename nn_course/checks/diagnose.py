"""Which known misconception an answer shows, if any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from nn_course.catalogue import Case, Exercise, Misconception, exercise
from nn_course.checks.answers import answer_of
from nn_course.checks.compare import same
from nn_course.checks.observe import Observation, observe

# The check always shows the same inputs, so that what a learner reads can be reproduced.
SEED = 0


@cache
def cases(part: str, name: str) -> tuple[Case, ...]:
    """The inputs of the check of an exercise."""
    return exercise(part, name).inputs(SEED)


@cache
def expected(part: str, name: str) -> tuple[Observation, ...]:
    """What the reference shows on each of the `cases`."""
    known = exercise(part, name)
    return tuple(observe(known, known.reference, case, trusted=True) for case in cases(part, name))


def diagnose(known: Exercise, observations: Iterable[Observation]) -> Misconception | None:
    """The misconception whose observations equal `observations` on all cases, or None.

    One case after the other, so that a wrong answer rarely costs more than one call of each
    misconception; those calls are remembered.
    """
    left = list(known.misconceptions)
    for index, (case, seen) in enumerate(
        zip(cases(known.part, known.name), observations, strict=True)
    ):
        left = [one for one in left if same(known, case, shown(known, one, index), seen)]
        if not left:
            return None
    return left[0]


def shown(known: Exercise, misconception: Misconception, index: int) -> Observation:
    """What `misconception` shows on the case number `index`."""
    return _shown(known.part, known.name, misconception.name, index)


@cache
def _shown(part: str, name: str, misconception: str, index: int) -> Observation:
    known = exercise(part, name)
    return observe(known, _function(part, name, misconception), cases(part, name)[index])


@cache
def _function(part: str, name: str, misconception: str) -> Callable[..., Any]:
    return answer_of(part, name, exercise(part, name).misconception(misconception).source)
