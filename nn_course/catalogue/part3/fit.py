"""fit(model, loss_func, optimizer, epochs, train_loader, valid_loader): the whole training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part3 import fit_history, fit_training
from nn_course.catalogue.part3.evaluate import reference as measured
from nn_course.catalogue.part3.fit_help import HELP
from nn_course.catalogue.part3.loss_batch import reference as handled
from nn_course.catalogue.part3.seen import (
    Watched,
    flat,
    gradient_left,
    kind,
    kind_of_all,
    number,
    optimizer_of,
    statistics,
)


def reference(
    model: nn.Module,
    loss_func: Callable[..., torch.Tensor],
    optimizer: optim.Optimizer,
    epochs: int,
    train_loader: DataLoader[Any],
    valid_loader: DataLoader[Any],
) -> dict[str, list[float]]:
    """Train in place; gives each epoch's average loss on both sets, as "train" and "valid"."""
    history: dict[str, list[float]] = {"train": [], "valid": []}
    while len(history["valid"]) < epochs:
        model.train(True)
        pairs = [handled(model, loss_func, xb, yb, optimizer) for xb, yb in train_loader]
        each = torch.tensor(pairs, dtype=torch.float64)
        history["train"].append(float(each.prod(1).sum() / each[:, 1].sum()))
        history["valid"].append(measured(model, valid_loader, loss_func))
    return history


def look(
    answer: Callable[..., Any],
    start: tuple[torch.Tensor, torch.Tensor],
    norm: bool,
    rule: str,
    train: tuple[torch.Tensor, torch.Tensor],
    valid: tuple[torch.Tensor, torch.Tensor],
    batch_size: int,
    epochs: int,
    training: bool,
) -> dict[str, Any]:
    """How the model was called, what became of it, and the history.

    Training samples begin with a positive number, validation samples with a negative one.
    """
    model = Watched(*start, norm, 0.0).train(training)
    loaders = [
        DataLoader(TensorDataset(*train), batch_size),
        DataLoader(TensorDataset(*valid), 2 * batch_size),
    ]
    history = answer(model, F.cross_entropy, optimizer_of(rule, model), epochs, *loaders)
    learned = [mode for first, mode, noting in model.calls if first > 0 and noting]
    checked = [call for call in model.calls if call[0] < 0]
    known = isinstance(history, dict)
    seen: dict[str, Any] = {
        "what you returned": "a dict" if known else kind_of_all(history),
        "all training batches meet training mode": all(learned),
        "validation samples are used": bool(checked),
        "validation batches meet training mode": any(mode for _, mode, _ in checked),
        "torch takes notes of validation": any(noting for _, _, noting in checked),
        "the parameters at the end": flat(model.parameters()),
        "the statistics of BatchNorm at the end": statistics(model),
        "gradients are left behind": gradient_left(model),
    }
    if not isinstance(history, dict):
        return seen
    seen["the names in what you returned"] = ", ".join(sorted(str(name) for name in history))
    for name in ("train", "valid"):
        losses = history.get(name)
        if not isinstance(losses, list | tuple):
            seen[f'what "{name}" holds'] = kind(losses)
            continue
        seen[f'how many numbers "{name}" holds'] = len(losses)
        if all(kind(one) == "a number" for one in losses):
            seen[f'the losses in "{name}"'] = torch.tensor([number(one) for one in losses])
        else:
            seen[f'what "{name}" holds'] = "something else than numbers"
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """With and without batch normalisation, three rules, uneven last batches on both sides."""
    source = draw.generator(seed, "fit of part 3")

    def samples(n: int, sign: float) -> tuple[torch.Tensor, torch.Tensor]:
        x = draw.uniform(source, n, 4, limit=2.0)
        x[:, 0] = sign * (x[:, 0].abs() + 0.1)
        return x, draw.integers(source, 3, n)

    def case(
        title: str, norm: bool, rule: str, n: int, m: int, *counts: int, training: bool = True
    ) -> Case:  # counts: batch_size, epochs
        start = (draw.uniform(source, 6, 4), draw.uniform(source, 3, 6))
        return Case(
            title, (start, norm, rule, samples(n, 1.0), samples(m, -1.0), *counts, training)
        )

    eye = torch.eye(2)
    small = torch.tensor([[2.0, 0.0], [1.0, 1.0], [1.0, 0.0]]), torch.tensor([1, 1, 1])
    small_valid = torch.tensor([[-1.0, 1.0]]), torch.tensor([1])
    return (
        Case(
            "3 training samples in batches of 2 and 1, 1 validation sample, 2 epochs",
            ((eye, eye), False, "SGD", small, small_valid, 2, 2, True),
            numbers="x [[2, 0], [1, 1], [1, 0]] and [[-1, 1]], all labels 1, SGD with lr 0.3",
        ),
        case("batch normalisation, 11 + 7 samples, batches of 4, 3 epochs", True, "SGD", 11, 7, 4, 3),
        case("momentum, 10 + 9 samples, batches of 4, 2 epochs", False, "momentum", 10, 9, 4, 2),
        case(
            "batch normalisation and Adam, a model that comes in eval mode",
            True, "Adam", 9, 5, 3, 2, training=False,
        ),
        case("a single epoch", False, "SGD", 8, 11, 5, 1),
    )  # fmt: skip


EXERCISE = Exercise(
    part="part3",
    name="fit",
    parameters=("model", "loss_func", "optimizer", "epochs", "train_loader", "valid_loader"),
    tests={"test_fit": 2, "test_fit_history": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=fit_training.MISCONCEPTIONS + fit_history.MISCONCEPTIONS,
    hints=(
        "Each epoch has two halves. In the first the model learns from every training batch, in the "
        "second it is measured on the validation batches. You have a function for the work of each.",
        "Begin each epoch with `model.train()`, because `evaluate` has switched it off. Call "
        "`loss_batch` with the optimizer for each training batch, and keep two running totals: "
        "losses times rows, and rows. Then append one number to each of the two lists.",
        "`loss, n = loss_batch(model, loss_func, xb, yb, optimizer)`, then `total += loss * n` and "
        "`count += n`. After the inner loop append `total / count` to the list of the training, and "
        "what `evaluate(…)` says to the other.",
    ),
    help=HELP,
    look=look,
    seen="modes, parameters, history",
    tolerance=Tolerance(absolute=1e-4, relative=1e-4),
)
