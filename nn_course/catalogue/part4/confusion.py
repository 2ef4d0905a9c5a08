"""confusion(model, loader, n_classes): what is taken for what, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part3.seen import kind
from nn_course.catalogue.part4.confusion_help import HELP
from nn_course.catalogue.part4.confusion_wrong import MISCONCEPTIONS


def reference(model: nn.Module, loader: Any, n_classes: int) -> torch.Tensor:
    """int64 (n_classes, n_classes): rows are true labels, columns what the model says."""
    model.eval()
    places = []
    with torch.no_grad():
        for x, y in loader:
            places.append(torch.stack([y, model(x).topk(1).indices[:, 0]]))
    pairs = torch.cat(places, 1)
    ones = torch.ones(pairs.shape[1], dtype=torch.int64)
    return torch.sparse_coo_tensor(pairs, ones, (n_classes, n_classes)).to_dense()


class Watched(nn.Module):
    """Says whatever scores it is given, through a dropout, and notes how it was asked."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.scale = nn.Parameter(torch.ones(classes))
        self.noted: list[tuple[bool, bool]] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The scores; half of them become 0 in training mode."""
        self.noted.append((self.training, torch.is_grad_enabled()))
        return self.drop(x) * self.scale


def look(
    answer: Callable[..., Any], scores: torch.Tensor, labels: torch.Tensor, batch_size: int
) -> dict[str, Any]:
    """The matrix for a model in training mode that says `scores`, and how the model was asked."""
    classes = scores.shape[1]
    model = Watched(classes)
    model.train()
    result = answer(model, DataLoader(TensorDataset(scores, labels), batch_size), classes)
    known = isinstance(result, torch.Tensor)
    seen: dict[str, Any] = {"what you returned": "a tensor" if known else kind(result)}
    if not known:
        return seen
    seen["type of the numbers"] = str(result.dtype).removeprefix("torch.")
    seen["shape"] = tuple(result.shape)
    seen["counts"] = result.detach()
    seen["in training mode while it was asked"] = any(mode for mode, _ in model.noted)
    seen["notes for gradients taken meanwhile"] = any(notes for _, notes in model.noted)
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """Six samples of three classes, then random ones: many, one, a class that never occurs."""
    source = draw.generator(seed, "confusion")

    def case(title: str, rows: int, classes: int, batch_size: int, upto: int | None = None) -> Case:
        scores = draw.uniform(source, rows, classes, limit=4.0)
        labels = draw.integers(source, upto or classes, rows)
        return Case(title, (scores, labels, batch_size))

    said = torch.tensor([0, 1, 1, 1, 2, 0])
    small = 9.0 * torch.nn.functional.one_hot(said, 3).float() - 3.0
    return (
        Case(
            "6 samples of 3 classes in batches of 4",
            (small, torch.tensor([0, 1, 1, 2, 2, 2]), 4),
            numbers="true labels 0, 1, 1, 2, 2, 2, the model says 0, 1, 1, 1, 2, 0",
        ),
        case("200 random samples of 10 classes", 200, 10, 64),
        case("a single sample", 1, 4, 8),
        case("30 samples of 5 classes, of which the last never occurs", 30, 5, 30, upto=4),
        case("40 samples of 2 classes", 40, 2, 7),
    )


EXERCISE = Exercise(
    part="part4",
    name="confusion",
    parameters=("model", "loader", "n_classes"),
    tests={"test_confusion": 3},
    reference=reference,
    inputs=inputs,
    look=look,
    seen="counts, their type, how the model was asked",
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Start with a table of zeros. Every sample adds 1 in one place: in the row of what it is, "
        "and the column of what the model says.",
        "Prepare the model as for any measurement: in evaluation mode, and without notes for "
        "gradients. Then loop over the batches, and inside each over its samples. What the model says of a "
        "sample is the position of its largest score: `argmax` finds it.",
        "`torch.zeros(n_classes, n_classes, dtype=torch.int64)` is the table. Loop over pairs with "
        "`zip(labels, answers)`, and add 1 for each pair: one at a time, so that none is lost.",
    ),
    help=HELP,
)
