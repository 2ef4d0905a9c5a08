"""log_softmax(x): scores to log-probabilities, by the formula."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.log_softmax_help import HELP

BANS = (
    *("*log_softmax", "cross_entropy_loss", "linear_cross_entropy*", "*ctc_loss*"),
    # Ready-made in other words: a distribution's logits, and attention, which is a softmax.
    *("torch.distributions", "*scaled_dot_product*", "*multi_head_attention*", "_safe_softmax"),
    "torch.nn.functional.multi_head_attention_forward",
)


def reference(x: torch.Tensor) -> torch.Tensor:
    """Any shape (..., C) → the same shape: log-probabilities over the last axis."""
    return F.log_softmax(x, dim=-1)


def inputs(seed: int) -> tuple[Case, ...]:
    """The lesson's two rows, then random scores up to ±10 with one, two and three axes."""
    source = draw.generator(seed, "log_softmax")

    def case(title: str, *shape: int) -> Case:
        return Case(title, (draw.uniform(source, *shape, limit=10.0),))

    return (
        Case("[[1, 2, 3], [3, 4, 5]]", (torch.tensor([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]]),)),
        case("64 rows of 10 scores", 64, 10),
        case("a single row of 5 scores", 1, 5),
        case("4 rows of 4 scores", 4, 4),
        case("shape (2, 3, 5), three axes", 2, 3, 5),
        case("one vector of 7 scores, no rows", 7),
    )


MISCONCEPTIONS = (
    Misconception(
        "over_the_rows",
        "Each *column* of exp(result) sums to 1: you summed over dim 0. The classes lie along the "
        "last axis.",
        """
        def log_softmax(x):
            return x - x.exp().sum(0, keepdim=True).log()
        """,
    ),
    Misconception(
        "axis_counted_from_the_front",
        "Right for a table, but not for one or three axes: the classes are not always on axis 1. "
        "Count from the back, so that the *last* axis is meant.",
        """
        def log_softmax(x):
            return x - x.exp().sum(1, keepdim=True).log()
        """,
    ),
    Misconception(
        "over_everything",
        "exp(result) sums to 1 over *all* entries together. Each row is a set of probabilities "
        "of its own: sum over the last axis only.",
        """
        def log_softmax(x):
            return x - x.exp().sum().log()
        """,
    ),
    Misconception(
        "no_keepdim",
        "The sums have lost their axis, so broadcasting lays them along the rows instead of down "
        "the columns. Keep the axis with length 1.",
        """
        def log_softmax(x):
            return x - x.exp().sum(-1).log()
        """,
    ),
    Misconception(
        "no_log",
        "Your rows themselves sum to 1: these are the probabilities. Their logarithm is still "
        "missing.",
        """
        def log_softmax(x):
            return x.softmax(-1)
        """,
    ),
    Misconception(
        "log10",
        "All of your numbers are right but for one factor, 0.434: you took the logarithm to base "
        "10. Here log is the natural one, the inverse of exp.",
        """
        def log_softmax(x):
            return x.softmax(-1).log10()
        """,
    ),
    Misconception(
        "log2",
        "All of your numbers are right but for one factor, 1.443: you took the logarithm to base "
        "2. Here log is the natural one, the inverse of exp.",
        """
        def log_softmax(x):
            return x.softmax(-1).log2()
        """,
    ),
    Misconception(
        "sum_without_log",
        "You took away the sum of the exponentials itself. Dividing by the sum becomes taking "
        "away its *logarithm*.",
        """
        def log_softmax(x):
            return x - x.exp().sum(-1, keepdim=True)
        """,
    ),
    Misconception(
        "exponentials_forgotten",
        "You divided the scores by their sum, without exponentials. That gives negative "
        "'probabilities', whose logarithm is nan: first make every score positive.",
        """
        def log_softmax(x):
            return (x / x.sum(-1, keepdim=True)).log()
        """,
    ),
    Misconception(
        "logs_divided",
        "You divided one logarithm by the other. The logarithm of a quotient is a *difference* "
        "of logarithms.",
        """
        def log_softmax(x):
            return x / x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "mean_for_sum",
        "Each row of exp(result) sums to the number of classes and not to 1: you divided by the "
        "mean of the exponentials. Divide by their sum.",
        """
        def log_softmax(x):
            return x - x.exp().mean(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "sign_flipped",
        "All of your numbers have the wrong sign. The logarithm of a probability is never above "
        "0; the minus of the loss comes later.",
        """
        def log_softmax(x):
            return x.exp().sum(-1, keepdim=True).log() - x
        """,
    ),
    Misconception(
        "softmax_twice",
        "You took the softmax of a softmax. All your rows are nearly even, because the second one "
        "sees only numbers between 0 and 1.",
        """
        def log_softmax(x):
            p = x.softmax(-1)
            return p - p.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "one_score_against_the_rest",
        "You squashed each score on its own, so that a row does not sum to 1. Each one has to be "
        "divided by the sum over its row.",
        """
        def log_softmax(x):
            return x.sigmoid().log()
        """,
    ),
    Misconception(
        "shifted_only",
        "Your largest number in each row is 0: you took the largest score away and stopped. The "
        "logarithm of the sum is still missing.",
        """
        def log_softmax(x):
            return x - x.max(-1, keepdim=True).values
        """,
    ),
    Misconception(
        "input_changed",
        "The numbers are right, but you changed x itself, which somebody else may still need: "
        "-= works in place. Make a new tensor.",
        """
        def log_softmax(x):
            x -= x.exp().sum(-1, keepdim=True).log()
            return x
        """,
    ),
    Misconception(
        "cut_graph",
        "The numbers are right, but no gradient flows back to x: the way through .detach(), "
        "torch.tensor or no_grad cuts the graph. Stay with torch's own operations.",
        """
        def log_softmax(x):
            return (x - x.exp().sum(-1, keepdim=True).log()).detach()
        """,
    ),
    Misconception(
        "normaliser_detached",
        "The numbers are right, but the gradient is not: the sum was cut out of the graph, "
        "although it depends on x as well.",
        """
        def log_softmax(x):
            return x - x.detach().exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "numpy_result",
        "You returned a numpy array. Gradients have to find their way back through it, and numpy "
        "knows nothing of them: compute with torch.",
        """
        def log_softmax(x):
            x = x.detach().numpy()
            return x - np.log(np.exp(x).sum(-1, keepdims=True))
        """,
    ),
    Misconception(
        "ready_made",
        "That is torch's own log_softmax, and here you build it yourself, so it earns nothing. "
        "You need exponentials, a sum over the last axis and a logarithm.",
        """
        def log_softmax(x):
            return torch.log_softmax(x, -1)
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="log_softmax",
    parameters=("x",),
    tests={"test_log_softmax": 3},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Build the sum of the exponentials first, and look at its shape. It has to line up with "
        "the rows.",
        "`(…, C)` minus `(…, 1)` gives `(…, C)`. The axis to sum over is `-1`, the last one, "
        "however many there are.",
        "`x - something.log()`, where `something` is the sum of `x.exp()` over the last axis, "
        "with `keepdim=True`.",
    ),
    picture="sums",
    gradients=("x",),
    bans=BANS,
    instead="Build it from exp, sum and log; softmax and logsumexp are allowed too.",
    tolerance=Tolerance(absolute=5e-5, relative=1e-5),
)
