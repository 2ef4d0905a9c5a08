"""Hints for accuracy, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("over_the_rows", "over_everything", "least_likely", "values_compared"),
        steps=(
            "In a new cell print the guesses that your function makes for the `A` of the "
            "lesson. They should be 1, 0, 2, 1: in row 0 the largest number, 0.7, stands in "
            "column 1. What do you get?",
            "Some words look alike. `max` gives the largest value, `argmax` says where it "
            "stands, `argmin` where the smallest one stands. The number in parentheses is the "
            "axis to look along.",
            "`log_probs.argmax(-1)` is one position for each row.",
        ),
    ),
    Help(
        after=("mean_probability", "more_than_half"),
        steps=(
            "Imagine a row of probabilities `[0.4, 0.35, 0.25]`, and the right class is 0. Is "
            "the model's guess right? And what does your function count for this row?",
            "How large the probabilities are plays no part. For each row there are two classes: "
            "the model's guess, and the target. They agree, or they do not.",
            "The guesses are `log_probs.argmax(-1)`. Compare them with the target by `==`.",
        ),
    ),
    Help(
        after=(
            "percent",
            "count",
            "always_64_rows",
            "divided_by_classes",
            "one_answer_per_row",
            "whole_numbers",
            "rounded",
        ),
        steps=(
            "You have true or false for each row. Take them as 1 and 0. What is the mean of 1, "
            "1, 0 and 1, and what does it say?",
            "It is 0.75: three of four are right. So the mean does the counting and the "
            "dividing. What you need before it are numbers with fractions, in place of true and "
            "false.",
            "`(…).float().mean()`, and nothing after it. In the parentheses stands your "
            "comparison.",
        ),
    ),
    Help(
        after=("error_rate", "column_against_row", "one_hot_compared", "all_or_nothing"),
        steps=(
            "In a new cell print what your comparison gives for `A` and `target` of the lesson, "
            "and its shape. There should be four answers: true, true, true, false.",
            "Two vectors of N whole numbers, compared by `==`, give N answers. So both sides "
            "need the shape `(N,)`. `torch.equal` gives a single answer for all, and `!=` turns "
            "each answer around.",
            "`guesses == target`, where `guesses` has one class for each row: no `keepdim`, no "
            "one-hot table.",
        ),
    ),
)
