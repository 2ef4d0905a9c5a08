# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What is torch.nn, really?
# ## Part 3: the data
#
# The model is a module now, the loss a function, and an optimizer takes the steps. One thing is still
# done by hand: the data. You cut batches yourself, you mix them yourself or forget to, and you measure on
# whatever is at hand.
#
# In this part that changes, in the same three moves as before:
#
# 1. Feel what is clumsy.
# 2. Meet the part of torch that takes it off your hands.
# 3. **Prove that the result is still the same.**
#
# At the end three lines train any model on any data, watch it while it learns, and run on a graphics
# card if there is one.
#
# **You need** parts 1 and 2, and about 90 minutes.

# %% [markdown]
# ### How this works
#
# It is as before. Cells with `raise NotImplementedError` are yours to fill in: where there are several in
# one cell, all of them. The cell below checks your answer. Difficulty, minutes and marks stand above it.
# Stuck? The line below each check gives hints, one more each time it runs: delete its first `#` and run
# it. Run the cells from top to bottom.

# %%
# Where the course is missing, this says in one sentence what to do.
try:
    import nn_course
except ModuleNotFoundError as missing:
    missing._render_traceback_ = lambda: [
        "The course is not installed here: upload the .whl file that your teacher sent, and run in a new cell",
        "%pip install --no-deps nn_course-0.1.0-py3-none-any.whl"]
    raise

import itertools

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim

from nn_course import load_mnist, plots
from nn_course.checks import part3 as check
from nn_course.hints import part3 as hint

nn_course.speak("en")  # the language of checks, hints and pictures

# %% [markdown]
# ## 1. Where we stand
#
# The digits again. This time we put the last 2,000 of the training images aside, before anything else
# happens. Nobody will learn from them. Section 5 says what they are for.

# %%
(images, labels), (test_images, test_labels) = load_mnist()

train_images, train_labels = images[:-2000], labels[:-2000]
valid_images, valid_labels = images[-2000:], labels[-2000:]

print("set aside:", valid_images.shape, valid_images.dtype)

# %% [markdown]
# The model wants rows of 784 numbers between 0 and 1, and labels of type `int64`.

# %%
def rows(images):
    return torch.tensor(images, dtype=torch.float32).reshape(-1, 784) / 255


def numbers(labels):
    return torch.tensor(labels, dtype=torch.int64)


x_train, y_train = rows(train_images), numbers(train_labels)
x_valid, y_valid = rows(valid_images), numbers(valid_labels)

print("one image:", tuple(x_train[0].shape), x_train.dtype)

# %% [markdown]
# This is how part 2 ended: a layer, a loss, an optimizer, and the three lines *backward, step,
# zero_grad*. `fresh` always gives the same model, so that two ways of training can be compared. `compare`
# does it.


# %%
def fresh(lr=0.2):
    torch.manual_seed(42)
    model = nn.Linear(784, 10)
    return model, optim.SGD(model.parameters(), lr=lr)


def learn(optimizer, loss):
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()


def compare(what, one, other):
    difference = (torch.as_tensor(one) - torch.as_tensor(other)).abs().max().item()
    print(f"{what}: the same to 1e-6: {difference < 1e-6}")


# %% [markdown]
# And this is one epoch, as we know it:

# %%
model_slices, optimizer = fresh()

for start in range(0, len(x_train), 64):
    xb = x_train[start : start + 64]
    yb = y_train[start : start + 64]
    learn(optimizer, F.cross_entropy(model_slices(xb), yb))

print("the last batch:", tuple(xb.shape), tuple(yb.shape))

# %% [markdown]
# It works. But look at how much of it is about *places*: where a batch starts, where it ends, and all of
# that twice.

# %% [markdown]
# ## 2. One slice for two
#
# **Now predict.** Somebody makes a little mistake in the second slice: `start + 1` where it should be
# `start`. Will torch complain? And how often will the model be right afterwards?

# %% tags=["display"]
model, optimizer = fresh()
for start in range(0, len(x_train) - 64, 64):
    xb = x_train[start : start + 64]
    yb = y_train[start + 1 : start + 65]  # every image gets its neighbour's label
    learn(optimizer, F.cross_entropy(model(xb), yb))

right = (model(x_valid).argmax(-1) == y_valid).float().mean().item()
print(f"right: about one in ten: {0.05 < right < 0.2}")

# %% [markdown]
# Not a word. The shapes fit, the loss is a number, the steps are taken. The model has learned that an image
# tells you nothing about its label.
#
# Images and labels belong together. So they should be *kept* together, and cut with **one** slice. Here is
# the class for it:

# %%
from torch.utils.data import TensorDataset

# %% [markdown]
# A `TensorDataset` holds any number of tensors side by side. What stands in square brackets is applied to
# each of them. Here with three, and letters of no meaning:

# %%
a = torch.tensor([10, 11, 12, 13])
b = torch.tensor([[0.0, 0.1], [1.0, 1.1], [2.0, 2.1], [3.0, 3.1]])
c = torch.tensor([True, False, True, False])
side_by_side = TensorDataset(a, b, c)

print(len(side_by_side))
print(side_by_side[2])

# %% [markdown]
# Its length is the number of rows, and each row comes as a tuple with a piece of every tensor.

# %% [markdown]
# ### Exercise 1: `tensor_dataset`
#
# **Difficulty 1 of 5, about 3 minutes, 2 marks**
#
# Keep images and their labels together.


# %% nbgrader={"grade": false, "grade_id": "tensor_dataset", "locked": false, "schema_version": 3, "solution": true}
def tensor_dataset(x, y):
    """Keep images and their labels together.

    x: float tensor (N, n_in)
    y: int64 tensor (N,), the label of each row

    Returns a TensorDataset of length N. Its entry i is the pair of
    x[i] and y[i], its slice 2:5 the pair of x[2:5] and y[2:5].
    """
    ### BEGIN SOLUTION
    return TensorDataset(x, y)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_tensor_dataset", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.tensor_dataset(tensor_dataset)
### BEGIN HIDDEN TESTS
def cut(tensor_dataset, x, y, places, slices):
    """What a data set says of itself, single samples, and slices."""
    data = tensor_dataset(x, y)
    if not isinstance(data, torch.utils.data.Dataset):
        return None
    samples = [data[place] for place in places]
    return len(data), samples, [data[first:last:step] for first, last, step in slices]


