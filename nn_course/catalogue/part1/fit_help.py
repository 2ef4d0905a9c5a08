"""Hints for fit, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=(
            "loss_of_the_last_batch",
            "batch_means_averaged",
            "batch_means_summed",
            "not_divided",
            "running_total",
        ),
        steps=(
            "Go back to the example with batches of 4, 4 and 2 samples, whose losses are 1, 1 "
            "and 4. The average over the samples is 1.6. What would your lines make of these "
            "three batches?",
            "Three places matter. The total is 0 when an epoch begins. With each batch it "
            "grows, by the loss times the number of samples in that batch. When the epoch ends, "
            "it is divided once.",
            "In the inner loop `total += loss.item() * len(yb)`. Below it, when all batches are "
            "through, `losses.append(total / …)`, where the dots are the number of all samples.",
        ),
    ),
    Help(
        after=("loss_after_the_step", "loss_after_the_epoch"),
        steps=(
            "How often does your function compute a loss for one batch? Once is enough. Which "
            "of the losses does `backward()` start from?",
            "That one is the loss to count, and it does not change any more: it was computed "
            "before the step. So `loss.item()` is right also in a line below the step, if "
            "nobody computes `loss` anew.",
        ),
    ),
    Help(
        after=("one_number", "loss_of_every_batch", "nothing_returned", "returned_too_early"),
        steps=(
            "With 3 epochs a list of 3 numbers comes back. Find the three lines for it in your "
            "function: one makes the list, one adds to it, one returns it. How far is each of "
            "them indented?",
            "The list is made before the loops. It grows once at the end of each epoch: inside "
            "the outer loop, but below the inner one. It is returned after both.",
            "`losses = []` above the outer loop, `losses.append(…)` indented as far as the "
            "inner `for`, and `return losses` as far as the outer `for`.",
        ),
    ),
    Help(
        after=("trained_a_copy",),
        steps=(
            "Whose tensors does your loop change? Look for lines in which `weights` and `bias` "
            "get something new by `=`.",
            "The two are leaves that ask for gradients already, so nothing has to be prepared: "
            "no `clone`, no `detach`. Hand them to `linear` and `sgd_step` as you got them.",
        ),
    ),
    Help(
        after=(
            "gradients_not_cleared",
            "cleared_before_the_step",
            "bias_forgotten",
            "uphill",
            "recorded_by_autograd",
        ),
        steps=(
            "Look at your lines after `backward()`. In exercise 9 you wrote a function that "
            "does all that has to be done there. What does it take?",
            "`sgd_step` takes a list of parameters and the learning rate. It goes downhill and "
            "clears by itself: nothing needs to be cleared outside of it, and no sign turned.",
            "One line, right below `loss.backward()`: `sgd_step([…, …], lr)`, with both "
            "parameters in the list.",
        ),
    ),
    Help(
        after=("last_batch_dropped", "one_batch_per_epoch", "step_per_epoch", "shuffled"),
        steps=(
            "Take 10 samples and a batch size of 4. An epoch has three steps then: on samples 0 "
            "to 3, on 4 to 7, and on 8 and 9. How many has yours, and on which samples?",
            "`range(0, …, batch_size)` gives the places where batches begin, in order, as long "
            "as there are samples. A slice that reaches past the end just stops, so the last "
            "batch needs no care.",
            "`for start in range(0, len(inputs), batch_size):`, and in *this* loop all of it: "
            "cut the batch, compute its loss, go backward, take the step.",
        ),
    ),
    Help(
        after=("sum_for_the_step", "raw_scores", "graph_cut", "ready_made"),
        steps=(
            "Between a batch and its loss stand three functions that you wrote, one around the "
            "other. Name them from the inside to the outside. What does each of them give?",
            "`linear` gives scores, `log_softmax` makes log-probabilities of them, `nll` makes "
            "one number of those. It is a tensor, and `backward()` is called on it as it is.",
            "`loss = nll(log_softmax(…), yb)`, then `loss.backward()`. A plain number, by "
            "`.item()`, is only for the total.",
        ),
    ),
)
