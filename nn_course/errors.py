"""Every error that this course raises, in one place; those of its commands: nn_course.start.errors.

Each message is one sentence or two that say what is wrong and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from nbjudge.exam import hidden_by, unseen
from nn_course.language import _
from nn_course.sentences import lines


class MnistUnavailable(RuntimeError):
    """The full set of digits cannot be had; learners see it only with ``MNIST_SOURCE=keras``.

    `problem` is the sentence alone, for the line that says why other digits are used instead.
    """

    problem = ""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this in place of formatting a traceback, which would show our code."""
        return lines(str(self))

    @classmethod
    def because(cls, problem: str) -> MnistUnavailable:
        """`problem` is a whole sentence."""
        error = cls(
            _("{problem} MNIST_SOURCE=bundled uses the digits that come with the course.").format(
                problem=problem
            )
        )
        error.problem = problem
        return error

    @classmethod
    def offline(cls, reason: str) -> MnistUnavailable:
        """The server cannot be reached, for `reason`."""
        return cls.because(
            _("The full MNIST digits cannot be downloaded ({reason}).").format(reason=reason)
        )

    @classmethod
    def cache(cls, path: Path, reason: str) -> MnistUnavailable:
        """The file at `path`, where Keras keeps the digits, cannot be used, for `reason`."""
        return cls.because(
            _(
                "The file {path} is not the MNIST digits ({reason}): delete it, and the next "
                "load downloads it again."
            ).format(path=path, reason=reason)
        )

    @classmethod
    def without_tensorflow(cls, error: Exception) -> MnistUnavailable:
        """The import of tensorflow, which holds Keras, raised `error`."""
        if isinstance(error, ModuleNotFoundError) and error.name == "tensorflow":
            return cls.because(
                _(
                    "Keras and its full MNIST digits need tensorflow, which is not installed here: "
                    "`%pip install tensorflow` in a cell brings it."
                )
            )
        return cls.because(
            _(
                "The full MNIST digits need tensorflow, and importing it failed ({error}): "
                "install nn-course again."
            ).format(error=_first_line(error))
        )

    @classmethod
    def failed_download(cls, error: Exception) -> MnistUnavailable:
        """Keras's own call raised `error`."""
        return cls.because(
            _("Keras could not load the full MNIST digits ({error}).").format(
                error=_first_line(error)
            )
        )


class UnknownMnistSource(ValueError):
    """The environment variable ``MNIST_SOURCE`` holds something else than its two words."""

    @classmethod
    def named(cls, value: str) -> UnknownMnistSource:
        """`value` is what the variable holds."""
        return cls(
            _(
                "MNIST_SOURCE is {value!r}, but it has to be 'keras' (the full digits, "
                "downloaded once) or 'bundled' (the digits that come with the course), or not "
                "be set at all."
            ).format(value=value)
        )


class BrokenBundle(RuntimeError):
    """The digits inside the installed package are missing or damaged."""

    @classmethod
    def at(cls, path: Path, error: Exception) -> BrokenBundle:
        """Reading `path`, the file in the package, raised `error`."""
        return cls(
            _(
                "The digits bundled with the course cannot be read from {path} ({error}): "
                "install nn-course again."
            ).format(path=path, error=_first_line(error))
        )


class UnknownLanguage(ValueError):
    """The course does not speak this language."""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this in place of formatting a traceback, which would show our code."""
        return lines(str(self))

    @classmethod
    def named(cls, name: object, known: Sequence[str]) -> UnknownLanguage:
        """`name` was asked for, `known` are the codes of the languages there are."""
        said = _("The course does not speak {name!r}: its languages are {known}.")
        return cls(said.format(name=name, known=", ".join(known)))


class UnknownExercise(AttributeError):
    """No exercise has this name. An AttributeError, because it is met as ``check.<name>``."""

    @classmethod
    def named(cls, name: str, known: Sequence[str]) -> UnknownExercise:
        """`name` was asked for, `known` are the names that exist, in lesson order."""
        # capitals are no mistake of meaning: cnn is CNN
        same = {one.lower(): one for one in known}
        near = [same[one] for one in difflib.get_close_matches(name.lower(), same, 1, 0.5)]
        if near:
            said = _("There is no exercise called {name}: did you mean {near}?")
            return cls(said.format(name=name, near=near[0]))
        said = _("There is no exercise called {name}: there are {known}.")
        return cls(said.format(name=name, known=", ".join(known)))

    @classmethod
    def part(cls, name: str, known: Sequence[str]) -> UnknownExercise:
        """`name` was asked for as a part of the course, `known` are the parts there are."""
        return cls(
            _("The course has no part called {name}: there are {known}.").format(
                name=name, known=", ".join(known)
            )
        )


class PictureError(ValueError):
    """What was passed cannot be drawn; the message says what is wrong and what to pass."""


class DistortError(ValueError):
    """What was passed cannot be moved, turned or drawn thicker; the message says what to pass."""


class Verdict(AssertionError):
    """An answer is not right. In a notebook it shows as its sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this in place of formatting a traceback, which would show our code."""
        return [str(self)]


class CheckFailed(Verdict):
    """A visible check found something wrong; its report is printed before this is raised."""

    @classmethod
    def unwritten(cls, exercise: str) -> CheckFailed:
        """The blank of `exercise` still holds its stub."""
        return cls(_("{exercise} is not written yet.").format(exercise=exercise))

    @classmethod
    def count(cls, exercise: str, failed: int, tried: int) -> CheckFailed:
        """`failed` of the `tried` lines of the report printed above are wrong."""
        return cls(
            _("{exercise} is not right yet: {failed} of {tried} checks failed, see above.").format(
                exercise=exercise, failed=failed, tried=tried
            )
        )

    @classmethod
    def not_a_function(cls, exercise: str, given: object) -> CheckFailed:
        """`given` came in place of the function or class, often what it returned."""
        if given is None:
            said = _(
                "The check of {exercise} needs {exercise} itself, but got None: write "
                "check.{exercise}({exercise}), after running the cell that defines {exercise}."
            )
            return cls(said.format(exercise=exercise))
        said = _(
            "The check of {exercise} needs {exercise} itself, but got a value of type {type}: "
            "write check.{exercise}({exercise}), after running the cell that defines {exercise}."
        )
        return cls(said.format(exercise=exercise, type=type(given).__name__))


class ReadyMade(Verdict):
    """The answer called the ready-made operation that its exercise asks to write by hand."""

    @classmethod
    def ran(cls, exercise: str, operation: str, instead: str) -> ReadyMade:
        """`operation` ran while `exercise` was judged; `instead` says what to build it from."""
        if (name := hidden_by(operation)) is not None:
            said = _(
                "{exercise} reaches for {name}, which can hide what runs, so it earns nothing. "
                "{instead}"
            )
            return cls(said.format(exercise=exercise, name=name, instead=instead))
        if unseen(operation) is not None:
            said = _(
                "{exercise} started another program or native code, where what runs cannot be "
                "seen, so it earns nothing. {instead}"
            )
            return cls(said.format(exercise=exercise, instead=instead))
        said = _(
            "{exercise} used torch's ready-made {operation}, which is what this exercise asks "
            "you to write yourself, so it earns nothing. {instead}"
        )
        return cls(said.format(exercise=exercise, operation=operation, instead=instead))


def _first_line(error: Exception) -> str:
    """Kind and first line of `error`: some libraries raise whole paragraphs."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
