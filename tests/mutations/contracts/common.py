"""How contracts speak: `Differs` where an answer breaks one, and what several of them ask."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch


class Differs(Exception):
    """The answer does something else than its docstring says, on this input."""


@dataclass(frozen=True)
class Near:
    """Compares numbers in float64, as finely as the exercise asks for.

    `scale` is the magnitude of what went in, where rounding grows with it.
    """

    absolute: float
    relative: float
    scale: Any = 0.0

    def __call__(self, got: Any, expected: Any, what: str) -> None:
        """Differs unless both have one shape and every number is as near as allowed."""
        one, other = array(got), array(expected)
        need(one.shape == other.shape, f"{what}: shape {one.shape} for {other.shape}")
        scale = array(self.scale)
        scale = scale if scale.ndim == other.ndim else scale.max()
        allowed = self.absolute + self.relative * (np.abs(other) + scale)
        need(bool((np.abs(one - other) <= allowed).all()), f"{what}: other numbers")


def need(holds: bool, text: str) -> None:
    """Differs(text) unless `holds`."""
    if not holds:
        raise Differs(text)


def array(value: Any) -> np.ndarray:
    """The numbers of a tensor, an array or a number, in float64."""
    if isinstance(value, torch.Tensor):
        value = value.detach().to(torch.float64).numpy()
    return np.array(value, dtype=np.float64)


def number(value: Any, what: str) -> float:
    """`value` as a float: Python's, numpy's or a tensor's without axes; Differs if it is none."""
    plain = isinstance(value, int | float | np.integer | np.floating)
    plain |= isinstance(value, torch.Tensor) and value.ndim == 0 and value.dtype != torch.bool
    need(plain and not isinstance(value, bool), f"{what}: a {type(value).__name__}")
    return float(value)


def numbers(values: Any, what: str) -> list[float]:
    """`values` as floats; Differs unless it is a list or tuple of numbers."""
    need(isinstance(values, list | tuple), f"{what}: a {type(values).__name__}")
    return [number(one, what) for one in values]


def pair(value: Any, what: str) -> tuple[Any, Any]:
    """The two things in `value`; Differs unless it is a list or tuple of two."""
    need(isinstance(value, list | tuple) and len(value) == 2, f"{what}: no pair")
    return value[0], value[1]


def tensor(value: Any, shape: Sequence[int], what: str, dtype: torch.dtype | None = None) -> None:
    """Differs unless `value` is a tensor of this shape and type: any floating point if None."""
    need(isinstance(value, torch.Tensor), f"{what}: a {type(value).__name__}")
    need(tuple(value.shape) == tuple(shape), f"{what}: shape {tuple(value.shape)}")
    right = value.is_floating_point() if dtype is None else value.dtype == dtype
    need(right, f"{what}: {value.dtype}")


def equal(got: Any, expected: Any, what: str) -> None:
    """Differs unless both are the same, number by number and in type."""
    if isinstance(expected, torch.Tensor):
        tensor(got, expected.shape, what, expected.dtype)
        need(torch.equal(got, expected), f"{what}: other numbers")
    else:
        need(type(got) is type(expected) and got == expected, f"{what}: {got!r} for {expected!r}")


def leaf(value: torch.Tensor) -> torch.Tensor:
    """A copy of `value` that asks for gradients, with its gradient if it has one."""
    copy = value.detach().clone().requires_grad_()
    copy.grad = None if value.grad is None else value.grad.clone()
    return copy


def pull_of(shape: Sequence[int]) -> torch.Tensor:
    """Numbers to weight a result with, so that every one of them matters to the gradient."""
    return torch.randn(tuple(shape), generator=torch.Generator().manual_seed(7))


def pulled_back(result: torch.Tensor, pull: torch.Tensor, leaves: Sequence[torch.Tensor]) -> list:
    """The gradients of (result * pull).sum() at `leaves`; a missing one is zero."""
    need(result.requires_grad, "no gradient can flow back")
    (result * pull).sum().backward()
    return [torch.zeros_like(one) if one.grad is None else one.grad for one in leaves]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Log-probabilities along the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


class Softmax:
    """Softmax regression in float64, its gradient written out by hand."""

    def __init__(self, weights: torch.Tensor, bias: torch.Tensor) -> None:
        self.weights, self.bias = array(weights), array(bias)

    def step(self, x: Any, y: Any, lr: float) -> float:
        """One step on the batch (x, y); the mean loss before it."""
        x, y = array(x), np.asarray(y)
        scores = x @ self.weights + self.bias
        rows = np.arange(len(y))
        loss = -log_softmax(scores)[rows, y].mean()
        slope = softmax(scores)
        slope[rows, y] -= 1
        slope /= len(y)
        self.weights = self.weights - lr * x.T @ slope
        self.bias = self.bias - lr * slope.sum(0)
        return float(loss)


def batches(count: int, size: int) -> Iterable[slice]:
    """Slices of `size` that cover `count` samples, the last one perhaps smaller."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def descend(
    loss: Callable[..., torch.Tensor], values: list[torch.Tensor], lr: float
) -> tuple[float, list[torch.Tensor]]:
    """One step of gradient descent on `values`: the loss before it, the values after it."""
    leaves = [one.detach().requires_grad_() for one in values]
    before = loss(*leaves)
    slopes = torch.autograd.grad(before, leaves)
    after = [one.detach() - lr * slope for one, slope in zip(leaves, slopes, strict=True)]
    return float(before.detach()), after


def rounds(things: Any, most: int) -> list[Any]:
    """What a for loop over `things` sees, but not more than `most` and one."""
    return list(itertools.islice(things, most + 1))
