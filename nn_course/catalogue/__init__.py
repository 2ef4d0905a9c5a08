"""What is known about each exercise: reference, inputs, misconceptions, hints.

One module per exercise, ``nn_course.catalogue.<part>.<exercise>``, whose ``EXERCISE`` is an
`Exercise`. The learner's check, the tests, the sample class and the reports all read it here.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from nn_course.catalogue.model import Case, Exercise, Help, Misconception, Tolerance
from nn_course.errors import UnknownExercise

__all__ = [
    "PARTS",
    "Case",
    "Exercise",
    "Help",
    "Misconception",
    "Tolerance",
    "earlier",
    "exercise",
    "exercises",
]

# The order of the lessons, which is what "earlier" means wherever exercises are judged.
PARTS: dict[str, tuple[str, ...]] = {
    "part1": (
        "preprocess",
        "linear",
        "chain_rule",
        "init_parameters",
        "log_softmax",
        "stable_log_softmax",
        "nll",
        "accuracy",
        "sgd_step",
        "fit",
    ),
    "part2": (
        "random_batch",
        "train_steps",
        "cross_entropy_step",
        "Logistic",
        "manual_fit",
        "LinearLogistic",
        "get_model",
    ),
    "part3": (
        "tensor_dataset",
        "DigitsDataset",
        "loader",
        "evaluate",
        "loss_batch",
        "fit",
        "get_data",
        "to_device",
    ),
    "part4": (
        "as_image",
        "CNN",
        "Lambda",
        "WrappedDataLoader",
        "confusion",
        "best_model",
    ),
}


@cache
def exercises(part: str) -> tuple[Exercise, ...]:
    """The exercises of `part` in lesson order; UnknownExercise if there is no such part."""
    if part not in PARTS:
        raise UnknownExercise.part(part, tuple(PARTS))
    return tuple(_load(part, name) for name in PARTS[part])


def exercise(part: str, name: str) -> Exercise:
    """The exercise `name` of `part`; UnknownExercise, naming the nearest, if there is none."""
    for known in exercises(part):
        if known.name == name:
            return known
    raise UnknownExercise.named(name, PARTS[part])


def earlier(wanted: Exercise) -> tuple[Exercise, ...]:
    """The exercises of the same part that come before `wanted`, in lesson order."""
    before = PARTS[wanted.part][: PARTS[wanted.part].index(wanted.name)]
    return tuple(exercise(wanted.part, name) for name in before)


def _load(part: str, name: str) -> Exercise:
    found = import_module(f"nn_course.catalogue.{part}.{name}").EXERCISE
    assert isinstance(found, Exercise) and (found.part, found.name) == (part, name)
    return found
