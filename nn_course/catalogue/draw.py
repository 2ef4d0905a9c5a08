"""Random inputs for the exercises, always from a generator with a seed of its own."""

from __future__ import annotations

import torch


def generator(seed: int, exercise: str) -> torch.Generator:
    """A generator for `exercise`: different exercises draw differently from the same seed."""
    return torch.Generator().manual_seed(seed * 1_000_003 + sum(exercise.encode()))


def uniform(source: torch.Generator, *shape: int, limit: float = 1.0) -> torch.Tensor:
    """float32 of `shape`, uniform between -limit and limit."""
    return (torch.rand(shape, generator=source) * 2 - 1) * limit


def integers(source: torch.Generator, below: int, *shape: int) -> torch.Tensor:
    """int64 of `shape`, uniform from 0 up to and without `below`."""
    return torch.randint(below, shape, generator=source)


def leaf(values: torch.Tensor, grad: torch.Tensor | None = None) -> torch.Tensor:
    """`values` as a leaf that requires grad, with `grad` in its ``.grad``."""
    tensor = values.detach().clone().requires_grad_()
    tensor.grad = grad
    return tensor
