"""Ready for a lesson to use: digits as tensors, the share of right ones, steps counted.

Each lesson stands alone, so that it needs a little of what came before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook

from nn_course.mnist import load_mnist

__all__ = ["digits", "share_right", "steps_counted"]

_AT_ONCE = 1000


class Tensors(NamedTuple):
    """Rows of 784 numbers between 0 and 1 (float32), and labels (int64)."""

    x_train: torch.Tensor
    y_train: torch.Tensor
    x_test: torch.Tensor
    y_test: torch.Tensor


def digits() -> Tensors:
    """The digits of `load_mnist` as the models of the lessons want them."""
    prepared = [
        torch.from_numpy(array.astype(kind).reshape(len(array), -1)).squeeze(-1)
        for pair in load_mnist()
        for array, kind in zip(pair, (np.float32, np.int64), strict=True)
    ]
    for pixels in prepared[::2]:
        pixels /= 255
    return Tensors(*prepared)


def share_right(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """The share of `x` that `model` reads right, between 0 and 1; y: int64 (N,), the labels.

    The model is asked in evaluation mode, and left in the mode that it was in.
    """
    training = model.training
    model.eval()
    with torch.inference_mode():
        said = torch.cat([model(part).topk(1).indices.flatten() for part in x.split(_AT_ONCE)])
    model.train(training)
    return int(torch.eq(said, y).sum()) / len(y)


@contextmanager
def steps_counted() -> Iterator[list[int]]:
    """How many steps torch's optimizers take inside the `with`: `[0]` at first, `[count]` later."""
    count = [0]

    def counted(*_: object) -> None:
        count[0] += 1

    counting = register_optimizer_step_post_hook(counted)
    try:
        yield count
    finally:
        counting.remove()
