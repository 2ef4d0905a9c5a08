"""The contracts of part 2, apart from the looks of the catalogue."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim

from nn_course.catalogue.part2.random_batch import reference as draw_batch
from tests.mutations.contracts.common import (
    Near,
    Softmax,
    array,
    batches,
    descend,
    equal,
    leaf,
    need,
    number,
    numbers,
    pair,
    tensor,
)
from tests.mutations.contracts.part1 import _drawn

Answer = Callable[..., Any]


def random_batch(
    answer: Answer, near: Near, x: torch.Tensor, y: torch.Tensor, size: int, seed: int, calls: int
) -> None:
    """Rows with their own labels, all from the generator, none drawn far more often than others."""
    own = x.clone(), y.clone()
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), np.random.get_state()[2]
    generator = torch.Generator().manual_seed(seed)
    many = [pair(answer(*own, size, generator), "result") for _ in range(calls)]
    for xb, yb in many[:9]:
        tensor(xb, (size, *x.shape[1:]), "xb", x.dtype)
        tensor(yb, (size,), "yb", torch.int64)
    again = pair(answer(*own, size, torch.Generator().manual_seed(seed)), "result")
    equal(again[0], many[0][0], "the same seed")
    rows = torch.cat([xb for xb, _ in many])
    hits = (rows[:, None] == x).flatten(2).all(-1)
    need(bool(hits.any(1).all()), "rows that are none of x")
    places = hits.int().argmax(1)
    need(torch.equal(torch.cat([yb for _, yb in many]), y[places]), "another row's label")
    drawn = places.reshape(calls, size)
    need(len(x) == 1 or not bool((drawn == drawn[0]).all()), "always the same batch")
    usual = len(places) / len(x)
    counts = torch.bincount(places, minlength=len(x)).double()
    need(bool(((counts - usual).abs() < 8 * math.sqrt(usual)).all()), "some rows more often")
    if size > 1 and len(x) > 2:
        need((drawn.diff() == 1).double().mean().item() < 0.8, "neighbours only")
    state = np.random.get_state()
    need(torch.equal(before[0], torch.get_rng_state()), "torch's own generator")
    need(np.array_equal(before[1], state[1]) and before[2] == state[2], "numpy's own generator")
    equal(own[0], x, "x afterwards")
    equal(own[1], y, "y afterwards")


def train_steps(
    answer: Answer,
    near: Near,
    x: torch.Tensor,
    y: torch.Tensor,
    weights: torch.Tensor,
    bias: torch.Tensor,
    lr: float,
    steps: int,
    batch_size: int,
    every: int,
    seed: int,
) -> None:
    """Softmax regression on the batches of the reference, once and then once more."""
    own, given = [leaf(weights), leaf(bias)], (x.clone(), y.clone())
    exact = Softmax(weights, bias)
    for turn in (seed, seed + 1):
        source = torch.Generator().manual_seed(turn)
        got = answer(*given, *own, lr, steps, batch_size, every, source)
        source, losses = torch.Generator().manual_seed(turn), []
        for _ in range(steps):
            losses.append(exact.step(*draw_batch(x, y, batch_size, source), lr))
        near(numbers(got, "result"), losses[::every], "result")
        for one, right in zip(own, (exact.weights, exact.bias), strict=True):
            near(one, right, "a parameter")
            need(one.is_leaf and one.requires_grad, "no leaf that asks for gradients")
    equal(given[0], x, "x afterwards")
    equal(given[1], y, "y afterwards")


def cross_entropy_step(
    answer: Answer,
    near: Near,
    xb: torch.Tensor,
    yb: torch.Tensor,
    weights: torch.Tensor,
    bias: torch.Tensor,
    lr: float,
) -> None:
    """Three steps of softmax regression, on one batch."""
    own, given = [leaf(weights), leaf(bias)], (xb.clone(), yb.clone())
    exact = Softmax(weights, bias)
    for _ in range(3):
        loss = number(answer(*given, *own, lr), "result")
        near(loss, exact.step(xb, yb, lr), "result")
        for one, right in zip(own, (exact.weights, exact.bias), strict=True):
            near(one, right, "a parameter")
            need(one.is_leaf and one.requires_grad, "no leaf that asks for gradients")
    equal(given[0], xb, "xb afterwards")
    equal(given[1], yb, "yb afterwards")


def of_model(
    model: nn.Module, n_in: int, n_out: int, x: torch.Tensor, y: torch.Tensor, lr: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights and bias at the start of a module that gives x @ weights + bias, and learns so."""
    need(isinstance(model, nn.Module), "no module")
    own = list(model.parameters())
    need(sum(one.numel() for one in own) == n_in * n_out + n_out, "numbers in parameters()")
    need(all(one.requires_grad for one in own), "parameters that ask for no gradients")
    hooked: list[int] = []
    handle = model.register_forward_hook(lambda *_: hooked.append(1))
    given = x.clone()
    scores = model(given)
    handle.remove()
    need(len(hooked) == 1, "hooks")
    tensor(scores, (len(x), n_out), "scores")
    equal(given, x, "x afterwards")
    with torch.no_grad():
        bias = model(torch.zeros(1, n_in))[0].double()
        weights = model(torch.eye(n_in)).double() - bias
    for factor in (1.0, -1.0, 30.0):
        close = Near(1e-4, 1e-4, abs(factor))
        close(model(factor * x), factor * x.double() @ weights + bias, "scores")
    exact = Softmax(weights, bias)
    for _ in range(2):
        loss = F.cross_entropy(model(x), y)
        need(loss.requires_grad, "no gradient can flow back")
        slopes = torch.autograd.grad(loss, own, allow_unused=True)
        exact.step(x, y, lr)
        with torch.no_grad():
            for one, slope in zip(own, slopes, strict=True):
                one -= lr * (torch.zeros_like(one) if slope is None else slope)
    with torch.no_grad():
        at_zero = model(torch.zeros(1, n_in))[0]
        close = Near(1e-3, 1e-3)
        close(at_zero, exact.bias, "bias after two steps")
        close(model(torch.eye(n_in)) - at_zero, exact.weights, "weights after two steps")
    return weights, bias


