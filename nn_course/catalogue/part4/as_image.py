"""as_image(x): rows of 784 numbers become pictures again."""

from __future__ import annotations

import torch

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception
from nn_course.catalogue.part4.as_image_help import HELP


def reference(x: torch.Tensor) -> torch.Tensor:
    """(N, 784) → (N, 1, 28, 28), differentiable."""
    return torch.nn.functional.fold(x.unsqueeze(-1), output_size=(28, 28), kernel_size=(28, 28))


def inputs(seed: int) -> tuple[Case, ...]:
    """One image whose numbers count its pixels, then random ones: few, many, exactly 28."""
    source = draw.generator(seed, "as_image")

    def case(title: str, rows: int) -> Case:
        return Case(title, (draw.uniform(source, rows, 784),))

    return (
        Case(
            "two images whose pixels are numbered",
            (torch.arange(1568.0).reshape(2, 784),),
            numbers="x[0] is 0, 1, 2, … 783, and x[1] goes on from 784 to 1567",
        ),
        case("5 random images", 5),
        case("a single image", 1),
        case("28 random images", 28),
        case("64 random images", 64),
    )


MISCONCEPTIONS = (
    Misconception(
        "no_channels",
        "Your images have rows and columns, but no axis for their channels. A grey image has one "
        "channel, and that axis of size 1 stands before the rows.",
        """
        def as_image(x):
            return x.view(-1, 28, 28)
        """,
    ),
    Misconception(
        "channels_last",
        "The axis of size 1 stands at the end. That is where Keras has the channels; PyTorch wants "
        "them before the rows and columns.",
        """
        def as_image(x):
            return x.view(-1, 28, 28, 1)
        """,
    ),
    Misconception(
        "samples_as_channels",
        "You made a single image with as many channels as there are samples. The samples come "
        "first, and each has one channel.",
        """
        def as_image(x):
            return x.view(1, -1, 28, 28)
        """,
    ),
    Misconception(
        "rows_and_columns_swapped",
        "Your images lie on their side: rows and columns have changed places. The first 28 numbers "
        "of a sample are the first row.",
        """
        def as_image(x):
            return x.view(-1, 1, 28, 28).transpose(2, 3)
        """,
    ),
    Misconception(
        "samples_mixed",
        "The shape is right, but each image holds pixels of different samples: you turned the "
        "table around before you cut it up.",
        """
        def as_image(x):
            return x.T.reshape(-1, 1, 28, 28)
        """,
    ),
    Misconception(
        "batches_of_64",
        "That works for exactly 64 images. The last batch is often smaller: take the number of "
        "samples from what you were given.",
        """
        def as_image(x):
            return x.view(64, 1, 28, 28)
        """,
    ),
    Misconception(
        "one_only",
        "All but one of the images are lost. Every sample has to become an image.",
        """
        def as_image(x):
            return x[0].view(1, 1, 28, 28)
        """,
    ),
    Misconception(
        "three_channels",
        "You repeated the image three times, as if it had colours. Ours are grey: one channel.",
        """
        def as_image(x):
            return x.view(-1, 1, 28, 28).repeat(1, 3, 1, 1)
        """,
    ),
    Misconception(
        "upside_down",
        "Your images stand on their heads: the rows come in the opposite order.",
        """
        def as_image(x):
            return x.view(-1, 1, 28, 28).flip(2)
        """,
    ),
    Misconception(
        "cut_graph",
        "The images are right, but no gradient flows back to x: you made new tensors out of plain "
        "numbers. Only change the shape of what you were given.",
        """
        def as_image(x):
            return torch.tensor(x.tolist()).view(-1, 1, 28, 28)
        """,
    ),
)

EXERCISE = Exercise(
    part="part4",
    name="as_image",
    parameters=("x",),
    tests={"test_as_image": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Only the shape changes. The 784 numbers of a sample are its rows, laid end to end, and "
        "they stay in that order.",
        "`(N, 784)` becomes `(N, 1, 28, 28)`: samples, channels, rows, columns. Leave it to "
        "PyTorch to find out N.",
        "`reshape` takes the four sizes one after the other, and `-1` for the one that it should "
        "work out. Which of the four is that?",
    ),
    help=HELP,
    gradients=("x",),
)
