"""evaluate(model, loader, loss_func): the average loss of a model, which stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part3.evaluate_help import HELP
from nn_course.catalogue.part3.evaluate_wrong import MISCONCEPTIONS
from nn_course.catalogue.part3.seen import (
    Watched,
    flat,
    gradient_left,
    kind,
    number,
    statistics,
)


def reference(
    model: nn.Module, loader: DataLoader[Any], loss_func: Callable[..., torch.Tensor]
) -> float:
    """The mean loss of all samples of `loader`, measured in eval mode and without notes."""
    losses, sizes = [], []
    with torch.inference_mode():
        model.train(False)
        for inputs, labels in loader:
            losses.append(float(loss_func(model(inputs), labels)))
            sizes.append(float(labels.numel()))
    weights = torch.tensor(sizes, dtype=torch.float64)
    return float(torch.tensor(losses, dtype=torch.float64) @ weights / weights.sum())


def look(
    answer: Callable[..., Any],
    start: tuple[torch.Tensor, torch.Tensor],
    norm: bool,
    dropout: float,
    x: torch.Tensor,
    y: torch.Tensor,
    batch_size: int,
    smoothing: float,
) -> dict[str, Any]:
    """What is returned, how the model was called, and what is left of it."""
    model = Watched(*start, norm, dropout).train()
    parameters, kept = flat(model.parameters()), statistics(model)
    loader = DataLoader(TensorDataset(x, y), batch_size)
    loss = answer(model, loader, nn.CrossEntropyLoss(label_smoothing=smoothing))
    calls = model.calls
    seen: dict[str, Any] = {
        "what you returned": kind(loss),
        "the model is called at all": bool(calls),
        "the model is in eval mode": not any(training for _, training, _ in calls),
        "torch takes notes of the calls": any(noting for _, _, noting in calls),
    }
    if seen["what you returned"] == "a number":
        seen["the average loss"] = number(loss)
    seen["the parameters stay as they were"] = torch.equal(flat(model.parameters()), parameters)
    seen["the statistics of BatchNorm stay as they were"] = torch.equal(statistics(model), kept)
    seen["gradients are left behind"] = gradient_left(model)
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """A model that gives x itself, then dropout, batch normalisation and another loss."""
    source = draw.generator(seed, "evaluate")

    def case(
        title: str, norm: bool, dropout: float, n: int, batch_size: int, smoothing: float
    ) -> Case:
        start = (draw.uniform(source, 8, 5), draw.uniform(source, 3, 8, limit=2.0))
        x = draw.uniform(source, n, 5, limit=2.0)
        y = draw.integers(source, 3, n)
        return Case(title, (start, norm, dropout, x, y, batch_size, smoothing))

    small = torch.tensor([[2.0, 0.0], [0.0, 2.0], [2.0, 0.0]])
    eye = torch.eye(2)
    return (
        Case(
            "3 samples in batches of 2 and 1",
            ((eye, eye), False, 0.0, small, torch.tensor([0, 1, 1]), 2, 0.0),
            numbers="scores [[2, 0], [0, 2]] and [[2, 0]], labels [0, 1] and [1]",
        ),
        case("a model with dropout, 11 samples in batches of 4", False, 0.5, 11, 4, 0.0),
        case("a model with batch normalisation, 10 in batches of 4", True, 0.0, 10, 4, 0.0),
        case("another loss function, 7 samples in batches of 5", False, 0.0, 7, 5, 0.3),
        case("both layers, 12 samples in batches of 6", True, 0.3, 12, 6, 0.0),
    )


EXERCISE = Exercise(
    part="part3",
    name="evaluate",
    parameters=("model", "loader", "loss_func"),
    tests={"test_evaluate": 3},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Three things: the mode of the model, notes that nobody needs, and an average in which every "
        "sample counts the same.",
        "First `model.eval()`. Then, inside `torch.no_grad()`, a loop over the batches with two "
        "running totals: one for the losses, each times the rows of its batch, and one for the rows. "
        "At the end divide.",
        "In the loop: `loss = loss_func(model(xb), yb)`, then `total += loss.item() * len(xb)` and "
        "`count += len(xb)`. What is returned is a division of these two.",
    ),
    help=HELP,
    look=look,
    seen="loss, eval mode, no notes, model unchanged",
    tolerance=Tolerance(absolute=2e-5, relative=2e-5),
)
