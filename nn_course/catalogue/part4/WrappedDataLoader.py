"""WrappedDataLoader(loader, function): preprocessing inside the loader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part3.seen import length
from nn_course.catalogue.part4.WrappedDataLoader_help import HELP
from nn_course.catalogue.part4.WrappedDataLoader_wrong import MISCONCEPTIONS


class Reference:
    """Yields ``function(*batch)`` for each batch of the loader, in every epoch anew."""

    def __init__(self, loader: Any, function: Callable[..., Any]) -> None:
        self.of = loader, function

    def __len__(self) -> int:
        return len(self.of[0])

    def __iter__(self) -> Iterator[Any]:
        loader, function = self.of
        return (function(*batch) for batch in loader)


def look(
    answer: Any, x: torch.Tensor, y: torch.Tensor, batch_size: int, drop_last: bool, seed: int
) -> dict[str, Any]:
    """Two epochs of a shuffling loader, and when its batches are made."""
    calls = []

    def changed(*parts: Any) -> tuple[torch.Tensor, torch.Tensor]:
        calls.append(len(parts))
        if len(parts) != 2:
            kinds = " and ".join(f"a {type(part).__name__}" for part in parts)
            raise TypeError(f"the function takes two arguments, x and y; it was given {kinds}")
        return 10 * parts[0], parts[1] + 100

    loader = DataLoader(
        TensorDataset(x, y),
        batch_size=batch_size,
        shuffle=True,
        drop_last=drop_last,
        generator=torch.Generator().manual_seed(seed),
    )
    wrapped = answer(loader, changed)
    seen: dict[str, Any] = {"calls of the function when the loader is wrapped": len(calls)}
    next(iter(wrapped), None)
    seen["calls of the function when one batch was asked for"] = len(calls)
    for epoch in ("first", "second"):
        batches = list(wrapped)
        seen[f"batches in the {epoch} epoch"] = len(batches)
        seen[f"every batch is a pair, in the {epoch} epoch"] = all(
            isinstance(batch, tuple | list) and len(batch) == 2 for batch in batches
        )
        if not batches or not seen[f"every batch is a pair, in the {epoch} epoch"]:
            return seen
        for part, name in enumerate(("x", "y")):
            values = [torch.as_tensor(batch[part]) for batch in batches]
            sizes = " ".join(str(len(one)) for one in values)
            seen[f"sizes of the batches of {name} in the {epoch} epoch"] = sizes
            seen[f"{name} in the {epoch} epoch"] = torch.cat(values)
    seen["its length, len(…)"] = length(wrapped)
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """Six numbered samples in batches of two, then random ones with a smaller last batch."""
    source = draw.generator(seed, "WrappedDataLoader")

    def case(title: str, rows: int, batch_size: int, drop_last: bool = False) -> Case:
        x = draw.uniform(source, rows, 3)
        return Case(title, (x, torch.arange(rows), batch_size, drop_last, seed + rows))

    return (
        Case(
            "6 samples in batches of 2",
            (torch.arange(1.0, 7.0).reshape(6, 1), torch.arange(1, 7), 2, False, 3),
            numbers="x and y count from 1 to 6, the function multiplies x by 10 and adds 100 to y",
        ),
        case("10 samples in batches of 4", 10, 4),
        case("10 samples in batches of 4, the rest dropped", 10, 4, drop_last=True),
        case("5 samples one by one", 5, 1),
        case("a single batch of 7", 7, 16),
    )


EXERCISE = Exercise(
    part="part4",
    name="WrappedDataLoader",
    base="",
    parameters=("loader", "function"),
    tests={"test_WrappedDataLoader": 4},
    reference=Reference,
    inputs=inputs,
    look=look,
    seen="two epochs, len(), one batch at a time",
    misconceptions=MISCONCEPTIONS,
    hints=(
        "The object only keeps the loader and the function. The work is done when somebody loops "
        "over it.",
        "Three methods: `__init__` keeps two things, `__len__` asks the loader, `__iter__` is a "
        "generator: a function with `yield` in a loop over the loader.",
        "In `__iter__` loop over the loader: `for batch in …:`. `yield` what the function makes of "
        "the parts of `batch`; a star in front of a list hands over its parts one by one.",
    ),
    help=HELP,
)
