"""Hints for log_softmax, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("over_the_rows", "axis_counted_from_the_front", "over_everything"),
        steps=(
            "In a new cell print `log_softmax(x).exp().sum(-1)` for the `x` of the lesson, "
            "which has 2 rows. You want two ones. Then try `x[0]`, a single row. What do you "
            "get?",
            "`sum` wants to know which axis is to disappear. Counted from the front, the last "
            "axis is 0 in a vector, 1 in a table, 2 with three axes. Counted from the back, it "
            "always has the same number.",
            "The last axis is -1, so the sum begins `x.exp().sum(-1, …)`. The dots keep that axis.",
        ),
    ),
    Help(
        after=("no_keepdim",),
        steps=(
            "Take a table of 4 rows and 4 columns. What shape do the sums of its rows have? "
            "Write it below `(4, 4)`, aligned on the right. Does each sum meet its own row?",
            "The sums have to stand beside the rows, as a column: `(4, 1)`. One word in `sum` "
            "keeps the axis. The lesson has a picture of it, above the exercise.",
            "`….sum(-1, keepdim=True)`. An `.unsqueeze(-1)` after the sum does the same.",
        ),
    ),
    Help(
        after=("no_log", "log10", "log2", "softmax_twice"),
        steps=(
            "The row `[1, 2, 3]` has the probabilities 0.09, 0.24 and 0.67. Your first number "
            "should be the one whose `exp` is 0.09. That is about -2.41. What do you have?",
            "There are many logarithms. The one that undoes `exp` has no number in its name. "
            "And softmax and logarithm are both taken only once.",
            "If you have the probabilities, all that is missing is one `.log()` behind them. If "
            "you follow the formula, you need no probabilities at all: it begins `x - …`.",
        ),
    ),
    Help(
        after=(
            "sum_without_log",
            "exponentials_forgotten",
            "logs_divided",
            "mean_for_sum",
            "one_score_against_the_rest",
            "shifted_only",
        ),
        steps=(
            "Read the right-hand side of the formula from left to right: the score, minus, the "
            "logarithm, of the sum, of the exponentials. Then read your line. Which of these "
            "five do you not find?",
            "Calculate with `[1, 2, 3]`. The exponentials add up to 30.19, and the logarithm of "
            "that is 3.41. Each score minus 3.41 is the result: -2.41, -1.41, -0.41. Where does "
            "your code leave this way?",
            "From the inside to the outside: `x.exp()`, its sum over the last axis, then "
            "`.log()`. All of that is subtracted from `x`.",
        ),
    ),
    Help(
        after=("sign_flipped",),
        steps=(
            "In a new cell print `log_softmax(x).exp()`. These are probabilities, so they "
            "should lie between 0 and 1. Do they?",
            "If you swap the two sides of a minus, the sign changes. Which of the two stands "
            "first in the formula?",
            "The score comes first: `x - …`.",
        ),
    ),
    Help(
        after=("input_changed",),
        steps=(
            "In a new cell print `x`, call `log_softmax(x)`, and print `x` again. Which line of "
            "your function changes it?",
            "Give the result a name of its own, `result = x - …`, or return the difference at "
            "once.",
        ),
    ),
    Help(
        after=("cut_graph", "normaliser_detached", "numpy_result"),
        steps=(
            "Calculate with `x = torch.ones(2, 3, requires_grad=True)` in a new cell, one step "
            "of your function after the other, and print each result. From which step on is "
            "there no `grad_fn` any more?",
            "`.exp()`, `.sum(…)`, `.log()` and the minus keep their notes. `.detach()`, "
            "`.data`, `.item()`, `.numpy()`, `torch.tensor(…)` and `with torch.no_grad():` lose "
            "them. Take out what you find of these.",
            "The formula has scores in two places, and both times it is `x` as it came in: `x - "
            "x.exp()…`.",
        ),
    ),
    Help(
        after=("ready_made",),
        steps=(
            "The right-hand side of the formula needs four operations: a minus, a logarithm, a "
            "sum and exponentials. Which one has to be done first?",
            "Begin on the inside: `sums = x.exp().sum(-1, keepdim=True)`. Two of the four "
            "operations are left.",
        ),
    ),
)