def hidden(tensor_dataset):
    generator = torch.Generator().manual_seed(211)
    for n, n_in in [(9, 4), (1, 784), (6, 6), (70, 3)]:
        x = torch.randn(n, n_in, generator=generator)
        y = torch.randint(0, 10, (n,), generator=generator)
        places = [0, n - 1, -1, n // 2]
        slices = [(2, 5, None), (None, None, 2), (0, 1, None), (n - 2, n + 5, None)]
        seen = tensor_dataset(x, y, places, slices)
        assert seen is not None, "tensor_dataset has to return a torch Dataset."
        length, samples, pieces = seen
        assert length == n, f"For {n} samples the length of the data set is {length}."
        asked = [*places, *(slice(*one) for one in slices)]
        for where, got in zip(asked, [*samples, *pieces], strict=True):
            said = f"With {n} samples, {where} in square brackets"
            assert isinstance(got, tuple | list) and len(got) == 2, f"{said} does not give a pair."
            for part, right, name in zip(got, (x[where], y[where]), "xy", strict=True):
                assert isinstance(part, torch.Tensor), f"{said} gives no tensor for {name}."
                assert part.dtype == right.dtype, f"{said} gives {name} as {part.dtype}."
                assert part.shape == right.shape, (
                    f"{said} gives {name} with shape {tuple(part.shape)}."
                )
                assert check.close(part, right), f"{said} gives other numbers for {name}."


hidden(check.exam("tensor_dataset", tensor_dataset, cut))
del hidden, cut
### END HIDDEN TESTS

# %%
# hint.tensor_dataset()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# The proof: the same epoch, with one slice in place of two.

# %% tags=["display"]
train_pairs = tensor_dataset(x_train, y_train)
model, optimizer = fresh()

for start in range(0, len(train_pairs), 64):
    xb, yb = train_pairs[start : start + 64]
    learn(optimizer, F.cross_entropy(model(xb), yb))

compare("weights", model.weight, model_slices.weight)

# %% [markdown]
# ## 3. A data set of your own
#
# What did we pay for our tensors? The pixels came as bytes. As `float32` they take four times the room,
# all of them, all the time, although at any moment we use 64 images.

# %%
print("one image as it came:", train_images[0].nbytes, "bytes")
print("the same as float32: ", x_train[0].nbytes, "bytes")

# %% [markdown]
# Here that does not hurt. With a million photographs it would: they do not fit into memory at all. They lie
# on a disk, and each is read and prepared **when somebody asks for it**.
#
# That is what a `Dataset` is: a promise that can be asked two things.

# %%
from torch.utils.data import Dataset


class Squares(Dataset):
    """The squares of 0, 1, 2 …, none of which exists before it is asked for."""

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        print(f"  computing number {index}")
        return torch.tensor(float(index) ** 2)


squares = Squares(1_000_000)
print(len(squares))
print(squares[12])

# %% [markdown]
# - **`__len__`** says how many samples there are. `len(squares)` calls it.
# - **`__getitem__`** gives the sample at a place. `squares[12]` calls it, with 12 for the index.
#
# A million squares, and one of them was computed.
#
# **Now predict.** `Squares(3)` has three entries. What does a `for` over it do? (The cell stops it after
# five rounds, just in case.)

# %% tags=["display"]
for square in itertools.islice(Squares(3), 5):
    print(square.item())

# %% [markdown]
# It goes on. `for` never asks for the length. It asks for number 0, 1, 2, and so on, until it gets an
# **`IndexError`**, and then it stops. `Squares` never raises one.
#
# Whoever hands the index on to an array or a tensor need not think of that. They raise it themselves:

# %%
try:
    train_images[len(train_images)]
except IndexError as error:
    print(type(error).__name__)

# %% [markdown]
# ### What may stand in the brackets?
#
# A whole number, or a slice. Python hands both over in the same way, and numpy arrays know what to do with
# either. Only the shapes differ:

# %%
print("a number:", train_images[3].shape)
print("a slice: ", train_images[2:5].shape)

# %% [markdown]
# ### Exercise 2: `DigitsDataset`
#
# **Difficulty 3 of 5, about 10 minutes, 4 marks**
#
# Keep the images as the bytes they are, and prepare what is asked for: as in section 1, but only that.
# There are three methods to write.
#
# Half of the marks are for the length and single samples, half for slices.


# %% nbgrader={"grade": false, "grade_id": "DigitsDataset", "locked": false, "schema_version": 3, "solution": true}
class DigitsDataset(Dataset):
    """Digits that become numbers when they are asked for.

    images: uint8 array (N, 28, 28), values 0 to 255
    labels: integer array (N,)

    The length is N. For a whole number in square brackets, also a
    negative one, the pair (x, y) is returned: x, float32 (784,), the
    pixels divided by 255, and y, int64 (). For a slice of n samples
    x is (n, 784) and y is (n,). Past the end there is an IndexError.
    """

    def __init__(self, images, labels):
        ### BEGIN SOLUTION
        self.images = images
        self.labels = labels
        ### END SOLUTION

    def __len__(self):
        ### BEGIN SOLUTION
        return len(self.labels)
        ### END SOLUTION

    def __getitem__(self, index):
        ### BEGIN SOLUTION
        x = torch.tensor(self.images[index]).float().flatten(-2) / 255
        return x, torch.tensor(self.labels[index], dtype=torch.int64)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_DigitsDataset", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.DigitsDataset(DigitsDataset)
### BEGIN HIDDEN TESTS
def sampled(DigitsDataset, images, labels, places):
    """Kind and length, single samples, what is past the end, how long a `for` goes on."""
    data = DigitsDataset(images, labels)
    seen = {"kind": isinstance(data, Dataset), "length": len(data), "past": "no error"}
    seen["samples"] = [data[place] for place in places]
    try:
        data[len(labels)]
    except Exception as error:
        seen["past"] = type(error).__name__
    seen["rounds"] = sum(1 for _ in itertools.islice(data, len(labels) + 2))
    return seen | {"images": images, "labels": labels}


def hidden(DigitsDataset):
    rng = np.random.default_rng(223)
    for n, low, high, kind in [
        (5, 0, 256, np.uint8),
        (1, 30, 200, np.int64),
        (28, 10, 120, np.int32),
    ]:
        images = rng.integers(low, high, size=(n, 28, 28), dtype=np.uint8)
        labels = rng.integers(0, 10, size=n).astype(kind)
        places = [0, n - 1, -1, -n, n // 2]
        seen = DigitsDataset(images, labels, places)
        assert seen["kind"], "DigitsDataset has to be a torch Dataset."
        assert seen["length"] == n, f"With {n} images the length is {seen['length']}."
        for place, got in zip(places, seen["samples"], strict=True):
            where = f"With {n} images, [{place}]"
            assert isinstance(got, tuple | list) and len(got) == 2, f"{where} does not give a pair."
            x, y = got
            assert isinstance(x, torch.Tensor) and isinstance(y, torch.Tensor), (
                f"{where} does not give two tensors."
            )
            assert x.dtype == torch.float32, f"{where} gives the image as {x.dtype}."
            assert y.dtype == torch.int64, f"{where} gives the label as {y.dtype}."
            assert tuple(x.shape) == (784,), f"{where} gives an image of shape {tuple(x.shape)}."
            assert tuple(y.shape) == (), f"{where} gives a label of shape {tuple(y.shape)}."
            right = images[place].astype(np.float64).reshape(784) / 255
            assert check.close(x, torch.tensor(right), 1e-6), (
                f"{where} gives an image with wrong numbers."
            )
            assert int(y) == int(labels[place]), f"{where} gives the label {int(y)}."
        assert seen["past"] == "IndexError", (
            f"Past the end there should be an IndexError, and there is: {seen['past']}."
        )
        assert seen["rounds"] == n, f"With {n} images a `for` makes {seen['rounds']} rounds or more."
        assert check.close(seen["images"], images) and check.close(seen["labels"], labels), (
            "DigitsDataset changed the arrays it was given."
        )


hidden(check.exam("DigitsDataset", DigitsDataset, sampled))
del hidden, sampled
### END HIDDEN TESTS

# %%
# hint.DigitsDataset()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_DigitsDataset_slices", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two of the four marks are given here: for slices.
### BEGIN HIDDEN TESTS
def sliced(DigitsDataset, images, labels, slices):
    """What the slices give."""
    data = DigitsDataset(images, labels)
    return [data[first:last:step] for first, last, step in slices]


def hidden(DigitsDataset):
    rng = np.random.default_rng(227)
    for n, low, high, kind in [
        (7, 0, 256, np.uint8),
        (1, 30, 200, np.int64),
        (28, 10, 120, np.int32),
    ]:
        images = rng.integers(low, high, size=(n, 28, 28), dtype=np.uint8)
        labels = rng.integers(0, 10, size=n).astype(kind)
        slices = [(0, 3, None), (None, None, None), (0, n, 2), (-2, None, None), (n - 1, n + 9, None)]
        found = DigitsDataset(images, labels, slices)
        for (first, last, step), got in zip(slices, found, strict=True):
            where = f"With {n} images, the slice {first}:{last}:{step}"
            cut = slice(first, last, step)
            count = len(labels[cut])
            assert isinstance(got, tuple | list) and len(got) == 2, f"{where} does not give a pair."
            x, y = got
            assert isinstance(x, torch.Tensor) and isinstance(y, torch.Tensor), (
                f"{where} does not give two tensors."
            )
            assert x.dtype == torch.float32, f"{where} gives images as {x.dtype}."
            assert y.dtype == torch.int64, f"{where} gives labels as {y.dtype}."
            assert tuple(x.shape) == (count, 784), f"{where} gives images {tuple(x.shape)}."
            assert tuple(y.shape) == (count,), f"{where} gives labels {tuple(y.shape)}."
            right = images[cut].astype(np.float64).reshape(count, 784) / 255
            assert check.close(x, torch.tensor(right), 1e-6), (
                f"{where} gives images with wrong numbers."
            )
            assert check.close(y, labels[cut]), f"{where} gives wrong labels."


hidden(check.exam("DigitsDataset", DigitsDataset, sliced))
del hidden, sliced
### END HIDDEN TESTS

# %% [markdown]
# The proof: it gives exactly what we had before.

# %% tags=["display"]
train_digits = DigitsDataset(train_images, train_labels)
xb, yb = train_digits[:1000]

print("images:", torch.equal(xb, x_train[:1000]))
print("labels:", torch.equal(yb, y_train[:1000]))

# %% [markdown]
# And a picture, in case you don't trust numbers. These are samples 100 to 115:

# %% tags=["display"]
plots.gallery(*train_digits[100:116])

# %% [markdown]
# ## 4. No more starts
#
# One slice is better than two. But we still compute where it starts. A **`DataLoader`** does that. Give
# it a data set and a batch size, and it can be run through with `for`:

# %%
from torch.utils.data import DataLoader

letters = TensorDataset(torch.arange(10), torch.arange(10) * 100)
for first, second in DataLoader(letters, batch_size=4):
    print(first, second)

# %% [markdown]
# Ten samples, three batches, and the last one is smaller. Nothing is lost.
#
# How does it get a batch? It asks the data set for *single* samples, one after the other, and lays them on
# top of each other. So it works with any data set that knows its length and its samples:

# %% tags=["display"]
for batch in DataLoader(Squares(4), batch_size=2):
    print("a batch:", batch)

# %% [markdown]
# And it knows when to stop, since it asks for the length first.
#
# The proof, once more: our epoch, without a single start.

# %% tags=["display"]
model, optimizer = fresh()

for xb, yb in DataLoader(train_pairs, batch_size=64):
    learn(optimizer, F.cross_entropy(model(xb), yb))

compare("weights", model.weight, model_slices.weight)

# %% [markdown]
# ### The order of things
#
# So far the digits came in the order of the file. That was our luck, because they are well mixed there.
# What if they were not?
#
# **Now predict.** We sort the training digits: first all the zeros, then all the ones, up to the nines.
# Then we train for an epoch. What will the model say to most images?

# %% tags=["display"]
order = y_train.argsort(stable=True)
sorted_pairs = TensorDataset(x_train[order], y_train[order])


def said_after(**how):
    model, optimizer = fresh()
    for xb, yb in DataLoader(sorted_pairs, batch_size=64, **how):
        learn(optimizer, F.cross_entropy(model(xb), yb))
    return torch.bincount(model(x_valid).argmax(-1), minlength=10)


said = said_after()
print(f"says 9 to nearly every image: {said[9] / said.sum() > 0.9}")

# %% [markdown]
# It has seen nothing but nines for the last hundred steps, so it says nine. All it knew about the other
# digits has been overwritten.
#
# The remedy is a word: **`shuffle=True`**. The same sorted digits, in another order:

# %% tags=["display"]
torch.manual_seed(0)
said = said_after(shuffle=True)

plots.bars(
    said / said.sum(),
    labels=range(10),
    title="sorted digits, but shuffled: what the model says",
    ylabel="share of the validation images",
)

# %% [markdown]
# About a tenth each, as it should be.
#
# What does shuffling do exactly? Here are the labels of the first batch of 16, for two epochs of each
# loader. Every digit has a colour of its own.

# %% tags=["display"]
torch.manual_seed(1)
first_batches = {}
for name, pairs, shuffle in [
    ("sorted", sorted_pairs, False),
    ("as in the file", train_pairs, False),
    ("sorted, shuffle=True", sorted_pairs, True),
]:
    batches = DataLoader(pairs, batch_size=16, shuffle=shuffle)
    for epoch in (1, 2):
        xb, yb = next(iter(batches))
        first_batches[f"{name}, epoch {epoch}"] = yb

plots.labels(first_batches)

# %% [markdown]
# Without shuffling every epoch is like the one before. With it, each epoch has batches that never were
# before. In each of them every sample still comes exactly once:

# %%
torch.manual_seed(2)
mixed = DataLoader(torch.arange(8), batch_size=3, shuffle=True)
for epoch in (1, 2):
    print(f"epoch {epoch}:", [batch.tolist() for batch in mixed])

# %% [markdown]
# That is a difference to part 2. There each batch was *drawn*, so some digits came twice and others had to
# wait.
#
# When we only **measure**, order does not matter. There we don't shuffle, and results can be laid beside
# the images. Measuring keeps nothing for gradients either, so there is room for **batches twice as
# large**.

# %% [markdown]
# ### Exercise 3: `loader`
#
# **Difficulty 2 of 5, about 6 minutes, 3 marks**
#
# Make the right DataLoader for training or for validation.


# %% nbgrader={"grade": false, "grade_id": "loader", "locked": false, "schema_version": 3, "solution": true}
def loader(dataset, batch_size, training):
    """Make a DataLoader, for training or for validation.

    dataset:    a Dataset of pairs
    batch_size: samples per batch, when training
    training:   True for training, False for validation

    Returns a DataLoader. For training its batches have batch_size
    samples, and are mixed anew in each epoch; for validation they have
    2 * batch_size samples, in the order of the data set. In both cases
    each sample comes once an epoch, and the last batch may be smaller.
    No workers: it runs in this process alone.
    """
    ### BEGIN SOLUTION
    size = batch_size if training else 2 * batch_size
    return DataLoader(dataset, batch_size=size, shuffle=training)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_loader", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.loader(loader)
### BEGIN HIDDEN TESTS
def three_epochs(loader, x, batch_size, training):
    """For each of three epochs the x and y of every batch; the label of a sample is its place."""
    made = loader(TensorDataset(x, torch.arange(len(x))), batch_size, training)
    if not isinstance(made, DataLoader):
        return None
    return [list(made) for _ in range(3)]


def hidden(loader):
    generator = torch.Generator().manual_seed(229)
    for n, batch_size, training in [
        (50, 8, True), (50, 8, False), (36, 6, True), (36, 6, False), (21, 100, True),
        (21, 9, False), (20, 1, True), (3, 2, False),
    ]:  # fmt: skip
        where = f"{n} samples, batch_size {batch_size}, training {training}"
        x = torch.randn(n, 2, generator=generator)
        epochs = loader(x, batch_size, training)
        assert epochs is not None, "loader has to return a DataLoader."
        size = batch_size if training else 2 * batch_size
        right = [len(part) for part in torch.arange(n).split(size)]
        orders = []
        for batches in epochs:
            assert all(isinstance(one, tuple | list) and len(one) == 2 for one in batches), (
                f"{where}: the batches are no pairs."
            )
            sizes = [len(yb) for _, yb in batches]
            assert sizes == right, f"{where}: the batches have the sizes {sizes}."
            places = torch.cat([yb for _, yb in batches])
            assert sorted(places.tolist()) == list(range(n)), (
                f"{where}: not every sample comes exactly once in an epoch."
            )
            assert check.close(torch.cat([xb for xb, _ in batches]), x[places]), (
                f"{where}: images and labels do not belong together any more."
            )
            orders.append(places.tolist())
        if not training:
            assert all(one == list(range(n)) for one in orders), f"{where}: the order has changed."
            continue
        # by chance that happens once in 20!, which is never
        assert all(one != list(range(n)) for one in orders), f"{where}: nothing is mixed."
        assert orders[0] != orders[1] != orders[2], f"{where}: two epochs have the same order."


hidden(check.exam("loader", loader, three_epochs))
del hidden, three_epochs
### END HIDDEN TESTS

# %%
# hint.loader()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# Our epoch is two lines shorter now, and can be used for any data set:


# %%
def train_one_epoch(model, optimizer, batches):
    for xb, yb in batches:
        learn(optimizer, F.cross_entropy(model(xb), yb))


# %% tags=["display"]
torch.manual_seed(0)
model, optimizer = fresh()
train_one_epoch(model, optimizer, loader(DigitsDataset(train_images, train_labels), 64, True))

right = (model(x_valid).argmax(-1) == y_valid).float().mean().item()
print(f"more than four in five are right: {right > 0.8}")

# %% [markdown]
# ## 5. Measuring
#
# How good is a model? Not: how good is it on images it has learned from. It may know them by heart.
#
# Then why not on the test images? Because we will make **choices**: this learning rate or that one, ten
# epochs or twenty. Every choice is made by looking at a number, and what looks best there was partly
# luck. If the test images gave that number, they would have been part of the training, only more slowly.
# In the end we want images that no one has looked at, neither model nor human.
#
# So there are three sets:
#
# | Set | The model learns from it | We choose by it |
# |---|---|---|
# | training | yes | no |
# | **validation** | no | yes |
# | test | no | no: it is used once, at the end |
#
# The validation images are the 2,000 we put aside. Measuring on them is a loop over batches: compute
# losses, take the average. There are three traps in it.

# %% [markdown]
# ### The first trap: a model that plays
#
# Some layers behave in another way while training. `nn.Dropout` is one. It sets half of the numbers to
# zero, by chance, so that a network cannot rely on any single one. (The others are doubled, to make up
# for it.)

# %% tags=["display"]
torch.manual_seed(0)
player = nn.Dropout(0.5)
x = torch.ones(8)

print("once: ", player(x))
print("again:", player(x))

player.eval()
print("eval: ", player(x))

# %% [markdown]
# **`eval()`** switches a model, and all modules in it, to the mode for measuring. **`train()`** switches
# back. A model stays in its mode until somebody says otherwise.
#
# Another such layer is `nn.BatchNorm1d`. It shifts and scales by the mean and spread *of the batch*, and
# keeps running averages of them. In eval mode it uses those averages. If you measure in training mode, the
# averages move, and so **the model has changed by being looked at**:

# %%
torch.manual_seed(0)
normalise = nn.BatchNorm1d(2)
x = torch.randn(4, 2) + 10

print("before:         ", normalise.running_mean)
normalise(x)
print("looked at once: ", normalise.running_mean)
normalise.eval()
normalise(x)
print("in eval mode:   ", normalise.running_mean)

# %% [markdown]
# ### The second trap: notes that nobody reads
#
# `eval()` does *not* stop torch from taking notes for gradients. That is another switch, `torch.no_grad()`,
# and you know it from part 1. Without it every loss drags along all that it was computed from.

# %% tags=["display"]
model.eval()
print("eval alone:   ", F.cross_entropy(model(x_valid), y_valid).requires_grad)
with torch.no_grad():
    print("with no_grad: ", F.cross_entropy(model(x_valid), y_valid).requires_grad)

# %% [markdown]
# ### The third trap: a small batch that counts too much
#
# You met this one in part 1. `F.cross_entropy` gives the mean of a batch. Take the mean of those, and the
# samples of a small last batch count more than all others.
#
# The tutorial that this course grew from does just that in its first version. There, 10,000 validation
# images in batches of 128 leave a last batch of 16, and each of these 16 counts as much as 8 others. Let
# us see how wrong it can be: 144 of our images, the hardest of them at the end.

# %% tags=["display"]
with torch.no_grad():
    each = F.cross_entropy(model(x_valid[:144]), y_valid[:144], reduction="none").sort().values
first, last = each[:128], each[128:]

print(f"mean loss of the first 128:       {first.mean():.1f}")
print(f"mean loss of the last 16:         {last.mean():.1f}")
print(f"mean of these two means:          {(first.mean() + last.mean()) / 2:.1f}")
print(f"mean of all 144 samples:          {each.mean():.1f}")

# %% [markdown]
# The truth is the last line. The line above says that this model is about twice as bad as it is.

# %% [markdown]
# ### Exercise 4: `evaluate`
#
# **Difficulty 3 of 5, about 8 minutes, 3 marks**
#
# Measure the average loss of a model, and step into none of the three traps. In which mode the model is
# afterwards is up to you.


# %% nbgrader={"grade": false, "grade_id": "evaluate", "locked": false, "schema_version": 3, "solution": true}
def evaluate(model, loader, loss_func):
    """Measure a model on all batches of a loader.

    model:     an nn.Module; it is in eval mode while it is measured
    loader:    a DataLoader of pairs (xb, yb); the last batch may be smaller
    loss_func: gives the mean loss of a batch: loss_func(model(xb), yb)

    Returns a number: the average loss over all samples. Takes no notes
    for gradients, and leaves everything that the model has learned as
    it was.
    """
    ### BEGIN SOLUTION
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            total += loss_func(model(xb), yb).item() * len(xb)
            count += len(xb)
    return total / count
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_evaluate", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.evaluate(evaluate)
### BEGIN HIDDEN TESTS
def network(values, norm, dropout):
    """Two layers that start from `values`; with batch normalisation its averages as well."""
    (n_hidden, n_in), (n_out, _) = values[0].shape, values[2].shape
    middle = [nn.BatchNorm1d(n_hidden)] if norm else []
    layers = [nn.Linear(n_in, n_hidden), *middle, nn.Tanh(), nn.Dropout(dropout)]
    model = nn.Sequential(*layers, nn.Linear(n_hidden, n_out)).to(values[0].dtype)
    with torch.no_grad():
        for layer, place in ((model[0], 0), (model[-1], 2)):
            layer.weight.copy_(values[place])
            layer.bias.copy_(values[place + 1])
        if norm:
            model[1].running_mean.copy_(values[4])
            model[1].running_var.copy_(values[5])
    return model


def measured(evaluate, values, norm, dropout, x, y, batch_size, smoothing):
    """What evaluate returns, how it called the model, and what is left of the model."""
    model = network(values, norm, dropout).train()
    calls = []
    model.register_forward_pre_hook(
        lambda *_: calls.append(
            (any(part.training for part in model.modules()), torch.is_grad_enabled())
        )
    )
    state = [one.clone() for one in model.state_dict().values()]
    batches = DataLoader(TensorDataset(x, y), batch_size)
    loss = evaluate(model, batches, nn.CrossEntropyLoss(label_smoothing=smoothing))
    return {
        "loss": loss.detach() if isinstance(loss, torch.Tensor) else loss,
        "calls": calls,
        "before": state,
        "after": [one.clone() for one in model.state_dict().values()],
        "gradients": [one.grad for one in model.parameters() if one.grad is not None],
    }


def hidden(evaluate):
    generator = torch.Generator().manual_seed(233)
    for n, batch_size, norm, dropout, smoothing in [
        (13, 5, False, 0.0, 0.0),
        (13, 5, False, 0.5, 0.0),
        (14, 4, True, 0.0, 0.0),
        (9, 9, True, 0.4, 0.2),
        (6, 1, False, 0.0, 0.1),
        (11, 10, False, 0.0, 0.0),
    ]:
        where = f"{n} samples in batches of {batch_size}"
        shapes = [(6, 4), (6,), (3, 6), (3,), (6,), (6,)]
        values = [torch.randn(shape, generator=generator) for shape in shapes]
        values[5] = values[5].abs() + 0.5
        x = torch.randn(n, 4, generator=generator)
        y = torch.randint(0, 3, (n,), generator=generator)
        seen = evaluate(values, norm, dropout, x, y, batch_size, smoothing)
        loss, calls = seen["loss"], seen["calls"]
        number = isinstance(loss, int | float | np.integer | np.floating) or (
            isinstance(loss, torch.Tensor) and loss.ndim == 0
        )
        assert number and not isinstance(loss, bool), (
            f"evaluate has to return a number, and returned a {type(loss).__name__}."
        )
        assert calls, "evaluate never called the model."
        assert not any(training for training, _ in calls), "The model was measured in training mode."
        assert not any(noting for _, noting in calls), "torch took notes while you measured."
        exact = network([one.double() for one in values], norm, dropout).eval()
        with torch.no_grad():
            right = F.cross_entropy(exact(x.double()), y, label_smoothing=smoothing)
        assert check.close(loss, right, 1e-4), (
            f"{where}: the average loss came out as {float(loss):.4f}, which is wrong."
        )
        for before, after in zip(seen["before"], seen["after"], strict=True):
            assert check.close(after, before), (
                f"{where}: the model is not as it was: a parameter, or an average of its batch "
                "normalisation, has changed."
            )
        assert not any(one.any() for one in seen["gradients"]), "evaluate left gradients behind."


hidden(check.exam("evaluate", evaluate, measured))
del hidden, measured, network
### END HIDDEN TESTS

# %%
# hint.evaluate()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# The proof: what `evaluate` says, batch by batch, is what all 2,000 images say at once.

# %% tags=["display"]
valid_digits = DigitsDataset(valid_images, valid_labels)
with torch.no_grad():
    at_once = F.cross_entropy(model(x_valid), y_valid)

found = evaluate(model, loader(valid_digits, 64, False), F.cross_entropy)
print(f"the same to 1e-4: {abs(float(found) - at_once.item()) < 1e-4}")

# %% [markdown]
# ## 6. Training and measuring are the same, nearly
#
# Look at the two side by side. To train: scores, loss, then backward, step, zero_grad. To measure: scores,
# loss, then nothing. And for the average, both need to know how many samples a loss stands for.
#
# What differs is whether there is somebody to take a step. So let the **optimizer** tell them apart:
# whoever hands one over wants to train.
#
# A default value makes an argument one that may be left out:


# %%
def greet(name, title=None):
    return name if title is None else f"{title} {name}"


print(greet("Curie"))
print(greet("Curie", "Professor"))

# %% [markdown]
# Ask with `is not None`, and not with `if title:` alone. An empty text, a zero or an empty list counts as
# "no", too, and would be taken for "not there".

# %% [markdown]
# ### Exercise 5: `loss_batch`
#
# **Difficulty 3 of 5, about 8 minutes, 4 marks**
#
# Handle one batch: with a step if there is an optimizer, and otherwise without. Leave the mode of the model
# alone.
#
# Half of the marks are for what is returned and for batches without an optimizer, half for the steps.


# %% nbgrader={"grade": false, "grade_id": "loss_batch", "locked": false, "schema_version": 3, "solution": true}
def loss_batch(model, loss_func, xb, yb, optimizer=None):
    """Compute the loss of a batch, and take a step if there is an optimizer.

    model:     an nn.Module
    loss_func: gives the mean loss of a batch: loss_func(model(xb), yb)
    xb, yb:    the batch: inputs (n, n_in) and labels (n,)
    optimizer: takes one step, and no gradients are left afterwards;
               without one nothing is changed and no gradients are computed

    Returns two numbers: the loss of the batch, before the step, and n.
    """
    ### BEGIN SOLUTION
    loss = loss_func(model(xb), yb)
    if optimizer is not None:
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return loss.item(), len(xb)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_loss_batch", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.loss_batch(loss_batch)
### BEGIN HIDDEN TESTS
def layers(values):
    """Two layers that start from `values`: weights, bias, weights, bias."""
    first, second = (nn.Linear(w.shape[1], w.shape[0]) for w in (values[0], values[2]))
    model = nn.Sequential(first, nn.Tanh(), second).to(values[0].dtype)
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), values, strict=True):
            parameter.copy_(value)
    return model


