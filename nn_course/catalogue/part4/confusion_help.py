"""Hints for those who counted in other places, or who asked the model in another way."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("rows_and_columns_swapped",),
        steps=(
            "A 4 is taken for a 9. In which row does that count, and in which column? And which of your "
            "two positions stands first in the square brackets?",
            "Rows come first: `counts[label, answer] += 1`, whatever your names are.",
        ),
    ),
    Help(
        after=("duplicates_lost",),
        steps=(
            "It is the trap of the cell above the exercise: many places in one line. How can you add to "
            "one place at a time?",
            "Inside the loop over the batches comes a second loop, over pairs of a label and an answer: "
            "`for label, answer in zip(y, …):`. In it 1 is added to a single place.",
        ),
    ),
    Help(
        after=("last_batch_only",),
        steps=(
            "How often is the line run in which you make the table of zeros? How often should it be?",
            "Move it up, above the loop over the batches. In the loop the table only grows, by `+= 1`.",
        ),
    ),
    Help(
        after=("first_batch_only",),
        steps=(
            "Count the spaces in front of your `return`, and those in front of the `for` over the "
            "batches. Which of the two is further to the left, and what follows from that?",
            "Move `return` to the left, below both loops: four spaces in front of it are enough.",
        ),
    ),
    Help(
        after=("shares",),
        steps=(
            "All the counting is done, and then one more thing happens to the table. What is it?",
            "Leave out the division. What is returned is the table itself, and its type is then `int64` "
            "again.",
        ),
    ),
    Help(
        after=("training_mode",),
        steps=(
            "Put `print(model.training)` in front of the line that calls the model, and run the check. "
            "What does it say, and what should it say?",
            "It should say False: `model.eval()`, in a line of its own, above the loop over the batches.",
        ),
    ),
    Help(
        after=("with_gradients",),
        steps=(
            "Put `print(torch.is_grad_enabled())` in front of the line that calls the model, and run "
            "the check. What does it say, and what should it say?",
            "It should say False. `with torch.no_grad():` goes above the loop over the batches, and the "
            "whole loop moves to the right, so that it stands inside.",
        ),
    ),
    Help(
        after=("best_sample_of_each_class",),
        steps=(
            "For 64 images the scores are (64, 10). How many answers should `argmax` give? Which of the "
            "two axes has to go for that?",
            "`argmax(…)` takes the number of the axis that goes. Axis 0 are the samples, axis 1 the "
            "classes.",
        ),
    ),
    Help(
        after=("fractional_type",),
        steps=(
            "Print `torch.zeros(2, 2).dtype`. That is what one gets without asking. What is it in the "
            "cell above the exercise, and how was it asked for?",
            "`torch.zeros(…, …, dtype=torch.int64)` makes a table of whole zeros, and adding 1 keeps it so.",
        ),
    ),
    Help(
        after=("only_mistakes",),
        steps=(
            "The model takes a 3 for a 3. In which place of the table should that be counted, and which "
            "line of yours keeps it out?",
            "Take the `if` away: for every pair of a label and an answer 1 is added, whether they are the "
            "same or not.",
        ),
    ),
    Help(
        after=("size_from_the_data",),
        steps=(
            "You were given three things: a model, a loader and a number. Which of them do you not use?",
            "`torch.zeros(n_classes, …, dtype=…)`: the size of the table is known before the first batch "
            "comes.",
        ),
    ),
    Help(
        after=("nothing_returned",),
        steps=(
            "What is the last line of your function? Does it hand anything to whoever called it?",
            "`return …`, with the name of your table, below the loops and with four spaces in front.",
        ),
    ),
)
