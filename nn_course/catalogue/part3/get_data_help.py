"""Hints for those who made other loaders of the two sets than they should."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("sets_swapped",),
        steps=(
            "The function will be called like this: `train_batches, valid_batches = get_data(…)`. "
            "Which of your two loaders goes into the first name?",
            "What stands in front of the comma goes into the first name: `return loader(train_set, …), "
            "loader(valid_set, …)`.",
        ),
    ),
    Help(
        after=("flags_swapped", "both_for_training", "none_for_training"),
        steps=(
            "Look at the `def` of `loader`. What is its third argument called, and what do you hand "
            "over for it in each of your two calls?",
            "`loader(train_set, batch_size, …)` and `loader(valid_set, batch_size, …)`: one of the gaps "
            "is True, the other is False.",
        ),
    ),
    Help(
        after=("training_set_twice", "glued_together"),
        steps=(
            "What stands first in the brackets of your two calls? Each of the two sets should stand in "
            "exactly one of them, and on its own.",
            "The first call begins with `loader(train_set, …`, the second with `loader(valid_set, …`.",
        ),
    ),
    Help(
        after=("doubled_twice", "same_batch_size"),
        steps=(
            "Who decides how large a batch is? Look at what your `loader` makes of `batch_size` when "
            "`training` is False.",
            "So `get_data` has nothing to decide: both sets go through `loader(…, batch_size, …)`, with "
            "`batch_size` as it came. There is neither a factor nor a `DataLoader(…)` in `get_data`.",
        ),
    ),
    Help(
        after=("training_only",),
        steps=(
            "The function will be called like this: `train_batches, valid_batches = get_data(…)`. How "
            "many things are expected there?",
            "A comma makes two of one: `return loader(train_set, …), loader(…)`. The second one gets "
            "the other set, and is not for training.",
        ),
    ),
    Help(
        after=("sets_returned",),
        steps=(
            "One of your functions makes batches out of a data set. Which one is it, and where do you "
            "call it here?",
            "In the place of `train_set` comes `loader(train_set, batch_size, …)`, and the same for the "
            "other set. The last argument says whether it is for training.",
        ),
    ),
)
