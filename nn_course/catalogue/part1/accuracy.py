"""accuracy(log_probs, target): the fraction that is right."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.accuracy_help import HELP


def reference(log_probs: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """(N, C) log-probabilities, int64 (N,) → a number between 0 and 1."""
    chosen = F.one_hot(log_probs.argmax(-1), log_probs.shape[1]).double()
    return -F.nll_loss(chosen, torch.as_tensor(target).long())


def inputs(seed: int) -> tuple[Case, ...]:
    """Four rows that can be counted, then random ones, about half of them right."""
    source = draw.generator(seed, "accuracy")

    def case(title: str, rows: int, classes: int, right: int) -> Case:
        scores = draw.uniform(source, rows, classes, limit=3.0)
        target = scores.argmax(-1)
        target[right:] = (target[right:] + 1) % classes
        order = torch.randperm(rows, generator=source)
        return Case(title, (F.log_softmax(scores, -1)[order], target[order]))

    small = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.3, 0.4, 0.3], [0.2, 0.1, 0.7]])
    return (
        Case(
            "4 rows of 3 classes, 3 right",
            (small.log(), torch.tensor([0, 2, 1, 0])),
            numbers="the logarithms of [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.3, 0.4, 0.3], "
            "[0.2, 0.1, 0.7]], target [0, 2, 1, 0]",
        ),
        case("64 rows of 10 classes, 37 right", 64, 10, 37),
        case("a single row of 5 classes, right", 1, 5, 1),
        case("a single row of 5 classes, wrong", 1, 5, 0),
        case("7 rows of 3 classes, 4 right", 7, 3, 4),
        case("6 rows of 6 classes, 5 right", 6, 6, 5),
        case("9 rows of 4 classes, all right", 9, 4, 9),
    )


MISCONCEPTIONS = (
    Misconception(
        "over_the_rows",
        "argmax over dim 0 asks which *row* is best for each class. You want the best class of "
        "each row: the last axis.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(0) == target).float().mean()
        """,
    ),
    Misconception(
        "over_everything",
        "argmax without an axis gives a single place in the whole table. Each row needs a guess "
        "of its own.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax() == target).float().mean()
        """,
    ),
    Misconception(
        "percent",
        "Your result is a percentage. A fraction between 0 and 1 is asked for.",
        """
        def accuracy(log_probs, target):
            return 100 * (log_probs.argmax(-1) == target).float().mean()
        """,
    ),
    Misconception(
        "count",
        "You counted the right guesses. Divide by how many there were.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(-1) == target).sum()
        """,
    ),
    Misconception(
        "always_64_rows",
        "Right for 64 rows and for no other number: you divided by 64. Divide by the number of "
        "rows you were given.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(-1) == target).sum() / 64
        """,
    ),
    Misconception(
        "divided_by_classes",
        "You divided by the number of *classes*. The fraction is of the rows.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(-1) == target).sum() / log_probs.shape[1]
        """,
    ),
    Misconception(
        "error_rate",
        "Your result and the right one sum to 1: you counted the wrong guesses.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(-1) != target).float().mean()
        """,
    ),
    Misconception(
        "least_likely",
        "You took the *smallest* number of each row as the guess. Logarithms of probabilities are "
        "negative, but the larger one still is the more likely.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmin(-1) == target).float().mean()
        """,
    ),
    Misconception(
        "values_compared",
        "You compared the largest log-probability itself with the target, and such a number never "
        "equals a class. Compare *where* it stands.",
        """
        def accuracy(log_probs, target):
            return (log_probs.max(-1).values == target).float().mean()
        """,
    ),
    Misconception(
        "column_against_row",
        "Your guesses are a column and the target is a row, so broadcasting compared every guess "
        "with every target: N × N answers. Give both the same shape.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(-1, keepdim=True) == target).float().mean()
        """,
    ),
    Misconception(
        "one_hot_compared",
        "You compared whole one-hot tables, where even a wrong guess agrees on most zeros. "
        "Compare one class with one class for each row.",
        """
        def accuracy(log_probs, target):
            eye = torch.eye(log_probs.shape[1])
            return (eye[log_probs.argmax(-1)] == eye[target]).float().mean()
        """,
    ),
    Misconception(
        "one_answer_per_row",
        "You returned one answer for each row. One number is needed: the fraction of them that "
        "is right.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(-1) == target).float()
        """,
    ),
    Misconception(
        "all_or_nothing",
        "You asked whether *all* guesses are right, which gives True or False. Count how many are.",
        """
        def accuracy(log_probs, target):
            return torch.equal(log_probs.argmax(-1), target)
        """,
    ),
    Misconception(
        "whole_numbers",
        "You have 0 wherever not every guess is right: the division was rounded down to a whole "
        "number.",
        """
        def accuracy(log_probs, target):
            return (log_probs.argmax(-1) == target).sum() // len(target)
        """,
    ),
    Misconception(
        "rounded",
        "You rounded to two decimals. Return the fraction as it is, and round when you print.",
        """
        def accuracy(log_probs, target):
            return round((log_probs.argmax(-1) == target).float().mean().item(), 2)
        """,
    ),
    Misconception(
        "mean_probability",
        "You averaged the probabilities of the right classes. Accuracy does not ask how sure a "
        "guess was, only whether it was right.",
        """
        def accuracy(log_probs, target):
            return log_probs.exp()[range(len(target)), target].mean()
        """,
    ),
    Misconception(
        "more_than_half",
        "You counted a row only where the right class got more than half. The largest of many "
        "may be far less than half, and it still is the guess.",
        """
        def accuracy(log_probs, target):
            picked = log_probs.exp()[range(len(target)), target]
            return (picked > 0.5).float().mean()
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="accuracy",
    parameters=("log_probs", "target"),
    tests={"test_accuracy": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Find the answer for each row, compare it with the target, and count how often they agree.",
        "`(N, C)` becomes `(N,)` positions, then `(N,)` times true or false, then a single "
        "number between 0 and 1.",
        "`log_probs.argmax(-1) == target` is true or false for each row. `.float()` turns that "
        "into 1 and 0. What is their mean?",
    ),
    result="number",
    picture="agreement",
    tolerance=Tolerance(absolute=1e-5, relative=1e-5),
)
