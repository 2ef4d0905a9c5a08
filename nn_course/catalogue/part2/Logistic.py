"""Logistic(n_in, n_out): the model as a module with parameters of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part2 import logistic_wrong
from nn_course.catalogue.part2.logistic_help import HELP
from nn_course.catalogue.part2.seen import affine, describe, trained


class Reference(nn.Linear):
    """(N, n_in) → scores (N, n_out); weights of spread 1 / sqrt(n_in), bias 0."""

    def reset_parameters(self) -> None:
        """Start as the exercise asks, and not as nn.Linear does."""
        nn.init.normal_(self.weight, std=self.in_features**-0.5)
        nn.init.zeros_(self.bias)


def look(
    answer: Callable[..., Any], n_in: int, n_out: int, x: torch.Tensor, y: torch.Tensor, lr: float
) -> dict[str, Any]:
    """What two models of this class show: parameters, scores, start, and two steps of training."""
    model, other = answer(n_in, n_out), answer(n_in, n_out)
    seen: dict[str, Any] = {"it is an nn.Module": isinstance(model, nn.Module)}
    if not isinstance(model, nn.Module):
        return seen
    seen |= describe(model, n_in, n_out, x)
    if seen.get("scores: shape") != (len(x), n_out):
        return seen
    weights, bias = affine(model, n_in)
    seen["the spread of the weights"] = spread(weights, n_in)
    if weights.numel() >= 2000:
        limit = 7 * float(weights.std()) / weights.numel() ** 0.5
        seen["the mean of the weights is about 0"] = abs(float(weights.mean())) <= limit
    seen["the bias starts at 0"] = bool(bias.abs().max() < 1e-5)
    seen["training the parameters trains the scores"] = trained(model, x, y, lr)
    before = affine(other, n_in)
    with torch.no_grad():
        for one in model.parameters():
            one.add_(1.0)
    seen["each model has parameters of its own"] = all(
        torch.equal(one, then) for one, then in zip(affine(other, n_in), before, strict=True)
    )
    return seen


def spread(weights: torch.Tensor, n_in: int) -> str:
    """In words, and coarse enough that no honest draw falls out of its word."""
    std = float(weights.std())
    if std < 1e-6:
        return "0: all of them are the same"
    if weights.numel() < 2000:  # too few to say more
        return "not 0"
    if abs(std * n_in**0.5 - 1) < 0.12:
        return "about 1 / sqrt(n_in)"
    if abs(std - 1) < 0.12:
        return "about 1"
    return "too small" if std < n_in**-0.5 else "too large"


def inputs(seed: int) -> tuple[Case, ...]:
    """A model small enough to think about, that of the lesson, a square one, a single row."""
    source = draw.generator(seed, "Logistic")

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
        case("100 numbers in, 40 scores out, a single row", 1, 100, 40, 0.2),
        case("4 numbers in, 4 scores out", 9, 4, 4, 0.5),
    )


EXERCISE = Exercise(
    part="part2",
    name="Logistic",
    parameters=("n_in", "n_out"),
    tests={"test_Logistic": 4},
    reference=Reference,
    inputs=inputs,
    misconceptions=logistic_wrong.MISCONCEPTIONS,
    help=HELP,
    hints=(
        "The constructor makes the two tensors, `forward` uses them. What makes them parameters "
        "of the model is `nn.Parameter`, and an attribute of `self` to keep each.",
        "In `__init__` the first line is `super().__init__()`. Then come two attributes: the "
        "weights `(n_in, n_out)`, drawn and divided by the square root of `n_in`, and the bias "
        "`(n_out,)`, zeros. `forward` returns scores `(N, n_out)`, and nothing is done to them.",
        "`self.weights = nn.Parameter(torch.randn(…) / …)`, and `self.bias` likewise. In "
        "`forward` it is the formula of part 1 again, with `self.` before both names.",
    ),
    base="nn.Module",
    look=look,
    seen="parameters, scores, start, two steps",
)
