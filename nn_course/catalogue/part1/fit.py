"""fit(inputs, labels, weights, bias, lr, epochs, batch_size): the training loop."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part1 import fit_half, fit_training, sgd_step
from nn_course.catalogue.part1.fit_help import HELP
from nn_course.catalogue.part1.nll import BANS


def reference(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    weights: torch.Tensor,
    bias: torch.Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
) -> list[float]:
    """Train weights (n_in, n_out) and bias (n_out,) in place on inputs (N, n_in), labels (N,).

    Gives each epoch's loss: the average over its samples of the loss each had before the step
    of its batch.
    """
    losses = []
    for _ in range(epochs):
        total = 0.0
        for rows, classes in zip(inputs.split(batch_size), labels.split(batch_size), strict=True):
            loss = F.cross_entropy(F.linear(rows, weights.T, bias), classes, reduction="sum")
            (loss / len(rows)).backward()
            sgd_step.reference([weights, bias], lr)
            total += loss.item()
        losses.append(total / len(inputs))
    return losses


def inputs(seed: int) -> tuple[Case, ...]:
    """Small trainings: with and without a partial last batch, batches of one, one large batch."""
    source = draw.generator(seed, "fit")

    def case(
        title: str, rows: int, n_in: int, n_out: int, lr: float, epochs: int, batch_size: int
    ) -> Case:
        x = draw.uniform(source, rows, n_in, limit=2.0)
        y = draw.integers(source, n_out, rows)
        weights = draw.leaf(draw.uniform(source, n_in, n_out))
        bias = draw.leaf(draw.uniform(source, n_out))
        return Case(title, (x, y, weights, bias, lr, epochs, batch_size))

    small = (
        torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
        torch.tensor([0, 1, 1]),
        draw.leaf(torch.zeros(2, 2)),
        draw.leaf(torch.zeros(2)),
    )
    return (
        Case(
            "3 rows in batches of 2 (the last has 1), 2 epochs",
            (*small, 1.0, 2, 2),
            numbers="inputs [[1, 0], [0, 1], [1, 1]], labels [0, 1, 1], weights and bias 0, lr 1",
        ),
        case("11 rows in batches of 4 (the last has 3), 3 epochs", 11, 5, 3, 0.5, 3, 4),
        case("8 rows in batches of 4, 2 epochs", 8, 3, 4, 0.3, 2, 4),
        case("5 rows in a single batch (batch_size 64), 4 epochs", 5, 4, 3, 0.8, 4, 64),
        case("6 rows one at a time, 1 epoch", 6, 4, 5, 0.2, 1, 1),
    )


EXERCISE = Exercise(
    part="part1",
    name="fit",
    parameters=("inputs", "labels", "weights", "bias", "lr", "epochs", "batch_size"),
    tests={"test_fit": 2, "test_fit_losses": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=fit_training.MISCONCEPTIONS + fit_half.MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Two loops, one inside the other: the epochs, and within each the starts of the "
        "batches. The loss of a batch is `nll` of `log_softmax` of `linear`.",
        "Before each epoch set a running total to 0. For each batch add `loss.item()` times the "
        "number of samples in the batch. After the epoch divide by the number of all samples, "
        "and append the result to a list.",
        "Inside the inner loop, with `xb = inputs[start : start + batch_size]` and `yb` "
        "likewise: `loss = nll(log_softmax(linear(xb, weights, bias)), yb)`, then "
        "`loss.backward()`, then `sgd_step([weights, bias], lr)`, then `total += loss.item() * "
        "len(yb)`.",
    ),
    result="numbers",
    in_place=("weights", "bias"),
    bans=BANS,
    instead="Build the loss from the functions you wrote before: linear, log_softmax and nll.",
    tolerance=Tolerance(absolute=5e-5, relative=5e-5),
)
