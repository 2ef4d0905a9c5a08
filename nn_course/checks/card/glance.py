"""The first look at an answer that takes long: its first steps alone, shown at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbjudge.exam import through
from nn_course.catalogue import Exercise
from nn_course.checks.card.content import Card, Tried
from nn_course.checks.diagnose import cases
from nn_course.checks.isolation import conditions
from nn_course.checks.observe import fresh
from nn_course.checks.report import one_thread
from nn_course.checks.said import words as report_words
from nn_course.checks.said import words_card as words
from nn_course.language import phrase


def glance_at(known: Exercise, function: Callable[..., Any]) -> Card | None:
    """The card of the first look; None where that look was all there is to see.

    The exercise's `glance` gives label → whether it is as it should be, or nothing if the answer
    ended, well or badly, before there was anything to wait for.
    """
    assert known.glance is not None
    case = cases(known.part, known.name)[0]
    with one_thread():
        outcome = through(
            known.glance,
            function,
            fresh(case.arguments),
            conditions=conditions(known),
            quiet=True,
            seed=0,
        )
    if outcome.raised is not None or outcome.used is not None or not outcome.result:
        return None
    seen = outcome.result
    tried = tuple(
        Tried(fine, _line(fine, phrase(known.part, label))) for label, fine in seen.items()
    )
    summary = words.GLANCE_FINE if all(seen.values()) else words.GLANCE_WRONG
    return Card(known.name, known.signature, None, summary, tried=tried)


def _line(fine: bool, label: str) -> str:
    sign = report_words.RIGHT if fine else report_words.WRONG
    return str(words.LOOK_LINE.format(sign=sign, label=label))