def returned(loss_batch, values, x, y, smoothing, train, notes):
    """What one call returns, and what it leaves of the model."""
    model = layers(values)
    given = [optim.SGD(model.parameters(), lr=0.4)] if train else []
    loss_func = nn.CrossEntropyLoss(label_smoothing=smoothing)
    with torch.set_grad_enabled(notes):
        got = loss_batch(model, loss_func, x, y, *given)
    if isinstance(got, tuple | list):
        got = [one.detach() if isinstance(one, torch.Tensor) else one for one in got]
    gradients = [one.grad for one in model.parameters() if one.grad is not None]
    return got, [one.detach() for one in model.parameters()], gradients


def hidden(loss_batch):
    generator = torch.Generator().manual_seed(239)
    for n, n_in, smoothing, train, notes in [
        (7, 4, 0.0, False, True),
        (7, 4, 0.2, False, False),
        (1, 5, 0.0, False, True),
        (6, 3, 0.0, True, True),
        (9, 2, 0.3, True, True),
    ]:
        where = f"A batch of {n} rows, without an optimizer"
        if train:
            where = f"A batch of {n} rows, with an optimizer"
        shapes = [(5, n_in), (5,), (3, 5), (3,)]
        values = [torch.randn(shape, generator=generator) for shape in shapes]
        x = torch.randn(n, n_in, generator=generator)
        y = torch.randint(0, 3, (n,), generator=generator)
        got, after, gradients = loss_batch(values, x, y, smoothing, train, notes)
        assert isinstance(got, tuple | list) and len(got) == 2, (
            "loss_batch has to return two numbers: the loss and the size of the batch."
        )
        for one, name in zip(got, ("loss", "size"), strict=True):
            number = isinstance(one, int | float | np.integer | np.floating) or (
                isinstance(one, torch.Tensor) and one.ndim == 0
            )
            assert number and not isinstance(one, bool), (
                f"{where}: the {name} is a {type(one).__name__}, not a number."
            )
        exact = layers([one.double() for one in values])
        with torch.no_grad():
            right = F.cross_entropy(exact(x.double()), y, label_smoothing=smoothing)
        assert check.close(got[0], right, 1e-4), (
            f"{where}: the loss came out as {float(got[0]):.4f}, which is wrong."
        )
        assert check.close(got[1], n), f"{where}: the size came out as {float(got[1]):g}."
        if train:
            continue
        assert not any(one.any() for one in gradients), f"{where}: gradients are left behind."
        for one, value in zip(after, values, strict=True):
            assert check.close(one, value), f"{where}: the parameters have changed."


