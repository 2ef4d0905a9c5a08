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
# ## Part 1: from scratch
#
# In this notebook you teach a computer to read handwritten digits. You write every piece of the
# machine yourself: the scores, the probabilities, the loss, the gradient step, the training loop.
# No ready-made layer, no ready-made loss, no optimizer.
#
# In the parts that follow, `torch.nn` takes these pieces over, one by one. You will know what each of
# its parts does, because you will have written it.
#
# **You need** some Python, a little numpy, and about 90 minutes.

# %% [markdown]
# ### How this works
#
# - Cells with `raise NotImplementedError` are **yours to fill in**. Delete that line, write your
#   answer, run the cell with Shift+Enter.
# - The cell below each of them **checks** your answer and says what is wrong, if anything is.
#   Check as often as you like.
# - Each exercise opens with its difficulty (1 to 5), the minutes it takes and its marks.
# - **Stuck?** Below each check stands a line that gives hints. Delete its first `#` and run it: each
#   time it tells a little more, about what your last check found. Hints cost no marks.
# - The order matters. Run the cells from top to bottom.

# %%
# Where the course is missing, this says in one sentence what to do.
try:
    import nn_course
except ModuleNotFoundError as missing:
    missing._render_traceback_ = lambda: [
        "The course is not installed here: upload the .whl file that your teacher sent, and run in a new cell",
        "%pip install --no-deps nn_course-0.1.0-py3-none-any.whl"]
    raise

import math

import matplotlib.pyplot as plt
import numpy as np
import torch

from nn_course import load_mnist, plots
from nn_course.checks import part1 as check
from nn_course.hints import part1 as hint

nn_course.speak("en")  # the language of checks, hints and pictures

# %% [markdown]
# ## 1. Look at the digits
#
# The data set is called MNIST. People wrote digits on paper, the paper was scanned, and every
# digit was centred in a small square. Each image comes with a **label**: the digit its writer meant.

# %%
(train_images, train_labels), (test_images, test_labels) = load_mnist()

print("training images:", train_images.shape, train_images.dtype)
print("training labels:", train_labels.shape, train_labels.dtype)
print("test images:    ", test_images.shape, test_images.dtype)

# %% [markdown]
# The first number in each shape counts the samples. Then come 28 rows and 28 columns of pixels.
#
# The model learns from the *training* images. It never learns from the *test* images: they tell us how
# well it reads digits that nobody has shown it before.
#
# Here is the first image.

# %% tags=["display"]
plt.imshow(train_images[0], cmap="gray_r")
plt.title(f"label: {train_labels[0]}")
plt.colorbar(label="pixel value")
plots.show("A handwritten 5, drawn in black squares. A bar beside it says: white is 0, black is 255.")

# %% [markdown]
# To the computer this is no picture. It is a table of numbers from 0 (paper) to 255 (ink). Look
# closer:

# %% tags=["display"]
plots.digit_pixels(train_images[0])

# %% [markdown]
# And here are the first 24, each with its label above it. Some are easy, some are not.

# %% tags=["display"]
plots.gallery(train_images[:24], train_labels[:24])

# %% [markdown]
# Does every digit occur about equally often? We count, before we believe it.

# %% tags=["display"]
for digit, count in enumerate(np.bincount(train_labels)):
    print(f"digit {digit}: {count / len(train_labels):.1%} of the training images")

# %% [markdown]
# Ten classes, each near 10 %. So somebody who guesses blindly is right about one time in ten. Keep
# that number in mind. It is what we have to beat.

# %% [markdown]
# ## 2. From pictures to rows of numbers
#
# Our first model does not care which pixel is whose neighbour. It wants each image as one long row:
# 28 × 28 = 784 numbers. `reshape` lays the rows of an image end to end. Watch it with two tiny
# "images" of 2 rows and 3 columns:

# %%
tiny = np.array([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]])

print("before:", tiny.shape)
print(tiny.reshape(2, 6))
print("after: ", tiny.reshape(2, 6).shape)

# %% [markdown]
# One row per image, and no image lost a pixel to its neighbour. You may write `-1` for one of the
# sizes. It means "whatever is left over".

# %% tags=["display"]
print(tiny.reshape(2, -1).shape)
print(train_images.reshape(len(train_images), -1).shape)

# %% [markdown]
# Two more things have to change.
#
# **The range.** Numbers between 0 and 1 are easier to learn from than numbers up to 255. We divide
# by 255. Always by 255, whatever the darkest pixel of a batch may be: the same ink must become the
# same number everywhere.
#
# **The type.** Pixels are 8-bit integers. They cannot hold a half, and when they grow too large they
# start again at 0, without a word. Dividing them in numpy helps, but gives numbers of 64 bits, and
# PyTorch's usual type has 32:

# %%
grey = np.array([200], dtype=np.uint8)

print("200 + 100 =", grey + np.uint8(100))
print("200 / 255 is", (grey / 255).dtype)

# %% [markdown]
# PyTorch is strict about that. In a matrix multiplication, `@`, both sides must have the same type:

# %%
pixels = torch.tensor([[0, 128, 255]], dtype=torch.uint8)
weights_for_pixels = torch.tensor([[0.1], [0.2], [0.3]])
try:
    pixels @ weights_for_pixels
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# So the images become `float32`, PyTorch's usual type for numbers with fractions. The labels become
# `int64`: we will use them as positions in a table soon, and `int64` is what PyTorch uses for those.

# %% [markdown]
# ### Exercise 1: `preprocess`
#
# **Difficulty 1 of 5, about 4 minutes, 2 marks**
#
# Turn a stack of images and their labels into two tensors that the rest of this notebook can use.
# Leave the arrays you were given as they are.


# %% nbgrader={"grade": false, "grade_id": "preprocess", "locked": false, "schema_version": 3, "solution": true}
def preprocess(images, labels):
    """Turn images and labels into tensors a model can work with.

    images: uint8 array (N, 28, 28), values 0 to 255
    labels: integer array (N,)

    Returns two tensors: the images as float32 (N, 784), divided by 255,
    and the labels as int64 (N,).
    """
    ### BEGIN SOLUTION
    inputs = torch.from_numpy(images).reshape(len(images), -1).float() / 255
    targets = torch.from_numpy(labels).long()
    return inputs, targets
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_preprocess", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.preprocess(preprocess)
### BEGIN HIDDEN TESTS
def hidden(preprocess):
    rng = np.random.default_rng(2024)
    for n, low, high, kind in [
        (5, 0, 256, np.uint8),
        (1, 30, 200, np.int64),
        (64, 10, 180, np.int32),
        (70, 0, 2, np.uint8),
    ]:
        images = rng.integers(low, high, size=(n, 28, 28), dtype=np.uint8)
        labels = rng.integers(0, 10, size=n).astype(kind)
        answer = preprocess(images, labels)
        assert isinstance(answer, tuple | list) and len(answer) == 2, (
            "preprocess has to return two tensors: the images and the labels."
        )
        inputs, targets = answer
        assert isinstance(inputs, torch.Tensor) and isinstance(targets, torch.Tensor), (
            "Both results of preprocess have to be torch tensors."
        )
        assert inputs.dtype == torch.float32, f"The images came out as {inputs.dtype}."
        assert targets.dtype == torch.int64, f"The labels came out as {targets.dtype}."
        assert tuple(inputs.shape) == (n, 784), (
            f"{n} images came out with shape {tuple(inputs.shape)}."
        )
        assert tuple(targets.shape) == (n,), f"{n} labels came out as {tuple(targets.shape)}."
        expected = torch.tensor(images.astype(np.float64).reshape(n, 784) / 255)
        assert check.close(inputs, expected, 1e-6), (
            f"The pixel values are wrong for {n} images with values from {low} to {high - 1}."
        )
        assert check.close(targets, labels), "The labels changed."
        assert not preprocess.changed, "preprocess changed the arrays it was given."


