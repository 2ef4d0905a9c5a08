"""Every error that this course raises, in one place.

Each message is one sentence or two that say what is wrong and what to do.
"""

from __future__ import annotations

from pathlib import Path


class MnistUnavailable(RuntimeError):
    """``MNIST_SOURCE=keras`` asked for the full digits and they cannot be had."""

    @classmethod
    def because(cls, reason: str) -> MnistUnavailable:
        """The full set cannot be had for `reason` (a clause without a full stop)."""
        return cls(
            f"The full MNIST digits cannot be loaded: {reason}. Connect to the internet and try "
            "again, or set MNIST_SOURCE=bundled to use the digits that come with the course."
        )


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
    def at(cls, path: Path, reason: str) -> BrokenBundle:
        """`path` is the file that cannot be used, `reason` a clause that says why."""
        return cls(f"The digits bundled with the course ({path}) {reason}: install nn-course again.")


class CheckFailed(AssertionError):
    """A visible check found something wrong; its report is printed before this is raised."""


class ReadyMade(AssertionError):
    """The answer called the ready-made operation that its exercise asks to write by hand."""