hidden(check.exam("loss_batch", loss_batch, returned))
del hidden, returned, layers
### END HIDDEN TESTS

# %%
# hint.loss_batch()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_loss_batch_step", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two of the four marks are given here: for the steps.
### BEGIN HIDDEN TESTS
def layers(values):
    """Two layers that start from `values`: weights, bias, weights, bias."""
    first, second = (nn.Linear(w.shape[1], w.shape[0]) for w in (values[0], values[2]))
    model = nn.Sequential(first, nn.Tanh(), second).to(values[0].dtype)
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), values, strict=True):
            parameter.copy_(value)
    return model


def rule_for(model, rule):
    """One of three optimizers."""
    if rule == "Adam":
        return optim.Adam(model.parameters(), lr=0.02)
    return optim.SGD(model.parameters(), lr=0.3, momentum=0.9 if rule == "momentum" else 0.0)


def stepped(loss_batch, values, rule, batches):
    """After each batch: the parameters, and the gradients that are left."""
    model = layers(values)
    optimizer = rule_for(model, rule)
    seen = []
    for inputs, targets in batches:
        loss_batch(model, F.cross_entropy, inputs, targets, optimizer)
        gradients = [one.grad.clone() for one in model.parameters() if one.grad is not None]
        seen.append(([one.detach().clone() for one in model.parameters()], gradients))
    return seen