hidden(check.exam("preprocess", preprocess))
del hidden
### END HIDDEN TESTS

# %%
# hint.preprocess()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# Now we use it, on everything we have.

# %%
x_train, y_train = preprocess(train_images, train_labels)
x_test, y_test = preprocess(test_images, test_labels)

print("x_train:", tuple(x_train.shape), x_train.dtype)
print("y_train:", tuple(y_train.shape), y_train.dtype)
print("darkest pixel:", x_train.max().item())

# %% [markdown]
# ## 3. Ten scores from 784 pixels
#
# You may know regression from school: $y = w \cdot x + b$. One number goes in, it is multiplied by a
# *weight*, a *bias* is added, one number comes out.
#
# We do the same with more numbers. 784 pixels go in. For each of the ten digits we want a **score**:
# how much does this image look like a 0, a 1, a 2 …? Each score is a regression of its own: 784
# weights, one for each pixel, and one bias.
#
# Ten columns of 784 weights make a table. One matrix multiplication gives all scores of all images
# at once. In Python it is written `@`:
#
# $$\text{scores} = x\,@\,w + b$$
#
# Here it is small enough to follow by hand: 3 images of 2 pixels, and 4 scores.

# %%
x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])
w = torch.tensor([[1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]])
b = torch.tensor([0.1, 0.2, 0.3, 0.4])

print((x @ w).shape)
print(x @ w)

# %% [markdown]
# Take the last image, `[2, 1]`. Its first score is `2·1 + 1·10 = 12`: row times column. The rule for
# shapes is `(3, 2) @ (2, 4) → (3, 4)`. The inner sizes must agree, the outer sizes stay.

# %% [markdown]
# Now the bias. `x @ w` has 3 rows of 4 scores, but `b` is a single row of 4. Still, we may add them:

# %% tags=["display"]
print(x @ w + b)

# %% [markdown]
# Every row received the same bias. This is **broadcasting**. The rule has three steps:
#
# 1. Write the two shapes one above the other, **aligned on the right**.
# 2. In each column the sizes must be equal, or one of them must be 1 or missing.
# 3. Where a size is 1 or missing, that tensor is repeated.
#
# ```
# (3, 4)
#    (4)      4 meets 4: fine. 3 meets nothing: the row is repeated 3 times.
# ```

# %% tags=["display"]
plots.matmul_broadcast(x, w, b)

# %% [markdown]
# Nothing is really copied. PyTorch only reads the same row again. And where the rule does not hold,
# you are told so. Three numbers do not fit below rows of four:

# %% tags=["display"]
try:
    x @ w + torch.tensor([1.0, 2.0, 3.0])
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# ### Exercise 2: `linear`
#
# **Difficulty 1 of 5, about 2 minutes, 2 marks**
#
# Write the step from inputs to scores.


# %% nbgrader={"grade": false, "grade_id": "linear", "locked": false, "schema_version": 3, "solution": true}
def linear(inputs, weights, bias):
    """Compute a row of scores for each row of inputs.

    inputs:  float tensor (N, n_in)
    weights: float tensor (n_in, n_out)
    bias:    float tensor (n_out,)

    Returns a float tensor (N, n_out).
    """
    ### BEGIN SOLUTION
    return inputs @ weights + bias
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_linear", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.linear(linear)
### BEGIN HIDDEN TESTS
def hidden(linear):
    generator = torch.Generator().manual_seed(31)
    for n, n_in, n_out, trained in [
        (5, 3, 4, False), (1, 784, 10, False), (3, 5, 1, False), (4, 4, 4, True), (65, 7, 3, True),
    ]:  # fmt: skip
        inputs = torch.randn(n, n_in, generator=generator)
        weights = torch.randn(n_in, n_out, generator=generator)
        bias = torch.randn(n_out, generator=generator)
        where = f"For inputs {(n, n_in)}, weights {(n_in, n_out)} and bias {(n_out,)}"
        given = [t.clone().requires_grad_(trained) for t in (inputs, weights, bias)]
        exact = [t.double().requires_grad_() for t in (inputs, weights, bias)]
        answer = linear(*given)
        assert isinstance(answer, torch.Tensor), f"linear returned a {type(answer).__name__}."
        assert tuple(answer.shape) == (n, n_out), f"{where} the shape is {tuple(answer.shape)}."
        expected = torch.addmm(exact[2], exact[0], exact[1])
        assert check.close(answer, expected, 1e-3), f"{where} the scores are wrong."
        assert not linear.changed, "linear changed one of the tensors it was given."
        if not trained:
            continue

        pull = torch.randn(n, n_out, generator=generator)
        assert answer.requires_grad, "No gradient can flow back through this linear."
        (answer * pull).sum().backward()
        (expected * pull.double()).sum().backward()
        for leaf, right, name in zip(given, exact, ("inputs", "weights", "bias"), strict=True):
            assert leaf.grad is not None, f"No gradient reaches the {name}."
            assert check.close(leaf.grad, right.grad, 1e-3), (
                f"{where} the gradient that reaches the {name} is wrong."
            )


hidden(check.exam("linear", linear))
del hidden
### END HIDDEN TESTS

# %%
# hint.linear()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# ## 4. Which way is down?
#
# Which weights are good ones? Nobody knows in advance. We start with random ones, and measure with one
# number, the **loss**, how wrong the model is. Then we improve the weights in small steps that make the
# loss go down. So for every single weight we need to know: if it grew a little, would the loss grow or
# shrink, and how fast? That is its derivative. All these derivatives together are the **gradient**.
#
# PyTorch computes them when you call `backward()` on a result, provided you asked for it *before* you
# calculated. Without asking, this happens:

# %%
a = torch.tensor([3.14, 2.71])
try:
    a.sum().backward()
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# "Does not require grad": nobody asked. There are two ways to ask. As an **argument**, when you make
# the tensor. Or **afterwards**, with `requires_grad_()`. The underscore at the end of a name is
# PyTorch's sign for "changes the tensor in place".

# %%
a = torch.tensor([3.14, 2.71], requires_grad=True)

b = torch.tensor([2.0, 10.0])
b.requires_grad_()

print(a)
print(b)

# %% [markdown]
# From now on PyTorch keeps notes of everything computed from `a` and `b`. We multiply them number by
# number, and add up:

# %%
total = (a * b).sum()
print(total)

# %% [markdown]
# The `grad_fn` at the end is the last line of those notes. `total` remembers that it is a sum.
#
# **Now predict.** Written out, `total` is $3.14 \cdot 2 + 2.71 \cdot 10$. If you raise the first
# number of `a` by a tiny bit, by how many times that bit does `total` rise? Write
# down what you expect for the two gradients of `a`, and the two of `b`. Then run the next cell.

