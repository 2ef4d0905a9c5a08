"""Hints for manual_fit, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("never_cleared", "cleared_before_the_step", "cleared_once_an_epoch"),
        steps=(
            "When has a gradient done its work: after `backward()`, after the step, or after "
            "the epoch?",
            "After the step. So the clearing belongs into the inner loop, below the step, once "
            "for each batch.",
            "`model.zero_grad()`, below the block of the step, and indented just as far as "
            "`loss.backward()`.",
        ),
    ),
    Help(
        after=(
            "not_in_place",
            "first_parameter_only",
            "two_parameters",
            "recorded_by_autograd",
            "uphill",
        ),
        steps=(
            "Imagine a model with six parameters. Go through your step: does it come to each of "
            "the six? And what happens to each?",
            "A loop over `model.parameters()` comes to all of them. In it stands the one line "
            "from `sgd_step`: in place, and against the gradient. Around the loop nobody takes "
            "notes.",
            "`with torch.no_grad():`, below it `for p in model.parameters():`, below that `p -= "
            "lr * …`. Each is indented further than the line before.",
        ),
    ),
    Help(
        after=(
            "labels_not_sliced",
            "last_batch_dropped",
            "one_batch_per_epoch",
            "step_per_epoch",
            "shuffled",
        ),
        steps=(
            "Take 10 samples and batches of 4. An epoch has three steps then: on samples 0 to "
            "3, on 4 to 7, and on 8 and 9, and on the labels of the same samples. What does "
            "yours do?",
            "`range(0, …, batch_size)` gives the places where batches begin, in order, as long "
            "as there are samples. A slice that reaches past the end just stops. Each round "
            "cuts a batch, computes its loss and takes its step.",
            "`xb = x[start : start + batch_size]`, and `yb` is cut out of `y` by the same two "
            "numbers.",
        ),
    ),
    Help(
        after=("softmax_first", "nll_of_raw_scores", "forward_directly"),
        steps=(
            "What lies between `xb` and the loss? There should be only two calls: one of the "
            "model, and one of a function from `F`.",
            "The model is called like a function, with nothing after its name. It gives raw "
            "scores, and there is one loss in `F` that takes those as they are.",
            "`loss = F.cross_entropy(model(…), yb)`.",
        ),
    ),
    Help(
        after=("trained_a_copy",),
        steps=(
            "Which of your lines gives the name `model` to something else?",
            "Leave out that line, `model = …`. The change of the model is just what your caller "
            "wants, so train the one that was handed over. Begin with the list and the loops.",
        ),
    ),
    Help(
        after=(
            "mean_of_the_batches",
            "last_batch_only",
            "measured_at_the_end",
            "running_total",
            "not_divided",
        ),
        steps=(
            "Three batches of 4, 4 and 2 samples have the losses 1, 1 and 4. The average over "
            "the samples is 1.6. What would your lines make of them?",
            "The total is 0 when an epoch begins. Each batch adds the loss that it went "
            "backward from, times its number of samples. When the epoch ends, the total is "
            "divided once, by how many samples there are.",
            "`total = 0.0` above the inner loop, in it `total += loss.item() * len(yb)`, and "
            "below it `losses.append(total / …)`.",
        ),
    ),
    Help(
        after=("loss_per_batch", "nothing_returned", "returned_too_early"),
        steps=(
            "With 3 epochs a list of 3 numbers comes back. Find the three lines for it: one "
            "makes the list, one adds to it, one returns it. How far is each of them indented?",
            "The list is made before the loops. It grows once at the end of each epoch: inside "
            "the outer loop, but below the inner one. It is returned after both.",
            "`losses.append(…)` is indented as far as the inner `for`, and `return losses` as "
            "far as the outer `for`.",
        ),
    ),
)