def hidden(loss_batch):
    generator = torch.Generator().manual_seed(241)
    for rule, sizes in [("SGD", (5, 5, 2)), ("momentum", (4, 4, 4)), ("Adam", (6, 3, 1))]:
        shapes = [(5, 4), (5,), (3, 5), (3,)]
        values = [torch.randn(shape, generator=generator) for shape in shapes]
        batches = [
            (torch.randn(n, 4, generator=generator), torch.randint(0, 3, (n,), generator=generator))
            for n in sizes
        ]
        seen = loss_batch(values, rule, batches)
        exact = layers([one.double() for one in values])
        optimizer = rule_for(exact, rule)
        for number, ((xb, yb), (after, gradients)) in enumerate(
            zip(batches, seen, strict=True), start=1
        ):
            F.cross_entropy(exact(xb.double()), yb).backward()
            optimizer.step()
            optimizer.zero_grad()
            for one, right in zip(after, exact.parameters(), strict=True):
                assert check.close(one, right, 5e-4), (
                    f"After step {number} with {rule} the parameters are not what they should be."
                )
            assert not any(one.any() for one in gradients), (
                f"After step {number} with {rule} gradients are left behind."
            )


hidden(check.exam("loss_batch", loss_batch, stepped))
del hidden, stepped, rule_for, layers
### END HIDDEN TESTS

# %% [markdown]
# The proof: a step with it, and a step as before.

# %% tags=["display"]
by_hand, optimizer = fresh()
learn(optimizer, F.cross_entropy(by_hand(x_train[:64]), y_train[:64]))

by_batch, optimizer = fresh()
loss, n = loss_batch(by_batch, F.cross_entropy, x_train[:64], y_train[:64], optimizer)

compare("weights", by_batch.weight, by_hand.weight)
print(f"a loss of {float(loss):.1f}, for {n} samples")

# %% [markdown]
# ## 7. The whole training
#
# Now it comes together. Each epoch has two halves: learn from all training batches, then measure on the
# validation batches. Both give a number, and the two are kept, so that we can draw them.
#
# One thing to beware of. Your `evaluate` may leave the model in eval mode. Suppose nobody switches it
# back. Our `nn.Linear` would train as well as ever. A network with dropout would, too, without an error:

# %%
torch.manual_seed(0)
with_dropout = nn.Sequential(nn.Linear(4, 50), nn.Dropout(0.5))
x = torch.ones(1, 4)

with_dropout.train()
print("epoch 1, twice the same:", torch.equal(with_dropout(x), with_dropout(x)))
with_dropout.eval()  # somebody measured
print("epoch 2, twice the same:", torch.equal(with_dropout(x), with_dropout(x)))

# %% [markdown]
# From the second epoch on there would be no dropout. You would have asked for one network and trained
# another. So every epoch **begins with `model.train()`**.