# %% tags=["display"]
total.backward()

print("gradient of a:", a.grad)
print("gradient of b:", b.grad)

# %% [markdown]
# Did you get it? The gradient lies beside each number, in `.grad`, and has the same shape.
#
# Two links make this a chain. The sum passes a 1 back to each product, and each product multiplies it
# by its *other* factor: `1 · b` for `a`, and `1 · a` for `b`. Multiplying along the way back is the
# **chain rule**. However long a calculation is, PyTorch goes backwards through its notes and does just
# that.

# %% [markdown]
# ### Exercise 3: `chain_rule`
#
# **Difficulty 2 of 5, about 4 minutes, 2 marks**
#
# Compute the gradients of `(a * b).sum()` with respect to `a` and to `b` yourself, without
# `backward()` or anything else from autograd.


# %% nbgrader={"grade": false, "grade_id": "chain_rule", "locked": false, "schema_version": 3, "solution": true}
def chain_rule(a, b):
    """Compute the gradients of (a * b).sum() by hand, without autograd.

    a, b: float tensors of the same shape, with any number of axes

    Returns two tensors of that shape: the gradient with respect to a,
    and the gradient with respect to b.
    """
    ### BEGIN SOLUTION
    return b, a
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_chain_rule", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.chain_rule(chain_rule)
### BEGIN HIDDEN TESTS
def hidden(chain_rule):
    generator = torch.Generator().manual_seed(47)
    for shape, ask in [
        ((2,), False), ((2,), True), ((1,), False), ((3, 4), True), ((5, 5), False),
        ((2, 3, 4), True),
    ]:  # fmt: skip
        a = torch.randn(shape, generator=generator).requires_grad_(ask)
        b = torch.randn(shape, generator=generator).requires_grad_(ask)
        answer = chain_rule(a, b)
        assert isinstance(answer, tuple | list) and len(answer) == 2, (
            "chain_rule has to return two tensors: one gradient for a and one for b."
        )
        for gradient, expected, name in zip(answer, (b, a), "ab", strict=True):
            assert isinstance(gradient, torch.Tensor), f"The gradient of {name} is no tensor."
            assert gradient.shape == expected.shape, (
                f"For shape {shape} the gradient of {name} has shape {tuple(gradient.shape)}."
            )
            assert check.close(gradient, expected, 1e-5), (
                f"For random numbers of shape {shape} the gradient of {name} is wrong."
            )
        assert not chain_rule.changed, "chain_rule changed the tensors it was given."


hidden(check.exam("chain_rule", chain_rule))
del hidden
### END HIDDEN TESTS

# %%
# hint.chain_rule()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# ## 5. A good place to start
#
# Our weights start as random numbers. `torch.randn` draws them from the bell curve: mean 0, standard
# deviation 1. Is that a good start? We try it on the first thousand images.

# %%
torch.manual_seed(2)
unscaled = torch.randn(784, 10)
zeros = torch.zeros(10)

scores = linear(x_train[:1000], unscaled, zeros)
print(f"standard deviation of the scores: {scores.std():.1f}")

# %% [markdown]
# The scores are far apart: 784 random products are added up, and the sum wanders far from zero. The
# spread of a sum of $n$ random terms grows like $\sqrt{n}$. If every pixel were 1, it would be
# $\sqrt{784} = 28$; it is less here, because most pixels are paper, 0. We divide the weights by 28, so
# that the scores stay small whatever the pixels are.

# %% tags=["display"]
scaled = unscaled / math.sqrt(784)
small_scores = linear(x_train[:1000], scaled, zeros)

plots.histograms(
    {"randn": scores.flatten(), "randn / √784": small_scores.flatten()}, xlabel="score"
)

# %% [markdown]
# Why does that matter? Because of the loss, the number for how wrong a model is. You will build ours in
# section 9. Just once we borrow the finished instrument, to measure both starts.

# %% tags=["display"]
borrowed_ruler = torch.nn.functional.cross_entropy

print(f"unscaled: {borrowed_ruler(scores, y_train[:1000]):.1f}")
print(f"scaled:   {borrowed_ruler(small_scores, y_train[:1000]):.1f}")
print(f"ln 10:    {math.log(10):.3f}")

# %% [markdown]
# A model that knows nothing should say "each digit, one in ten". You will see in section 9 that this
# honest shrug costs a loss of $\ln 10 \approx 2.303$. The scaled start is close to that. It knows
# nothing, and says so.
#
# The unscaled start is near 14. It knows nothing either, but it is **very sure**, and so it is very
# wrong. Training would first have to talk it out of its prejudices.

# %% [markdown]
# ### Exercise 4: `init_parameters`
#
# **Difficulty 2 of 5, about 5 minutes, 2 marks**
#
# Make the weights and the bias that training starts from. Both must ask for gradients, and both must
# be **leaves**: tensors made directly, not results of a calculation that PyTorch keeps notes of.
# Only leaves get a `.grad`. Look:

# %%
leaf = torch.ones(2, requires_grad=True)
not_a_leaf = leaf / 28

print("leaf:      ", leaf.is_leaf)
print("leaf / 28: ", not_a_leaf.is_leaf)

# %% [markdown]
# So: first calculate, then ask for gradients.


# %% nbgrader={"grade": false, "grade_id": "init_parameters", "locked": false, "schema_version": 3, "solution": true}
def init_parameters(n_in, n_out):
    """Make the weights and the bias that training starts from.

    n_in:  number of inputs, for example 784 pixels
    n_out: number of scores, for example 10 digits

    Returns two float32 leaf tensors that require gradients:
    weights (n_in, n_out), random with mean 0 and standard deviation
    1 / sqrt(n_in), and bias (n_out,), all zero.
    """
    ### BEGIN SOLUTION
    weights = torch.randn(n_in, n_out) / math.sqrt(n_in)
    weights.requires_grad_()
    bias = torch.zeros(n_out, requires_grad=True)
    return weights, bias
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_init_parameters", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.init_parameters(init_parameters)
### BEGIN HIDDEN TESTS
def hidden(init_parameters):
    for n_in, n_out in [(784, 10), (100, 100), (64, 500), (3, 2), (1, 1)]:
        answer = init_parameters(n_in, n_out)
        where = f"For n_in = {n_in} and n_out = {n_out}"
        assert isinstance(answer, tuple | list) and len(answer) == 2, (
            "init_parameters has to return two tensors: the weights and the bias."
        )
        for tensor, shape, name in zip(
            answer, ((n_in, n_out), (n_out,)), ("weights", "bias"), strict=True
        ):
            assert isinstance(tensor, torch.Tensor), f"The {name} came out as no tensor."
            assert tuple(tensor.shape) == shape, (
                f"{where} the {name} came out with shape {tuple(tensor.shape)}."
            )
            assert tensor.dtype == torch.float32, f"The {name} came out as {tensor.dtype}."
            assert tensor.requires_grad, f"The {name} did not ask for gradients."
            assert tensor.is_leaf, f"The {name} came out as the result of a calculation, no leaf."
        weights, bias = (t.detach().double() for t in answer)
        assert check.close(bias, torch.zeros(n_out)), (
            f"{where} the bias did not come out as zeros."
        )
        assert torch.isfinite(weights).all(), f"{where} some weights are not finite."
        if weights.numel() < 5000:
            continue
        spread = 1 / math.sqrt(n_in)
        assert check.close(weights.mean(), 0.0, 6 * spread / math.sqrt(weights.numel())), (
            f"{where} the mean of the weights is {weights.mean():.4f}, too far from 0."
        )
        assert check.close(weights.std() / spread, 1.0, 0.07), (
            f"{where} the standard deviation of the weights is {weights.std():.4f}."
        )
        # Ten numbers may be close together by chance in a row or two, not in half of all rows.
        for axis, name in ((0, "columns"), (1, "rows")):
            same = weights.std(axis) < 0.01 * spread
            assert same.double().mean() < 0.5, (
                f"{where} {same.sum()} of {len(same)} {name} of the weights hold the same number "
                "throughout."
            )


