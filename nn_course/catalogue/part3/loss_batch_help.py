"""Hints for those whose batch is handled in another way than it should be."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=(
            "no_backward",
            "cleared_before_the_step",
            "never_cleared",
            "cleared_at_the_beginning",
        ),
        steps=(
            "You know the three lines, in their right order: `learn`, in section 1, consists of them. "
            "Compare yours with them. What differs?",
            "The loss computes the gradients, the optimizer uses them, the optimizer throws them away: "
            "`loss.…()`, `optimizer.…()`, `optimizer.…()`, in three lines, one after the other.",
        ),
    ),
    Help(
        after=("step_by_hand",),
        steps=(
            "Suppose the optimizer were Adam. Would your loop over the parameters do what Adam does? "
            "Look at `learn`, in section 1: it takes a step of any optimizer.",
            "In the place of the whole loop, and of the `with` around it, stands one line: "
            "`optimizer.…()`. It knows the parameters, and how far to go.",
        ),
    ),
    Help(
        after=("never_trains",),
        steps=(
            "`learn`, in section 1, does what is missing here, and it needs an optimizer for that. "
            "What has to be asked first, so that nothing happens without one?",
            "`if optimizer is not None:` and below it, moved to the right, the three lines of `learn`.",
        ),
    ),
    Help(
        after=("always_trains", "always_goes_backward"),
        steps=(
            "Read your function as if `optimizer` were None. Which lines should then be left out, and "
            "which have to be run all the same?",
            "`if optimizer is not None:` stands above `loss.backward()`, and all three lines are moved "
            "to the right below it. The `return` is not.",
        ),
    ),
    Help(
        after=("loss_after_the_step",),
        steps=(
            "How often do you call the model, and where does the number come from that you return?",
            "Once is enough. Keep it in a name, `loss = loss_func(…)`, before the block: the step does "
            "not change this number any more. What you return at the end is `loss.item()`.",
        ),
    ),
    Help(
        after=("features_counted",),
        steps=(
            "Take five images, `x_train[:5]`. Print their `shape` and their `len(…)`. Which of these "
            "numbers counts images?",
            "The first number of the shape counts the rows, and `len(…)` gives just that one. Hand "
            "`xb` to it.",
        ),
    ),
    Help(
        after=("loss_times_rows",),
        steps=(
            "Whoever calls your function will write `total += loss * n`. What would be added for a "
            "batch of 4 samples with a loss of 2: what you return, times 4?",
            "It should be 2 times 4. So the first thing you return is `loss.item()` alone, and nothing "
            "is multiplied in `loss_batch`.",
        ),
    ),
    Help(
        after=("loss_only", "size_first"),
        steps=(
            "The function will be called like this: `loss, n = loss_batch(…)`. What would the names "
            "`loss` and `n` hold, with what you return?",
            "A comma makes two results of one: `return loss.…(), len(…)`. What stands first goes into "
            "the first name.",
        ),
    ),
)
