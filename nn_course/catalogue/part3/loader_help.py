"""Hints for those whose batches are of other sizes or in another order than they should be."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("always_shuffled", "never_shuffled", "shuffled_the_wrong_way_round"),
        steps=(
            "Write down a table with two lines: when `training` is True, what should `shuffle` be? And "
            "when `training` is False?",
            "In both lines of the table the same word stands twice. So `shuffle=…` needs no `if`: one "
            "of your three arguments already has the value.",
        ),
    ),
    Help(
        after=("same_batch_size", "doubled_for_training", "always_doubled"),
        steps=(
            "Try it with the ten samples of `letters`: `[len(y) for x, y in loader(letters, 4, True)]` "
            "should be [4, 4, 2]. And what should it be with False?",
            "With False it should be [8, 2]. Work the size out in a line of its own: "
            "`size = … if training else …`. One of the gaps is `batch_size`, the other twice that.",
        ),
    ),
    Help(
        after=("single_samples",),
        steps=(
            "Ask for `len(loader(letters, 4, True))`. It should be 3: ten samples in batches of 4. Which "
            "argument of yours does the DataLoader never hear of?",
            "`DataLoader(dataset, batch_size=…, shuffle=…)`. What goes into the first gap depends on "
            "`training`: work it out in a line above.",
        ),
    ),
    Help(
        after=("last_batch_dropped",),
        steps=(
            "Count what comes out: `sum(len(y) for x, y in loader(letters, 4, True))`. There are ten "
            "letters. What did you ask for that the examples above did not ask for?",
            "`drop_last` is False where nobody mentions it, and that is what is wanted. So take it out "
            "of the brackets.",
        ),
    ),
    Help(
        after=("with_replacement",),
        steps=(
            "Print one epoch: `[y.tolist() for x, y in loader(letters, 4, True)]`. Every hundred from 0 "
            "to 900 should be there once. What draws them in your function?",
            "`shuffle=…` is all the mixing you need, and in each epoch everyone has a turn. Take the "
            "sampler out: a DataLoader takes one of the two.",
        ),
    ),
    Help(
        after=("list_of_batches", "mixed_once"),
        steps=(
            "Make one, `made = loader(letters, 4, True)`. Then run "
            "`print([y.tolist() for x, y in made])` twice. These are two epochs: do they differ? When "
            "does your mixing happen, when it is made or when it is run through?",
            "Hand over the `dataset` itself, in the order it has, and let `shuffle=…` do the mixing. "
            "What you return is the DataLoader, with no list around it or inside it.",
        ),
    ),
    Help(
        after=("an_iterator",),
        steps=(
            "Make one, `made = loader(letters, 4, True)`, and count the batches of three epochs: "
            "`[len(list(made)) for epoch in range(3)]`. It should be [3, 3, 3]. When did yours begin to "
            "run?",
            "`iter(…)` begins an epoch. Every `for` does that by itself, as often as it is needed. So "
            "return what stands inside the brackets of `iter`.",
        ),
    ),
)
