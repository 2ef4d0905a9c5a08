"""Data sets of digits that get something wrong."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception


def _class(getitem: str, length: str = "len(self.labels)", prepare: str = "") -> str:
    """The text of the class with the lines `getitem`, each on a line of its own."""
    body = "\n".join(f"        {line}" for line in getitem.strip("\n").split("\n"))
    extra = f"        {prepare}\n" if prepare else ""
    return (
        "class DigitsDataset(Dataset):\n"
        "    def __init__(self, images, labels):\n"
        "        self.images = images\n"
        "        self.labels = labels\n"
        f"{extra}\n"
        "    def __len__(self):\n"
        f"        return {length}\n\n"
        "    def __getitem__(self, index):\n"
        f"{body}\n"
    )


_ITEMS = "test_DigitsDataset"
_SLICES = "test_DigitsDataset_slices"

MISCONCEPTIONS = (
    Misconception(
        "length_of_the_pair",
        "The length is always 2: that of the *pair* of arrays. A data set is as long as it has "
        "samples.",
        _class(
            "images, labels = self.data\n"
            "x = torch.tensor(images[index]).float().flatten(-2) / 255\n"
            "return x, torch.tensor(labels[index], dtype=torch.int64)",
            length="len(self.data)",
            prepare="self.data = (images, labels)",
        ),
        earns={_SLICES: 2},
    ),
    Misconception(
        "not_divided",
        "The pixels still go up to 255. Divide them, so that they lie between 0 and 1 as in the "
        "tensors of section 1.",
        _class(
            "x = torch.tensor(self.images[index]).float().flatten(-2)\n"
            "return x, torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
    ),
    Misconception(
        "divided_by_the_maximum",
        "You divided by the largest pixel of what was asked for. Then the same ink becomes different "
        "numbers in different batches: always divide by 255.",
        _class(
            "x = torch.tensor(self.images[index]).float().flatten(-2)\n"
            "return x / x.max().clamp(min=1), torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
    ),
    Misconception(
        "labels_as_floats",
        "The labels came out as floating point numbers. The loss uses them as positions: they have "
        "to be int64.",
        _class(
            "x = torch.tensor(self.images[index]).float().flatten(-2) / 255\n"
            "return x, torch.tensor(self.labels[index]).float()"
        ),
    ),
    Misconception(
        "labels_as_bytes",
        "The labels kept the type of the array. The loss wants int64, whatever the labels came in.",
        _class(
            "x = torch.tensor(self.images[index]).float().flatten(-2) / 255\n"
            "return x, torch.tensor(self.labels[index]).byte()"
        ),
    ),
    Misconception(
        "double_precision",
        "The images came out as float64: numpy divides in double precision. The model's parameters "
        "are float32, and both have to be of one type.",
        _class(
            "x = torch.tensor(self.images[index] / 255).flatten(-2)\n"
            "return x, torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
    ),
    Misconception(
        "images_only",
        "You returned the images without their labels. What stands in the square brackets gives a "
        "pair: images and labels, both for the same place.",
        _class("return torch.tensor(self.images[index]).float().flatten(-2) / 255"),
    ),
    Misconception(
        "index_ignored",
        "Whatever is asked for, you return the whole set. Use what stands in the square brackets, on "
        "the images and on the labels.",
        _class(
            "x = torch.tensor(self.images).float().flatten(-2) / 255\n"
            "return x, torch.tensor(self.labels, dtype=torch.int64)"
        ),
    ),
    Misconception(
        "label_of_the_first",
        "The image is the right one, but its label is always that of the first sample. Both have to "
        "come from the same place.",
        _class(
            "x = torch.tensor(self.images[index]).float().flatten(-2) / 255\n"
            "labels = torch.tensor(self.labels, dtype=torch.int64)\n"
            "return x, labels[0].expand(x.shape[:-1]).clone()"
        ),
    ),
    Misconception(
        "a_row_too_many",
        "Slices are right, but a single image comes out as a table with one row, (1, 784). It "
        "should be (784,): it is DataLoader that lays samples on top of each other.",
        _class(
            "x = torch.tensor(self.images[index]).float().reshape(-1, 784) / 255\n"
            "return x, torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
        earns={_SLICES: 2},
    ),
    Misconception(
        "slices_in_one_row",
        "Single images are right, but all the images of a slice end up in one long row. Only the "
        "last two axes should become one.",
        _class(
            "x = torch.tensor(self.images[index]).float().flatten() / 255\n"
            "return x, torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
        earns={_ITEMS: 2},
    ),
    Misconception(
        "pixels_mixed",
        "Single images are right. In slices the shape fits, but pixels of different images are "
        "mixed: the rows have to be cut as they are, and not turned around.",
        _class(
            "x = torch.tensor(self.images[index]).float() / 255\n"
            "x = x.reshape(784, -1).T if x.ndim == 3 else x.flatten()\n"
            "return x, torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
        earns={_ITEMS: 2},
    ),
    Misconception(
        "still_square",
        "The images are still squares of 28 by 28. The model wants each of them as one row of 784 "
        "numbers.",
        _class(
            "x = torch.tensor(self.images[index]).float() / 255\n"
            "return x, torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
    ),
    Misconception(
        "counted_from_one",
        "You gave the sample *before* the one that was asked for. Places are counted from 0 here, as "
        "everywhere in Python.",
        _class(
            "if isinstance(index, slice):\n"
            "    index = range(*index.indices(len(self.labels)))\n"
            "where = np.array(index) - 1\n"
            "x = torch.tensor(self.images[where]).float().flatten(-2) / 255\n"
            "return x, torch.tensor(self.labels[where], dtype=torch.int64)"
        ),
    ),
    Misconception(
        "starts_over_at_the_end",
        "Past the end your data set starts over, so that a `for` over it would never stop. Let the "
        "IndexError of the array pass: it is how `for` knows.",
        _class(
            "if not isinstance(index, slice):\n"
            "    index = index % len(self.labels)\n"
            "x = torch.tensor(self.images[index]).float().flatten(-2) / 255\n"
            "return x, torch.tensor(self.labels[index], dtype=torch.int64)"
        ),
        earns={_SLICES: 2},
    ),
)
