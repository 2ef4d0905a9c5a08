"""Every error that this course raises, in one place.

Each message is one sentence or two that say what is wrong and what to do.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from nbjudge.exam import unseen
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
        error = cls(f"{problem} MNIST_SOURCE=bundled uses the digits that come with the course.")
        error.problem = problem
        return error

    @classmethod
    def offline(cls, reason: str) -> MnistUnavailable:
        """The server cannot be reached, for `reason`."""
        return cls.because(f"The full MNIST digits cannot be downloaded ({reason}).")

    @classmethod
    def cache(cls, path: Path, reason: str) -> MnistUnavailable:
        """The file at `path`, where Keras keeps the digits, cannot be used, for `reason`."""
        return cls.because(
            f"The file {path} is not the MNIST digits ({reason}): "
            "delete it, and the next load downloads it again."
        )

    @classmethod
    def without_tensorflow(cls, error: Exception) -> MnistUnavailable:
        """The import of tensorflow, which holds Keras, raised `error`."""
        if isinstance(error, ModuleNotFoundError) and error.name == "tensorflow":
            return cls.because(
                "Keras and its full MNIST digits need tensorflow, which is not installed here: "
                "`%pip install tensorflow` in a cell brings it."
            )
        return cls.because(
            "The full MNIST digits need tensorflow, and importing it failed "
            f"({_first_line(error)}): install nn-course again."
        )

    @classmethod
    def failed_download(cls, error: Exception) -> MnistUnavailable:
        """Keras's own call raised `error`."""
        return cls.because(f"Keras could not load the full MNIST digits ({_first_line(error)}).")


class UnknownMnistSource(ValueError):
    """The environment variable ``MNIST_SOURCE`` holds something else than its two words."""

    @classmethod
    def named(cls, value: str) -> UnknownMnistSource:
        """`value` is what the variable holds."""
        return cls(
            f"MNIST_SOURCE is {value!r}, but it has to be 'keras' (the full digits, downloaded "
            "once) or 'bundled' (the digits that come with the course), or not be set at all."
        )


class BrokenBundle(RuntimeError):
    """The digits inside the installed package are missing or damaged."""

    @classmethod
    def at(cls, path: Path, error: Exception) -> BrokenBundle:
        """Reading `path`, the file in the package, raised `error`."""
        return cls(
            f"The digits bundled with the course cannot be read from {path} "
            f"({_first_line(error)}): install nn-course again."
        )


class UnknownExercise(AttributeError):
    """No exercise has this name. An AttributeError, because it is met as ``check.<name>``."""

    @classmethod
    def named(cls, name: str, known: Sequence[str]) -> UnknownExercise:
        """`name` was asked for, `known` are the names that exist, in lesson order."""
        # capitals are no mistake of meaning: cnn is CNN
        same = {one.lower(): one for one in known}
        near = [same[one] for one in difflib.get_close_matches(name.lower(), same, 1, 0.5)]
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
        return cls(f"There is no exercise called {name}: {hint}")

    @classmethod
    def part(cls, name: str, known: Sequence[str]) -> UnknownExercise:
        """`name` was asked for as a part of the course, `known` are the parts there are."""
        return cls(f"The course has no part called {name}: there are {', '.join(known)}.")


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
        return cls(f"{exercise} is not written yet.")

    @classmethod
    def count(cls, exercise: str, failed: int, tried: int) -> CheckFailed:
        """`failed` of the `tried` lines of the report printed above are wrong."""
        return cls(f"{exercise} is not right yet: {failed} of {tried} checks failed, see above.")

    @classmethod
    def not_a_function(cls, exercise: str, given: object) -> CheckFailed:
        """`given` came in place of the function or class, often what it returned."""
        what = "None" if given is None else f"a value of type {type(given).__name__}"
        return cls(
            f"The check of {exercise} needs {exercise} itself, but got {what}: write "
            f"check.{exercise}({exercise}), after running the cell that defines {exercise}."
        )


