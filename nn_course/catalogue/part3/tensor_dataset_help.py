"""Hints for those who made something else of x and y than a data set of pairs."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("plain_tuple", "list_of_pairs", "zipped"),
        steps=(
            "Ask in a new cell for `type(tensor_dataset(x_train, y_train))`, and then for "
            "`type(side_by_side)`, the example above. They should be the same. How was the example "
            "made?",
            "`side_by_side` is what came out when the class was called with three tensors. Yours is "
            "made in the same way, of two. Begin with `return TensorDataset(…`: there is no `zip` in "
            "it, no `list`, and no pair of brackets of your own.",
        ),
    ),
    Help(
        after=("labels_first", "images_only", "one_table"),
        steps=(
            "Look at one sample: `[part.shape for part in tensor_dataset(x_train, y_train)[0]]`. It "
            "should have two parts, first one of shape (784,), then one of shape (). What has yours?",
            "The example above hands over `a`, `b` and `c`, with commas between them, and a sample has "
            "a piece of each, in this order. So: `TensorDataset(x, …)`.",
        ),
    ),
    Help(
        after=("packed_in_a_tuple",),
        steps=(
            "Count the brackets in the line that makes `side_by_side`, in the example above. How many "
            "pairs are in it, and how many are in your line?",
            "Round brackets inside the round brackets make one tuple of what is in them. "
            "`TensorDataset(a, b, c)` hands over three things, `TensorDataset((a, b, c))` hands over "
            "one. Take the inner pair away.",
        ),
    ),
    Help(
        after=("already_shuffled",),
        steps=(
            "Try `torch.equal(tensor_dataset(x_train, y_train)[0][0], x_train[0])` in a new cell. It "
            "should be True: the first sample in is the first sample out. Which line of yours moves "
            "it?",
            "Take out the line that makes a new order, and whatever uses that order. Then `x` and `y` "
            "themselves stand in the brackets of `TensorDataset`.",
        ),
    ),
    Help(
        after=("labels_converted",),
        steps=(
            "Print `y_train.dtype`, and then `tensor_dataset(x_train, y_train)[0][1].dtype`. The first "
            "is what your function is given, the second what it hands out. What happens between them?",
            "What you are given has the right type already. Take the conversion away, a `.float()` "
            "for example, so that only `y` is left there.",
        ),
    ),
    Help(
        after=("nothing_returned",),
        steps=(
            "Run `print(tensor_dataset(x_train, y_train))` in a new cell. The data set was made, but "
            "you do not get it. Compare your last line with that of `rows`, in section 1.",
            "The word goes in front of what is made: `return TensorDataset(…)`, in one line.",
        ),
    ),
)
