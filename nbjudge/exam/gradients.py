"""Gradients of results whose graph lies elsewhere: in another process, or behind copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.autograd.function import once_differentiable

Backward = Callable[[tuple[Any, ...]], Sequence[Any]]
"""From the gradients of results to those of the shared arguments, None where there is none."""


class _Elsewhere(torch.autograd.Function):
    """Gives its results back, and asks elsewhere for the gradients of its inputs."""

    @staticmethod
    def forward(ctx: Any, backward: Backward, places: list[int], results: Any, *inputs: Any) -> Any:
        ctx.ask, ctx.places = backward, places
        return tuple(one.detach().clone() for one in results)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Any) -> Any:
        found = ctx.ask(gradients)
        return (None, None, None, *(found[place] for place in ctx.places), None)


def attach(results: list[Any], shared: Sequence[Any], backward: Backward) -> list[Any]:
    """`results` again, as functions of those of the `shared` arguments that require gradients."""
    places = [
        place
        for place, part in enumerate(shared)
        if isinstance(part, torch.Tensor) and part.requires_grad
    ]
    # The learner's graph may hang on something of their own alone: then nothing here gets a
    # gradient, and still the result requires one.
    anchor = torch.zeros((), requires_grad=True)
    inputs = [shared[place] for place in places]
    with torch.enable_grad():
        return list(_Elsewhere.apply(backward, places, results, *inputs, anchor))
