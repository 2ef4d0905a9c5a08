"""train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator): training by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part2 import train_steps_half, train_steps_training
from nn_course.catalogue.part2.random_batch import reference as draw_batch
from nn_course.catalogue.part2.seen import kind, number
from nn_course.catalogue.part2.train_steps_help import HELP


def reference(
    x: torch.Tensor,
    y: torch.Tensor,
    weights: torch.Tensor,
    bias: torch.Tensor,
    lr: float,
    steps: int,
    batch_size: int,
    every: int,
    generator: torch.Generator,
) -> list[float]:
    """Train weights (n_in, n_out) and bias (n_out,) in place on x (N, n_in) and y (N,).

    Gives the loss that the batches of steps 0, every, 2 * every … had before their step.
    """
    kept = []
    for step in range(steps):
        rows, labels = draw_batch(x, y, batch_size, generator)
        loss = F.cross_entropy(F.linear(rows, weights.T, bias), labels)
        slopes = torch.autograd.grad(loss, (weights, bias))
        weights.data.add_(slopes[0], alpha=-lr)
        bias.data.add_(slopes[1], alpha=-lr)
        if step % every == 0:
            kept.append(loss.item())
    return kept


def look(
    answer: Callable[..., Any],
    x: torch.Tensor,
    y: torch.Tensor,
    weights: torch.Tensor,
    bias: torch.Tensor,
    lr: float,
    steps: int,
    batch_size: int,
    every: int,
    seed: int,
) -> dict[str, Any]:
    """What is returned, and the parameters it leaves behind."""
    x_before, y_before = x.clone(), y.clone()
    generator = torch.Generator().manual_seed(seed)
    losses = answer(x, y, weights, bias, lr, steps, batch_size, every, generator)
    seen: dict[str, Any] = {
        "the weights after the steps": weights.detach().clone(),
        "the bias after the steps": bias.detach().clone(),
        "both are still leaves that ask for gradients": all(
            one.requires_grad and one.is_leaf for one in (weights, bias)
        ),
        "x and y are left as they were": torch.equal(x, x_before) and torch.equal(y, y_before),
        "what is returned": kind(losses),
    }
    if seen["what is returned"] == "a list of numbers":
        seen["how many losses there are"] = len(losses)
        seen["the losses"] = torch.tensor([number(one) for one in losses])
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """A few steps each: all losses kept, some of them, and a last one that is not."""
    source = draw.generator(seed, "train_steps")

    def case(
        title: str, rows: int, n_in: int, n_out: int, lr: float, *counts: int
    ) -> Case:  # steps, batch_size, every
        x = draw.uniform(source, rows, n_in, limit=2.0)
        y = draw.integers(source, n_out, rows)
        weights = draw.leaf(draw.uniform(source, n_in, n_out))
        bias = draw.leaf(draw.uniform(source, n_out))
        return Case(title, (x, y, weights, bias, lr, *counts, int(draw.integers(source, 1000))))

    small = (
        torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]),
        torch.tensor([0, 1, 1, 0]),
        draw.leaf(torch.zeros(2, 2)),
        draw.leaf(torch.zeros(2)),
    )
    return (
        Case(
            "4 steps with batches of 2, every 2nd loss",
            (*small, 1.0, 4, 2, 2, 1),
            numbers="x [[1, 0], [0, 1], [1, 1], [2, 0]], y [0, 1, 1, 0], weights and bias 0, lr 1",
        ),
        case("7 steps with batches of 4, every 3rd loss", 15, 5, 3, 0.5, 7, 4, 3),
        case("5 steps with batches of 6, every loss", 9, 3, 4, 0.3, 5, 6, 1),
        case("3 steps with batches of 1, every 5th loss", 6, 4, 5, 0.2, 3, 1, 5),
    )


EXERCISE = Exercise(
    part="part2",
    name="train_steps",
    parameters=("x", "y", "weights", "bias", "lr", "steps", "batch_size", "every", "generator"),
    tests={"test_train_steps": 2, "test_train_steps_losses": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=train_steps_training.MISCONCEPTIONS + train_steps_half.MISCONCEPTIONS,
    help=HELP,
    hints=(
        "One loop over the steps. In each: draw a batch, compute its loss, go backward, take a "
        "step with both parameters, clear both gradients. You wrote all of this in part 1.",
        "The scores come from `xb`, `weights` and `bias` as in part 1, the log-probabilities from "
        "`F.log_softmax` over the last axis, the loss from `F.nll_loss`. The step itself is taken "
        "where torch takes no notes, and in place. A loss is kept when the number of its step can "
        "be divided by `every` without a remainder.",
        "Begin the loop with `for step in range(steps):` and `xb, yb = random_batch(…)`. After "
        "`loss.backward()` comes a block `with torch.no_grad():` of four lines: two that "
        "change, two that clear. For the list ask `if step % every == 0:`.",
    ),
    look=look,
    seen="weights, bias, losses",
    tolerance=Tolerance(absolute=5e-5, relative=5e-5),
)