# %% [markdown]
# ### Exercise 6: `fit`
#
# **Difficulty 4 of 5, about 12 minutes, 4 marks**
#
# Train a model and keep a diary: for each epoch the average loss on both sets. You may use `loss_batch` and
# `evaluate`. Should one of them not be right yet, don't worry: this exercise is judged with correct ones in
# their place.
#
# Half of the marks are for the trained model, half for the history.


# %% nbgrader={"grade": false, "grade_id": "fit", "locked": false, "schema_version": 3, "solution": true}
def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
    """Train a model, and measure it after each epoch.

    model:     an nn.Module; it learns in training mode, and is measured
               in eval mode and without notes for gradients
    loss_func: gives the mean loss of a batch: loss_func(model(xb), yb)
    optimizer: takes one step for each training batch
    epochs:    number of runs through the training batches
    train_loader, valid_loader: DataLoaders of pairs (xb, yb)

    Returns a dict of two lists, one number for each epoch in both:
    "train": the average, over all training samples, of the loss each had
             before the step of its batch
    "valid": the average loss of the validation samples after the epoch
    """
    ### BEGIN SOLUTION
    history = {"train": [], "valid": []}
    for _ in range(epochs):
        model.train()
        total, count = 0.0, 0
        for xb, yb in train_loader:
            loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
            total += loss * n
            count += n
        history["train"].append(total / count)
        history["valid"].append(evaluate(model, valid_loader, loss_func))
    return history
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_fit", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.fit(fit)
### BEGIN HIDDEN TESTS
def network(values, norm):
    """Two layers that start from `values`, with or without batch normalisation."""
    (n_hidden, n_in), (n_out, _) = values[0].shape, values[1].shape
    middle = [nn.BatchNorm1d(n_hidden)] if norm else []
    model = nn.Sequential(nn.Linear(n_in, n_hidden), *middle, nn.Tanh(), nn.Dropout(0.0))
    model.append(nn.Linear(n_hidden, n_out)).to(values[0].dtype)
    with torch.no_grad():
        for layer, value in ((model[0], values[0]), (model[-1], values[1])):
            layer.weight.copy_(value)
            layer.bias.zero_()
    return model


def rule_for(model, rule):
    """One of three optimizers."""
    if rule == "Adam":
        return optim.Adam(model.parameters(), lr=0.02)
    return optim.SGD(model.parameters(), lr=0.3, momentum=0.9 if rule == "momentum" else 0.0)


def trained(fit, values, norm, rule, train, valid, batch_size, epochs, mode):
    """The model after the training, and how it was called."""
    model = network(values, norm).train(mode)
    calls = []
    model.register_forward_pre_hook(
        lambda _, given: calls.append(
            (float(given[0][0, 0]), [one.training for one in model.modules()],
             torch.is_grad_enabled())
        )
    )  # fmt: skip
    loaders = [DataLoader(TensorDataset(*train), batch_size), DataLoader(TensorDataset(*valid), 4)]
    fit(model, F.cross_entropy, rule_for(model, rule), epochs, *loaders)
    state = [one.detach().double() for one in model.state_dict().values()]
    return state, calls


def hidden(fit):
    generator = torch.Generator().manual_seed(251)

    def samples(n, sign):  # validation samples begin with a negative number
        x = torch.randn(n, 4, generator=generator)
        x[:, 0] = sign * (x[:, 0].abs() + 0.1)
        return x, torch.randint(0, 3, (n,), generator=generator)

    for norm, rule, n, m, batch_size, epochs, mode in [
        (False, "SGD", 13, 6, 5, 2, True),
        (True, "SGD", 14, 7, 4, 2, True),
        (True, "momentum", 9, 9, 3, 3, False),
        (False, "Adam", 10, 3, 10, 2, True),
    ]:
        where = f"{n} samples in batches of {batch_size}, {epochs} epochs with {rule}"
        values = [torch.randn(6, 4, generator=generator), torch.randn(3, 6, generator=generator)]
        train, valid = samples(n, 1.0), samples(m, -1.0)
        state, calls = fit(values, norm, rule, train, valid, batch_size, epochs, mode)
        exact = network([one.double() for one in values], norm).train()
        optimizer = rule_for(exact, rule)
        for _ in range(epochs):
            for xb, yb in zip(train[0].split(batch_size), train[1].split(batch_size), strict=True):
                F.cross_entropy(exact(xb.double()), yb).backward()
                optimizer.step()
                optimizer.zero_grad()
        for first, modes, noting in calls:
            if first > 0 and noting:
                assert all(modes), f"{where}: the model was trained in eval mode."
            elif first < 0:
                assert not any(modes), f"{where}: the model was measured in training mode."
                assert not noting, f"{where}: torch took notes while the model was measured."
        for one, right in zip(state, exact.state_dict().values(), strict=True):
            assert check.close(one, right.double(), 1e-3), (
                f"{where}: the model is not what it should be after the training."
            )


hidden(check.exam("fit", fit, trained))
del hidden, trained, rule_for, network
### END HIDDEN TESTS

# %%
# hint.fit()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_fit_history", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two of the four marks are given here: for the history that fit returns.
### BEGIN HIDDEN TESTS
def network(values, norm):
    """Two layers that start from `values`, with or without batch normalisation."""
    (n_hidden, n_in), (n_out, _) = values[0].shape, values[1].shape
    middle = [nn.BatchNorm1d(n_hidden)] if norm else []
    model = nn.Sequential(nn.Linear(n_in, n_hidden), *middle, nn.Tanh())
    model.append(nn.Linear(n_hidden, n_out)).to(values[0].dtype)
    with torch.no_grad():
        for layer, value in ((model[0], values[0]), (model[-1], values[1])):
            layer.weight.copy_(value)
            layer.bias.zero_()
    return model


def kept(fit, values, norm, train, valid, batch_size, epochs):
    """What fit returns, tensors without their graphs."""
    model = network(values, norm).train()
    loaders = [DataLoader(TensorDataset(*train), batch_size), DataLoader(TensorDataset(*valid), 4)]
    optimizer = optim.SGD(model.parameters(), lr=0.3)
    history = fit(model, F.cross_entropy, optimizer, epochs, *loaders)
    if not isinstance(history, dict):
        return history
    return {
        name: [one.detach() if isinstance(one, torch.Tensor) else one for one in losses]
        if isinstance(losses, tuple | list)
        else losses
        for name, losses in history.items()
    }


def hidden(fit):
    generator = torch.Generator().manual_seed(257)
    for norm, n, m, batch_size, epochs in [
        (False, 11, 6, 5, 3),
        (True, 14, 7, 4, 2),
        (False, 8, 4, 4, 1),
        (True, 11, 9, 8, 2),
    ]:
        where = f"{n} and {m} samples, batches of {batch_size}, {epochs} epoch(s)"
        values = [torch.randn(6, 4, generator=generator), torch.randn(3, 6, generator=generator)]
        train, valid = (
            (torch.randn(k, 4, generator=generator), torch.randint(0, 3, (k,), generator=generator))
            for k in (n, m)
        )
        history = fit(values, norm, train, valid, batch_size, epochs)
        assert isinstance(history, dict), (
            f"fit has to return a dict, and returned a {type(history).__name__}."
        )
        exact = network([one.double() for one in values], norm)
        optimizer = optim.SGD(exact.parameters(), lr=0.3)
        right = {"train": [], "valid": []}
        for _ in range(epochs):
            exact.train()
            each = []
            for xb, yb in zip(train[0].split(batch_size), train[1].split(batch_size), strict=True):
                losses = F.cross_entropy(exact(xb.double()), yb, reduction="none")
                losses.mean().backward()
                optimizer.step()
                optimizer.zero_grad()
                each += losses.tolist()
            right["train"].append(sum(each) / n)
            exact.eval()
            with torch.no_grad():
                right["valid"].append(F.cross_entropy(exact(valid[0].double()), valid[1]).item())
        for name, numbers in right.items():
            found = history.get(name)
            assert isinstance(found, list | tuple), (
                f'In what fit returns "{name}" should be a list, and is a {type(found).__name__}.'
            )
            assert len(found) == epochs, f'{where}: "{name}" has {len(found)} entries.'
            for epoch, (got, wanted) in enumerate(zip(found, numbers, strict=True), start=1):
                number = isinstance(got, int | float | np.integer | np.floating) or (
                    isinstance(got, torch.Tensor) and got.ndim == 0
                )
                assert number and not isinstance(got, bool), (
                    f'{where}: "{name}" holds a {type(got).__name__}, not a number.'
                )
                assert check.close(got, wanted, 5e-4), (
                    f'{where}: the loss of epoch {epoch} in "{name}" came out as '
                    f"{float(got):.4f}, which is wrong."
                )


