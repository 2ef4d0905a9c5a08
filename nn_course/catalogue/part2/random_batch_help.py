"""Hints for random_batch, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("different_indices", "labels_missing", "positions_returned", "the_wrong_way_round"),
        steps=(
            "A batch is a handful of positions, and they are needed twice. Do your positions "
            "have a variable of their own? Where do you use it?",
            "In the lesson `letters[rows]` and `values[rows]` pick from two places with the "
            "same `rows`. Which are the two places here, and in which order should they come "
            "back?",
            "With the positions in `rows`: `return x[rows], …`. The second one is made like the "
            "first.",
        ),
    ),
    Help(
        after=("torchs_own_generator", "numpys_generator", "seeded_inside", "reseeded"),
        steps=(
            "Find everything in your function that draws, and everything that sets a seed. Does "
            "each draw come from `generator`?",
            "See how the lesson draws from `mine`: the generator is an argument of what draws, "
            "with its name in front. And setting seeds is the business of whoever calls.",
            "`torch.randint(…, generator=generator)`, and no `manual_seed` anywhere.",
        ),
    ),
    Help(
        after=("last_row_never", "first_row_never", "shuffled_front"),
        steps=(
            "With 5 rows there are the positions 0, 1, 2, 3 and 4. In a new cell draw 100 "
            "positions the way your function does, for 5 rows and a batch size of 2, and print "
            "their `.unique()`. What is missing?",
            "`torch.randint(high, shape)` begins at 0 by itself, and stops just before `high`. "
            "So `high` is the first number that is no position any more.",
            "For all rows of `x` that is `torch.randint(len(x), …)`.",
        ),
    ),
    Help(
        after=("contiguous_slice", "always_the_first_rows", "one_row"),
        steps=(
            "How many numbers does your function draw for a batch of 8? It should be 8, one for "
            "each row.",
            "The second argument of `torch.randint` is the shape of what is drawn: a single "
            "axis, with room for `batch_size` numbers.",
            "That shape is written `(batch_size,)`, with the comma. All the positions go into "
            "the square brackets together, without a colon.",
        ),
    ),
)