hidden(check.exam("init_parameters", init_parameters))
del hidden
### END HIDDEN TESTS

# %%
# hint.init_parameters()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# ## 6. The first model
#
# We have everything for a model. It does not know anything yet, but it runs.

# %%
torch.manual_seed(42)
weights, bias = init_parameters(784, 10)


def model_0(xb):
    return linear(xb, weights, bias)


# %% [markdown]
# We rarely feed all images at once. A handful of them is a **batch**; ours has 64.

# %%
xb, yb = x_train[:64], y_train[:64]
scores = model_0(xb)

print("scores:", tuple(scores.shape))

# %% [markdown]
# Ten scores for each of 64 images. Here are those of the first image, a handwritten 5.

# %% tags=["display"]
plots.bars(scores[0], labels=range(10), title="model_0: scores for the first image", ylabel="score")

# %% [markdown]
# Can we read them as probabilities? No, for two reasons. Some are negative, and they do not add up
# to 1:

# %% tags=["display"]
print("negative scores:", (scores[0] < 0).sum().item())
print(f"sum of the scores: {scores[0].sum():.2f}")

# %% [markdown]
# ## 7. From scores to probabilities
#
# Two steps repair that. The **exponential function** makes every number positive and keeps their
# order. Then we **divide by the sum**, so that they add up to 1. Together they are called *softmax*:
#
# $$\text{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$$
#
# We try it on two rows of three scores. Each row is an image, so each *row* has to add up to 1.

# %%
x = torch.tensor([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]])

print(x.exp())
print("sum of each row:", x.exp().sum(-1))

# %% [markdown]
# `sum(-1)` adds along the **last** axis. That axis disappears: `(2, 3)` became `(2,)`. And now the
# division fails:

# %% tags=["display"]
try:
    x.exp() / x.exp().sum(-1)
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# Remember broadcasting. Shapes are aligned on the *right*, so `(2,)` is laid below the 3 columns,
# not beside the 2 rows. We need `(2, 1)`: a column. `keepdim=True` keeps the summed axis, with
# size 1.

# %% tags=["display"]
print(x.exp().sum(-1, keepdim=True).shape)
print(x.exp() / x.exp().sum(-1, keepdim=True))

# %% [markdown]
# The picture shows the same with easier numbers: `x` in place of `x.exp()`, and a minus in place of the
# division. The shapes behave alike.

# %% tags=["display"]
plots.keepdim(x)

# %% [markdown]
# `unsqueeze(-1)` puts a new axis of size 1 at the end. It gives the same column:

# %%
with_keepdim = x.exp().sum(-1, keepdim=True)
with_unsqueeze = x.exp().sum(-1).unsqueeze(-1)

print(torch.equal(with_keepdim, with_unsqueeze))

# %% [markdown]
# The error above was our luck. With a **square** table there is no error, only wrong numbers. These
# rows should add up to 1, and do not:

# %%
square = torch.tensor([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0], [0.0, 0.0, 0.0]])
wrong = square.exp() / square.exp().sum(-1)

print("sums of the rows:", wrong.sum(-1))

# %% [markdown]
# Did you notice something else? The rows `[1, 2, 3]` and `[3, 4, 5]` got the **same** probabilities.
# Adding 2 to all scores of a row changes nothing. Only differences count. We will need that soon.

# %% [markdown]
# ### Why the logarithm?
#
# From here on we work with the logarithm of the probabilities. In section 9 we will have to multiply
# many of them, and logarithms turn that product into a sum. The formula becomes simpler, too. The
# logarithm of a fraction is a difference, and $\ln e^{x_i}$ is just $x_i$:
#
# $$\ln \frac{e^{x_i}}{\sum_j e^{x_j}} = x_i - \ln \sum_j e^{x_j}$$
#
# ($\ln$ is the natural logarithm. In PyTorch it is `.log()`, as `.exp()` is $e$ to the power of.)

# %% [markdown]
# ### Exercise 5: `log_softmax`
#
# **Difficulty 2 of 5, about 5 minutes, 3 marks**
#
# Write the right-hand side of that formula. It has to work for any shape, always over the last axis.
# Large numbers are no concern yet. PyTorch's own `log_softmax` earns nothing here: this is the one
# you write.


# %% nbgrader={"grade": false, "grade_id": "log_softmax", "locked": false, "schema_version": 3, "solution": true}
def log_softmax(x):
    """Turn scores into log-probabilities, over the last axis.

    x: float tensor of any shape (..., C)

    Returns a float tensor of the same shape. The exponentials of each
    row of C numbers add up to 1.
    """
    ### BEGIN SOLUTION
    return x - x.exp().sum(-1, keepdim=True).log()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_log_softmax", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.log_softmax(log_softmax)
### BEGIN HIDDEN TESTS
def hidden(log_softmax):
    generator = torch.Generator().manual_seed(59)
    for shape, width, trained in [
        ((65, 10), 1.0, False),
        ((1, 10), 10.0, False),
        ((10, 10), 10.0, False),
        ((2, 3, 5), 1.0, False),
        ((2, 2, 3, 4), 10.0, False),
        ((6,), 10.0, False),
        ((4, 1), 1.0, False),
        ((65, 10), 10.0, True),
        ((7, 3), 1.0, True),
        ((4, 4), 10.0, True),
        ((2, 3, 5), 10.0, True),
        ((6,), 1.0, True),
    ]:
        x = width * (2 * torch.rand(shape, generator=generator) - 1)
        given = x.clone().requires_grad_(trained)
        exact = x.double().requires_grad_()
        answer = log_softmax(given)
        assert isinstance(answer, torch.Tensor), (
            f"log_softmax returned a {type(answer).__name__}, not a tensor."
        )
        assert answer.shape == x.shape, (
            f"For scores of shape {shape} the shape is {tuple(answer.shape)}."
        )
        assert answer.is_floating_point(), f"The result has type {answer.dtype}."
        expected = torch.log_softmax(exact, -1)
        assert check.close(answer, expected, 5e-5), (
            f"For random scores of shape {shape} between -{width:g} and {width:g} "
            "some values are wrong."
        )
        assert not log_softmax.changed, "log_softmax changed the tensor it was given."
        if not trained:
            continue

        pull = torch.randn(shape, generator=generator)
        assert answer.requires_grad, "No gradient can flow back through this log_softmax."
        (answer * pull).sum().backward()
        (expected * pull.double()).sum().backward()
        assert given.grad is not None, "No gradient reaches the scores."
        assert check.close(given.grad, exact.grad, 2e-4), (
            f"For scores of shape {shape} the gradient that reaches them is wrong."
        )