hidden(check.exam("fit", fit, kept))
del hidden, kept, network
### END HIDDEN TESTS

# %% [markdown]
# Let us watch our model learn:

# %% tags=["display"]
torch.manual_seed(0)
model, optimizer = fresh()
history = fit(
    model,
    F.cross_entropy,
    optimizer,
    8,
    loader(tensor_dataset(x_train, y_train), 64, True),
    loader(tensor_dataset(x_valid, y_valid), 64, False),
)

plots.curves({"training": history["train"], "validation": history["valid"]}, xlabel="epoch")

# %% [markdown]
# Look at the first epoch: validation is *better* than training there. Is that possible? The training loss
# is an average over the epoch, and at its beginning the model knew nothing. The validation loss is
# measured at the end.
#
# From then on both fall. The model does best on digits it has learned from, no wonder. But what it learns
# from them holds for the others as well: their loss falls, too.

# %% [markdown]
# ### Learning by heart
#
# Now the same model, but with only **200** digits to learn from, and for many epochs. (Adam, which you
# met in part 2, takes the steps. It is down sooner.)
#
# **Now predict.** What will the two curves look like?

# %% tags=["display"]
torch.manual_seed(0)
model, _ = fresh()
few = fit(
    model,
    F.cross_entropy,
    optim.Adam(model.parameters(), lr=0.01),
    60,
    loader(tensor_dataset(x_train[:200], y_train[:200]), 20, True),
    loader(tensor_dataset(x_valid, y_valid), 500, False),
)

plots.curves({"training": few["train"], "validation": few["valid"]}, xlabel="epoch")

# %% tags=["display"]
best = int(np.argmin(few["valid"]))

print(f"the training loss still falls after the best epoch: {few['train'][-1] < few['train'][best]}")
print(f"the validation loss has risen since:                {few['valid'][-1] > few['valid'][best]}")

# %% [markdown]
# The training loss goes towards zero: soon the model knows its 200 digits by heart. Its validation loss
# falls at first, and then **rises**. From there on it learns what is peculiar to these 200, and what it
# learns does not hold for others. That is **overfitting**.
#
# Without validation digits you would see only the lower curve, and be delighted.

# %% [markdown]
# ## 8. Two loaders in one go
#
# In the two cells above the longest part was making the loaders, and each time we had to remember which
# of the two is mixed. That is the last thing to put away.

# %% [markdown]
# ### Exercise 7: `get_data`
#
# **Difficulty 1 of 5, about 4 minutes, 2 marks**
#
# Make both loaders at once. You may use `loader`; this exercise is judged with a correct one in its place.


# %% nbgrader={"grade": false, "grade_id": "get_data", "locked": false, "schema_version": 3, "solution": true}
def get_data(train_set, valid_set, batch_size):
    """Make the loaders for a training and for a validation set.

    train_set, valid_set: Datasets of pairs
    batch_size: samples per batch, when training

    Returns two DataLoaders: for the training set, mixed anew in each
    epoch, with batch_size samples a batch; and for the validation set,
    in its order, with 2 * batch_size.
    """
    ### BEGIN SOLUTION
    return loader(train_set, batch_size, True), loader(valid_set, batch_size, False)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_get_data", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.get_data(get_data)
### BEGIN HIDDEN TESTS
def both(get_data, n, m, batch_size):
    """Two epochs of both loaders; the samples of the validation set begin at 1000."""
    sets = [
        TensorDataset(places.float().unsqueeze(1), places)
        for places in (torch.arange(n), 1000 + torch.arange(m))
    ]
    got = get_data(*sets, batch_size)
    if not isinstance(got, tuple | list) or len(got) != 2:
        return None
    if not all(isinstance(one, DataLoader) for one in got):
        return False
    return [[list(one) for _ in range(2)] for one in got]


def hidden(get_data):
    for n, m, batch_size in [(40, 30, 8), (24, 24, 6), (21, 50, 25), (60, 7, 1)]:
        where = f"{n} training samples, {m} validation samples, batch size {batch_size}"
        seen = get_data(n, m, batch_size)
        assert seen is not None, "get_data has to return two loaders."
        assert seen is not False, "What get_data returns has to be two DataLoaders."
        for epochs, name, start, count, size in [
            (seen[0], "first", 0, n, batch_size),
            (seen[1], "second", 1000, m, 2 * batch_size),
        ]:
            orders = []
            for batches in epochs:
                sizes = [len(yb) for _, yb in batches]
                right = [len(part) for part in torch.arange(count).split(size)]
                assert sizes == right, f"{where}: the {name} loader has batches of {sizes}."
                places = torch.cat([yb for _, yb in batches]).tolist()
                assert sorted(places) == list(range(start, start + count)), (
                    f"{where}: the {name} loader does not give every sample of its set once."
                )
                rows = torch.cat([xb for xb, _ in batches]).squeeze(1)
                assert rows.tolist() == places, f"{where}: labels have left their images."
                orders.append(places)
            if name == "first":
                assert orders[0] != orders[1] and sorted(orders[0]) not in orders, (
                    f"{where}: the training samples are not mixed anew in each epoch."
                )
            else:
                assert all(one == sorted(one) for one in orders), (
                    f"{where}: the validation samples are not in the order of their set."
                )


hidden(check.exam("get_data", get_data, both))
del hidden, both
### END HIDDEN TESTS

# %%
# hint.get_data()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# Now a whole training takes three lines: **the data, the model with its optimizer, and `fit`**. So it is
# easy to do it several times. Which learning rate is best? We let the validation digits decide.

# %% tags=["display"]
train_set = tensor_dataset(x_train, y_train)
valid_set = tensor_dataset(x_valid, y_valid)

tried = {}
for lr in (0.01, 0.1, 0.5, 3.0):
    torch.manual_seed(0)
    train_batches, valid_batches = get_data(train_set, valid_set, 64)
    model, optimizer = fresh(lr)
    tried[lr] = fit(model, F.cross_entropy, optimizer, 6, train_batches, valid_batches)["valid"]

plots.curves(
    {f"lr {lr}": losses for lr, losses in tried.items()}, xlabel="epoch", ylabel="validation loss"
)

# %% [markdown]
# The smallest is too timid: it would get there, in many more epochs. The largest is too bold: its steps
# leap across the valley. The two between them are close together.

# %% [markdown]
# ## 9. The device
#
# A model of 7,850 numbers is quick on any computer. Larger ones are trained on a **GPU**, a graphics
# card: it does thousands of multiplications at the same time. In torch that is a matter of *where the
# tensors lie*. Every tensor lies on a **device**:

# %%
print(torch.ones(3).device)

# %% [markdown]
# The CPU works with tensors in its own memory, the GPU (torch calls it `"cuda"`) with those in its
# memory. One computation cannot use both at once. So model and batches have to be moved to the same
# place.
#
# This line takes a GPU if there is one. The same notebook then runs with and without:

# %%
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

# %% [markdown]
# Perhaps you have no GPU. There is a device that everybody has: **`"meta"`**. It is the device for shapes
# without numbers. A tensor there has a shape and a type, and nothing in it. It is good for trying out
# whether everything is in the right place:

# %%
on_meta = torch.ones(2, 3).to("meta")

print(on_meta.shape, on_meta.device)
print((on_meta @ on_meta.T).shape)

# %% [markdown]
# **Now predict.** `.to(…)` is called twice below, and nothing is done with what it gives. Which of the
# two has moved?

# %% tags=["display"]
some_tensor, some_model = torch.ones(2), nn.Linear(2, 1)

some_tensor.to("meta")
some_model.to("meta")

print("tensor:", some_tensor.device)
print("model: ", some_model.weight.device)

# %% [markdown]
# The model, and not the tensor. A module is moved **in place**, and `.to` returns it as well. A tensor is
# not moved at all: `.to` makes *another* one on the other device. Whoever forgets to keep it gets this:

# %% tags=["display"]
try:
    some_model(some_tensor)
except RuntimeError as error:
    print(type(error).__name__)

# %% [markdown]
# A module moves all it has: its parameters, and its **buffers**. Those are tensors that belong to it but
# are not trained, such as the averages of the batch normalisation.

# %%
with_buffers = nn.BatchNorm1d(2)

print("parameters:", [name for name, _ in with_buffers.named_parameters()])
print("buffers:   ", [name for name, _ in with_buffers.named_buffers()])

