"""The contracts of part 1, in numpy and float64."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from tests.mutations.contracts.common import (
    Near,
    Softmax,
    array,
    batches,
    equal,
    leaf,
    log_softmax,
    need,
    number,
    numbers,
    pair,
    pull_of,
    pulled_back,
    softmax,
    tensor,
)

Answer = Callable[..., Any]


def preprocess(answer: Answer, near: Near, images: np.ndarray, labels: np.ndarray) -> None:
    """Images as float32 rows divided by 255, labels as int64, the arrays left alone."""
    given = images.copy(), labels.copy()
    x, y = pair(answer(*given), "result")
    tensor(x, (len(images), 784), "images", torch.float32)
    near(x, images.reshape(len(images), 784).astype(np.float64) / 255, "images")
    equal(y, torch.tensor(labels.astype(np.int64)), "labels")
    need(np.array_equal(given[0], images) and np.array_equal(given[1], labels), "changed inputs")


def linear(answer: Answer, near: Near, *given: torch.Tensor) -> None:
    """x @ w + b and its three gradients."""
    x, w, b = (array(one) for one in given)
    pull = pull_of((len(x), w.shape[1]))
    _differentiable(
        answer, near, given, x @ w + b, pull,
        [array(pull) @ w.T, x.T @ array(pull), array(pull).sum(0)],
    )  # fmt: skip


def chain_rule(answer: Answer, near: Near, a: torch.Tensor, b: torch.Tensor) -> None:
    """Each gradient is the other tensor."""
    given = a.detach().clone(), b.detach().clone()
    of_a, of_b = pair(answer(*given), "result")
    for got, expected, name in ((of_a, b, "a"), (of_b, a, "b")):
        tensor(got, expected.shape, f"gradient of {name}")
        near(got, expected, f"gradient of {name}")
    equal(given[0], a.detach(), "a afterwards")
    equal(given[1], b.detach(), "b afterwards")


def init_parameters(answer: Answer, near: Near, n_in: int, n_out: int) -> None:
    """Leaves that ask for gradients: random weights of spread 1/√n_in around 0, a bias of 0."""
    weights, bias = pair(answer(n_in, n_out), "result")
    for got, shape, name in ((weights, (n_in, n_out), "weights"), (bias, (n_out,), "bias")):
        tensor(got, shape, name, torch.float32)
        need(got.is_leaf and got.requires_grad, f"{name}: no leaf that asks for gradients")
    need(not bias.detach().any(), "bias: not zero")
    _drawn(weights.detach().double() * math.sqrt(n_in))


def _drawn(values: torch.Tensor) -> None:
    """Spread 1 around 0, as far as so many numbers can tell; not whole rows or columns alike."""
    need(bool(torch.isfinite(values).all()), "weights: not finite")
    if values.numel() < 5000:
        return
    need(abs(values.mean().item()) < 7 / math.sqrt(values.numel()), "weights: mean")
    need(abs(values.std().item() - 1) < 0.08, f"weights: spread {values.std():.3f}")
    for axis in (0, 1):
        if values.shape[axis] > 9:  # fewer may be alike by chance
            alike = (values.std(axis) < 0.01).double().mean().item()
            need(alike < 0.1, "weights: alike")


def log_softmax_of(answer: Answer, near: Near, x: torch.Tensor) -> None:
    """x - log(sum(exp(x))) over the last axis, and its gradient."""
    exact, pull = array(x), pull_of(x.shape)
    slope = array(pull) - softmax(exact) * array(pull).sum(-1, keepdims=True)
    _differentiable(answer, near, (x,), log_softmax(exact), pull, [slope])


def nll(answer: Answer, near: Near, log_probs: torch.Tensor, target: torch.Tensor) -> None:
    """The mean of -log_probs[i, target[i]], and its gradient."""
    exact, rows = array(log_probs), np.arange(len(target))
    slope, pull = np.zeros(exact.shape), pull_of(())
    slope[rows, target.numpy()] = -float(pull) / len(target)
    expected = -exact[rows, target.numpy()].mean()
    _differentiable(answer, near, (log_probs, target), expected, pull, [slope])


def accuracy(answer: Answer, near: Near, log_probs: torch.Tensor, target: torch.Tensor) -> None:
    """How many of the largest entries are at the right class, divided by the number of rows."""
    given = log_probs.clone(), target.clone()
    got = number(answer(*given), "result")
    right = np.argmax(array(log_probs), -1) == target.numpy()
    near(got, right.sum() / len(target), "result")
    equal(given[0], log_probs, "log_probs afterwards")
    equal(given[1], target, "target afterwards")


def _differentiable(
    answer: Answer,
    near: Near,
    given: tuple[torch.Tensor, ...],
    expected: Any,
    pull: torch.Tensor,
    slopes: list[np.ndarray],
) -> None:
    """Value and kind, with and without gradients asked for; the gradients; the inputs after it."""
    for trained in (False, True):
        own = [leaf(one) if trained and one.is_floating_point() else one.clone() for one in given]
        got = answer(*own)
        tensor(got, np.shape(expected), "result")
        near(got, expected, "result")
        for now, then in zip(own, given, strict=True):
            equal(now.detach(), then, "an input afterwards")
        if trained:
            leaves = [one for one in own if one.requires_grad]
            for slope, right in zip(pulled_back(got, pull, leaves), slopes, strict=True):
                near(slope, right, "gradient")


def sgd_step(answer: Answer, near: Near, parameters: Any, lr: float) -> None:
    """p - lr * p.grad in place, gradients zero or None, still leaves that ask for gradients."""
    own = [leaf(one) for one in parameters]
    given = copy.copy(own)
    answer(given, lr)
    need(len(given) == len(own), "the list of parameters")
    for now, kept, then in zip(given, own, parameters, strict=True):
        need(now is kept, "the list holds another tensor")
        near(now, array(then) - lr * array(then.grad), "a parameter")
        need(now.is_leaf and now.requires_grad, "no leaf that asks for gradients")
        need(now.grad is None or not now.grad.any(), "a gradient is left")


def fit(
    answer: Answer,
    near: Near,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    weights: torch.Tensor,
    bias: torch.Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
) -> None:
    """The parameters in place and each epoch's loss: softmax regression by hand."""
    own = [leaf(weights), leaf(bias)]
    given = inputs.clone(), labels.clone()
    got = numbers(answer(*given, *own, lr, epochs, batch_size), "result")
    exact, expected = Softmax(weights, bias), []
    for _ in range(epochs):
        total = 0.0
        for part in batches(len(labels), batch_size):
            total += exact.step(inputs[part], labels[part], lr) * len(labels[part])
        expected.append(total / len(labels))
    near(got, expected, "result")
    for tensor_, right in zip(own, (exact.weights, exact.bias), strict=True):
        near(tensor_, right, "a parameter")
        need(tensor_.is_leaf and tensor_.requires_grad, "no leaf that asks for gradients")
    equal(given[0], inputs, "inputs afterwards")
    equal(given[1], labels, "labels afterwards")


CONTRACTS = {
    "preprocess": preprocess,
    "linear": linear,
    "chain_rule": chain_rule,
    "init_parameters": init_parameters,
    "log_softmax": log_softmax_of,
    "stable_log_softmax": log_softmax_of,
    "nll": nll,
    "accuracy": accuracy,
    "sgd_step": sgd_step,
    "fit": fit,
}
