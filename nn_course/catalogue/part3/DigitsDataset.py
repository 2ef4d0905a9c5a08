"""DigitsDataset(images, labels): digits that become numbers when they are asked for."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part3.digits_dataset_help import HELP
from nn_course.catalogue.part3.digits_dataset_wrong import MISCONCEPTIONS
from nn_course.catalogue.part3.seen import length, pair


class Reference(Dataset):
    """uint8 images (N, 28, 28) and integer labels (N,), prepared once, handed out as pairs."""

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        self.prepared = torch.as_tensor(images.astype(np.float32)).div(255).flatten(1)
        self.wanted = torch.as_tensor(labels.astype(np.int64))

    def __len__(self) -> int:
        return self.wanted.numel()

    def __getitem__(self, index: Any) -> tuple[torch.Tensor, torch.Tensor]:
        return self.prepared[index], self.wanted[index]


def look(answer: Callable[..., Any], images: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Kind and length, single samples, slices, and what is past the end."""
    images_before, labels_before = images.copy(), labels.copy()
    data = answer(images, labels)
    n = len(labels)
    seen: dict[str, Any] = {
        "it is a torch Dataset": isinstance(data, Dataset),
        "its length, len(…)": length(data),
    }
    seen |= pair("[0]", data[0])
    seen |= pair(f"[{n - 1}]", data[n - 1])
    seen |= pair("[-1]", data[-1])
    seen |= pair("[1:3]", data[1:3])
    seen |= pair("[:]", data[:])
    try:
        data[n]
        seen["past the end"] = "no error"
    except IndexError:
        seen["past the end"] = "IndexError"
    rounds = sum(1 for _ in itertools.islice(data, n + 3))
    seen["rounds of a for loop over it"] = str(rounds) if rounds <= n else "no end"
    seen["images and labels are left as they were"] = bool(
        (images == images_before).all() and (labels == labels_before).all()
    )
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """Plain images that can be named, then random ones: dark ones, pale ones, and just two."""
    source = draw.generator(seed, "DigitsDataset")

    def case(title: str, n: int, brightest: int, dtype: type[np.integer]) -> Case:
        images = draw.integers(source, brightest + 1, n, 28, 28).numpy().astype(np.uint8)
        return Case(title, (images, draw.integers(source, 10, n).numpy().astype(dtype)))

    plain = np.zeros((3, 28, 28), dtype=np.uint8)
    plain[1] = 51
    plain[2, 0, 1:] = 255
    return (
        Case(
            "3 images: all paper, all pale grey, one dark line at the top",
            (plain, np.array([7, 8, 9], dtype=np.uint8)),
            numbers="pixels 0, 51, and 255 in the first row but for its first pixel; labels 7, 8, 9",
        ),
        case("6 images with pixels up to 255, labels of type uint8", 6, 255, np.uint8),
        case("5 pale images with pixels up to 90, labels of type int64", 5, 90, np.int64),
        case("2 images, fewer than the slice 1:3 asks for", 2, 255, np.uint8),
    )


EXERCISE = Exercise(
    part="part3",
    name="DigitsDataset",
    base="Dataset",
    parameters=("images", "labels"),
    tests={"test_DigitsDataset": 2, "test_DigitsDataset_slices": 2},
    reference=Reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "The constructor only keeps the two arrays. All the work is done in `__getitem__`, and the "
        "length is that of one of the arrays.",
        "The same square brackets work on both arrays, whether a number or a slice is in them. A "
        "single image is (28, 28) and becomes (784,), a slice is (n, 28, 28) and becomes (n, 784): "
        "in both cases the last two axes become one.",
        "`torch.tensor(self.images[index])` is a tensor of bytes. It needs `.float()`, a division, "
        "and `.flatten(-2)`, which lays the last two axes end to end. For the label "
        "`torch.tensor(…, dtype=torch.int64)` is enough.",
    ),
    help=HELP,
    look=look,
    seen="length, samples, slices, the end",
)
