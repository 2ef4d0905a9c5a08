"""Hints for stable_log_softmax, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=(
            "the_plain_formula",
            "formula_written_again",
            "log_of_softmax",
            "small_number_added",
            "divided_by_maximum",
            "clamped",
            "nan_replaced",
        ),
        steps=(
            "Only differences count. So `[1000, 1001, 1002]` must give the same as `[-2, -1, "
            "0]`, and there nothing can overflow. How do you get from the first row to the "
            "second?",
            "Subtract from each row its own largest score, before anything goes into `exp`. "
            "Then the largest exponential is 1. The sum lies between 1 and the number of "
            "classes, never at 0 or `inf`.",
            "`shifted = x - x.max(…).values`, where the dots name the axis, and keep it. Then "
            "go on with `shifted` in place of `x`.",
        ),
    ),
    Help(
        after=(
            "maximum_of_everything",
            "maximum_of_each_column",
            "mean_instead_of_maximum",
            "minimum_instead_of_maximum",
        ),
        steps=(
            "Shift these two rows as your function does, and print them: "
            "`torch.tensor([[1000.0, 1001.0, 1002.0], [-1001.0, -1000.0, -1002.0]])`. Then the "
            "largest number in *each* row should be 0. Is it?",
            "You need one number for each row, beside the rows: for this table the shape is "
            "`(2, 1)`. Print the shape of what you subtract.",
            "`x.max(-1, keepdim=True)` looks along the last axis, and keeps it. It gives two "
            "things: you want its `.values`.",
        ),
    ),
    Help(
        after=("shift_taken_back_halfway",),
        steps=(
            "You have two kinds of scores now, `x` and the shifted ones. The formula has scores "
            "in two places. Which kind stands in each of them?",
            "After the shift nothing needs `x` any more. Both places take the shifted scores: "
            "`shifted - shifted.exp()…`.",
        ),
    ),
    Help(
        after=("input_changed",),
        steps=(
            "In a new cell print `big`, call `stable_log_softmax(big)`, and print `big` again. "
            "Which line of your function changes it?",
            "Give the shifted scores a name of their own: `shifted = x - …`.",
        ),
    ),
    Help(
        after=("cut_graph",),
        steps=(
            "In a new cell print `stable_log_softmax(torch.ones(2, 3, requires_grad=True))`. "
            "Does the output end in a `grad_fn`?",
            "`.max(…)`, `.exp()`, `.sum(…)`, `.log()` and the minus keep their notes. Look for "
            "what loses them: `.detach()`, `.data`, `.item()`, `.numpy()`, `torch.tensor(…)`, "
            "`with torch.no_grad():`. Leave it out.",
        ),
    ),
    Help(
        after=("ready_made",),
        steps=(
            "You have most of it: your own `log_softmax` is right as long as the scores are "
            "small. What has to happen to `x` before you may call it?",
            "`log_softmax(x - …)`, where the dots make the largest score of each row 0.",
        ),
    ),
)
