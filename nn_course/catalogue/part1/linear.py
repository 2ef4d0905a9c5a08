"""linear(inputs, weights, bias): scores from pixels."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.linear_help import HELP


def reference(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """(N, n_in), (n_in, n_out), (n_out,) → (N, n_out), differentiable."""
    return F.linear(inputs, weights.T, bias)


def inputs(seed: int) -> tuple[Case, ...]:
    """Small whole numbers, then random ones: one row, many rows, everything square."""
    source = draw.generator(seed, "linear")

    def case(title: str, rows: int, n_in: int, n_out: int) -> Case:
        shapes = ((rows, n_in), (n_in, n_out), (n_out,))
        return Case(title, tuple(draw.uniform(source, *shape, limit=2.0) for shape in shapes))

    small = (
        torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
        torch.tensor([[1.0, 0.0, -1.0], [2.0, 1.0, 3.0]]),
        torch.tensor([10.0, 20.0, 30.0]),
    )
    return (
        Case(
            "3 rows of 2 numbers, 3 scores each",
            small,
            numbers="inputs [[1, 2], [3, 4], [5, 6]], weights [[1, 0, -1], [2, 1, 3]], "
            "bias [10, 20, 30]",
        ),
        case("64 rows of 12 numbers, 5 scores each", 64, 12, 5),
        case("a single row of 6 numbers, 3 scores", 1, 6, 3),
        case("4 rows of 4 numbers, 4 scores each", 4, 4, 4),
    )


MISCONCEPTIONS = (
    Misconception(
        "no_bias",
        "Your scores are what they would be with a bias of 0. Add the bias.",
        """
        def linear(inputs, weights, bias):
            return inputs @ weights
        """,
    ),
    Misconception(
        "bias_subtracted",
        "You took the bias away from the scores. It is added.",
        """
        def linear(inputs, weights, bias):
            return inputs @ weights - bias
        """,
    ),
    Misconception(
        "bias_down_the_rows",
        "You stood the bias up as a column, so that each *row* gets one of its numbers. Each "
        "class, which is a column of the scores, has its own.",
        """
        def linear(inputs, weights, bias):
            return inputs @ weights + bias.unsqueeze(-1)
        """,
    ),
    Misconception(
        "bias_summed",
        "Every score got the sum of all biases. Each class has its own.",
        """
        def linear(inputs, weights, bias):
            return inputs @ weights + bias.sum()
        """,
    ),
    Misconception(
        "bias_to_the_weights",
        "You added the bias to the weights, before the product. It is added to the scores, after.",
        """
        def linear(inputs, weights, bias):
            return inputs @ (weights + bias)
        """,
    ),
    Misconception(
        "weights_transposed",
        "You turned the weights around. They come as (n_in, n_out), which already fits the "
        "columns of the inputs.",
        """
        def linear(inputs, weights, bias):
            return inputs @ weights.T + bias
        """,
    ),
    Misconception(
        "elementwise",
        "You multiplied entry by entry, for which the shapes must be alike. Here rows of the "
        "inputs meet columns of the weights: that is the matrix product.",
        """
        def linear(inputs, weights, bias):
            return inputs * weights + bias
        """,
    ),
    Misconception(
        "result_transposed",
        "Your scores have one *row* for each class. Each input is a row, so each row of scores "
        "belongs to an input.",
        """
        def linear(inputs, weights, bias):
            return (inputs @ weights + bias).T
        """,
    ),
    Misconception(
        "averaged",
        "Your scores are too small by a factor of n_in: the products are summed, not averaged.",
        """
        def linear(inputs, weights, bias):
            return inputs @ weights / inputs.shape[1] + bias
        """,
    ),
    Misconception(
        "negatives_cut_off",
        "Your negative scores have become 0. Scores may have either sign: leave them as they are.",
        """
        def linear(inputs, weights, bias):
            return (inputs @ weights + bias).clamp(min=0)
        """,
    ),
    Misconception(
        "cut_graph",
        "The scores are right, but no gradient flows back to the weights: you made a new tensor "
        "out of plain numbers on the way. Stay with torch's own operations.",
        """
        def linear(inputs, weights, bias):
            return (inputs @ weights + bias).detach()
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="linear",
    parameters=("inputs", "weights", "bias"),
    tests={"test_linear": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "It is the formula of section 3. What is `x` there is called `inputs` here.",
        "`(N, n_in) @ (n_in, n_out)` has shape `(N, n_out)`. A row of `n_out` biases may be "
        "added to that.",
        "It fits on one line: `return … @ … + …`, with the three names in the right places.",
    ),
    gradients=("inputs", "weights", "bias"),
    tolerance=Tolerance(absolute=5e-5, relative=1e-5),
)
