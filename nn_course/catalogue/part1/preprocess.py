"""preprocess(images, labels): from pixels and digits to tensors."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.preprocess_help import HELP


def reference(images: np.ndarray, labels: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """uint8 (N, 28, 28) and integers (N,) → float32 (N, 784) in [0, 1] and int64 (N,)."""
    pixels = torch.from_numpy(np.ascontiguousarray(images)).flatten(1).to(torch.float32)
    none = torch.zeros(pixels.shape[1])
    scaled = F.batch_norm(pixels, none, none + 255.0**2, eps=0.0)
    return scaled, torch.from_numpy(np.asarray(labels, dtype=np.int64).copy())


def inputs(seed: int) -> tuple[Case, ...]:
    """Few, one and many images; in one case the brightest pixel is far below 255."""
    source = draw.generator(seed, "preprocess")

    def case(title: str, count: int, brightest: int, dtype: type) -> Case:
        images = draw.integers(source, brightest + 1, count, 28, 28).to(torch.uint8).numpy()
        images[:, 0, :3] = (0, brightest // 2, brightest)
        labels: np.ndarray = draw.integers(source, 10, count).numpy().astype(dtype)
        return Case(title, (images, labels))

    return (
        case("3 images of 28 × 28, labels in uint8", 3, 255, np.uint8),
        case("a single image", 1, 255, np.uint8),
        case("64 images", 64, 255, np.uint8),
        case("7 pale images (no pixel above 120), labels in int64", 7, 120, np.int64),
    )


MISCONCEPTIONS = (
    Misconception(
        "not_scaled",
        "Your pixels still run from 0 to 255. Divide them, so that they run from 0 to 1.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1)
            return x, torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "divided_by_256",
        "The darkest pixel becomes 0.996 and not 1: a byte runs from 0 to 255, so 256 is one "
        "too many.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1) / 256
            return x, torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "divided_by_largest",
        "You divided by the darkest pixel of these images. Pale images would come out as dark as "
        "the others: the scale has to be the same for all, 255.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1)
            return x / x.max(), torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "float64_pixels",
        "Your pixels are float64, which is what numpy makes of a division. torch computes in "
        "float32 unless told otherwise: convert the pixels.",
        """
        def preprocess(images, labels):
            x = torch.from_numpy(images / 255).reshape(len(images), -1)
            return x, torch.from_numpy(labels.astype(np.int64))
        """,
    ),
    Misconception(
        "whole_numbers",
        "Nearly all of your pixels are 0: the division was done in whole numbers. Make the "
        "pixels floating point before you divide.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images // 255, dtype=torch.float32).reshape(len(images), -1)
            return x, torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "not_flattened",
        "Your images are still 28 × 28. Lay the rows of each image end to end, so that every "
        "image is one row of 784 numbers.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32) / 255
            return x, torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "one_image_a_column",
        "Your pixels have one *column* for each image. Each image has to be a row: N rows of 784.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1) / 255
            return x.T, torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "all_in_one_row",
        "You flattened everything into one long row. Keep the first axis, which counts the "
        "images, and flatten the other two.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(-1) / 255
            return x, torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "labels_left_alone",
        "Your labels keep the integer type they came with. To pick entries by them torch "
        "wants int64.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1) / 255
            return x, torch.from_numpy(labels)
        """,
    ),
    Misconception(
        "labels_float",
        "Your labels are floating point. They are names of classes, not amounts: make them int64.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1) / 255
            return x, torch.tensor(labels, dtype=torch.float32)
        """,
    ),
    Misconception(
        "standardised",
        "Your pixels have mean 0 and standard deviation 1. That is a fine idea for later; here "
        "they only have to be divided by 255.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1)
            return (x - x.mean()) / x.std(), torch.tensor(labels, dtype=torch.int64)
        """,
    ),
    Misconception(
        "labels_first",
        "Both tensors are right, but they come in the wrong order: first the images, then their "
        "labels.",
        """
        def preprocess(images, labels):
            x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1) / 255
            return torch.tensor(labels, dtype=torch.int64), x
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="preprocess",
    parameters=("images", "labels"),
    tests={"test_preprocess": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Do it in three steps: reshape, change the type, divide. `torch.from_numpy(array)` and "
        "`torch.tensor(array)` both turn an array into a tensor.",
        "The images: `(N, 28, 28)` uint8 → `(N, 784)` uint8 → `(N, 784)` float32 → the same, "
        "divided by 255. The labels only change their type. Return both, separated by a comma.",
        "`torch.from_numpy(images).reshape(len(images), -1)` is a tensor of rows. `.float()` "
        "makes it float32, `.long()` makes a tensor int64.",
    ),
    result="tensors",
    exact_dtypes=True,
    tolerance=Tolerance(absolute=1e-6, relative=1e-6),
)