hidden(check.exam("log_softmax", log_softmax))
del hidden
### END HIDDEN TESTS

# %%
# hint.log_softmax()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# Put behind `model_0`, it makes a model that answers in log-probabilities.


# %%
def model_1(xb):
    return log_softmax(model_0(xb))


log_probs = model_1(xb)
print(f"probabilities of the first image add up to {log_probs[0].exp().sum():.4f}")

# %% tags=["display"]
plots.bars(
    log_probs[0].exp(),
    labels=range(10),
    title="model_1: probabilities for the first image",
    ylabel="probability",
)

# %% [markdown]
# No bar is far from 0.1. And the unscaled start of section 5? This is how much the two give to their
# favourite digit, on average over a thousand images:

# %% tags=["display"]
for name, start in {"unscaled": unscaled, "scaled": scaled}.items():
    favourite = log_softmax(linear(x_train[:1000], start, zeros)).exp().max(-1).values
    print(f"{name:9} {favourite.mean():.2f}")

# %% [markdown]
# The one is nearly certain, of nothing but chance. The other shrugs, as it should.

# %% [markdown]
# ## 8. When numbers overflow
#
# `float32` can hold numbers up to about $3.4 \cdot 10^{38}$. That sounds like plenty. The exponential
# function gets there very soon:

# %% tags=["display"]
for score in (10.0, 88.0, 89.0):
    print(f"e to the power of {score:.0f}: {torch.tensor(score).exp():.4g}")

# %% [markdown]
# Between 88 and 89 the result becomes `inf`, infinity. And the formula has nothing to say any more:

# %%
big = torch.tensor([[1.0, 2.0, 3.0], [100.0, 200.0, 300.0], [-1000.0, -1001.0, -1002.0]])
print(log_softmax(big))

# %% [markdown]
# `100 - inf` is `-inf`: "impossible", says the model, about all three classes at once. The last row is
# no better. The exponential of -1000 is rounded to 0, the logarithm of 0 is `-inf`, and
# `-1000 - (-inf)` is `inf`: a probability above 1.
#
# You already hold the remedy. **Only differences count.** If we subtract the same number from all
# scores of a row, the probabilities stay the same. So which number should it be, to keep every
# exponential at 1 or below?

# %% [markdown]
# ### Exercise 6: `stable_log_softmax`
#
# **Difficulty 3 of 5, about 6 minutes, 3 marks**
#
# The same function, but finite and accurate for scores of any size, say ±10,000, and also when one
# row is huge and the next one tiny. You may call your `log_softmax`, but not on scores that can still
# overflow. PyTorch's own earns nothing here either.


# %% nbgrader={"grade": false, "grade_id": "stable_log_softmax", "locked": false, "schema_version": 3, "solution": true}
def stable_log_softmax(x):
    """Turn scores of any size into log-probabilities, over the last axis.

    x: float tensor of any shape (..., C), for example with values of ±10,000

    Returns a float tensor of the same shape, finite and accurate.
    """
    ### BEGIN SOLUTION
    shifted = x - x.max(-1, keepdim=True).values
    return shifted - shifted.exp().sum(-1, keepdim=True).log()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_stable_log_softmax", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.stable_log_softmax(stable_log_softmax)
### BEGIN HIDDEN TESTS
def hidden(stable_log_softmax):
    generator = torch.Generator().manual_seed(71)

    def scores(shape, scale):
        return scale * (2 * torch.rand(shape, generator=generator) - 1)

    mixed = scores((6, 4), 1.0) * torch.tensor([1e4, 1e-3, 1.0, 300.0, 1e4, 10.0]).unsqueeze(1)
    offset = scores((5, 3), 1.0) + torch.tensor([1e4, -1e4, 0.0, 100.0, -200.0]).unsqueeze(1)
    cases = [
        ("scores between -1 and 1", scores((65, 10), 1.0), False),
        ("scores between -10,000 and 10,000", scores((10, 10), 1e4), False),
        ("a single row with scores up to 1,000", scores((1, 10), 1e3), False),
        ("one class", scores((4, 1), 1e4), False),
        ("rows with a common offset of ±10,000", offset, False),
        ("scores between -10 and 10", scores((7, 3), 10.0), True),
        ("scores up to 10,000", scores((5, 5), 1e4), True),
        ("three axes", scores((2, 3, 5), 1e3), True),
        ("a single axis", scores((6,), 1e4), True),
        ("rows of very different size", mixed, True),
    ]
    for name, x, trained in cases:
        given = x.clone().requires_grad_(trained)
        exact = x.double().requires_grad_()
        answer = stable_log_softmax(given)
        assert isinstance(answer, torch.Tensor), (
            f"stable_log_softmax returned a {type(answer).__name__}, not a tensor."
        )
        assert answer.shape == x.shape, f"With {name} the shape is {tuple(answer.shape)}."
        assert torch.isfinite(answer).all(), f"With {name} some values are not finite."
        expected = torch.log_softmax(exact, -1)
        # float32 knows a number to about one part in 8 million; x - logsumexp loses that much of x
        allowed = 5e-5 + 4e-7 * x.double().abs().amax(-1, keepdim=True)
        assert check.close(answer, expected, allowed), f"With {name} some values are wrong."
        assert not stable_log_softmax.changed, (
            "stable_log_softmax changed the tensor it was given."
        )
        if not trained:
            continue

        pull = torch.randn(x.shape, generator=generator)
        assert answer.requires_grad, "No gradient can flow back through stable_log_softmax."
        (answer * pull).sum().backward()
        (expected * pull.double()).sum().backward()
        assert given.grad is not None, "No gradient reaches the scores."
        allowed = 2e-4 + 1e-6 * x.double().abs().max()
        assert check.close(given.grad, exact.grad, allowed), (
            f"With {name} the gradient that reaches the scores is wrong."
        )


hidden(check.exam("stable_log_softmax", stable_log_softmax))
del hidden
### END HIDDEN TESTS

# %%
# hint.stable_log_softmax()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% tags=["display"]
print(stable_log_softmax(big))

# %% [markdown]
# The other two rows are right now. In the second, the last class is practically certain
# (log-probability 0), and the others are very unlikely, but not impossible.

# %% [markdown]
# ## 9. How wrong is it?
#
# The model gives each image ten log-probabilities. For the loss only one of the ten counts: the one
# of the **right** digit. So we have to pick one number from each row, at a place the label tells us.
#
# Give a tensor two lists of positions, one for rows and one for columns, and it picks in pairs:

# %%
A = torch.tensor([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3], [0.1, 0.1, 0.8], [0.3, 0.6, 0.1]])
target = torch.tensor([1, 0, 2, 2])

print(A[range(4), target])

# %% tags=["display"]
plots.picked(A, range(4), target)

# %% [markdown]
# Row 0 gave column 1, row 1 gave column 0, and so on. `A[:, target]` is something quite different.
# It picks *whole columns*:

# %% tags=["display"]
print(A[:, target].shape)

