"""Hints for those whose images have other axes, or hold their pixels in another order."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("no_channels", "channels_last", "samples_as_channels", "three_channels"),
        steps=(
            "Print `as_image(x_test[:5]).shape`, and write a word below each number: samples, channels, "
            "rows, columns. It should be (5, 1, 28, 28). Where is yours different?",
            "`reshape` takes the sizes in just this order: `x.reshape(…, 1, 28, 28)`. The gap is the "
            "place for the samples, and nothing more is done to the result.",
        ),
    ),
    Help(
        after=("rows_and_columns_swapped", "samples_mixed", "upside_down"),
        steps=(
            "Look at your images: `plots.gallery(as_image(x_test[:8]), y_test[:8])`. Which step of yours "
            "turns something around?",
            "The numbers are in the right order already: first the rows of the first image, then those "
            "of the second. So the only step is `x.reshape(…)`. Nothing is turned before it, and "
            "nothing after it.",
        ),
    ),
    Help(
        after=("batches_of_64", "one_only"),
        steps=(
            "Print `as_image(x_test[:5]).shape`, and then the same with 7 in the place of 5. The first "
            "number should be the one that you asked for.",
            "Hand over all of `x`, and leave the counting to `reshape`: one of the four sizes may be "
            "`-1`, and is then worked out from how many numbers there are.",
        ),
    ),
    Help(
        after=("cut_graph",),
        steps=(
            "Try `as_image(x_test[:2].clone().requires_grad_()).requires_grad`. It should be True. Which "
            "step of yours leaves the tensor, and comes back with a new one?",
            "The connection is lost in `.tolist()`, `.numpy()`, `.detach()`, `.data` and `torch.tensor(…)`. "
            "It is kept in `x.reshape(…)`, which only looks at the same numbers in another way.",
        ),
    ),
)
