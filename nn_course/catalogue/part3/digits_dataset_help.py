"""Hints for those whose data set of digits gets something wrong."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("length_of_the_pair",),
        steps=(
            "Ask in a new cell for `len((train_images, train_labels))`, and then for "
            "`len(train_labels)`. Which of the two does your `__len__` work out?",
            "`__len__` asks one of the two arrays: `return len(self.…)`, with the name under which "
            "you kept the labels. If both lie in one attribute, take one out first, with `[1]`.",
        ),
    ),
    Help(
        after=("not_divided",),
        steps=(
            "Print `x_train[0].max()`, and then `DigitsDataset(train_images, train_labels)[0][0].max()`. "
            "They should be the same. Which step of `rows`, in section 1, have you left out?",
            "The step comes at the end of the line that makes `x`, after `.float()`: `… / 255`.",
        ),
    ),
    Help(
        after=("divided_by_the_maximum",),
        steps=(
            "Halve all the ink, and look at the darkest pixel: "
            "`DigitsDataset(train_images // 2, train_labels)[0][0].max()`. Should it still be 1?",
            "A pixel can be 255 at most, whether one in this image is or not. Take `.max()` out of the "
            "line that makes `x`, and end it with `/ 255`.",
        ),
    ),
    Help(
        after=("labels_as_floats", "labels_as_bytes"),
        steps=(
            "Print `DigitsDataset(train_images, train_labels)[0][1].dtype`, and then `y_train[0].dtype`. "
            "They should be the same. How does `numbers`, in section 1, make sure of that?",
            "`torch.tensor(…, dtype=torch.int64)` makes a tensor of this type, whatever it is made "
            "from. What you took from the labels stands in the place of the dots, and no conversion "
            "follows.",
        ),
    ),
    Help(
        after=("double_precision",),
        steps=(
            "Print `(train_images[0] / 255).dtype`: here numpy has divided. Then look at `rows`, in "
            "section 1. What comes first there, the `float32` or the division?",
            "Make the tensor first, then make it `float32`, then divide: `torch.tensor(…).float()`, "
            "and `/ 255` after that. No `/ 255` stands inside the brackets of `torch.tensor`.",
        ),
    ),
    Help(
        after=("images_only",),
        steps=(
            "A pair can be unpacked. Try `image, label = DigitsDataset(train_images, train_labels)[0]` "
            "in a new cell. What does Python say, and how many things do you return?",
            "A comma makes a pair: `return …, torch.tensor(self.…[index], dtype=torch.int64)`. What you "
            "return now goes in front of the comma.",
        ),
    ),
    Help(
        after=("index_ignored", "label_of_the_first"),
        steps=(
            "Look for `index` in your `__getitem__`. After which of the two arrays does it stand, and "
            "after which does it not?",
            "It belongs in square brackets after both: `self.images[index]`, and the same for the "
            "labels, if these are your names. Take the piece out first, and make a tensor of the piece.",
        ),
    ),
    Help(
        after=("counted_from_one",),
        steps=(
            "Print `DigitsDataset(train_images, train_labels)[0][1]` and `train_labels[0]`. They should "
            "be the same label. What do you do with `index` before you use it?",
            "`index` goes into the square brackets as it came, with nothing taken away from it: "
            "`self.images[index]`, and the same for the labels.",
        ),
    ),
    Help(
        after=("a_row_too_many", "slices_in_one_row", "still_square"),
        steps=(
            "Print `train_images[3].shape` and `train_images[2:5].shape`. Two axes are the same in "
            "both. Counted from the end, which ones are they?",
            "Only these two are to be joined, whatever stands before them. `.flatten(…)` takes the "
            "number of the axis to begin with, and a negative number counts from the end.",
            "`.flatten(-2)` joins the last two axes. It makes (784,) of (28, 28), and (3, 784) of "
            "(3, 28, 28).",
        ),
    ),
    Help(
        after=("pixels_mixed",),
        steps=(
            "In a new cell, `data = DigitsDataset(train_images, train_labels)`, and then "
            "`torch.equal(data[1:3][0][0], data[1][0])`. Both are the image at place 1, so it should be "
            "True. Which of your steps turns the table around?",
            "The images of a slice lie one after the other already. So leave out `.T` or whatever turns "
            "them: `.flatten(-2)` joins rows and columns of each image, and keeps the images apart. It "
            "is right for a single image, too.",
        ),
    ),
    Help(
        after=("starts_over_at_the_end",),
        steps=(
            "Above, `train_images[len(train_images)]` raised the error by itself. What do you do with "
            "`index`, so that it cannot come to that?",
            "Take out what bends the index (a `%`, an `if` or a `try`), and hand it on as it came: "
            "`self.images[index]`. Negative numbers need no care either, arrays know them.",
        ),
    ),
)