def logistic(
    answer: Answer, near: Near, n_in: int, n_out: int, x: torch.Tensor, y: torch.Tensor, lr: float
) -> None:
    """x @ weights + bias, weights of spread 1/√n_in around 0, bias 0; no two models share them."""
    other = answer(n_in, n_out)
    with torch.no_grad():
        before = other(x)
    weights, bias = of_model(answer(n_in, n_out), n_in, n_out, x, y, lr)
    need(bias.abs().max().item() < 1e-6, "bias: not zero")
    _drawn(weights * math.sqrt(n_in))
    need(torch.equal(other(x).detach(), before), "models share parameters")


def linear_logistic(
    answer: Answer, near: Near, n_in: int, n_out: int, x: torch.Tensor, y: torch.Tensor, lr: float
) -> None:
    """x @ weights + bias, by an nn.Linear; no two models share one."""
    other = answer(n_in, n_out)
    with torch.no_grad():
        before = other(x)
    model = answer(n_in, n_out)
    weights, _ = of_model(model, n_in, n_out, x, y, lr)
    shapes = sorted(tuple(one.shape) for one in model.parameters())
    need(shapes == sorted([(n_out, n_in), (n_out,)]), "parameters of other shapes")
    values = weights * math.sqrt(3 * n_in)
    if values.numel() >= 5000:
        need(abs(values.std().item() - 1) < 0.1, "weights: another start")
    need(torch.equal(other(x).detach(), before), "models share parameters")


def manual_fit(
    answer: Answer,
    near: Near,
    start: list[torch.Tensor | None],
    x: torch.Tensor,
    y: torch.Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
) -> None:
    """Gradient descent in float64 on a network of tanh layers, batch after batch."""
    layers: list[nn.Module] = []
    for weights, bias in zip(start[::2], start[1::2], strict=True):
        assert weights is not None
        layers += [nn.Linear(weights.shape[1], weights.shape[0], bias is not None), nn.Tanh()]
    model = nn.Sequential(*layers[:-1])
    values = [one for one in start if one is not None]
    with torch.no_grad():
        for own, value in zip(model.parameters(), values, strict=True):
            own.copy_(value)
    inner, outer = [], []
    model[0].register_forward_hook(lambda *_: inner.append(1))
    model.register_forward_hook(lambda *_: outer.append(1))
    given = x.clone(), y.clone()
    got = answer(model, *given, lr, epochs, batch_size)

    def loss(*values: torch.Tensor) -> torch.Tensor:
        left, hidden = list(values), x[part].double()
        for place, bias in enumerate(start[1::2]):
            hidden = (hidden.tanh() if place else hidden) @ left.pop(0).T
            hidden = hidden if bias is None else hidden + left.pop(0)
        return F.cross_entropy(hidden, y[part])

    exact, expected = [one.double() for one in values], []
    for _ in range(epochs):
        total = 0.0
        for part in batches(len(y), batch_size):
            before, exact = descend(loss, exact, lr)
            total += before * len(y[part])
        expected.append(total / len(y))
    near(numbers(got, "result"), expected, "result")
    for own, right in zip(model.parameters(), exact, strict=True):
        near(own, right, "a parameter")
    need(len(inner) == len(outer), "hooks")
    equal(given[0], x, "x afterwards")
    equal(given[1], y, "y afterwards")


def get_model(
    answer: Answer, near: Near, n_in: int, n_out: int, name: str, lr: float, x: torch.Tensor
) -> None:
    """A model that gives (N, n_out) and an optimizer of the class, over all of its parameters."""
    wanted = partial(optim.SGD, momentum=0.9) if " " in name else getattr(optim, name)
    model, trainer = pair(answer(n_in, n_out, wanted, lr), "result")
    need(isinstance(model, nn.Module) and isinstance(trainer, optim.Optimizer), "kinds")
    tensor(model(x), (len(x), n_out), "scores")
    own = list(model.parameters())
    need(sum(one.numel() for one in own) == n_in * n_out + n_out, "numbers in parameters()")
    twins = [leaf(one) for one in own]
    right = wanted(twins, lr=lr)
    need(type(trainer) is type(right), "another optimizer")
    for turn in range(3):
        for one, twin in zip(own, twins, strict=True):
            slope = torch.sin(torch.arange(one.numel()) + turn).reshape(one.shape)
            one.grad, twin.grad = slope.clone(), slope.clone()
        trainer.step()
        right.step()
        for one, twin in zip(own, twins, strict=True):
            Near(1e-6, 1e-5)(one, array(twin), "a parameter after a step")
    trainer.zero_grad()
    need(all(one.grad is None or not one.grad.any() for one in own), "gradients are left")


CONTRACTS = {
    "random_batch": random_batch,
    "train_steps": train_steps,
    "cross_entropy_step": cross_entropy_step,
    "Logistic": logistic,
    "LinearLogistic": linear_logistic,
    "manual_fit": manual_fit,
    "get_model": get_model,
}