# %% [markdown]
# Read each row of `A` as probabilities. Then the picked numbers are what a model gave to the truth:
# 0.7, 0.5, 0.8 and a poor 0.1. Their product is the **likelihood**: the probability the model gave to
# all the right answers together. We want it large.
#
# Products of many probabilities are a nuisance. With 400 images `float32` gives up:

# %% tags=["display"]
print("product:          ", torch.full((400,), 0.5).prod())
print("sum of logarithms:", torch.full((400,), 0.5).log().sum())

# %% [markdown]
# The logarithm turns the product into a sum, and a sum survives. That is the *log-likelihood*. It is
# never above 0, and 0 is perfect. We turn the sign around, so that a larger number is *worse*, and
# take the mean, so that the size of the batch does not matter. The result is the **negative
# log-likelihood**, or `nll`.

# %% tags=["display"]
plots.negative_log()

# %% [markdown]
# Certain and right costs nothing. A shrug, one in ten, costs $-\ln 0.1 = \ln 10 \approx 2.303$: there
# is the number from section 5. And the nearer to zero the probability of the truth, the more it
# costs, without end.

# %% [markdown]
# ### Exercise 7: `nll`
#
# **Difficulty 3 of 5, about 6 minutes, 3 marks**
#
# Pick the log-probability of the right class from each row. Return the negative mean. Training will
# send gradients back through it, so it must stay a tensor. PyTorch's ready-made `nll_loss` and
# `cross_entropy` earn nothing here.


# %% nbgrader={"grade": false, "grade_id": "nll", "locked": false, "schema_version": 3, "solution": true}
def nll(log_probs, target):
    """Compute the mean negative log-likelihood of the right classes.

    log_probs: float tensor (N, C), log-probabilities
    target:    int64 tensor (N,), the right class of each row

    Returns a float tensor of shape (), through which gradients flow.
    """
    ### BEGIN SOLUTION
    return -log_probs[range(len(target)), target].mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_nll", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.nll(nll)
### BEGIN HIDDEN TESTS
def hidden(nll):
    generator = torch.Generator().manual_seed(83)
    for n, classes, trained in [
        (65, 10, False), (1, 10, False), (10, 10, False), (3, 12, False),
        (7, 3, True), (5, 2, True), (64, 10, True), (4, 4, True),
    ]:  # fmt: skip
        where = f"For {n} rows of {classes} log-probabilities"
        log_probs = torch.log_softmax(3 * torch.randn(n, classes, generator=generator), -1)
        target = torch.randint(0, classes, (n,), generator=generator)
        given = log_probs.clone().requires_grad_(trained)
        exact = log_probs.double().requires_grad_()
        right = torch.nn.functional.nll_loss(exact, target)

        answer = nll(given, target)
        assert isinstance(answer, torch.Tensor), (
            f"nll returned a {type(answer).__name__}. It has to stay a tensor."
        )
        assert answer.ndim == 0, f"{where} the result has shape {tuple(answer.shape)}."
        assert answer.is_floating_point(), f"The result has type {answer.dtype}."
        assert check.close(answer, right, 1e-4), (
            f"{where} the loss came out as {answer.item():.4f}, which is wrong."
        )
        assert not nll.changed, "nll changed a tensor it was given."
        if not trained:
            continue

        assert answer.requires_grad, "No gradient can flow back through this nll."
        answer.backward()
        right.backward()
        assert given.grad is not None, "No gradient reaches the log-probabilities."
        assert check.close(given.grad, exact.grad, 1e-5), (
            f"{where} the gradient that reaches them is wrong."
        )


hidden(check.exam("nll", nll))
del hidden
### END HIDDEN TESTS

# %%
# hint.nll()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# This is our loss function. It expects **log-probabilities**, so it is fed by `model_1`.

# %%
loss_func = nll

print(f"loss at the start: {loss_func(model_1(xb), yb):.2f}")

# %% [markdown]
# Near $\ln 10$, as promised. Beware of one thing: raw scores fit into `nll` as well. It does not
# complain, and its answer means nothing. Add 100 to all scores, which changes no probability, and
# see:

# %%
scores = model_0(xb)

print(f"raw scores:                      {loss_func(scores, yb):7.2f}")
print(f"raw scores + 100:                {loss_func(scores + 100, yb):7.2f}")
print(f"log-probabilities:               {loss_func(log_softmax(scores), yb):7.2f}")
print(f"log-probabilities, scores + 100: {loss_func(stable_log_softmax(scores + 100), yb):7.2f}")

# %% [markdown]
# A loss of -100 would be "better than perfect". Training on raw scores would push that number down for
# ever, since nothing holds back the scores of the *wrong* digits. (The last line needs the stable
# version: $e^{100}$ overflows.)

# %% [markdown]
# ## 10. How often is it right?
#
# The loss is made for the machine. People rather ask: how many of the digits does it read correctly?
# The model's answer is the class with the largest log-probability. `argmax` gives its *position*,
# while `max` gives its value:

# %% tags=["display"]
print("largest value in each row of A:  ", A.max(-1).values)
print("its position, the model's answer:", A.argmax(-1))
print("the right answers:               ", target)

# %% [markdown]
# Three of the four are right. So the accuracy of this little model is 0.75.

# %% [markdown]
# ### Exercise 8: `accuracy`
#
# **Difficulty 2 of 5, about 4 minutes, 2 marks**
#
# What fraction of the rows has its largest log-probability at the right class?


# %% nbgrader={"grade": false, "grade_id": "accuracy", "locked": false, "schema_version": 3, "solution": true}
def accuracy(log_probs, target):
    """Compute the fraction of rows whose largest entry is at the right class.

    log_probs: float tensor (N, C)
    target:    int64 tensor (N,), the right class of each row

    Returns a number between 0 and 1: a float, or a tensor of shape ().
    """
    ### BEGIN SOLUTION
    return (log_probs.argmax(-1) == target).float().mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_accuracy", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.accuracy(accuracy)
### BEGIN HIDDEN TESTS
def hidden(accuracy):
    generator = torch.Generator().manual_seed(97)
    for n, classes, hits in [
        (65, 10, 20), (1, 10, 1), (1, 10, 0), (7, 3, 4), (10, 10, 3), (3, 12, 2),
        (40, 2, 40), (200, 5, 199),
    ]:  # fmt: skip
        log_probs = torch.log_softmax(2 * torch.randn(n, classes, generator=generator), -1)
        best = torch.sort(log_probs, -1).indices[:, -1]
        wrong = (torch.arange(n) >= hits).long()[torch.randperm(n, generator=generator)]
        step = torch.randint(1, classes, (n,), generator=generator)
        target = (best + wrong * step) % classes
        answer = accuracy(log_probs, target)
        if isinstance(answer, torch.Tensor):
            assert answer.ndim == 0 and answer.dtype != torch.bool, (
                f"accuracy returned a tensor of shape {tuple(answer.shape)} and {answer.dtype}."
            )
        else:
            number = isinstance(answer, int | float | np.integer | np.floating)
            assert number and not isinstance(answer, bool), (
                f"accuracy has to return a number, and returned a {type(answer).__name__}."
            )
        assert check.close(answer, hits / n, 1e-5), (
            f"With {hits} of {n} rows right ({classes} classes) the result is {float(answer):.4f}."
        )
        assert not accuracy.changed, "accuracy changed a tensor it was given."


