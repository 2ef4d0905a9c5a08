"""loss_batch(model, loss_func, xb, yb, optimizer=None): one batch, with a step or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn, optim

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part3.loss_batch_help import HELP
from nn_course.catalogue.part3.loss_batch_wrong import MISCONCEPTIONS
from nn_course.catalogue.part3.seen import (
    Watched,
    flat,
    gradient_left,
    kind,
    number,
    optimizer_of,
)


def reference(
    model: nn.Module,
    loss_func: Callable[..., torch.Tensor],
    xb: torch.Tensor,
    yb: torch.Tensor,
    optimizer: optim.Optimizer | None = None,
) -> tuple[float, int]:
    """(loss of the batch, its number of rows); one step of the optimizer, if there is one."""
    loss = loss_func(model(xb), yb)
    if optimizer is not None:
        trained = [one for group in optimizer.param_groups for one in group["params"]]
        slopes = torch.autograd.grad(loss, trained, allow_unused=True)
        for one, slope in zip(trained, slopes, strict=True):
            one.grad = slope
        optimizer.step()
        optimizer.zero_grad()
    return float(loss.detach()), yb.shape[0]


def look(
    answer: Callable[..., Any],
    start: tuple[torch.Tensor, torch.Tensor],
    rule: str,
    x: torch.Tensor,
    y: torch.Tensor,
    batch_size: int,
) -> dict[str, Any]:
    """What two batches in a row give, and what they leave; without an optimizer where rule is ""."""
    model = Watched(*start, False, 0.0)
    arrived: list[int] = []
    for one in model.parameters():
        one.register_hook(lambda slope: arrived.append(slope.numel()))
    stepped: list[int] = []
    optimizer = optimizer_of(rule, model) if rule else None
    if optimizer is not None:
        optimizer.register_step_post_hook(lambda *_: stepped.append(1))
    seen: dict[str, Any] = {}
    for batch, (xb, yb) in enumerate(
        zip(x.split(batch_size), y.split(batch_size), strict=True), start=1
    ):
        if optimizer is None:
            got = answer(model, F.cross_entropy, xb, yb)
        else:
            got = answer(model, F.cross_entropy, xb, yb, optimizer)
        if not isinstance(got, list | tuple):
            alone = {"that number": number(got)} if kind(got) == "a number" else {}
            return {"what you returned": kind(got), **alone}
        seen["what you returned"] = ", ".join(kind(one) for one in got)
        if seen["what you returned"] == "a number, a number":
            seen[f"batch {batch}: the loss"] = number(got[0])
            seen[f"batch {batch}: the number of samples"] = number(got[1])
        seen[f"batch {batch}: gradients are computed"] = bool(arrived)
        seen[f"batch {batch}: the optimizer has taken a step"] = len(stepped) == batch
        seen[f"batch {batch}: gradients are left behind"] = gradient_left(model)
        seen[f"batch {batch}: the parameters after it"] = flat(model.parameters())
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """Without an optimizer and with three of them, two batches each."""
    source = draw.generator(seed, "loss_batch")

    def case(title: str, rule: str, n: int, batch_size: int, n_in: int = 5) -> Case:
        start = (draw.uniform(source, 6, n_in), draw.uniform(source, 3, 6))
        x = draw.uniform(source, n, n_in, limit=2.0)
        return Case(title, (start, rule, x, draw.integers(source, 3, n), batch_size))

    small = torch.tensor([[2.0, 0.0], [0.0, 2.0], [2.0, 0.0]])
    eye = torch.eye(2)
    return (
        Case(
            "without an optimizer, batches of 2 and 1",
            ((eye, eye), "", small, torch.tensor([0, 1, 1]), 2),
            numbers="scores [[2, 0], [0, 2]] and [[2, 0]], labels [0, 1] and [1]",
        ),
        case("with SGD, batches of 4 and 3", "SGD", 7, 4),
        case("with momentum, batches of 5 and 5", "momentum", 10, 5, 4),
        case("with Adam, batches of 6 and 1", "Adam", 7, 6),
    )


EXERCISE = Exercise(
    part="part3",
    name="loss_batch",
    parameters=("model", "loss_func", "xb", "yb", "optimizer=None"),
    tests={"test_loss_batch": 2, "test_loss_batch_step": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Compute the loss first. That is the same with and without an optimizer. What comes after it "
        "is done only where there is one.",
        "`if optimizer is not None:` opens a block of three lines, the three of part 2: backward, step, "
        "clear. After it two things are returned.",
        "`loss = loss_func(model(xb), yb)`, then the block, then `return loss.item(), …`. How many rows "
        "a batch has is what `len` says.",
    ),
    help=HELP,
    look=look,
    seen="loss, size, parameters, gradients",
    tolerance=Tolerance(absolute=3e-5, relative=3e-5),
)
