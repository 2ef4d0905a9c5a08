"""get_data(train_set, valid_set, batch_size): a loader for each of two data sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception
from nn_course.catalogue.part3.get_data_help import HELP
from nn_course.catalogue.part3.loader import reference as made_by
from nn_course.catalogue.part3.seen import kind, sequence


def reference(
    train_set: Dataset[Any], valid_set: Dataset[Any], batch_size: int
) -> tuple[DataLoader[Any], ...]:
    """Two DataLoaders: that of the training set, shuffled, then that of the validation set."""
    both = ((train_set, True), (valid_set, False))
    return tuple(made_by(samples, batch_size, training) for samples, training in both)


def look(
    answer: Callable[..., Any], train: torch.Tensor, valid: torch.Tensor, batch_size: int
) -> dict[str, Any]:
    """For both results: sizes of the batches, whose samples they are, and in what order.

    The labels of the training set are its places, those of the validation set go on from there.
    """
    n = len(train)
    sets = [
        TensorDataset(train, torch.arange(n)),
        TensorDataset(valid, n + torch.arange(len(valid))),
    ]
    got = answer(*sets, batch_size)
    two = isinstance(got, list | tuple) and len(got) == 2
    seen: dict[str, Any] = {"what you returned": "two things" if two else kind(got)}
    if not two:
        return seen
    for name, made in zip(("first", "second"), got, strict=True):
        known = isinstance(made, DataLoader)
        seen[f"the {name} of them"] = "a DataLoader" if known else kind(made)
        if not known:
            continue
        once, again = (sequence(list(made)) for _ in range(2))
        seen[f"the {name}, sizes of its batches"] = once["sizes"]
        if "places" not in once or "places" not in again:
            continue
        places = once["places"].tolist()
        seen[f"the {name} gives the training samples"] = sorted(places) == list(range(n))
        seen[f"the {name} gives the validation samples"] = sorted(places) == list(
            range(n, n + len(valid))
        )
        seen[f"the {name} keeps the order of its set"] = places == sorted(places)
        seen[f"the {name} has the same order again"] = places == again["places"].tolist()
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """Sets of different sizes, with and without partial last batches."""
    source = draw.generator(seed, "get_data")

    def case(n: int, m: int, n_in: int, batch_size: int) -> Case:
        return Case(
            f"{n} samples for training, {m} for validation, batch size {batch_size}",
            (draw.uniform(source, n, n_in), draw.uniform(source, m, n_in), batch_size),
        )

    return (case(12, 10, 2, 4), case(15, 15, 3, 5), case(30, 9, 4, 7), case(16, 40, 2, 10))


MISCONCEPTIONS = (
    Misconception(
        "sets_swapped",
        "The two loaders have changed places: the one for training should come first. Whoever unpacks "
        "them would train on the validation samples.",
        """
        def get_data(train_set, valid_set, batch_size):
            return loader(valid_set, batch_size, False), loader(train_set, batch_size, True)
        """,
    ),
    Misconception(
        "flags_swapped",
        "The sets are in the right order, but it is the validation samples that are mixed, and the "
        "training samples that are not. Say which of the two is for training.",
        """
        def get_data(train_set, valid_set, batch_size):
            return loader(train_set, batch_size, False), loader(valid_set, batch_size, True)
        """,
    ),
    Misconception(
        "both_for_training",
        "Both loaders are made for training: the validation samples are mixed too, and their batches "
        "are small. The second one should be made for validation.",
        """
        def get_data(train_set, valid_set, batch_size):
            return loader(train_set, batch_size, True), loader(valid_set, batch_size, True)
        """,
    ),
    Misconception(
        "none_for_training",
        "Neither of your loaders is made for training: the training samples come in large batches, and "
        "always in the same order.",
        """
        def get_data(train_set, valid_set, batch_size):
            return loader(train_set, batch_size, False), loader(valid_set, batch_size, False)
        """,
    ),
    Misconception(
        "training_set_twice",
        "Both loaders give the training samples. A model looks good on samples it has learned from: "
        "the second loader has to give those of the validation set.",
        """
        def get_data(train_set, valid_set, batch_size):
            return loader(train_set, batch_size, True), loader(train_set, batch_size, False)
        """,
    ),
    Misconception(
        "doubled_twice",
        "The batches for validation are four times as large. `loader` doubles them by itself: hand "
        "the same batch size over for both.",
        """
        def get_data(train_set, valid_set, batch_size):
            return loader(train_set, batch_size, True), loader(valid_set, 2 * batch_size, False)
        """,
    ),
    Misconception(
        "same_batch_size",
        "The batches for validation are as small as those for training. Your `loader` of exercise 3 "
        "knows better: use it for both.",
        """
        def get_data(train_set, valid_set, batch_size):
            return (
                DataLoader(train_set, batch_size=batch_size, shuffle=True),
                DataLoader(valid_set, batch_size=batch_size),
            )
        """,
    ),
    Misconception(
        "glued_together",
        "You glued the two sets together. Then the model trains on the validation samples as well, and "
        "nothing is left to measure it with. Each set has a loader of its own.",
        """
        def get_data(train_set, valid_set, batch_size):
            everything = train_set + valid_set
            return loader(everything, batch_size, True), loader(everything, batch_size, False)
        """,
    ),
    Misconception(
        "training_only",
        "You returned a single loader. Two are wanted: one for the training set, one for the "
        "validation set.",
        """
        def get_data(train_set, valid_set, batch_size):
            return loader(train_set, batch_size, True)
        """,
    ),
    Misconception(
        "sets_returned",
        "You returned the two data sets as they came. What is wanted are their loaders, which give "
        "batches.",
        """
        def get_data(train_set, valid_set, batch_size):
            return train_set, valid_set
        """,
    ),
)

EXERCISE = Exercise(
    part="part3",
    name="get_data",
    parameters=("train_set", "valid_set", "batch_size"),
    tests={"test_get_data": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "You have written all of it: this function only calls one of yours, twice.",
        "Call `loader` for the training set and for the validation set. It takes a truth value that "
        "says which of the two it is. Return both results, the one for training first.",
        "`return loader(…, …, True), loader(…, …, False)`. The batch size is the same in both calls; "
        "`loader` doubles it where that is right.",
    ),
    help=HELP,
    look=look,
    seen="sets, sizes, order",
)
