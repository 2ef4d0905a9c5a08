"""What the notebooks import: the digits, pictures of them, and a check for each exercise.

Importing this package is quick: torch, matplotlib and tensorflow are imported only by the
parts that need them (`nn_course.checks`, `nn_course.plots`, the full digits).
"""

from nn_course.environment import insist

insist()

from nn_course.language import speak  # noqa: E402
from nn_course.mnist import load_mnist  # noqa: E402

__all__ = ["__version__", "load_mnist", "speak"]

__version__ = "0.1.0"
