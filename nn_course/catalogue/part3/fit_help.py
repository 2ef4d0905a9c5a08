"""Hints for those whose training goes another way, or whose diary says something else."""

from __future__ import annotations

from nn_course.catalogue.model import Help

TRAINING = (
    Help(
        after=("training_mode_once", "training_mode_never"),
        steps=(
            "Put `print(model.training)` above the loop over the training batches, and run the check. "
            "Its first input has two epochs. What does it say in each, and what should it say?",
            "It should say True every time. So `model.train()` is the first line *inside* the loop over "
            "the epochs, above the loop over the batches.",
        ),
    ),
    Help(
        after=("validation_trains", "validation_in_training_mode"),
        steps=(
            "You have written a function that measures a model and steps into none of the traps. Where "
            "in an epoch could it do its work, and what of yours would it replace?",
            "Your own loop is for the training batches alone. After it comes one call, "
            "`evaluate(model, …, loss_func)`, and what this returns is the number for the validation.",
        ),
    ),
    Help(
        after=("sets_swapped",),
        steps=(
            "Which loader stands after the `in` of your inner loop? Which one do you hand to "
            "`evaluate`?",
            "`for xb, yb in train_loader:` is where the model learns. `evaluate(model, …, loss_func)` "
            "gets the other one.",
        ),
    ),
    Help(
        after=("optimizer_left_out",),
        steps=(
            "Look at the `def` of `loss_batch`. How many arguments can it take, and how many do you "
            "hand over? Why does nobody complain?",
            "`loss_batch(model, loss_func, xb, yb, …)`: what belongs in the gap is what `fit` itself was "
            "given.",
        ),
    ),
    Help(
        after=("one_epoch",),
        steps=(
            "Count the spaces in front of your `return`, and those in front of the `for` that counts "
            "the epochs. Which of the two is further to the left, and what follows from that?",
            "Both should have the same number of them, four. Then `return` is reached once, when all "
            "epochs are over.",
        ),
    ),
    Help(
        after=("validated_after_every_batch",),
        steps=(
            "Suppose there are 3 batches and 2 epochs. How often is your line with `evaluate` run? How "
            "often should it be?",
            "Twice, once in each epoch. Move the line to the left, out of the inner loop: it has as "
            "many spaces in front as `for xb, yb in train_loader:`, and comes below that loop.",
        ),
    ),
)

HISTORY = (
    Help(
        after=("batch_means_averaged", "not_divided"),
        steps=(
            "Work it out by hand: a batch of three samples with the loss 1, and a batch of one with the "
            "loss 5. The four samples have 2 on average. What do your lines make of them?",
            "It is what you did in `evaluate`: `total += loss * …` and `count += …` for every batch, and "
            "both gaps are `n`. After the loop there is one division.",
        ),
    ),
    Help(
        after=("loss_of_the_last_batch",),
        steps=(
            "What does your diary know of the first batch of an epoch? Look at what happens to its loss "
            "when the second batch comes.",
            "`total, count = 0.0, 0` above the inner loop, `total += loss * n` and `count += n` in it. "
            'What is appended to `history["train"]` after it is made of these two.',
        ),
    ),
    Help(
        after=("running_total",),
        steps=(
            "Print your count of the samples at the end of each epoch, and run the check. Its first "
            "input has three of them. Which numbers do you see, and which should you see?",
            "It should be 3 each time, because both totals begin anew in each epoch. So "
            "`total, count = 0.0, 0` stands *inside* the loop over the epochs, above the loop over the "
            "batches.",
        ),
    ),
    Help(
        after=("last_epoch_only",),
        steps=(
            "Print your history as the last line of the loop over the epochs, and run the check. After "
            "the second epoch each list should have two numbers. Where does the first one get lost?",
            'The line with the two empty lists, `{"train": [], "valid": []}`, goes *above* the loop '
            "over the epochs. In the loop there is only `.append(…)`.",
        ),
    ),
    Help(
        after=("names_swapped",),
        steps=(
            "Look at the two lines that append. Which samples does `evaluate` measure there, and which "
            "name stands in front of it?",
            '`history["valid"].append(evaluate(…))`. What you added up from the training batches goes '
            "into the other list.",
        ),
    ),
    Help(
        after=("measured_before_the_epoch",),
        steps=(
            "Suppose there is a single epoch. What has the model learned at the moment when you call "
            "`evaluate`?",
            "Move the line with `evaluate` down: below the loop over the training batches, with as many "
            "spaces in front as that `for` has.",
        ),
    ),
    Help(
        after=("training_loss_afterwards",),
        steps=(
            "`loss_batch` returns two numbers for each training batch. What do you do with them?",
            "`loss, n = loss_batch(…)`, and add them up: `total += …`, `count += …`. Their division takes "
            "the place of the `evaluate` for the training samples.",
        ),
    ),
    Help(
        after=("pairs_in_a_list",),
        steps=(
            'The cell below draws `history["train"]` and `history["valid"]`. What does Python find '
            "under these names in what you return?",
            'Begin with `history = {"train": [], "valid": []}`. In the place of your one `append` come '
            "two, one for each list, each with one number.",
        ),
    ),
    Help(
        after=("nothing_returned",),
        steps=(
            "What is the last line of your function? Does it hand anything to whoever called `fit`?",
            "`return …`, with the name of your dict, and four spaces in front of it, as many as the "
            "`for` over the epochs has.",
        ),
    ),
)

HELP = TRAINING + HISTORY
