"""Hints for train_steps, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("never_cleared", "cleared_before_the_step", "only_the_weights_cleared"),
        steps=(
            "`backward()` adds to the gradients that are there already. What should "
            "`weights.grad` and `bias.grad` hold just before it is called, and what when the "
            "step uses them? What do they hold with your code?",
            "Nothing but zeros. In each round the order is: `backward()`, the step, the "
            "clearing. Each of the two parameters is cleared.",
            "`weights.grad.zero_()`, and a line like it for the bias. Both stand below the two "
            "lines of the step.",
        ),
    ),
    Help(
        after=("not_in_place", "recorded_by_autograd", "bias_forgotten", "uphill"),
        steps=(
            "Lay your step beside the `sgd_step` of part 1. Is everything there, for both "
            "parameters: the block around it, the sign, what stands to the left of it?",
            "Three things belong to the step: nobody takes notes (`with torch.no_grad():`), the "
            "tensor itself changes (`-=` and not `=`), and the way is against the gradient (a "
            "minus).",
            "In the block: `weights -= lr * …`, where the dots are the gradient of the weights. "
            "The bias gets a line of the same kind.",
        ),
    ),
    Help(
        after=("trained_a_copy",),
        steps=(
            "Whoever calls your function holds two tensors, and looks at them afterwards. Which "
            "of your lines puts something else under the names `weights` and `bias`?",
            "Both are leaves that ask for gradients already. They need no `clone()` and no "
            "`detach()`: begin with the loop.",
        ),
    ),
    Help(
        after=("raw_scores", "softmax_for_log_softmax", "down_the_rows", "summed", "graph_cut"),
        steps=(
            "In the table at the beginning of this part stand the two functions for the loss. "
            "Lay them beside your lines: are both there, in this order, with the same arguments "
            "as in the table?",
            "The scores go into `F.log_softmax`, over the last axis. What it gives goes into "
            "`F.nll_loss`, which takes the mean by itself. The loss stays a tensor until "
            "`backward()` is through.",
            "`loss = F.nll_loss(F.log_softmax(…, dim=-1), yb)`, with the scores for the dots, "
            "and nothing around it.",
        ),
    ),
    Help(
        after=("one_batch_for_all",),
        steps=(
            "How often does your function call `random_batch` when there are 5 steps? It should "
            "be 5 times.",
            "`xb, yb = random_batch(…)` is the first line *inside* the loop over the steps.",
        ),
    ),
    Help(
        after=(
            "loss_after_the_step",
            "every_loss",
            "one_step_off",
            "nothing_returned",
            "last_loss_only",
            "averaged",
        ),
        steps=(
            "Take 7 steps and `every` = 3. The losses of which steps should come back? Write "
            "down their numbers. Then follow your code from step to step: what does it keep?",
            "Steps 0, 3 and 6, so three numbers. Each is the loss that `backward()` started "
            "from in that one step, as a plain number.",
            "In the loop `if step % every == 0:`, and indented below it "
            "`losses.append(loss.item())`. The `return` stands below the loop, as far to the "
            "left as the `for`.",
        ),
    ),
)
