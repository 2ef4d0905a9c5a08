"""cross_entropy_step(xb, yb, weights, bias, lr): one step, the loss taken of raw scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part2 import cross_entropy_step_wrong
from nn_course.catalogue.part2.cross_entropy_step_help import HELP
from nn_course.catalogue.part2.seen import kind, number


def reference(
    xb: torch.Tensor, yb: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor, lr: float
) -> torch.Tensor:
    """One step on a batch (N, n_in), (N,), in place; gives the loss that was there before."""
    loss = F.nll_loss(F.log_softmax(F.linear(xb, weights.T, bias), -1), yb)
    slopes = torch.autograd.grad(loss, (weights, bias))
    weights.data.add_(slopes[0], alpha=-lr)
    bias.data.add_(slopes[1], alpha=-lr)
    return loss.detach()


def look(
    answer: Callable[..., Any],
    xb: torch.Tensor,
    yb: torch.Tensor,
    weights: torch.Tensor,
    bias: torch.Tensor,
    lr: float,
) -> dict[str, Any]:
    """Two calls on one batch: the second one suffers from gradients that the first left behind."""
    xb_before, yb_before = xb.clone(), yb.clone()
    seen: dict[str, Any] = {}
    for step in ("first", "second"):
        loss = answer(xb, yb, weights, bias, lr)
        seen[f"what the {step} step returns"] = kind(loss)
        if kind(loss) == "a number":
            seen[f"the loss of the {step} step"] = number(loss)
        seen[f"the weights after the {step} step"] = weights.detach().clone()
        seen[f"the bias after the {step} step"] = bias.detach().clone()
    seen["both are still leaves that ask for gradients"] = all(
        one.requires_grad and one.is_leaf for one in (weights, bias)
    )
    seen["the batch is left as it was"] = torch.equal(xb, xb_before) and torch.equal(yb, yb_before)
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """A batch that can be printed, then random ones: one row, many rows, large scores."""
    source = draw.generator(seed, "cross_entropy_step")

    def case(title: str, rows: int, n_in: int, n_out: int, lr: float, limit: float) -> Case:
        xb = draw.uniform(source, rows, n_in, limit=limit)
        yb = draw.integers(source, n_out, rows)
        weights = draw.leaf(draw.uniform(source, n_in, n_out))
        return Case(title, (xb, yb, weights, draw.leaf(draw.uniform(source, n_out)), lr))

    small = (
        torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
        torch.tensor([0, 2, 1]),
        draw.leaf(torch.zeros(2, 3)),
        draw.leaf(torch.tensor([1.0, 0.0, 0.0])),
    )
    return (
        Case(
            "two steps on 3 rows of 2 numbers, 3 classes",
            (*small, 1.0),
            numbers="xb [[1, 0], [0, 1], [1, 1]], yb [0, 2, 1], weights 0, bias [1, 0, 0], lr 1",
        ),
        case("two steps on 16 rows of 6 numbers, 4 classes", 16, 6, 4, 0.5, 2.0),
        case("two steps on a single row of 5 numbers, 3 classes", 1, 5, 3, 0.1, 2.0),
        case("two steps on 8 rows with large scores, 5 classes", 8, 4, 5, 0.2, 20.0),
    )


EXERCISE = Exercise(
    part="part2",
    name="cross_entropy_step",
    parameters=("xb", "yb", "weights", "bias", "lr"),
    tests={"test_cross_entropy_step": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=cross_entropy_step_wrong.MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Take the inside of your loop in `train_steps`. Two functions there become one.",
        "`F.cross_entropy` takes the raw scores `(N, n_out)` first and the labels `(N,)` second. "
        "Everything after the loss stays as it was.",
        "The loss is `F.cross_entropy(…, yb)`, and in place of the dots stand the scores: a "
        "product and a sum. At the end return the loss, as it was before the step.",
    ),
    look=look,
    seen="loss, weights and bias of two steps",
    tolerance=Tolerance(absolute=5e-5, relative=5e-5),
)
