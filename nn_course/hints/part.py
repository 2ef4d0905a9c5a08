"""One hint per exercise of a part: an attribute that is called."""

from __future__ import annotations

import os

from nn_course.catalogue import PARTS, Exercise, exercise
from nn_course.errors import UnknownExercise
from nn_course.hints import choice
from nn_course.hints.card import show
from nn_course.hints.said import texts


class Hint:
    """The hints of one exercise: each call gives the next."""

    def __init__(self, known: Exercise) -> None:
        self._known = known
        self.__doc__ = texts.DOC.format(name=known.name)

    def __call__(self, *_answer: object, again: bool = False) -> None:
        """Show the next hint, or with `again` all so far; an answer handed over is not needed.

        While nbgrader runs the notebook nobody reads, so nothing is shown, and nothing counts.
        """
        if "NBGRADER_EXECUTION" in os.environ:
            return
        show(choice.given(self._known) if again else choice.following(self._known))

    def __repr__(self) -> str:
        return str(texts.NO_PARENTHESES.format(name=self._known.name))


class Hints:
    """The hints of one part: an attribute for each of its exercises."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Hint:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            known = exercise(self._part, name)
        except UnknownExercise as error:
            raise error from None
        return Hint(known)

    def __dir__(self) -> list[str]:
        return list(PARTS[self._part])

    def __repr__(self) -> str:
        names = PARTS[self._part]
        return str(texts.USE.format(part=self._part, example=names[0], names=", ".join(names)))
