"""Hints for nll, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=(
            "whole_columns",
            "whole_rows",
            "mean_of_everything",
            "most_likely_class",
            "classes_from_one",
            "only_the_first_row",
        ),
        steps=(
            "In a new cell pick from the `A` of the lesson, with its `target`, just as your "
            "function picks. You should get 0.7, 0.5, 0.8 and 0.1, one number from each row. "
            "What do you get?",
            "To pick in pairs, the square brackets take two lists of the same length: first the "
            "numbers of the rows, 0, 1, 2 and so on, then the columns. The columns are the "
            "target as it is.",
            "`log_probs[range(…), target]`, and the dots are the number of rows.",
        ),
    ),
    Help(
        after=(
            "sum_for_mean",
            "always_64_rows",
            "divided_by_classes",
            "zeros_averaged_too",
            "one_loss_per_row",
        ),
        steps=(
            "Print the shape of what you have before you average. For 5 rows it should be "
            "`(5,)`: one number from each. How many numbers are there in yours, and how many do "
            "you divide by?",
            "`.mean()` counts by itself, so you need no number to divide by. It is right as "
            "soon as there is one number left from each row. (From a one-hot table, `.sum(-1)` "
            "leaves one.)",
            "`picked.mean()`, where `picked` has the shape `(N,)`. The minus stays.",
        ),
    ),
    Help(
        after=("no_minus",),
        steps=(
            "One model has a loss of -2.3 with your function, another one -0.1. Which of the "
            "two gives the right classes more probability? And which has the smaller loss?",
            "Turn the sign once, at the very front: `return -…`.",
        ),
    ),
    Help(
        after=("probabilities", "log_of_mean", "log_twice"),
        steps=(
            "Probability, logarithm, pick, mean, minus: these five steps make the loss. Look at "
            "the name of the first argument. Which of them are done already when your function "
            "begins?",
            "Three steps are left: pick, mean, minus. There is no `exp` and no `log` among them.",
        ),
    ),
    Help(
        after=("python_number", "cut_graph"),
        steps=(
            "In a new cell: `print(nll(A.log().requires_grad_(), target))`. Does the output end "
            "in a `grad_fn`?",
            "Look for `.item()`, `float(…)`, `torch.tensor(…)`, `.detach()` or `.numpy()`. "
            "Return what `.mean()` gives, with its sign, and nothing around it.",
        ),
    ),
    Help(
        after=("ready_made",),
        steps=(
            "The lesson picks from a little table with `A[range(4), target]`. What is called "
            "`A` there has another name in your function. And what stands in place of the 4?",
            "You have the picked numbers now, one for each row. Two things are left to do with "
            "them: `.mean()`, and a sign.",
        ),
    ),
)