class ReadyMade(Verdict):
    """The answer called the ready-made operation that its exercise asks to write by hand."""

    @classmethod
    def ran(cls, exercise: str, operation: str, instead: str) -> ReadyMade:
        """`operation` ran while `exercise` was judged; `instead` says what to build it from."""
        if (why := unseen(operation)) is not None:
            return cls(f"{exercise} {why}, so it earns nothing. {instead}")
        return cls(
            f"{exercise} used torch's ready-made {operation}, which is what this exercise asks "
            f"you to write yourself, so it earns nothing. {instead}"
        )


def _first_line(error: Exception) -> str:
    """Kind and first line of `error`: some libraries raise whole paragraphs."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


class StartError(RuntimeError):
    """A command of the course cannot do what it was asked to; the message is for its user."""

    @classmethod
    def no_lessons(cls, package: Path) -> StartError:
        """Neither in `package` nor beside it are any notebooks."""
        return cls(
            f"The lessons are missing beside {package}: install nn-course again, or run "
            "`make build` in a clone."
        )

    @classmethod
    def not_a_folder(cls, path: Path) -> StartError:
        """`path` should be the work folder but is a file."""
        return cls(
            f"{path} is a file, but your copy of the lessons needs a folder there: rename the "
            "file, or choose another folder with --work."
        )

    @classmethod
    def not_writable(cls, path: Path, reason: str) -> StartError:
        """The work folder `path` cannot be made or written to, for `reason`."""
        return cls(
            f"Your copy of the lessons cannot be written to {path} ({reason}): choose a folder of "
            "your own with --work."
        )

    @classmethod
    def no_package(cls, name: str) -> StartError:
        """The commands need the module `name`, which is not there."""
        return cls(
            f"The commands of the course need {name}, which is not installed here: "
            f"`{sys.executable} -m pip install {name}` brings it."
        )

    @classmethod
    def no_jupyterlab(cls) -> StartError:
        """JupyterLab is not installed for this Python."""
        return cls(
            "The notebooks open in JupyterLab, which is not installed here: "
            f"`{sys.executable} -m pip install jupyterlab==4.6.6` brings it."
        )

    @classmethod
    def no_file(cls, path: Path) -> StartError:
        """There is no notebook at `path`."""
        return cls(
            f"There is no notebook {path}. `python -m nn_course start` makes your copy of the "
            "lessons, and brings back those that are missing."
        )

    @classmethod
    def unreadable(cls, path: Path, reason: str) -> StartError:
        """`path` cannot be read, for `reason`."""
        return cls(f"{path} cannot be read ({reason}): name a notebook file of the course.")

    @classmethod
    def not_json(cls, path: Path, reason: str) -> StartError:
        """What stands in `path` is no JSON."""
        return cls(
            f"{path} is no notebook: it does not hold JSON ({reason}). If it was one, go back to a "
            "copy of it; a damaged file cannot be checked or changed."
        )

    @classmethod
    def no_notebook(cls, path: Path) -> StartError:
        """`path` is JSON but has no cells."""
        return cls(
            f"{path} is no notebook of this kind: it does not hold a list of cells. Name one of "
            "the course, for example part1/from_scratch.ipynb."
        )

    @classmethod
    def another_notebook(cls, path: Path) -> StartError:
        """`path` is a notebook without an exercise of the course."""
        return cls(
            f"{path} is not a notebook of this course: it has none of its exercises. Name one that "
            "is, for example part1/from_scratch.ipynb."
        )

    @classmethod
    def ordinary_cell(cls, number: int, source: str, said: str) -> StartError:
        """Cell `number`, which is no exercise, did not run; `said` is a sentence on why."""
        line = next((line for line in source.splitlines() if line.strip()), "").strip()
        return cls(
            f"Cell {number}, which begins with `{line}`, did not run to its end. {said} It is no "
            "exercise, so nothing below it was checked: mend that cell, or delete it if it is "
            "yours."
        )

    @classmethod
    def which_part(cls, name: str, parts: Sequence[str]) -> StartError:
        """Several parts have an exercise called `name`."""
        return cls(
            f"There is an exercise called {name} in {' and in '.join(parts)}: add "
            f"--part {parts[0]} or --part {parts[-1]}."
        )

    @classmethod
    def cannot_write(cls, path: Path, reason: str) -> StartError:
        """`path` cannot be changed, for `reason`."""
        return cls(f"{path} cannot be changed ({reason}): nothing was done.")
