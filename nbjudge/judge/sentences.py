"""What a learner reads about a test cell that did not give all its marks."""

from __future__ import annotations

import math

from nbjudge.exam.outcome import Raised
from nbjudge.language import matches
from nbjudge.language import said as _

_LONGEST = 1000


def unwritten(blank: str) -> str:
    return _("{name} has not been written yet.").format(name=blank)


def not_defined(name: str, why: Raised | None) -> str:
    if why is None:
        return _("{name} is not defined: the cell that should define it does not.").format(
            name=name
        )
    sentence = _("{name} is not defined, because its cell stopped with {error}.")
    return sentence.format(name=name, error=said(why))


def says_not_defined(sentence: str, name: str) -> bool:
    """Whether *sentence* is `not_defined` of *name*, in the language spoken now."""
    known = (
        not_defined(name, None),
        _("{name} is not defined, because its cell stopped with {error}.").replace("{name}", name),
    )
    return any(matches(one, sentence) for one in known)


def stopped(blank: str, sentence: str) -> str:
    if not blank:
        return _("This could not be judged to the end: {sentence}.").format(sentence=sentence)
    whole = _("{name} could not be judged to the end: {sentence}.")
    return whole.format(name=blank, sentence=sentence)


def raised(blank: str, what: Raised) -> str:
    if not blank:
        return _("The answer stopped with {error}.").format(error=said(what))
    return _("{name} stopped with {error}.").format(name=blank, error=said(what))


def said(what: Raised) -> str:
    """An exception in words: its name and message, and the learner's line that led to it."""
    text = str(what).rstrip(".")
    if what.line and what.text:
        place = _("{error} (line {line}: `{code}`)")
        return place.format(error=text, line=what.line, code=what.text)
    return text


def assertion(blank: str, message: str) -> str:
    if message.strip():
        return clipped(message.strip())
    if not blank:
        return _("A hidden test of this cell did not pass.")
    return _("A hidden test of {name} did not pass.").format(name=blank)


def unusable(blank: str) -> str:
    if not blank:
        return _("The test could not work with what the answer gave: it is of another kind.")
    sentence = _("The test could not work with what {name} gave: it is of another kind.")
    return sentence.format(name=blank)


def broken(test: str, kind: str) -> str:
    sentence = _("The test cell {test} itself failed with {kind}: an instructor has to look at it.")
    return sentence.format(test=test, kind=kind)


def late(test: str, seconds: float) -> str:
    sentence = _("What was returned could not be judged within {seconds} seconds ({test}).")
    return sentence.format(seconds=f"{seconds:g}", test=test)


def too_much(test: str) -> str:
    sentence = _("What was returned needs more memory than judging it may take ({test}).")
    return sentence.format(test=test)


def gave(points: float, most: float) -> str:
    sentence = _("The test gave {points} of {most} marks.")
    return sentence.format(points=f"{points:g}", most=f"{most:g}")


def impossible_credit(value: float, most: float) -> str:
    if math.isnan(value):
        sentence = _("The test cell gave no number of marks (of {most}), so it counts as none.")
        return sentence.format(most=f"{most:g}")
    sentence = _("The test cell gave {points} of {most} marks, which cannot be: it counts as none.")
    return sentence.format(points=f"{value:g}", most=f"{most:g}")


def out_of_time(seconds: float) -> str:
    sentence = _("The notebook had used up its {seconds} seconds before this could be judged.")
    return sentence.format(seconds=f"{seconds:g}")


def no_more(sentence: str) -> str:
    return _("More cannot be said: {sentence}.").format(sentence=sentence)


def no_report(kind: str) -> str:
    sentence = _("More cannot be said: the report of this test failed ({kind}).")
    return sentence.format(kind=kind)


def clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
