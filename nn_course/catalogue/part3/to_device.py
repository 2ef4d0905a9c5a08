"""to_device(thing, device): a model, a tensor or a batch, on the device that computes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import nn

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part3.seen import kind
from nn_course.catalogue.part3.to_device_help import HELP
from nn_course.catalogue.part3.to_device_wrong import MISCONCEPTIONS


def reference(thing: Any, device: torch.device | str) -> Any:
    """`thing` on `device`: a module in place, tensors as copies, also inside lists and tuples."""
    if isinstance(thing, list | tuple):
        return type(thing)(map(partial(reference, device=device), thing))
    if isinstance(thing, torch.Tensor | nn.Module):
        return thing.to(device)
    return thing


def places(thing: Any) -> str:
    """What a batch is made of: "(meta, (meta, cpu), 3)"; a list reads as a tuple does."""
    if isinstance(thing, list | tuple):
        return f"({', '.join(places(one) for one in thing)})"
    if isinstance(thing, torch.Tensor):
        return thing.device.type
    if thing is None or isinstance(thing, int | float):
        return repr(thing)
    return kind(thing)


def tensors(thing: Any) -> list[torch.Tensor]:
    """The tensors in a batch, in their order."""
    if isinstance(thing, list | tuple):
        return [found for one in thing for found in tensors(one)]
    return [thing] if isinstance(thing, torch.Tensor) else []


def look(answer: Callable[..., Any], thing: Any, device: str) -> dict[str, Any]:
    """Where everything is afterwards; `thing` is a number of inputs where a module is meant."""
    if isinstance(thing, int):
        model = nn.Sequential(nn.Linear(thing, 3), nn.BatchNorm1d(3), nn.Linear(3, 2))
        moved = answer(model, torch.device(device))
        known = isinstance(moved, nn.Module)
        seen: dict[str, Any] = {"what you returned": "a module" if known else kind(moved)}
        if not known:
            return seen
        return seen | {
            "you returned the model itself": moved is model,
            "its parameters are on": devices(moved.parameters()),
            "its buffers are on": devices(moved.buffers()),
            "it still has all parameters": len(list(moved.parameters())) == 6,
        }
    before = [one.clone() for one in tensors(thing)]
    moved = answer(thing, torch.device(device))
    seen = {
        "what came back, and where it is": places(moved),
        "what went in is where it was": places(thing) == places(thing).replace("meta", "cpu"),
    }
    if seen["what came back, and where it is"] == places(reference(thing, device)):
        for number, (one, was) in enumerate(zip(tensors(moved), before, strict=True), start=1):
            seen[f"tensor {number}: shape"] = tuple(one.shape)
            seen[f"tensor {number}: type"] = str(one.dtype)
            if device == "cpu":
                seen[f"tensor {number}: its numbers"] = torch.equal(one, was)
    return seen


def devices(found: Any) -> str:
    """The kinds of device that the tensors in `found` are on."""
    return ", ".join(sorted({one.device.type for one in found}))


def inputs(seed: int) -> tuple[Case, ...]:
    """A tensor, a batch, nested ones with numbers, a model; and what is there already."""
    source = draw.generator(seed, "to_device")

    def batch(n: int) -> tuple[torch.Tensor, torch.Tensor]:
        return draw.uniform(source, n, 4), draw.integers(source, 10, n)

    return (
        Case(
            'a tensor, to the device "meta"',
            (torch.tensor([1.0, 2.0]), "meta"),
            numbers="thing [1, 2], which lies on the CPU",
        ),
        Case("a batch, a tuple (x, y), to meta", (batch(5), "meta")),
        Case("a batch as DataLoader gives it, a list [x, y], to meta", (list(batch(3)), "meta")),
        Case("a model with batch normalisation, to meta", (4, "meta")),
        Case(
            "a nested batch with numbers, ((x, y), [z, 3, 0.5, None]), to meta",
            ((batch(2), [draw.uniform(source, 3), 3, 0.5, None]), "meta"),
        ),
        Case("a batch that stays on the CPU", (batch(2), "cpu")),
    )


EXERCISE = Exercise(
    part="part3",
    name="to_device",
    parameters=("thing", "device"),
    tests={"test_to_device": 3},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "There are three kinds of things: those that hold others, those that can be moved, and the "
        "rest, which is returned as it is. Ask with `isinstance` which it is.",
        "For a tuple or a list call `to_device` again, for each thing in it, and make a list of what "
        "comes back. Tensors and modules both have `.to(device)`, which gives what was moved.",
        "`if isinstance(thing, (tuple, list)):` return `[to_device(…, device) for … in thing]`. Then "
        "`if isinstance(thing, (torch.Tensor, nn.Module)):` return what `.to(device)` gives. At the "
        "end, return the thing.",
    ),
    help=HELP,
    look=look,
    seen="devices, shapes, what went in",
)
