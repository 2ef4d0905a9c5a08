"""The contracts of part 4, apart from the looks of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import DataLoader, TensorDataset

from tests.mutations.contracts.common import (
    Near,
    array,
    batches,
    descend,
    equal,
    leaf,
    need,
    pull_of,
    pulled_back,
    rounds,
    tensor,
)

Answer = Callable[..., Any]


def as_image(answer: Answer, near: Near, x: torch.Tensor) -> None:
    """The same numbers in the same order, as (N, 1, 28, 28); gradients in the same order too."""
    for given in (x.clone(), leaf(x)):
        got = answer(given)
        tensor(got, (len(x), 1, 28, 28), "result")
        near(got, array(x).reshape(len(x), 1, 28, 28), "result")
        equal(given.detach(), x, "x afterwards")
    pull = pull_of((len(x), 1, 28, 28))
    near(pulled_back(got, pull, [given])[0], pull.reshape(len(x), 784), "gradient")


def cnn(answer: Answer, near: Near, x: torch.Tensor, y: torch.Tensor) -> None:
    """Three convolutions of known kernels in float64: scores, and scores after three steps."""
    model = answer()
    need(isinstance(model, nn.Module), "no module")
    shapes = [(16, 1, 3, 3), (16,), (16, 16, 3, 3), (16,), (10, 16, 3, 3), (10,)]
    own = list(model.parameters())
    need(sorted(tuple(one.shape) for one in own) == sorted(shapes), "parameters")
    # which of two biases of one shape belongs to which layer cannot be told before they are used
    generator = torch.Generator().manual_seed(3)
    kernels = {
        shape: torch.randn(shape, generator=generator) / 4 for shape in dict.fromkeys(shapes)
    }
    with torch.no_grad():
        for one in own:
            one.copy_(kernels[tuple(one.shape)])
    exact = [kernels[shape].double() for shape in shapes]
    given = x.clone()

    def right(*values: torch.Tensor) -> torch.Tensor:
        hidden = x.double()
        for place in (0, 2, 4):
            hidden = F.conv2d(hidden.relu() if place else hidden, *values[place : place + 2], 2, 1)
        return hidden.mean((2, 3))

    for _ in range(3):
        scores = model(given)
        tensor(scores, (len(x), 10), "scores")
        near(scores, right(*exact), "scores")
        equal(given, x, "x afterwards")
        loss = F.cross_entropy(scores, y)
        need(loss.requires_grad, "no gradient can flow back")
        slopes = torch.autograd.grad(loss, own, allow_unused=True)
        _, exact = descend(lambda *values: F.cross_entropy(right(*values), y), exact, 0.05)
        with torch.no_grad():
            for one, slope in zip(own, slopes, strict=True):
                one -= 0.05 * (torch.zeros_like(one) if slope is None else slope)


def lambda_(answer: Answer, near: Near, x: torch.Tensor) -> None:
    """What the function returns, as it is, in a module that calls it once for each call."""
    calls: list[torch.Tensor] = []

    def noted(given: torch.Tensor) -> Any:
        calls.append(given)
        return [given, "anything"]

    module = answer(noted)
    need(isinstance(module, nn.Module) and not calls, "when it is made")
    need(not list(module.parameters()), "parameters")
    hooked: list[int] = []
    module.register_forward_hook(lambda *_: hooked.append(1))
    got = module(x)
    need(len(calls) == 1 and calls[0] is x and len(hooked) == 1, "how it calls the function")
    need(isinstance(got, list) and got[0] is x and got[1] == "anything", "result")
    need(answer(lambda given: None)(x) is None, "result")
    given = leaf(x)
    chain = nn.Sequential(answer(torch.sin), answer(lambda one: 3 * one))
    result = chain(given)
    near(result, 3 * np.sin(array(x)), "in a Sequential")
    result.sum().backward()
    assert given.grad is not None
    near(given.grad, 3 * np.cos(array(x)), "gradient")
    need(answer(len)(x) == len(x), "another function")


def wrapped_list(answer: Answer, near: Near, *batches: Any) -> None:
    """The same around a plain list of batches, each of any number of parts."""
    around = answer(list(batches), lambda *parts: [*parts, "seen"])
    need(len(around) == len(batches), "len()")
    for _ in range(2):
        got = rounds(around, len(batches))
        need(got == [[*parts, "seen"] for parts in batches], "batches of an epoch")


def wrapped(
    answer: Answer,
    near: Near,
    x: torch.Tensor,
    y: torch.Tensor,
    batch_size: int,
    drop_last: bool,
    seed: int,
) -> None:
    """What the function makes of each batch, when it is asked for, in every epoch of the loader."""
    calls: list[int] = []

    def changed(inputs: torch.Tensor, labels: torch.Tensor) -> Any:
        calls.append(len(labels))
        return labels + 7, -inputs, len(labels)

    def made() -> DataLoader:
        generator = torch.Generator().manual_seed(seed)
        data = TensorDataset(x, y)
        return DataLoader(data, batch_size, True, drop_last=drop_last, generator=generator)

    around, plain = answer(made(), changed), made()
    need(not calls, "calls before it is used")
    need(len(around) == len(plain), "len()")
    first = next(iter(around))
    need(len(calls) == 1 and isinstance(first, tuple) and len(first) == 3, "the first batch")
    next(iter(plain))
    for _ in range(3):
        got, expected = rounds(around, len(plain)), list(plain)
        need(len(got) == len(expected), "batches of an epoch")
        for one, (inputs, labels) in zip(got, expected, strict=True):
            need(isinstance(one, tuple) and len(one) == 3 and one[2] == len(labels), "a batch")
            equal(one[0], labels + 7, "labels of a batch")
            equal(one[1], -inputs, "inputs of a batch")


class _Says(nn.Module):
    """Says the scores it is given, half of them dropped in training mode."""

    def __init__(self) -> None:
        super().__init__()
        self.drop, self.factor = nn.Dropout(0.5), nn.Parameter(torch.ones(1))
        self.modes: list[bool] = []

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        self.modes.append(self.training or torch.is_grad_enabled())
        return self.drop(scores) * self.factor


def confusion(
    answer: Answer, near: Near, scores: torch.Tensor, labels: torch.Tensor, batch_size: int
) -> None:
    """int64 counts: rows are labels, columns what the model says, in eval mode without notes."""
    model, classes = _Says().train(), scores.shape[1]
    parts = batches(len(labels), batch_size)
    loader = [(scores[part].clone(), labels[part].clone()) for part in parts]
    got = answer(model, loader, classes)
    tensor(got, (classes, classes), "result", torch.int64)
    expected = np.zeros((classes, classes), dtype=np.int64)
    for row, label in zip(array(scores), labels.tolist(), strict=True):
        expected[label, int(np.argmax(row))] += 1
    need(np.array_equal(got.numpy(), expected), "counts")
    need(bool(model.modes) and not any(model.modes), "how the model was asked")
    for (x, y), part in zip(loader, parts, strict=True):
        equal(x, scores[part], "x afterwards")
        equal(y, labels[part], "y afterwards")


def best_model(
    answer: Answer, near: Near, x: torch.Tensor, y: torch.Tensor, asked: torch.Tensor
) -> None:
    """The rules: steps and parameters, finite scores, and something learned."""
    steps: list[int] = []
    hook = register_optimizer_step_post_hook(lambda *_: steps.append(1))
    given = x.clone(), y.clone()
    try:
        model = answer(*given)
    finally:
        hook.remove()
    need(0 < len(steps) <= 1500, f"{len(steps)} steps")
    need(isinstance(model, nn.Module), "no module")
    need(sum(one.numel() for one in model.parameters()) < 60_000, "parameters")
    model.eval()
    with torch.no_grad():
        tensor(model(asked), (len(asked), 10), "scores")
        need(bool(model(asked).isfinite().all()), "scores that are not finite")
        right = (model(x).argmax(1) == y).double().mean().item()
    need(right > 0.3, f"only {right:.0%} right")


CONTRACTS = {
    "as_image": as_image,
    "CNN": cnn,
    "Lambda": lambda_,
    "WrappedDataLoader": lambda answer, near, *given: (
        wrapped if isinstance(given[0], torch.Tensor) else wrapped_list
    )(answer, near, *given),
    "confusion": confusion,
    "best_model": best_model,
}
