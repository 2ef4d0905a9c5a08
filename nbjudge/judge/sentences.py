"""What a learner reads about a test cell that did not give all its marks."""

from __future__ import annotations

import math

from nbjudge.exam.outcome import Raised

_LONGEST = 1000


def unwritten(blank: str) -> str:
    return f"{blank} has not been written yet."


def not_defined(name: str, why: Raised | None) -> str:
    if why is None:
        return f"{name} is not defined: the cell that should define it does not."
    return f"{name} is not defined, because its cell stopped with {said(why)}."


def stopped(blank: str, sentence: str) -> str:
    return f"{blank or 'This'} could not be judged to the end: {sentence}."


def raised(blank: str, what: Raised) -> str:
    return f"{blank or 'The answer'} stopped with {said(what)}."


def said(what: Raised) -> str:
    """An exception in words: its name and message, and the learner's line that led to it."""
    text = str(what).rstrip(".")
    if what.line and what.text:
        return f"{text} (line {what.line}: `{what.text}`)"
    return text


def assertion(blank: str, message: str) -> str:
    return clipped(message.strip()) or f"A hidden test of {blank or 'this cell'} did not pass."


def unusable(blank: str) -> str:
    return f"The test could not work with what {blank or 'the answer'} gave: it is of another kind."


def broken(test: str, kind: str) -> str:
    return f"The test cell {test} itself failed with {kind}: an instructor has to look at it."


def late(test: str, seconds: float) -> str:
    return f"What was returned could not be judged within {seconds:g} seconds ({test})."


def impossible_credit(value: float, most: float) -> str:
    if math.isnan(value):
        return f"The test cell gave no number of marks (of {most:g}), so it counts as none."
    return f"The test cell gave {value:g} of {most:g} marks, which cannot be: it counts as none."


def out_of_time(seconds: float) -> str:
    return f"The notebook had used up its {seconds:g} seconds before this could be judged."


def clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
