"""Hints for cross_entropy_step, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=(
            "softmax_first",
            "sigmoid_first",
            "nll_of_raw_scores",
            "labels_first",
            "bias_left_out",
        ),
        steps=(
            'Look at the cell of the lesson that compares "in two steps" and "in one". What '
            "does `F.cross_entropy` get there, and in which order? What does it get from you?",
            "First come the scores, `(N, n_out)`, fresh from a product and a sum. Nothing is "
            "done to them in between. Then come the labels, `(N,)`.",
            "`loss = F.cross_entropy(xb @ … + …, yb)`.",
        ),
    ),
    Help(
        after=("minus_sign", "summed", "graph_cut"),
        steps=(
            "`F.cross_entropy` gives a mean, the minus is in it, and it is a tensor. Which of "
            "these three do you change before you go backward?",
            "Leave the loss as it comes: two arguments and no `reduction`, no sign in front, no "
            "`.item()` behind. Then `loss.backward()`.",
        ),
    ),
    Help(
        after=("never_cleared", "cleared_before_the_step"),
        steps=(
            "The check calls your function twice. What does the second call find in "
            "`weights.grad` when it begins, and what should it find?",
            "In each call the order is: `backward()`, the step, the clearing. What the step "
            "still needs must not be cleared before it.",
            "`weights.grad.zero_()`, and a line like it for the bias. Both stand below the two "
            "lines of the step.",
        ),
    ),
    Help(
        after=("not_in_place", "recorded_by_autograd"),
        steps=(
            "In `train_steps` you took the same step. Two things protect it: what stands around "
            "the lines, and the sign in them. Are both here, too?",
            "Around the lines stands `with torch.no_grad():`. The sign is `-=`, which changes "
            "the tensor that your caller holds.",
            "In the block: `weights -= lr * …`, with the gradient of the weights for the dots. "
            "The bias gets a line of the same kind.",
        ),
    ),
    Help(
        after=("loss_after_the_step", "nothing_returned", "parameters_returned"),
        steps=(
            "The docstring says what is to be returned. You have that already, in a variable. "
            "In which, and since which line?",
            "It is the loss that you called `backward()` on. The last line is `return loss`, "
            "and `loss` is computed only once.",
        ),
    ),
)
