"""The digits that come with the course (see LICENSE beside this file)."""

from __future__ import annotations

from pathlib import Path

from nn_course.errors import BrokenBundle
from nn_course.mnist.arrays import Digits, arranged, read

FILE = Path(__file__).with_name("digits.npz")


def load() -> Digits:
    """The first 10,000 training and 2,000 test digits of MNIST.

    Raises `BrokenBundle` when the installed file is missing or damaged.
    """
    try:
        return arranged(read(FILE))
    except Exception as error:
        raise BrokenBundle.at(FILE, error) from None
