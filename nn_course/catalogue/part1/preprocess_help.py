"""Hints for preprocess, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("not_scaled", "divided_by_256", "divided_by_largest", "standardised"),
        steps=(
            "Paper is 0 and full ink is 255, in every image. Full ink has to become 1. What do "
            "you divide 255 by to get 1, and does that depend on the other pixels?",
            "One division of the whole tensor is enough, and the divisor is a plain number: `… "
            "/ 255`. No `max`, no `mean` and no `std` is needed.",
        ),
    ),
    Help(
        after=("float64_pixels", "whole_numbers"),
        steps=(
            "Print the dtype of your pixels after each step: the reshape, the change of type, "
            "the division. Is it float32 *before* you divide?",
            "The order helps: first make a tensor, then float32, then divide. If numpy divides, "
            "`/` gives float64, and `//` throws the fraction away.",
            "`torch.from_numpy(images).float()` is float32. Divided by a plain number with a "
            "single `/`, it stays float32.",
        ),
    ),
    Help(
        after=("not_flattened", "one_image_a_column", "all_in_one_row"),
        steps=(
            "Print the shape of your first result for 3 images. It has to be `(3, 784)`. Which "
            "of the numbers in yours counts the images?",
            "The axis of the images stays in front, and the two axes of 28 become one. So "
            '`reshape` gets two sizes: the number of images, and "whatever is left over".',
            "`….reshape(len(images), -1)`, and nothing is turned around after it.",
        ),
    ),
    Help(
        after=("labels_left_alone", "labels_float"),
        steps=(
            "Print the dtype of your second result. The lesson says above the exercise which "
            "type PyTorch uses for positions in a table.",
            "`.float()` makes a tensor float32. There is a method like it for int64, and its "
            "name says that such a whole number is a long one.",
            "`torch.from_numpy(…).long()`, with the labels in place of the dots.",
        ),
    ),
    Help(
        after=("labels_first",),
        steps=(
            "Whoever calls your function writes `x_train, y_train = preprocess(…)`. Which of your "
            "two tensors goes into `x_train`?",
            "`return …, …`: what was made of the images stands before the comma.",
        ),
    ),
)
