"""Hints for those who stepped into one of the traps of measuring."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("batch_means_averaged", "means_over_samples", "not_divided"),
        steps=(
            "Work it out by hand for two batches: three samples with a mean loss of 1, and then a "
            "single one with a loss of 5. The four samples have 2 on average. What does your formula "
            "make of them?",
            "3 times 1, plus 1 times 5, and that divided by 4. So each mean is first multiplied by how "
            "many rows it stands for, and the sum is divided by the number of all rows.",
            "In the loop `total += loss.item() * …` and `count += …`, and both gaps are `len(xb)`. After "
            "the loop there is one division.",
        ),
    ),
    Help(
        after=("left_in_training_mode",),
        steps=(
            "Put `print(model.training)` in front of the line that calls the model, and run the check. "
            "What does it say, and what should it say?",
            "It should say False. The first trap, above, shows the switch: a method of the model, in a "
            "line of its own before the loop. It changes the model, so you need not keep what it gives.",
            "`model.eval()`, and below it the loop over the batches.",
        ),
    ),
    Help(
        after=("switched_to_training_mode",),
        steps=(
            "Put `print(model.training, torch.is_grad_enabled())` in front of the line that calls the "
            "model, and run the check. What does it say, and what should it say?",
            "It should say False twice. The first is a matter of `model.eval()` in the place of "
            "`model.train()`. For the second, `with torch.no_grad():` goes above the loop, and the loop "
            "moves to the right.",
        ),
    ),
    Help(
        after=("notes_taken",),
        steps=(
            "Put `print(torch.is_grad_enabled())` in front of the line that calls the model, and run "
            "the check. What does it say, and what should it say?",
            "It should say False. `with torch.no_grad():` goes above the loop over the batches, and the "
            "whole loop moves to the right, so that it stands inside.",
        ),
    ),
    Help(
        after=("trains", "goes_backward"),
        steps=(
            "Go through the lines of your loop. Which of them are needed to know the loss, and which "
            "would only be needed in order to train?",
            "What stays is the call of the model, the loss, and the adding up. `backward()`, a step and "
            "the clearing go away. Put `with torch.no_grad():` above the loop, then torch itself refuses "
            "to go backward.",
        ),
    ),
    Help(
        after=("last_batch_only",),
        steps=(
            "How many losses does your loop compute? And how many of them are still there when it is "
            "over?",
            "A name holds one number, and each batch overwrites it. Begin with `total, count = 0.0, 0` "
            "before the loop, and add in it: `total += … * len(xb)`, and the rows to `count`.",
        ),
    ),
    Help(
        after=("first_batch_only",),
        steps=(
            "Put `print(len(xb))` into the loop, above `return`, and run the check. The first input has "
            "batches of 2 and of 1. Which of them do you see?",
            "Move the `return` to the left, below the loop. What it needs there is a total: `total += …` "
            "and `count += …` take the place of the `return` in the loop.",
        ),
    ),
    Help(
        after=("accuracy_instead", "always_cross_entropy"),
        steps=(
            "A model, a loader and a loss function were handed to you. Which of these three do you "
            "never use?",
            "`loss = loss_func(…, yb)`, with the scores of the model in the gap. It is the mean of the "
            "batch, so it counts `len(xb)` times.",
        ),
    ),
)
