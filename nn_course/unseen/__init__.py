"""Digits that no learner has: what part 4's networks are judged on (see LICENSE beside this file).

The package is on the instructor's side alone. `make bundle` leaves it out of the learner's wheel
(c.Bundle.without), and nothing of it exists where submissions run (c.Judging.hidden).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nn_course.errors import BrokenBundle
from nn_course.mnist.arrays import Array

FILE = Path(__file__).with_name("digits.npz")


def load() -> tuple[Array, Array]:
    """900 test digits of MNIST's: images as uint8 (900, 28, 28), labels as uint8 (900,).

    They are not among the 2,000 that come with the course. Raises `BrokenBundle` when the file is
    missing or damaged.
    """
    try:
        with np.load(FILE, allow_pickle=False) as file:
            return file["x"], file["y"]
    except Exception as error:
        raise BrokenBundle.at(FILE, error) from None