# %% [markdown]
# A batch is a pair of tensors, so both must be moved. And batches may have more in them, pairs within
# pairs or plain numbers. One function for all of that would be good to have.

# %% [markdown]
# ### Exercise 8: `to_device`
#
# **Difficulty 3 of 5, about 8 minutes, 3 marks**
#
# Move a module, a tensor or a batch to a device. A function may call itself: that is the easiest way into
# batches within batches.


# %% nbgrader={"grade": false, "grade_id": "to_device", "locked": false, "schema_version": 3, "solution": true}
def to_device(thing, device):
    """Bring a module, a tensor or a batch to a device.

    thing:  an nn.Module, a tensor, or a tuple or list of tensors, which
            may hold further tuples and lists. Plain numbers and None may
            be among them.
    device: a torch.device, or the name of one

    Returns the same on the device. A module is moved in place and
    returned; a tuple or a list becomes a tuple or a list (either will
    do) of what it held, moved; numbers and None are returned as they are.
    """
    ### BEGIN SOLUTION
    if isinstance(thing, (tuple, list)):
        return [to_device(one, device) for one in thing]
    if isinstance(thing, (torch.Tensor, nn.Module)):
        return thing.to(device)
    return thing
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_to_device", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.to_device(to_device)
### BEGIN HIDDEN TESTS
def spread(thing):
    """A batch with (device, shape, type) in the place of each tensor; lists for tuples."""
    if isinstance(thing, tuple | list):
        return [spread(one) for one in thing]
    if type(thing) in (torch.Tensor, nn.Parameter):  # a subclass may say anything of itself
        return {"on": thing.device.type, "shape": list(thing.shape), "type": str(thing.dtype)}
    return repr(thing) if type(thing) in (int, float, type(None)) else repr(type(thing))


def leaves(thing):
    """The tensors in a batch."""
    if isinstance(thing, tuple | list):
        return [found for one in thing for found in leaves(one)]
    return [thing]


def moved(to_device, thing, name, by_name):
    """Where a batch is after the move, and what it holds where that can be seen."""
    got = to_device(thing, name if by_name else torch.device(name))
    return spread(got), got if name == "cpu" else None, spread(thing)


def moved_model(to_device, name):
    """Where the parts of a model are after the move."""
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Sequential(nn.Linear(3, 2)))
    got = to_device(model, torch.device(name))
    if not isinstance(got, nn.Module):
        return None
    # torch's own methods: an object may have others of these names
    held = list(nn.Module.parameters(got)), list(nn.Module.buffers(got))
    places = [spread(one) for one in (*held[0], *held[1])]
    return got is model, tuple(map(len, held)), places, isinstance(got[1], nn.BatchNorm1d)


def hidden_batches(to_device):
    generator = torch.Generator().manual_seed(263)
    x, z = torch.randn(4, 3, generator=generator), torch.randn(2, generator=generator)
    y = torch.randint(0, 10, (4,), generator=generator)
    for thing, name, what in [
        (x, "meta", "a tensor"),
        (y, "cpu", "a tensor of whole numbers"),
        ((x, y), "meta", "a tuple"),
        ([x, y], "meta", "a list"),
        ([(x, y), [z, [y, (x,)]], z], "meta", "a batch within a batch within a batch"),
        ((x, 7, None, (2.5, y)), "meta", "a batch with numbers and None"),
        ([x, (y, z)], "cpu", "a batch that is there already"),
        ((), "meta", "an empty tuple"),
        (3, "meta", "a number"),
        (None, "meta", "None"),
    ]:
        for by_name in (False, True):
            got, numbers, before = to_device(thing, name, by_name)
            right = spread(thing)
            assert before == right, f"{what} itself was changed."

            def there(one, name=name):
                if isinstance(one, list):
                    return [there(each) for each in one]
                return one | {"on": name} if isinstance(one, dict) else one

            assert got == there(right), f'{what}, moved to "{name}", is not what it should be.'
            if name == "cpu":
                assert all(map(torch.equal, leaves(numbers), leaves(thing))), (
                    f"{what} has other numbers after the move."
                )


def hidden_model(to_device):
    for name in ("meta", "cpu"):
        seen = to_device(name)
        assert seen is not None, "For a module, to_device has to return the module."
        same, counts, places, normalising = seen
        assert same, "The module has to be moved in place, and returned itself."
        assert tuple(counts) == (6, 3) and normalising, "After the move parts are missing."
        assert all(isinstance(one, dict) and one["on"] == name for one in places), (
            f'Of a model that was moved to "{name}" some parameters or buffers are elsewhere.'
        )


hidden_batches(check.exam("to_device", to_device, moved))
hidden_model(check.exam("to_device", to_device, moved_model))
del hidden_batches, hidden_model, moved, moved_model, spread, leaves
### END HIDDEN TESTS

# %%
# hint.to_device()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# With it, a loader can be wrapped in another that moves every batch. `fit` need not know:


# %%
class OnDevice:
    """A DataLoader whose batches come on a device."""

    def __init__(self, batches, device):
        self.batches = batches
        self.device = device

    def __len__(self):
        return len(self.batches)

    def __iter__(self):
        for batch in self.batches:
            yield to_device(batch, self.device)


# %% [markdown]
# Why not move all images at once? Ours would fit. A million would not, as in section 3.
#
# ### The last training
#
# Everything you wrote, in one cell: bytes that become numbers when they are asked for, mixed batches, a
# device, training and validation.

# %% tags=["display"]
torch.manual_seed(0)
train_batches, valid_batches = get_data(
    DigitsDataset(train_images, train_labels), DigitsDataset(valid_images, valid_labels), 64
)
model = to_device(nn.Linear(784, 10), device)
optimizer = optim.SGD(model.parameters(), lr=0.1)
history = fit(
    model,
    F.cross_entropy,
    optimizer,
    5,
    OnDevice(train_batches, device),
    OnDevice(valid_batches, device),
)

plots.curves({"training": history["train"], "validation": history["valid"]}, xlabel="epoch")

# %% [markdown]
# (The optimizer was made *after* the move. That is a good habit: it has to know the parameters that are
# really trained.)
#
# And now, once and never again, the test digits. No choice was made with them, so this number is honest:

# %% tags=["display"]
with torch.no_grad():
    probabilities = F.softmax(to_device(model(to_device(rows(test_images), device)), "cpu"), dim=-1)
right = (probabilities.argmax(-1) == numbers(test_labels)).float().mean().item()

print(f"about nine in ten test digits are right: {abs(right - 0.9) < 0.06}")

# %% tags=["display"]
plots.mistakes(test_images, test_labels, probabilities.argmax(-1), probabilities)

# %% [markdown]
# Still about nine in ten. How could it be otherwise: in three parts the model has not changed. What *has*
# changed is all that is around it. Your `fit`, and all that it calls, would not notice if it were another
# model.

# %% [markdown]
# ## What you have built
#
# | At first | Now | What it saves |
# |---|---|---|
# | two slices, for images and for labels | `TensorDataset` | labels of the wrong image |
# | all images as `float32`, all the time | a `Dataset` of your own | memory |
# | `range(0, n, batch_size)` | `DataLoader` | starts and ends |
# | the order of the file | `shuffle=True` | a model that says nine |
# | looking at the training loss | `evaluate`, on validation digits | being fooled |
# | mean of the batches | mean of the samples | a last batch that counts too much |
# | two loops, for training and for measuring | `loss_batch`, `fit` | writing it all again |
# | tensors wherever they happen to be | `to_device` | a second program for the GPU |
# | one layer, which looks at each pixel alone | part 4: a network that sees | many mistakes |
#
# `fit` trains any model. In part 4 you build one that is worth it: a network that **sees**. It knows which
# pixels are neighbours, and that a line is still a line when it is moved to the side.
#
# **Before you hand this in:** restart the kernel and run all cells once more (menu *Kernel*, *Restart
# Kernel and Run All Cells*). Then press *Validate* at the top of the notebook. It tells you whether
# all checks pass.

# %% [markdown]
# ### Sources
#
# - The data: MNIST, Yann LeCun and Corinna Cortes, CC BY-SA 3.0.
# - The idea of the course: the tutorial
#   **[What is torch.nn *really*?](https://pytorch.org/tutorials/beginner/nn_tutorial.html)** by Jeremy
#   Howard, on PyTorch's site, and a Korean series of three posts that follows it. This is our own
#   telling.
