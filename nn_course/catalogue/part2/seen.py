"""What the looks of part 2 share: they run beside an answer and gather what can be seen."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn


def kind(value: Any) -> str:
    """What `value` is, in the words of a report."""
    if value is None:
        return "None"
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}" if value.ndim else "a number"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list | tuple):
        numbers = all(kind(one) == "a number" for one in value)
        return "a list of numbers" if numbers else f"{len(value)} values"
    if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0:
        return "a number"  # one of numpy's
    return f"of type {type(value).__name__}"


def number(value: Any) -> float:
    """A Python number of whatever `kind` calls one."""
    return float(value.detach() if isinstance(value, torch.Tensor) else value)


def affine(model: nn.Module, n_in: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(weights (n_in, n_out), bias (n_out,)) of a model x @ weights + bias, from what it answers.

    However its parameters are called, ordered or laid out.
    """
    with torch.no_grad():
        bias = model(torch.zeros(1, n_in))[0].clone()
        return model(torch.eye(n_in)) - bias, bias


def unregistered(model: nn.Module) -> bool:
    """Whether parameters or modules hide in a plain list or dict, where torch does not find them.

    Those that the model knows as well do no harm there.
    """
    known = {id(one) for one in [*model.parameters(), *model.modules()]}
    for value in vars(model).values():
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list | tuple) and any(
            isinstance(one, nn.Parameter | nn.Module) and id(one) not in known for one in value
        ):
            return True
    return False


def describe(model: nn.Module, n_in: int, n_out: int, x: torch.Tensor) -> dict[str, Any]:
    """What can be seen of a model that should give x (N, n_in) @ weights + bias, before training.

    A model that does not answer with a table (N, n_out) is described as far as that goes.
    """
    first = [(id(one), one.numel()) for one in model.parameters()]
    looked: dict[str, Any] = {
        "numbers found by .parameters()": sum(size for _, size in first),
        "some hide in a plain list": unregistered(model),
        "all of them ask for gradients": all(one.requires_grad for one in model.parameters()),
    }
    hooked: list[int] = []
    handle = model.register_forward_hook(lambda *_: hooked.append(1))
    scores = model(x)
    handle.remove()
    looked["calling the model runs its hooks"] = len(hooked) == 1
    if not isinstance(scores, torch.Tensor):
        return {**looked, "scores: what they are": kind(scores)}
    looked["scores: shape"] = tuple(scores.shape)
    if tuple(scores.shape) != (len(x), n_out):
        return looked
    scores = scores.detach()
    weights, bias = affine(model, n_in)
    looked["the same input gives the same scores again"] = near(model(x), scores)
    looked["the parameters are the same ones after a call"] = first == [
        (id(one), one.numel()) for one in model.parameters()
    ]
    with torch.no_grad():
        # several rows that differ widely: no honest model does any of this on all of them
        probed = model(torch.cat([x, -x, 100 * x, -100 * x]))
    ones = torch.ones(len(probed))
    looked["each row of scores adds up to 1"] = near(probed.sum(-1), ones)
    looked["each row of exp(scores) adds up to 1"] = near(probed.exp().sum(-1), ones)
    looked["some scores are negative"] = bool((probed < 0).any())
    looked["the scores are x @ weights + bias"] = near(x @ weights + bias, scores)
    return looked


def near(one: torch.Tensor, other: torch.Tensor, allowed: float = 1e-4) -> bool:
    """Whether two tensors of one shape agree in every number."""
    return one.shape == other.shape and bool((one.detach() - other).abs().max() < allowed)


def trained(model: nn.Module, x: torch.Tensor, y: torch.Tensor, lr: float) -> bool:
    """Whether two steps over .parameters() train weights and bias as cross-entropy says."""
    n_in = x.shape[1]
    expected = [one.double().requires_grad_() for one in affine(model, n_in)]
    for _ in range(2):
        loss = nn.functional.cross_entropy(model(x), y)
        if not loss.requires_grad:
            return False
        loss.backward()
        exact = nn.functional.cross_entropy(x.double() @ expected[0] + expected[1], y)
        slopes = torch.autograd.grad(exact, expected)
        expected = [
            (one - lr * slope).detach().requires_grad_()
            for one, slope in zip(expected, slopes, strict=True)
        ]
        for one in model.parameters():
            if one.grad is not None:
                one.data.add_(one.grad, alpha=-lr)
                one.grad = None
    return all(
        near(one.double(), right.detach())
        for one, right in zip(affine(model, n_in), expected, strict=True)
    )