hidden(check.exam("accuracy", accuracy))
del hidden
### END HIDDEN TESTS

# %%
# hint.accuracy()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# How good is our model that has learned nothing? We expect about one in ten.

# %% tags=["display"]
print(f"accuracy on {len(x_test):,} test digits: {accuracy(model_1(x_test), y_test):.2f}")

# %% [markdown]
# ## 11. One step downhill
#
# Now the two halves meet. `backward()` on the loss writes, beside every weight, how the loss would
# change if that weight grew:

# %%
loss = loss_func(model_1(xb), yb)
loss.backward()

print("weights:  ", tuple(weights.shape))
print("gradients:", tuple(weights.grad.shape))

# %% [markdown]
# If a gradient is positive, the loss grows with that weight, so we make the weight smaller. If it is
# negative, larger. In short: we take a small step **against** the gradient. How small is decided by
# the **learning rate** `lr`. This is *gradient descent*:
#
# $$w \leftarrow w - \text{lr} \cdot \text{gradient}$$
#
# We change the weights **in place**, with `-=`. (`weights = weights - …` would make a *new* tensor, and
# one that is no leaf.) There are two traps on the way. The **first**: PyTorch keeps notes of everything done with a
# parameter, and does not let us change one while it does:

# %%
try:
    weights -= 0.1 * weights.grad
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# The step itself is not part of the model, so nobody should take notes of it. `with torch.no_grad():`
# pauses the note-taking for the lines inside.
#
# The **second** trap: gradients *add up*. Every `backward()` adds to what is already there.

# %%
c = torch.tensor([1.0], requires_grad=True)

(5 * c).sum().backward()
print("after one backward: ", c.grad)
(5 * c).sum().backward()
print("after two backwards:", c.grad)

# %% [markdown]
# The slope is 5, both times. So after each step we clear the gradients, or the next step will also
# follow the old ones.

# %% [markdown]
# ### Exercise 9: `sgd_step`
#
# **Difficulty 3 of 5, about 6 minutes, 2 marks**
#
# Take one step with each of the parameters, in place, then clear its gradient. The name stands for
# *stochastic gradient descent* (section 12 says why).


# %% nbgrader={"grade": false, "grade_id": "sgd_step", "locked": false, "schema_version": 3, "solution": true}
def sgd_step(parameters, lr):
    """Take one step of gradient descent, then clear the gradients.

    parameters: list of leaf tensors, each with its gradient in .grad
    lr:         learning rate, a float

    Returns nothing. Changes each parameter in place: p becomes
    p - lr * p.grad. Afterwards each p.grad is zero or None.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p in parameters:
            p -= lr * p.grad
            p.grad.zero_()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sgd_step", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.sgd_step(sgd_step)
### BEGIN HIDDEN TESTS
def hidden(sgd_step):
    generator = torch.Generator().manual_seed(103)
    for shapes, lr in [
        ([(78, 10), (10,)], 0.5),
        ([(4,), (2, 5), (1,)], 0.03),
        ([(2, 2), (2,), (3, 2), (2,)], 1.5),
    ]:
        parameters = [torch.randn(s, generator=generator).requires_grad_() for s in shapes]
        expected = [p.detach().double() for p in parameters]
        for step in ("first", "second"):
            where = f"After the {step} step with {len(shapes)} parameter(s) and lr = {lr}"
            gradients = [torch.randn(s, generator=generator) for s in shapes]
            for p, gradient in zip(parameters, gradients, strict=True):
                p.grad = gradient.clone()
            handed_over = list(parameters)
            sgd_step(handed_over, lr)
            expected = [e - lr * g.double() for e, g in zip(expected, gradients, strict=True)]
            for p, right in zip(parameters, expected, strict=True):
                assert p.shape == right.shape, f"{where} a parameter has another shape."
                assert check.close(p, right, 1e-5), (
                    f"{where} a parameter does not have the right values."
                )
                assert p.requires_grad and p.is_leaf, (
                    f"{where} a parameter no longer is a leaf that asks for gradients."
                )
                assert p.grad is None or not p.grad.any(), f"{where} a gradient is not cleared."


hidden(check.exam("sgd_step", sgd_step))
del hidden
### END HIDDEN TESTS

# %%
# hint.sgd_step()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# The gradients from above are still waiting. One step with them, and the loss on the same batch:

# %%
before = loss_func(model_1(xb), yb).item()
sgd_step([weights, bias], lr=0.5)
after = loss_func(model_1(xb), yb).item()

print(f"loss before the step: {before:.2f}")
print(f"loss after the step:  {after:.2f}")

# %% [markdown]
# ## 12. Training
#
# One step helped, on its own batch. We take many, each on another batch. One step with all images at
# once would be more exact, but a batch of 64 costs a small part of that, and points nearly the same way.
# Which images are in it is chance: that is the *stochastic* in the name of `sgd_step`.
#
# A slice gives a batch, and `range(start, stop, step)` gives the places where batches begin. With 10
# samples and a batch size of 4:

# %%
samples = torch.arange(10)
for start in range(0, 10, 4):
    print(f"from {start}:", samples[start : start + 4].tolist())

# %% [markdown]
# The last batch is smaller, and that is fine. A slice that reaches past the end just stops there. No
# sample is left out.
#
# One run through all the batches is an **epoch**. For each epoch we want to know the average loss of
# its *samples*. Careful with the small last batch: its 2 samples must not count as much as the 4 of
# another. Suppose the three batches have the losses 1, 1 and 4:

# %%
batch_losses, batch_sizes = [1.0, 1.0, 4.0], [4, 4, 2]

print("mean of the batches:", sum(batch_losses) / 3)
print(
    "mean of the samples:",
    sum(loss * n for loss, n in zip(batch_losses, batch_sizes, strict=True)) / sum(batch_sizes),
)

# %% [markdown]
# ### Exercise 10: `fit`
#
# **Difficulty 4 of 5, about 12 minutes, 4 marks**
#
# Put it all together. For every epoch, and every batch in order: compute the loss, call
# `backward()`, take a step. Keep the losses, and return their average over the samples for each
# epoch. Use the functions you wrote. (Our scores stay far below 88, so `log_softmax` is enough;
# `stable_log_softmax` is right too.) Should one of them not be right yet, don't worry: this exercise is
# judged with correct ones in their place.
#
# Half of the marks are for the trained weights and bias, half for the returned list.


# %% nbgrader={"grade": false, "grade_id": "fit", "locked": false, "schema_version": 3, "solution": true}
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    """Train weights and bias, in place, by mini-batch gradient descent.

    inputs:  float tensor (N, n_in)
    labels:  int64 tensor (N,)
    weights: leaf tensor (n_in, n_out) that requires gradients
    bias:    leaf tensor (n_out,) that requires gradients
    lr:      learning rate
    epochs:  number of runs through all samples, in order
    batch_size: samples per step; the last batch may be smaller

    Returns a list with one number for each epoch: the average, over all
    samples, of the loss each had before the step of its batch.
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(inputs), batch_size):
            xb = inputs[start : start + batch_size]
            yb = labels[start : start + batch_size]
            loss = nll(log_softmax(linear(xb, weights, bias)), yb)
            loss.backward()
            sgd_step([weights, bias], lr)
            total += loss.item() * len(yb)
        losses.append(total / len(inputs))
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_fit", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.fit(fit)
### BEGIN HIDDEN TESTS
def hidden(fit):
    generator = torch.Generator().manual_seed(113)
    for n, n_in, n_out, lr, epochs, batch_size in [
        (38, 6, 3, 0.5, 3, 16),
        (5, 4, 2, 0.3, 2, 8),
        (5, 3, 5, 0.1, 2, 1),
        (33, 10, 10, 0.4, 1, 32),
    ]:
        where = f"{n} samples, {epochs} epoch(s), batches of {batch_size}"
        inputs = torch.randn(n, n_in, generator=generator)
        labels = torch.randint(0, n_out, (n,), generator=generator)
        weights = (0.3 * torch.randn(n_in, n_out, generator=generator)).requires_grad_()
        bias = (0.1 * torch.randn(n_out, generator=generator)).requires_grad_()
        exact_weights = weights.detach().double().requires_grad_()
        exact_bias = bias.detach().double().requires_grad_()
        fit(inputs, labels, weights, bias, lr, epochs, batch_size)
        for _ in range(epochs):
            for xb, yb in zip(
                inputs.double().split(batch_size), labels.split(batch_size), strict=True
            ):
                loss = torch.nn.functional.cross_entropy(xb @ exact_weights + exact_bias, yb)
                slopes = torch.autograd.grad(loss, (exact_weights, exact_bias))
                with torch.no_grad():
                    exact_weights -= lr * slopes[0]
                    exact_bias -= lr * slopes[1]
        for trained, right, name in [
            (weights, exact_weights, "weights"),
            (bias, exact_bias, "bias"),
        ]:
            assert check.close(trained, right, 2e-4), (
                f"{where}: after training, the {name} passed in are not what they should be."
            )
            assert trained.requires_grad and trained.is_leaf, (
                f"{where}: the {name} passed in no longer are a leaf that asks for gradients."
            )
        assert not fit.changed, "fit changed the data it was given."


