"""nll(log_probs, target): the negative log-likelihood."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.log_softmax import BANS as LOG_SOFTMAX
from nn_course.catalogue.part1.nll_help import HELP

BANS = (
    *LOG_SOFTMAX,
    "nll_loss*",
    # Losses that come to the same for one class: F.kl_div begins with xlogy.
    *("xlogy", "kl_div*", "binary_cross_entropy*"),
    *("torch.nn.functional.gaussian_nll_loss", "torch.nn.functional.poisson_nll_loss"),
)


def reference(log_probs: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """(N, C) log-probabilities, int64 (N,) → a 0-d tensor, differentiable."""
    return F.nll_loss(log_probs, torch.as_tensor(target).long())


def inputs(seed: int) -> tuple[Case, ...]:
    """Two rows of plain probabilities, then random ones: many rows, one row, square."""
    source = draw.generator(seed, "nll")

    def case(title: str, rows: int, classes: int) -> Case:
        scores = draw.uniform(source, rows, classes, limit=4.0)
        target = draw.integers(source, classes, rows)
        return Case(title, (F.log_softmax(scores, -1), target))

    small = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]).log()
    return (
        Case(
            "2 rows of 3 classes",
            (small, torch.tensor([0, 2])),
            numbers="the logarithms of [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], target [0, 2]",
        ),
        case("64 rows of 10 classes", 64, 10),
        case("a single row of 6 classes", 1, 6),
        case("7 rows of 3 classes", 7, 3),
        case("5 rows of 5 classes", 5, 5),
    )


MISCONCEPTIONS = (
    Misconception(
        "no_minus",
        "Your loss is negative: the size is right, the sign is not. It is the *negative* "
        "log-likelihood, so that less is better.",
        """
        def nll(log_probs, target):
            return log_probs[range(len(target)), target].mean()
        """,
    ),
    Misconception(
        "sum_for_mean",
        "Your loss is too large by the number of rows: you summed. Take the mean, so that the "
        "loss does not depend on the size of the batch.",
        """
        def nll(log_probs, target):
            return -log_probs[range(len(target)), target].sum()
        """,
    ),
    Misconception(
        "always_64_rows",
        "Right for 64 rows and for no other number: you divided by 64. Divide by the number of "
        "rows you were given.",
        """
        def nll(log_probs, target):
            return -log_probs[range(len(target)), target].sum() / 64
        """,
    ),
    Misconception(
        "divided_by_classes",
        "You divided the sum by the number of *classes*. The mean is over the rows.",
        """
        def nll(log_probs, target):
            return -log_probs[range(len(target)), target].sum() / log_probs.shape[1]
        """,
    ),
    Misconception(
        "whole_columns",
        "log_probs[:, target] picks whole *columns*, N × N numbers. You want one number from each "
        "row: give the row numbers too.",
        """
        def nll(log_probs, target):
            return -log_probs[:, target].mean()
        """,
    ),
    Misconception(
        "whole_rows",
        "log_probs[target] picks whole *rows*, as if the classes counted them. The target says "
        "which column to take in each row.",
        """
        def nll(log_probs, target):
            return -log_probs[target].mean()
        """,
    ),
    Misconception(
        "mean_of_everything",
        "You averaged all log-probabilities, also those of the wrong classes. The target does not "
        "change your result: pick one number from each row.",
        """
        def nll(log_probs, target):
            return -log_probs.mean()
        """,
    ),
    Misconception(
        "zeros_averaged_too",
        "Your loss is too small by the number of classes: the mean also counts the zeros of the "
        "one-hot table. Sum over the classes, then average over the rows.",
        """
        def nll(log_probs, target):
            one_hot = torch.eye(log_probs.shape[1], dtype=log_probs.dtype)[target]
            return -(one_hot * log_probs).mean()
        """,
    ),
    Misconception(
        "most_likely_class",
        "You picked the largest number of each row, whatever the target says. The loss has to "
        "hurt when the right class is not the favourite.",
        """
        def nll(log_probs, target):
            return -log_probs.max(-1).values.mean()
        """,
    ),
    Misconception(
        "classes_from_one",
        "You took the number to the left of the right one in each row. Classes count from 0, like "
        "everything in Python.",
        """
        def nll(log_probs, target):
            return -log_probs[range(len(target)), target - 1].mean()
        """,
    ),
    Misconception(
        "probabilities",
        "Your result is the mean *probability* of the right classes, with a minus: you undid the "
        "logarithm. Average the log-probabilities themselves.",
        """
        def nll(log_probs, target):
            return -log_probs.exp()[range(len(target)), target].mean()
        """,
    ),
    Misconception(
        "log_of_mean",
        "You averaged the probabilities and took the logarithm afterwards. The other way round: a "
        "likelihood is a product, so its logarithm is a sum of logarithms.",
        """
        def nll(log_probs, target):
            return -log_probs.exp()[range(len(target)), target].mean().log()
        """,
    ),
    Misconception(
        "log_twice",
        "You have nan: the numbers are logarithms already, so they are negative, and have no "
        "logarithm themselves.",
        """
        def nll(log_probs, target):
            return -log_probs.log()[range(len(target)), target].mean()
        """,
    ),
    Misconception(
        "one_loss_per_row",
        "You returned one loss for each row. A single number is needed: their mean.",
        """
        def nll(log_probs, target):
            return -log_probs[range(len(target)), target]
        """,
    ),
    Misconception(
        "only_the_first_row",
        "You looked at the first row only. Take one number from every row, and average.",
        """
        def nll(log_probs, target):
            return -log_probs[0, target[0]]
        """,
    ),
    Misconception(
        "python_number",
        "The number is right, but .item() or float() made a plain number of it: backward() has "
        "nowhere to start. Return the tensor.",
        """
        def nll(log_probs, target):
            return -log_probs[range(len(target)), target].mean().item()
        """,
    ),
    Misconception(
        "cut_graph",
        "The number is right, but no gradient flows back: a new tensor, or .detach(), forgets "
        "where its value came from. Return what the calculation gave you.",
        """
        def nll(log_probs, target):
            return torch.tensor(-log_probs[range(len(target)), target].mean().item())
        """,
    ),
    Misconception(
        "ready_made",
        "That is torch's own loss, and here you build it yourself, so it earns nothing. Pick one "
        "number from each row, average, and mind the sign.",
        """
        def nll(log_probs, target):
            return torch.nn.functional.nll_loss(log_probs, target)
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="nll",
    parameters=("log_probs", "target"),
    tests={"test_nll": 3},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "The inputs are logarithms already, so you need no `log` here. What is left is to pick, to "
        "average, and to mind the sign.",
        "`(N, C)` with two lists of N positions each becomes `(N,)`. The mean of that is a "
        "tensor without any axis: shape `()`.",
        "`log_probs[range(len(target)), target]` are the picked numbers. Take their mean, and "
        "put a minus in front.",
    ),
    picture="picked",
    gradients=("log_probs",),
    bans=BANS,
    instead="Pick one number from each row, average, and turn the sign.",
    tolerance=Tolerance(absolute=1e-5, relative=1e-5),
)
