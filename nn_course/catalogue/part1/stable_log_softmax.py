"""stable_log_softmax(x): the same for scores that overflow."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.log_softmax import BANS
from nn_course.catalogue.part1.stable_log_softmax_help import HELP


def reference(x: torch.Tensor) -> torch.Tensor:
    """Any shape (..., C), entries up to ±1e4 → the same shape: log-probabilities."""
    return F.log_softmax(x, dim=-1)


def unstable_log_softmax(x: torch.Tensor) -> torch.Tensor:
    """What `log_softmax` stands for while this exercise is judged.

    Exact where the plain formula is, nan in rows where it over- or underflows, so that
    ``log_softmax(x)`` is no answer here while ``log_softmax(x - <row maximum>)`` is one.
    """
    range_ = math.log(torch.finfo(x.dtype).max)
    within = x.detach().amax(-1, keepdim=True).abs() < range_
    return F.log_softmax(x, dim=-1).masked_fill(~within, math.nan)


def inputs(seed: int) -> tuple[Case, ...]:
    """Scores up to ±1e4, far from 0 or far from each other, and some ordinary ones."""
    source = draw.generator(seed, "stable_log_softmax")

    def case(title: str, x: torch.Tensor) -> Case:
        return Case(title, (x,), scale=x.abs().amax(-1, keepdim=True))

    scales = torch.tensor([[0.01], [1.0], [10.0], [100.0], [1000.0], [10000.0]])
    return (
        case(
            "[[1000, 1001, 1002], [-1001, -1000, -1002]]",
            torch.tensor([[1000.0, 1001.0, 1002.0], [-1001.0, -1000.0, -1002.0]]),
        ),
        case("5 rows of 5 ordinary scores", draw.uniform(source, 5, 5, limit=10.0)),
        case("64 rows of 10 scores up to ±10000", draw.uniform(source, 64, 10, limit=1e4)),
        case("6 rows of very different scale", draw.uniform(source, 6, 4) * scales),
        case(
            "a single row of 5 scores near -10000", draw.uniform(source, 1, 5, limit=3.0) - 9990.0
        ),
        case(
            "shape (2, 3, 4), all scores near 9000", draw.uniform(source, 2, 3, 4, limit=5.0) + 9e3
        ),
        case("one vector of 7 scores up to ±200", draw.uniform(source, 7, limit=200.0)),
    )


MISCONCEPTIONS = (
    Misconception(
        "the_plain_formula",
        "log_softmax stands here for the plain formula, in which exp overflows to inf for large "
        "scores and underflows to 0 for very negative ones. Shift each row before you call it.",
        """
        def stable_log_softmax(x):
            return log_softmax(x)
        """,
    ),
    Misconception(
        "formula_written_again",
        "exp overflows to inf, or all of a row underflows to 0 and its log is -inf. Make the "
        "largest score of each row 0 before you exponentiate.",
        """
        def stable_log_softmax(x):
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "log_of_softmax",
        "You have -inf where a probability is too small for a float: softmax rounds it to 0 "
        "before the log can see it. Take the log apart first, as a difference.",
        """
        def stable_log_softmax(x):
            return x.softmax(-1).log()
        """,
    ),
    Misconception(
        "small_number_added",
        "None of your numbers gets below -20.7: that is the log of the 1e-9 you added. It hides "
        "the inf but gives wrong numbers; shift the scores instead.",
        """
        def stable_log_softmax(x):
            return (x.softmax(-1) + 1e-9).log()
        """,
    ),
    Misconception(
        "maximum_of_everything",
        "You took away the largest score of *all* rows. Where another row is far below it, all "
        "its exponentials are 0 again: each row needs its own maximum.",
        """
        def stable_log_softmax(x):
            x = x - x.max()
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "maximum_of_each_column",
        "You took the maximum of each *column*, and that changes the probabilities of a row. Shift "
        "by the maximum along the last axis.",
        """
        def stable_log_softmax(x):
            x = x - x.max(0, keepdim=True).values
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "mean_instead_of_maximum",
        "You shifted by the mean of each row. What lies far above the mean still overflows; "
        "nothing lies above the maximum.",
        """
        def stable_log_softmax(x):
            x = x - x.mean(-1, keepdim=True)
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "minimum_instead_of_maximum",
        "You shifted by the *smallest* score of each row, so the largest can be as far above 0 as "
        "before. Which shift makes sure that no exponent is above 0?",
        """
        def stable_log_softmax(x):
            x = x - x.min(-1, keepdim=True).values
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "divided_by_maximum",
        "You divided by the largest score. That changes the answer: softmax stays the same only "
        "when one number is *subtracted* from the whole row.",
        """
        def stable_log_softmax(x):
            x = x / x.abs().max(-1, keepdim=True).values
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "clamped",
        "You cut the scores off at ±80. Nothing overflows any more, but scores that were "
        "different have become the same. Shift them instead.",
        """
        def stable_log_softmax(x):
            x = x.clamp(-80, 80)
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "shift_taken_back_halfway",
        "You shifted inside the exponential but not outside: x and the log of the sum no longer "
        "belong together. Shift both, or add the maximum back.",
        """
        def stable_log_softmax(x):
            shifted = x - x.max(-1, keepdim=True).values
            return x - shifted.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "nan_replaced",
        "You replaced nan and inf by 0. The warning sign is gone and the numbers are still wrong: "
        "shift the scores, so that nothing overflows in the first place.",
        """
        def stable_log_softmax(x):
            y = x - x.exp().sum(-1, keepdim=True).log()
            return y.nan_to_num(nan=0.0, posinf=0.0, neginf=0.0)
        """,
    ),
    Misconception(
        "input_changed",
        "The numbers are right, but you changed x itself, which somebody else may still need: "
        "-= works in place. Make a new tensor.",
        """
        def stable_log_softmax(x):
            x -= x.max(-1, keepdim=True).values
            return x - x.exp().sum(-1, keepdim=True).log()
        """,
    ),
    Misconception(
        "cut_graph",
        "The numbers are right, but no gradient flows back to x: the way through .detach(), "
        "torch.tensor or no_grad cuts the graph. Stay with torch's own operations.",
        """
        def stable_log_softmax(x):
            return (x - x.logsumexp(-1, keepdim=True)).detach()
        """,
    ),
    Misconception(
        "ready_made",
        "That is torch's own log_softmax, and here you build it yourself, so it earns nothing. "
        "You need your formula and one shift of each row.",
        """
        def stable_log_softmax(x):
            return x.log_softmax(-1)
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="stable_log_softmax",
    parameters=("x",),
    tests={"test_stable_log_softmax": 3},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "The largest score of a row is the dangerous one. Make it 0 before you take the "
        "exponential.",
        "Each row has its own largest score, so you need a column of them: `(…, 1)`. `x.max()` "
        "without an axis gives only one number for the whole table.",
        "`x.max(-1, keepdim=True)` returns two things, the `.values` and their positions. "
        "Subtract the values from `x`, and go on with the formula you know.",
    ),
    picture="sums",
    gradients=("x",),
    bans=BANS,
    instead="Build it from exp, sum, max and log; your log_softmax and logsumexp are allowed too.",
    bindings={"log_softmax": unstable_log_softmax},
    tolerance=Tolerance(absolute=3e-5, relative=1e-6),
)