hidden(check.exam("fit", fit))
del hidden
### END HIDDEN TESTS

# %%
# hint.fit()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_fit_losses", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two of the four marks are given here: for the list of losses that fit returns.
### BEGIN HIDDEN TESTS
def hidden(fit):
    generator = torch.Generator().manual_seed(127)
    for n, n_in, n_out, lr, epochs, batch_size in [
        (38, 6, 3, 0.5, 3, 16),
        (5, 4, 2, 0.3, 2, 8),
        (12, 5, 4, 0.2, 1, 4),
        (33, 10, 10, 0.4, 1, 32),
    ]:
        where = f"{n} samples, {epochs} epoch(s), batches of {batch_size}"
        inputs = torch.randn(n, n_in, generator=generator)
        labels = torch.randint(0, n_out, (n,), generator=generator)
        weights = (0.3 * torch.randn(n_in, n_out, generator=generator)).requires_grad_()
        bias = (0.1 * torch.randn(n_out, generator=generator)).requires_grad_()
        exact_weights = weights.detach().double().requires_grad_()
        exact_bias = bias.detach().double().requires_grad_()
        expected = []
        for _ in range(epochs):
            each = []
            for xb, yb in zip(
                inputs.double().split(batch_size), labels.split(batch_size), strict=True
            ):
                every = torch.nn.functional.cross_entropy(
                    xb @ exact_weights + exact_bias, yb, reduction="none"
                )
                each += every.tolist()
                slopes = torch.autograd.grad(every.mean(), (exact_weights, exact_bias))
                with torch.no_grad():
                    exact_weights -= lr * slopes[0]
                    exact_bias -= lr * slopes[1]
            expected.append(sum(each) / n)
        answer = fit(inputs, labels, weights, bias, lr, epochs, batch_size)
        assert isinstance(answer, list | tuple), (
            f"fit has to return a list, and returned a {type(answer).__name__}."
        )
        assert len(answer) == epochs, f"{where}: the list has {len(answer)} entries."
        for i, (got, right) in enumerate(zip(answer, expected, strict=True)):
            number = isinstance(got, int | float | np.integer | np.floating) or (
                isinstance(got, torch.Tensor) and got.ndim == 0
            )
            assert number and not isinstance(got, bool), (
                f"{where}: entry {i} of the list is a {type(got).__name__}, not a number."
            )
            assert check.close(got, right, 2e-4), (
                f"{where}: the loss of epoch {i} came out as {float(got):.4f}, which is wrong."
            )


hidden(check.exam("fit", fit))
del hidden
### END HIDDEN TESTS

# %% [markdown]
# Now for real. We start from fresh parameters and train on all training images.

# %% tags=["display"]
torch.manual_seed(42)
weights, bias = init_parameters(784, 10)

losses = fit(x_train, y_train, weights, bias, lr=0.2, epochs=10, batch_size=64)

print(f"first epoch: {losses[0]:.2f}")
print(f"last epoch:  {losses[-1]:.2f}")

# %% tags=["display"]
plots.curve(losses, reference=math.log(10), reference_label="ln 10: knowing nothing")

# %% [markdown]
# The loss falls, fast at first, then ever more slowly. But the training images are no proof. The
# model has seen their answers. How does it do on digits it has never met?

# %% tags=["display"]
log_probs = model_1(x_test)
test_accuracy = accuracy(log_probs, y_test)

print(f"accuracy on {len(x_test):,} test digits: {test_accuracy:.2f}")
print(f"loss: {loss_func(log_probs, y_test):.1f}")

# %% [markdown]
# From one in ten to about nine in ten, with 7,850 numbers and functions of a few lines that you wrote
# yourself.
#
# What did it learn? Each digit has 784 weights, one for each pixel, and 784 numbers can be drawn as
# an image again:

# %% tags=["display"]
plots.weight_images(weights)

# %% [markdown]
# Ink on a red pixel counts *for* the digit, ink on a blue pixel counts *against* it. Look at the 0: its
# middle is blue. Ink there speaks against it. The hole is what it looks for.
#
# And where is it still wrong? Here are the mistakes it was most sure of.

# %% tags=["display"]
predicted = log_probs.argmax(-1)

plots.mistakes(test_images, y_test, predicted, log_probs.exp())

# %% [markdown]
# Some of them you might get wrong yourself. Others are plain to us, because we look at strokes and
# loops, and the model looks at each pixel on its own. It cannot know that a line is still a line when
# it is moved to the side. Part 4 builds a network that can.

# %% [markdown]
# ## What you have built
#
# | You wrote | PyTorch has it ready as |
# |---|---|
# | `chain_rule` | `backward()` |
# | `linear`, `init_parameters` | `nn.Linear` (its random start is a little different) |
# | `log_softmax`, `stable_log_softmax` | `F.log_softmax` |
# | `nll` | `F.nll_loss` |
# | `nll` of `log_softmax` | `F.cross_entropy` |
# | `sgd_step` | `optim.SGD` |
# | the batches in `fit` | `DataLoader` |
#
# You know now what is inside them. In part 2 you hand the work over, piece by piece, and prove each
# time that the result stays the same.
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
