"""manual_fit(model, x, y, lr, epochs, batch_size): the training loop for any module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part2 import manual_fit_batches, manual_fit_half, manual_fit_steps
from nn_course.catalogue.part2.manual_fit_help import HELP
from nn_course.catalogue.part2.seen import kind, number


def reference(
    model: nn.Module, x: torch.Tensor, y: torch.Tensor, lr: float, epochs: int, batch_size: int
) -> list[float]:
    """Train a module in place on x (N, n_in) and labels (N,), in order.

    Gives each epoch's loss: the average over its samples of the loss each had before the step
    of its batch.
    """
    trained = [one for one in model.parameters() if one.requires_grad]
    averages = []
    for _ in range(epochs):
        sums = []
        for rows, labels in zip(x.split(batch_size), y.split(batch_size), strict=True):
            each = F.cross_entropy(model(rows), labels, reduction="none")
            for one, slope in zip(trained, torch.autograd.grad(each.mean(), trained), strict=True):
                one.data.add_(slope, alpha=-lr)
            sums.append(each.detach().sum())
        averages.append(float(torch.stack(sums).sum()) / len(x))
    return averages


def layered(start: Sequence[torch.Tensor | None]) -> nn.Sequential:
    """A network that starts from `start`: weights (n_out, n_in) and bias (n_out,) of each layer.

    Between layers stands a tanh; None in place of a bias means that there is none.
    """
    layers: list[nn.Module] = []
    for weights, bias in zip(start[::2], start[1::2], strict=True):
        assert weights is not None
        layer = nn.Linear(weights.shape[1], weights.shape[0], bias=bias is not None)
        layer.weight.data.copy_(weights)
        if bias is not None:
            layer.bias.data.copy_(bias)
        layers += [layer, nn.Tanh()]
    return nn.Sequential(*layers[:-1])


def look(
    answer: Callable[..., Any],
    start: Sequence[torch.Tensor | None],
    x: torch.Tensor,
    y: torch.Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
) -> dict[str, Any]:
    """What is returned, how the model was called, and the parameters that are left behind."""
    x_before, y_before = x.clone(), y.clone()
    model = layered(start)
    ran: list[int] = []
    hooked: list[int] = []
    model[0].register_forward_hook(lambda *_: ran.append(1))
    model.register_forward_hook(lambda *_: hooked.append(1))
    losses = answer(model, x, y, lr, epochs, batch_size)
    seen: dict[str, Any] = {
        f"parameter {place} after the training": one.detach().clone()
        for place, one in enumerate(model.parameters())
    }
    seen["x and y are left as they were"] = torch.equal(x, x_before) and torch.equal(y, y_before)
    seen["what is returned"] = kind(losses)
    if seen["what is returned"] == "a list of numbers":
        seen["how many losses there are"] = len(losses)
        seen["the losses"] = torch.tensor([number(one) for one in losses])
    seen["the model's own hooks ran"] = len(hooked) == len(ran)
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """One layer and two, with and without a partial last batch, batches of one."""
    source = draw.generator(seed, "manual_fit")

    def layer(n_out: int, n_in: int, bias: bool = True) -> list[torch.Tensor | None]:
        return [draw.uniform(source, n_out, n_in), draw.uniform(source, n_out) if bias else None]

    def case(
        title: str,
        start: list[torch.Tensor | None],
        rows: int,
        n_in: int,
        n_out: int,
        lr: float,
        *counts: int,
    ) -> Case:  # epochs, batch_size
        x = draw.uniform(source, rows, n_in, limit=2.0)
        return Case(title, (start, x, draw.integers(source, n_out, rows), lr, *counts))

    small = (
        [torch.zeros(2, 2), torch.zeros(2)],
        torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
        torch.tensor([0, 1, 1]),
    )
    return (
        Case(
            "one linear layer, 3 rows in batches of 2 (the last has 1), 2 epochs",
            (*small, 1.0, 2, 2),
            numbers="x [[1, 0], [0, 1], [1, 1]], y [0, 1, 1], all parameters 0, lr 1",
        ),
        case(
            "two layers with a tanh, 11 rows in batches of 4 (the last has 3), 3 epochs",
            [*layer(4, 5), *layer(3, 4)], 11, 5, 3, 0.5, 3, 4,
        ),
        case("one layer, 8 rows in batches of 4, 2 epochs", layer(4, 3), 8, 3, 4, 0.3, 2, 4),
        case(
            "two layers, the first without a bias, 5 rows in a single batch, 4 epochs",
            [*layer(3, 4, bias=False), *layer(3, 3)], 5, 4, 3, 0.8, 4, 64,
        ),
        case("one layer, 6 rows one at a time, 1 epoch", layer(5, 4), 6, 4, 5, 0.2, 1, 1),
    )  # fmt: skip


EXERCISE = Exercise(
    part="part2",
    name="manual_fit",
    parameters=("model", "x", "y", "lr", "epochs", "batch_size"),
    tests={"test_manual_fit": 2, "test_manual_fit_losses": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=manual_fit_steps.MISCONCEPTIONS
    + manual_fit_batches.MISCONCEPTIONS
    + manual_fit_half.MISCONCEPTIONS,
    help=HELP,
    hints=(
        "It is `fit` of part 1 with other words in three places: where the scores come from, "
        "where the parameters come from, and how the gradients are cleared.",
        "The loss of a batch is `F.cross_entropy` of `model(xb)` and `yb`. For the step, loop "
        "over `model.parameters()`, however many there are, and change each in place, inside "
        "`torch.no_grad()`. One call of `model.zero_grad()` clears them all.",
        "After `loss.backward()` come three lines: `with torch.no_grad():`, in it `for p in "
        "model.parameters():`, in that `p -= …`. Then clear. The running total grows by "
        "`loss.item() * len(yb)`, as in part 1.",
    ),
    look=look,
    seen="parameters, losses, hooks",
    tolerance=Tolerance(absolute=5e-5, relative=5e-5),
)
