"""LinearLogistic(n_in, n_out): the same model, its parameters kept by nn.Linear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part2 import linear_logistic_wrong
from nn_course.catalogue.part2.linear_logistic_help import HELP
from nn_course.catalogue.part2.seen import affine, describe, trained


class LinearLogistic(nn.Linear):
    """(N, n_in) → scores (N, n_out). Learners read its name where get_model goes wrong."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__(n_in, n_out)


def look(
    answer: Callable[..., Any], n_in: int, n_out: int, x: torch.Tensor, y: torch.Tensor, lr: float
) -> dict[str, Any]:
    """What two models of this class show: parameters, layers, scores, two steps of training."""
    model, other = answer(n_in, n_out), answer(n_in, n_out)
    seen: dict[str, Any] = {"it is an nn.Module": isinstance(model, nn.Module)}
    if not isinstance(model, nn.Module):
        return seen
    seen |= describe(model, n_in, n_out, x)
    seen["there is an nn.Linear in it"] = any(isinstance(one, nn.Linear) for one in model.modules())
    if seen.get("scores: shape") != (len(x), n_out):
        return seen
    weights, bias = affine(model, n_in)
    limit = n_in**-0.5 + 1e-5
    seen["the weights start between ±1 / sqrt(n_in)"] = bool(weights.abs().max() <= limit)
    seen["the bias starts between ±1 / sqrt(n_in)"] = bool(bias.abs().max() <= limit)
    seen["the weights start at random"] = float(weights.std()) > 1e-6
    seen["training the parameters trains the scores"] = trained(model, x, y, lr)
    before = affine(other, n_in)
    with torch.no_grad():
        for one in model.parameters():
            one.add_(1.0)
    seen["each model has parameters of its own"] = all(
        torch.equal(one, then) for one, then in zip(affine(other, n_in), before, strict=True)
    )
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """A model small enough to think about, that of the lesson, a square one, a single row."""
    source = draw.generator(seed, "LinearLogistic")

    def case(title: str, rows: int, n_in: int, n_out: int, lr: float) -> Case:
        x = draw.uniform(source, rows, n_in, limit=2.0)
        return Case(title, (n_in, n_out, x, draw.integers(source, n_out, rows), lr))

    small = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-1.0, 2.0]])
    return (
        Case(
            "2 numbers in, 3 scores out",
            (2, 3, small, torch.tensor([0, 1, 2, 1]), 0.5),
            numbers="n_in 2, n_out 3, called on [[1, 0], [0, 1], [1, 1], [-1, 2]]",
        ),
        case("784 pixels in, 10 scores out", 6, 784, 10, 0.05),
        case("30 numbers in, 6 scores out, a single row", 1, 30, 6, 0.2),
        case("4 numbers in, 4 scores out", 9, 4, 4, 0.5),
    )


EXERCISE = Exercise(
    part="part2",
    name="LinearLogistic",
    parameters=("n_in", "n_out"),
    tests={"test_LinearLogistic": 2},
    reference=LinearLogistic,
    inputs=inputs,
    misconceptions=linear_logistic_wrong.MISCONCEPTIONS,
    help=HELP,
    hints=(
        "A module may be an attribute of another module. Make the layer in the constructor, "
        "call it in `forward`.",
        "`__init__` has two lines: `super().__init__()` again, then one attribute in place of "
        "two. `forward` has one line. The layer is called as a function, as models are.",
        "`nn.Linear(…, …)` takes the number of inputs first, then the number of scores. In "
        "`forward` hand `xb` to the layer, and return what it gives.",
    ),
    base="nn.Module",
    look=look,
    seen="parameters, scores, two steps",
)
