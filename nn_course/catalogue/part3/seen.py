"""What the looks of part 3 share: they run beside an answer and gather what can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import nn, optim


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
        return f"a {type(value).__name__} of {len(value)}"
    if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0:
        return "a number"  # one of numpy's
    return f"something of type {type(value).__name__}"


def kind_of_all(value: Any) -> str:
    """What `value` is, and where it is a list or tuple, what is in it: "a list of 2 (a pair)"."""
    if not isinstance(value, list | tuple):
        return kind(value)
    kinds = {
        "a pair" if isinstance(one, list | tuple) and len(one) == 2 else kind(one) for one in value
    }
    return f"{kind(value)} ({', '.join(sorted(kinds))})" if kinds else kind(value)


def number(value: Any) -> float:
    """A Python number of whatever `kind` calls one."""
    return float(value.detach() if isinstance(value, torch.Tensor) else value)


def length(value: Any) -> str:
    """How long `value` is, in words, since not everything has a length."""
    try:
        return str(len(value))
    except TypeError:
        return "none at all"


def pair(label: str, value: Any) -> dict[str, Any]:
    """What `value` is, which should be a pair of tensors, x and y."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        parts = value if isinstance(value, list | tuple) else ()
        of = ", ".join(kind(one) for one in parts[:3])
        return {f"{label} gives": f"{kind(value)} ({of})" if of else kind(value)}
    seen: dict[str, Any] = {f"{label} gives": "a pair"}
    for name, part in zip("xy", value, strict=True):
        if not isinstance(part, torch.Tensor):
            seen[f"{name} of {label}, what it is"] = kind(part)
            continue
        seen[f"{name} of {label}, shape"] = tuple(part.shape)
        seen[f"{name} of {label}, type"] = str(part.dtype)
        seen[f"{name} of {label}"] = part.detach().clone()
    return seen


class Watched(nn.Module):
    """Scores from two layers with a ReLU between, which notes down how it is called.

    `calls` holds, for each call, the first number of its input, whether the model was in training
    mode, and whether torch was taking notes.
    """

    def __init__(
        self, first: torch.Tensor, second: torch.Tensor, norm: bool, dropout: float
    ) -> None:
        super().__init__()
        # No bias before a normalisation: its gradient is 0 but for rounding, which Adam would
        # blow up to whole steps, different ones each time.
        self.first = nn.Linear(first.shape[1], first.shape[0], bias=not norm)
        self.norm = nn.BatchNorm1d(first.shape[0]) if norm else nn.Identity()
        self.dropout = nn.Dropout(dropout)
        self.second = nn.Linear(second.shape[1], second.shape[0])
        for layer, weights in ((self.first, first), (self.second, second)):
            layer.weight.data.copy_(weights)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        self.calls: list[tuple[float, bool, bool]] = []

    def forward(self, xb: torch.Tensor) -> torch.Tensor:
        """(N, n_in) → (N, n_out)."""
        self.calls.append((float(xb[0, 0]), self.training, torch.is_grad_enabled()))
        hidden = torch.relu(self.norm(self.first(xb)))
        scores: torch.Tensor = self.second(self.dropout(hidden))
        return scores


def optimizer_of(rule: str, model: nn.Module) -> optim.Optimizer:
    """The optimizer called `rule` for the parameters of `model`."""
    if rule == "Adam":
        return optim.Adam(model.parameters(), lr=0.05)
    return optim.SGD(model.parameters(), lr=0.3, momentum=0.9 if rule == "momentum" else 0.0)


def flat(tensors: Iterable[torch.Tensor]) -> torch.Tensor:
    """All numbers of `tensors` in one row."""
    return torch.cat([one.detach().clone().flatten() for one in tensors])


def statistics(model: nn.Module) -> torch.Tensor:
    """The running means and variances that `model` keeps, in one row; a single 0 if none."""
    kept = [one for one in model.buffers() if one.is_floating_point()]
    return flat(kept) if kept else torch.zeros(1)


def gradient_left(model: nn.Module) -> bool:
    """Whether a parameter has a gradient that is not zero."""
    return any(one.grad is not None and bool(one.grad.any()) for one in model.parameters())


def sequence(batches: Sequence[Any]) -> dict[str, Any]:
    """Sizes and samples of the `batches` of an epoch: what came, as far as they are pairs.

    The label of a sample is its position.
    """
    if not all(isinstance(one, list | tuple) and len(one) == 2 for one in batches):
        return {"sizes": "batches that are no pairs"}
    if not batches:
        return {"sizes": "no batches"}
    return {
        "sizes": ", ".join(str(len(labels)) for _, labels in batches),
        "x": torch.cat([inputs for inputs, _ in batches]),
        "places": torch.cat([labels for _, labels in batches]),
    }
