"""init_parameters(n_in, n_out): weights and bias to start from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch

from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.init_parameters_help import HELP


def reference(n_in: int, n_out: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Leaves that require grad: weights (n_in, n_out) of std 1/√n_in, bias (n_out,) of zeros."""
    weights = torch.nn.init.kaiming_normal_(
        torch.empty(n_in, n_out), mode="fan_out", nonlinearity="linear"
    )
    return weights.requires_grad_(), torch.nn.init.zeros_(torch.empty(n_out)).requires_grad_()


def features(result: Any, arguments: tuple[Any, ...]) -> Mapping[str, float]:
    """What random weights have in common: mean and spread in units of 1/√n_in."""
    weights, bias = result
    root = math.sqrt(arguments[0])
    values = weights.detach().double()
    spread = float(values.std()) * root
    return {
        "the weights are a leaf that requires grad": weights.is_leaf and weights.requires_grad,
        "the bias is a leaf that requires grad": bias.is_leaf and bias.requires_grad,
        "standard deviation of the weights × √n_in": spread,
        "mean of the weights, measured by their spread": float(values.mean())
        * root
        / max(spread, 1),
        "each column is drawn anew": bool((values[:, 1:] != values[:, :-1]).any(0).all()),
        "the bias is all zeros": not bias.detach().any().item(),
    }


def inputs(seed: int) -> tuple[Case, ...]:
    """The lesson's sizes, then others that depend on the seed, each with thousands of weights.

    So mean and spread are no accident.
    """
    sizes = ((784, 10), (50 + seed % 7, 200), (120 + seed % 11, 120), (9000 + seed % 101, 1))
    return tuple(Case(f"n_in = {n_in}, n_out = {n_out}", (n_in, n_out)) for n_in, n_out in sizes)


MISCONCEPTIONS = (
    Misconception(
        "unscaled",
        "Your weights have standard deviation 1, whatever n_in is. A sum over 784 pixels then "
        "gets far too large, and the loss starts near 14: scale by 1/√n_in.",
        """
        def init_parameters(n_in, n_out):
            weights = torch.randn(n_in, n_out, requires_grad=True)
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "not_a_leaf",
        "Your weights are the *result* of a calculation on a tensor that asks for gradients, so "
        "their own .grad stays None. Scale first, ask for gradients last.",
        """
        def init_parameters(n_in, n_out):
            weights = torch.randn(n_in, n_out, requires_grad=True) / math.sqrt(n_in)
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "no_gradients",
        "Neither weights nor bias ask for gradients: without that, backward() has nothing to "
        "fill in.",
        """
        def init_parameters(n_in, n_out):
            weights = torch.randn(n_in, n_out) / math.sqrt(n_in)
            bias = torch.zeros(n_out)
            return weights, bias
        """,
    ),
    Misconception(
        "bias_without_gradient",
        "The weights ask for gradients and the bias does not: it would never be learned.",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.randn(n_in, n_out) / math.sqrt(n_in)).requires_grad_()
            bias = torch.zeros(n_out)
            return weights, bias
        """,
    ),
    Misconception(
        "divided_by_n_in",
        "Your weights have standard deviation 1/n_in, which is far too small. Variances add up "
        "over the inputs, so the spread shrinks with the *root* of n_in.",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.randn(n_in, n_out) / n_in).requires_grad_()
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "scaled_by_n_out",
        "You scaled by the number of outputs. Each score is a sum over the *inputs*, so n_in "
        "decides how small the weights must be.",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.randn(n_in, n_out) / math.sqrt(n_out)).requires_grad_()
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "like_nn_linear",
        "Your weights are uniform between ±1/√n_in, as torch's own layer has them. Their "
        "standard deviation is then only 0.58/√n_in; here it has to be 1/√n_in.",
        """
        def init_parameters(n_in, n_out):
            limit = 1 / math.sqrt(n_in)
            weights = torch.empty(n_in, n_out).uniform_(-limit, limit).requires_grad_()
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "xavier",
        "Your standard deviation is √(2/(n_in + n_out)), which is Xavier Glorot's rule. It looks "
        "at both sides of the layer; here only n_in counts.",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.randn(n_in, n_out) * math.sqrt(2 / (n_in + n_out))).requires_grad_()
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "all_positive",
        "None of your weights is negative: torch.rand draws between 0 and 1. Draw from a "
        "distribution around 0.",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.rand(n_in, n_out) / math.sqrt(n_in)).requires_grad_()
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "all_zero",
        "All weights are 0. A random start, small but not 0, is what is asked for here.",
        """
        def init_parameters(n_in, n_out):
            weights = torch.zeros(n_in, n_out, requires_grad=True)
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "weights_turned",
        "Your weights have shape (n_out, n_in). `inputs @ weights` needs the inputs first: "
        "(n_in, n_out).",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.randn(n_out, n_in) / math.sqrt(n_in)).requires_grad_()
            bias = torch.zeros(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "bias_as_row",
        "Your bias has two axes, (1, n_out). One is enough: n_out numbers, one for each class.",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.randn(n_in, n_out) / math.sqrt(n_in)).requires_grad_()
            bias = torch.zeros(1, n_out, requires_grad=True)
            return weights, bias
        """,
    ),
    Misconception(
        "random_bias",
        "Your bias does not start at 0. It should: the random weights already make the classes "
        "differ.",
        """
        def init_parameters(n_in, n_out):
            weights = (torch.randn(n_in, n_out) / math.sqrt(n_in)).requires_grad_()
            bias = torch.randn(n_out, requires_grad=True)
            return weights, bias
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="init_parameters",
    parameters=("n_in", "n_out"),
    tests={"test_init_parameters": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Draw, divide, and only then ask for gradients. One of the two ways to ask comes "
        "*after* the calculation.",
        "Weights: `(n_in, n_out)`, drawn with `torch.randn`, divided by the square root of "
        "`n_in`. Bias: `(n_out,)`, zeros. A square root is `math.sqrt(…)` or `… ** 0.5`.",
        "`weights = torch.randn(n_in, n_out) / …`, then `weights.requires_grad_()`. For the "
        "bias `torch.zeros(…, requires_grad=True)` does both at once. Return the two.",
    ),
    result="tensors",
    exact_dtypes=True,
    features=features,
    tolerance=Tolerance(absolute=0.07, relative=0.05),
)
