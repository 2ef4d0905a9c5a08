"""Which hint comes next, and which there have been.

The hints made for what the last check saw come first, then those for everybody. Each series
has a count of its own, so that a new mistake brings its own hints, and going back to an old one
goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass

from nn_course import progress
from nn_course.catalogue import PARTS, Exercise
from nn_course.hints.said import texts
from nn_course.language import phrase

GENERAL = "general"
"""The series of the hints for everybody; the others go by their first misconception."""


@dataclass(frozen=True)
class Series:
    """Hints that are counted together, under `name`."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """What a call of a hint says, as plain data; `text` has `code` between backticks.

    `items` is a list below the text, and `numbered` says whether its order matters. `after` is
    a remark that closes the card.
    """

    title: str
    about: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    numbered: bool = False
    after: str = ""


def series(exercise: Exercise, seen: str | None) -> tuple[Series, ...]:
    """What is there to say to a learner whose last check saw the misconception `seen`."""
    fitting = [
        Series(one.after[0], one.steps) for one in exercise.help if seen and seen in one.after
    ]
    return (*fitting[:1], Series(GENERAL, exercise.hints))


def following(exercise: Exercise) -> Message:
    """The next hint, which counts as given from now on; or that there is none left."""
    part, name = exercise.part, exercise.name
    known = progress.of(part, name)
    if known.passed:
        return Message(texts.PASSED_TITLE, text=texts.PASSED.format(name=name))
    offered = series(exercise, known.seen)
    total = sum(len(one.steps) for one in offered)
    before = 0
    for one in offered:
        if known.hints.get(one.name, 0) < len(one.steps):
            place = progress.hinted(part, name, one.name)
            about = texts.FOR_ALL if one.name == GENERAL else texts.AFTER_THE_CHECK
            number = before + place + 1
            checked = known.tries > 0 or number > 1
            remarks = [] if checked else [texts.CHECK_FIRST.format(name=name)]
            remarks.append(texts.LAST if number == total else texts.MORE)
            return Message(
                texts.TITLE.format(number=number, total=total),
                about.format(name=name),
                phrase(part, one.steps[place]),
                after=" ".join(remarks),
            )
        before += len(one.steps)
    return Message(
        texts.DONE_TITLE.format(total=total, name=name),
        text=texts.DONE,
        items=(
            texts.DONE_CHECK,
            texts.DONE_AGAIN.format(name=name),
            texts.DONE_LESSON,
            texts.DONE_RESET.format(exercise=_to_reset(part, name)),
        ),
    )


def _to_reset(part: str, name: str) -> str:
    """How `python -m nn_course reset` is told which exercise; some names occur in two parts."""
    parts = [one for one, names in PARTS.items() if name in names]
    return name if parts == [part] else texts.OF_PART.format(name=name, part=part)


def given(exercise: Exercise) -> Message:
    """All hints that have been given, those for what the last check saw first; none counts."""
    name = exercise.name
    known = progress.of(exercise.part, name)
    first, *rest = series(exercise, known.seen)
    everything = [first, *(Series(one.after[0], one.steps) for one in exercise.help), *rest]
    so_far = {one.name: one.steps[: known.hints.get(one.name, 0)] for one in everything}
    if first.name == GENERAL:  # it stands first only where nothing was seen
        so_far[GENERAL] = so_far.pop(GENERAL)
    items = tuple(phrase(exercise.part, step) for steps in so_far.values() for step in steps)
    if not items:
        return Message(
            texts.NONE_SO_FAR_TITLE.format(name=name), text=texts.NONE_SO_FAR.format(name=name)
        )
    return Message(texts.AGAIN_TITLE.format(name=name), items=items, numbered=True)
