"""Every error that this course raises, in one place.

Each message is one sentence or two that say what is wrong and what to do.
"""

from __future__ import annotations

from pathlib import Path


class MnistUnavailable(RuntimeError):
    """The full set of digits cannot be had; learners see it only with ``MNIST_SOURCE=keras``.

    `problem` is the sentence alone, for the line that says why other digits are used instead.
    """

    problem = ""

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


class CheckFailed(AssertionError):
    """A visible check found something wrong; its report is printed before this is raised."""


class ReadyMade(AssertionError):
    """The answer called the ready-made operation that its exercise asks to write by hand."""


def _first_line(error: Exception) -> str:
    """Kind and first line of `error`: some libraries raise whole paragraphs."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
