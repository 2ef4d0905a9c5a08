"""tensor_dataset(x, y): images and labels that are sliced together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data import Dataset, TensorDataset

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception
from nn_course.catalogue.part3.seen import kind, length, pair
from nn_course.catalogue.part3.tensor_dataset_help import HELP


def reference(x: torch.Tensor, y: torch.Tensor) -> TensorDataset:
    """The data set of the rows of x (N, n_in) with their labels y (N,)."""
    return TensorDataset(x, y)


def look(answer: Callable[..., Any], x: torch.Tensor, y: torch.Tensor) -> dict[str, Any]:
    """Kind and length of the data set, one sample, the last one, and a slice."""
    data = answer(x, y)
    known = isinstance(data, Dataset)
    seen: dict[str, Any] = {"what you returned": "a torch Dataset" if known else kind(data)}
    if not hasattr(data, "__getitem__") or isinstance(data, torch.Tensor):
        return seen
    seen["its length, len(…)"] = length(data)
    for place in (0, 3, -1):
        if place < len(data):
            seen |= pair(f"[{place}]", data[place])
    return seen | pair("[2:5]", data[2:5])


def inputs(seed: int) -> tuple[Case, ...]:
    """Five tiny samples, then random ones, and a case with fewer rows than the slice asks for."""
    source = draw.generator(seed, "tensor_dataset")

    def case(title: str, rows: int, n_in: int) -> Case:
        x = draw.uniform(source, rows, n_in)
        return Case(title, (x, draw.integers(source, 10, rows)))

    small = torch.tensor([[0.0, 0.1], [1.0, 1.1], [2.0, 2.1], [3.0, 3.1], [4.0, 4.1]])
    return (
        Case(
            "5 samples of 2 numbers",
            (small, torch.tensor([5, 6, 7, 8, 9])),
            numbers="x [[0, 0.1], [1, 1.1], … [4, 4.1]], y [5, 6, 7, 8, 9]",
        ),
        case("12 samples of 784 numbers", 12, 784),
        case("7 samples of 7 numbers", 7, 7),
        case("4 samples, so that the slice 2:5 has 2", 4, 3),
    )


MISCONCEPTIONS = (
    Misconception(
        "plain_tuple",
        "A tuple of x and y is no data set: it has 2 entries, whatever the number of samples, and a "
        "slice of it cuts the tuple. torch has a class that holds tensors side by side.",
        """
        def tensor_dataset(x, y):
            return x, y
        """,
    ),
    Misconception(
        "list_of_pairs",
        "A list of pairs gives a single sample, but a slice of it is a list of pairs: x and y are no "
        "longer tensors of a whole batch. Keep the two tensors whole, in a TensorDataset.",
        """
        def tensor_dataset(x, y):
            return list(zip(x, y))
        """,
    ),
    Misconception(
        "zipped",
        "What `zip` returns can be run through once. It has no length, and square brackets do not "
        "work on it. A TensorDataset can do all of that.",
        """
        def tensor_dataset(x, y):
            return zip(x, y)
        """,
    ),
    Misconception(
        "labels_first",
        "Images and labels have changed places: a sample should give x first, then y. The order is "
        "that of the arguments.",
        """
        def tensor_dataset(x, y):
            return TensorDataset(y, x)
        """,
    ),
    Misconception(
        "images_only",
        "Only the images are in your data set. A TensorDataset takes any number of tensors, one "
        "after the other: give it the labels as well.",
        """
        def tensor_dataset(x, y):
            return TensorDataset(x)
        """,
    ),
    Misconception(
        "packed_in_a_tuple",
        "You handed over a single thing, a tuple. A TensorDataset wants the tensors themselves, as "
        "separate arguments.",
        """
        def tensor_dataset(x, y):
            return TensorDataset((x, y))
        """,
    ),
    Misconception(
        "already_shuffled",
        "The samples are in another order than those you were given. A data set keeps the order; "
        "mixing comes later, anew for each epoch.",
        """
        def tensor_dataset(x, y):
            order = torch.randperm(len(x))
            return TensorDataset(x[order], y[order])
        """,
    ),
    Misconception(
        "labels_converted",
        "The labels are floating point numbers now. They have to stay whole numbers, int64: the loss "
        "uses them as positions. Hand them over as they are.",
        """
        def tensor_dataset(x, y):
            return TensorDataset(x, y.float())
        """,
    ),
    Misconception(
        "one_table",
        "You glued the labels to the images as one more column. A sample is one long row now, and "
        "no pair. A TensorDataset keeps several tensors apart.",
        """
        def tensor_dataset(x, y):
            return TensorDataset(torch.cat([x, y.unsqueeze(1)], 1))
        """,
    ),
    Misconception(
        "nothing_returned",
        "Your function makes a data set and then forgets it: it returns None. Is the `return` "
        "missing?",
        """
        def tensor_dataset(x, y):
            TensorDataset(x, y)
        """,
    ),
)

EXERCISE = Exercise(
    part="part3",
    name="tensor_dataset",
    parameters=("x", "y"),
    tests={"test_tensor_dataset": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "The class is named in the text above. Make one of these and return it.",
        "It is called with the tensors one after the other, first the images, then the labels. "
        "Nothing about them has to be changed.",
        "`return TensorDataset(…)`, with the two names in the brackets, in the order in which a "
        "sample should give them.",
    ),
    help=HELP,
    look=look,
    seen="length, samples, slices",
)
