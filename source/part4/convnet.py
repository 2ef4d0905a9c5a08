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
# ## Part 4: a network that sees
#
# Your model reads about nine digits of ten. But it has never *seen* one. It looks at each pixel alone,
# and does not know which pixels are neighbours.
#
# In this part you build a network that looks at small pieces of an image, wherever they are. Then you
# find out what it takes for what, and at the end you build the best small network you can.
#
# **You need** parts 1 to 3, and about 90 minutes.

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

import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nn_course import plots
from nn_course.checks import part4 as check
from nn_course.distort import rotate, shift, stroke
from nn_course.hints import part4 as hint
from nn_course.ready import digits, share_right, steps_counted

nn_course.speak("en")  # the language of checks, hints and pictures

# %% [markdown]
# Two things from earlier parts are ready-made here, so that we can begin at once. `digits()` gives the
# four tensors that you prepared in part 1. `share_right(model, x, y)` is the share of `x` that a model
# reads right, between 0 and 1.

# %%
x_train, y_train, x_test, y_test = digits()
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=64, shuffle=True)

print("a digit is a row:", tuple(x_test[0].shape), x_test.dtype)

# %% [markdown]
# We will train several models, each for the same number of *steps*, so that we can compare them. This
# function does it. The loader is run through again and again, until the steps are done.
#
# Two things are new. `Adam` is an optimizer that finds a step size of its own for each parameter. And the
# schedule changes the learning rate on the way: small steps first, large ones in the middle, small ones
# at the end, to settle down.


# %%
def again_and_again(batches):
    while True:
        yield from batches


def train(model, batches, steps=1200):
    optimizer = torch.optim.Adam(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.03, total_steps=steps)
    model.train()
    for _, (xb, yb) in zip(range(steps), again_and_again(batches), strict=False):
        optimizer.zero_grad()
        F.cross_entropy(model(xb), yb).backward()
        optimizer.step()
        schedule.step()


# %% [markdown]
# ## 1. Two pixels to the right
#
# First our old friend: 784 numbers in, ten scores out.

# %% tags=["display"]
torch.manual_seed(0)
linear = nn.Linear(784, 10)
train(linear, loader)

print("more than 85 % right:", share_right(linear, x_test, y_test) > 0.85)

# %% [markdown]
# Now we move every test digit two pixels to the right, with `shift(x, down, right)`. To you and me
# nothing has happened. Above as they were, below as they are now:

# %% tags=["display"]
moved = shift(x_test, 0, 2)

plots.gallery(torch.cat([x_test[:8], moved[:8]]), torch.cat([y_test[:8], y_test[:8]]))

# %% [markdown]
# **Predict.** The same model reads the moved digits. Which share will it get right? Decide on a number
# before you run the next cell. It draws the share for moves from 8 pixels to the left up to 8 to the right.

# %% tags=["display"]
distances = range(-8, 9, 2)
by_linear = [share_right(linear, shift(x_test, 0, right), y_test) for right in distances]

plots.curves(
    {"linear": by_linear},
    xlabel="pixels moved to the right",
    ylabel="share right",
    first=-8,
    every=2,
    last=False,
)

print("two pixels cost 15 digits of 100, or more:", by_linear[4] - by_linear[5] > 0.15)
print("with four pixels most digits are read wrong:", by_linear[6] < 0.5)

# %% [markdown]
# Two pixels, and a quarter of the digits are lost. With six it is hardly better than guessing.
#
# It could not be otherwise. The model has one weight for each *place*. It knows how ink at row 14,
# column 10 speaks for a 4, whatever is around it. When the stroke moves to column 12, other weights are
# asked, and they learned something else. What it knows about a stroke in one place is worth nothing in
# the next.

# %% [markdown]
# ## 2. A small window
#
# So let us look at small pieces, and look for the same thing **everywhere**. Lay a window of 3 × 3
# numbers over the image. Multiply each pixel under it by the number above it, and add up the nine
# products. That gives one number: how much this piece looks like the window. Then the window moves on.
#
# The window is called a **kernel**, its journey over the image a **convolution**, and the image of its
# results a **feature map**. Here are two kernels made by hand. The first compares left and right, so it
# finds upright edges. The second compares above and below.

# %%
upright = torch.tensor([[-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]])
lying = upright.T
by_hand = torch.stack([upright, lying]).unsqueeze(1)

print(tuple(by_hand.shape))

# %% tags=["display"]
one_digit = x_test[0].reshape(28, 28)[None, None]
edges = F.conv2d(one_digit, by_hand)

print(tuple(one_digit.shape), "became", tuple(edges.shape))
plots.feature_maps({"a digit": one_digit, "what the two kernels find": edges})

# %% [markdown]
# Red: the window found what it looks for. Blue: it found the opposite. The same nine numbers were used
# at all places. That is the whole idea, and two things follow from it.
#
# **It is cheap.** A kernel has 9 numbers, not 784.
#
# **It goes along.** When the digit moves, its feature map moves with it, and does not change otherwise.
# We can prove that: moving before the convolution is the same as moving after it.

# %% tags=["display"]
moved_before = F.conv2d(shift(one_digit, 0, 2), by_hand[:1])
moved_after = shift(F.conv2d(one_digit, by_hand[:1]), 0, 2)

print("the same:", torch.allclose(moved_before, moved_after, atol=1e-6))

# %% [markdown]
# Look at the shapes. PyTorch wants images with **four** axes: samples, channels, rows, columns. A grey
# image has one channel, a photo has three: red, green, blue. And our edges have two, because a convolution
# gives one channel for each kernel.
#
# Our digits are rows of 784 numbers. So there is something to do first.

# %% [markdown]
# ### Exercise 1: `as_image`
#
# **Difficulty 1 of 5, about 4 minutes, 2 marks**
#
# Turn rows of 784 numbers back into images. It has to work for any number of rows, and gradients have to
# flow through it.


# %% nbgrader={"grade": false, "grade_id": "as_image", "locked": false, "schema_version": 3, "solution": true}
def as_image(x):
    """Turn rows of 784 numbers into images with one channel.

    x: float tensor (N, 784), for any N

    Returns a float tensor (N, 1, 28, 28), through which gradients flow.
    """
    ### BEGIN SOLUTION
    return x.view(-1, 1, 28, 28)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_as_image", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.as_image(as_image)
### BEGIN HIDDEN TESTS
def hidden(as_image):
    generator = torch.Generator().manual_seed(401)
    for n, trained in [(3, False), (1, False), (28, True), (65, True), (800, False)]:
        x = torch.randn(n, 784, generator=generator)
        given = x.clone().requires_grad_(trained)
        answer = as_image(given)
        assert isinstance(answer, torch.Tensor), f"as_image returned a {type(answer).__name__}."
        assert tuple(answer.shape) == (n, 1, 28, 28), (
            f"{n} rows came out with shape {tuple(answer.shape)}."
        )
        assert answer.dtype == torch.float32, f"The images came out as {answer.dtype}."
        for row in range(28):
            right = x[:, 28 * row : 28 * row + 28]
            assert check.close(answer[:, 0, row], right), (
                f"For {n} samples, row {row} of the images does not hold the right 28 numbers."
            )
        assert not as_image.changed, "as_image changed the tensor it was given."
        if trained:
            assert answer.requires_grad, "No gradient can flow back through this as_image."
            pull = torch.randn(n, 1, 28, 28, generator=generator)
            (answer * pull).sum().backward()
            assert check.close(given.grad, pull.flatten(1)), (
                f"For {n} samples, the gradient that reaches x is wrong."
            )


hidden(check.exam("as_image", as_image))
del hidden
### END HIDDEN TESTS

# %%
# hint.as_image()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %%
images_train, images_test = as_image(x_train), as_image(x_test)

print("one image:", tuple(images_test[0].shape))

# %% [markdown]
# ## 3. Layers of windows
#
# `nn.Conv2d` is a layer of such kernels. They start as random numbers, and *learn* what to look for. This
# layer has 16:

# %%
layer = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)

print("weight:", tuple(layer.weight.shape))
print("bias:  ", tuple(layer.bias.shape))

# %% [markdown]
# The first size of the weight counts the kernels, the second the channels that each of them looks at. Two
# of the arguments deserve a closer look:
#
# - `stride=2`: the window moves on by two pixels. The result has half as many rows and columns.
# - `padding=1`: a frame of paper, one pixel wide, is laid around the image, so that the middle of the
#   window can also stand on its edge.
#
# **Predict.** An image of 28 × 28 goes through three such layers. What is its size after each of them?

# %% tags=["display"]
image = torch.zeros(1, 1, 28, 28)
for _ in range(3):
    image = F.conv2d(image, torch.zeros(1, 1, 3, 3), stride=2, padding=1)
    print(tuple(image.shape[2:]))

# %% [markdown]
# While the image shrinks, each number in it knows more. A number after the first layer stands for 3 × 3
# pixels, one after the second for 7 × 7, one after the third for 15 × 15. That is half of its width.
#
# Between two layers there has to be something that is not linear, or else the two would be no more than
# one. We take `relu`: what is negative becomes 0, the rest stays as it is.

# %% tags=["display"]
print(torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0]).relu())

# %% [markdown]
# The last layer has ten kernels, one for each digit. Its 4 × 4 numbers say, for each *place*, how much
# it looks like a part of a 3, say. We want one score for the whole image. So we take the **average**
# over the 16 places.

# %% [markdown]
# ### Exercise 2: `CNN`
#
# **Difficulty 3 of 5, about 12 minutes, 4 marks**
#
# Write this network, a *convolutional neural network*, as a module: three `nn.Conv2d`, with their
# biases, kernels of 3 × 3, stride 2, padding 1. The channels go from 1 to 16, to 16, to 10. A ReLU comes
# after the first and after the second, but **not** after the third. At the end the average over rows and
# columns.
#
# The names inside are yours. Half of the marks are for the scores, half for what training makes of the
# parameters.


# %% nbgrader={"grade": false, "grade_id": "CNN", "locked": false, "schema_version": 3, "solution": true}
class CNN(nn.Module):
    """Three convolutions, and the average over what is left.

    CNN() takes no arguments. It is called with images, a float tensor
    (N, 1, 28, 28).

    Returns raw scores, a float tensor (N, 10).
    """

    def __init__(self):
        ### BEGIN SOLUTION
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        return self.conv3(x).mean((2, 3))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_CNN", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.CNN(CNN)
### BEGIN HIDDEN TESTS
def look(CNN, x, start):
    """The scores a new model gives; its shapes; what it says with the numbers of `start` in it."""
    model = CNN()
    new = model(x).detach()
    known = list(model.parameters())
    with torch.no_grad():
        for value in start:
            free = [one for one in known if one.shape == value.shape]
            if free:
                free[0].copy_(value)
                known = [one for one in known if one is not free[0]]
    shapes = [tuple(one.shape) for one in model.parameters()]
    return new, shapes, model(x).detach(), model(x.flip(0)).detach()


def hidden(examined):
    generator = torch.Generator().manual_seed(409)
    shapes = [(10,), (10, 16, 3, 3), (16,), (16,), (16, 1, 3, 3), (16, 16, 3, 3)]
    for n in (5, 1, 33):
        x = 4 * torch.randn(n, 1, 28, 28, generator=generator)
        # the numbers are ours: a model that does not use what parameters() gives cannot know them
        start = [
            torch.randn(shape, generator=generator) / torch.Size(shape[1:]).numel() ** 0.5
            for shape in shapes
        ]
        new, found, scores, again = examined(x, start)
        for got in (new, scores, again):
            assert isinstance(got, torch.Tensor), f"CNN returned a {type(got).__name__}."
            assert tuple(got.shape) == (n, 10), (
                f"For {n} images the scores have shape {tuple(got.shape)}."
            )
            assert torch.isfinite(got).all(), "Some scores are not finite."
        found = sorted(tuple(shape) for shape in found)
        assert found == shapes, (
            f"The parameters of CNN have the shapes {found}, and should have {shapes}."
        )
        last, third, first, second, *kernels = (value.double() for value in start)
        possible = []
        # which bias belongs to which layer is the learner's business
        for biases in ((first, second, last), (second, first, last)):
            exact = x.double()
            for kernel, bias in zip((*kernels, third), biases, strict=True):
                exact = F.conv2d(exact, kernel, bias, stride=2, padding=1)
                exact = exact if len(bias) == 10 else exact.clamp(min=0)
            possible.append(exact.sum((2, 3)) / 16)
        assert any(check.close(scores, exact, 1e-3) for exact in possible), (
            f"For {n} random images the scores are not what three convolutions make of them with "
            "the parameters of CNN."
        )
        assert check.close(again.flip(0), scores, 1e-4), (
            "The scores of an image depend on the others in its batch, or change by themselves."
        )


hidden(check.exam("CNN", CNN, look))
del hidden, look
### END HIDDEN TESTS

# %%
# hint.CNN()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_CNN_training", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two of the four marks are given here: for the parameters after two steps of training.
### BEGIN HIDDEN TESTS
def look(CNN, x, y, lr, start):
    """The shapes of the parameters, and what becomes of `start` in two steps from there."""
    model = CNN()
    model(x)
    known = list(model.parameters())
    ordered = []
    with torch.no_grad():  # all start alike, however large their own start was
        for value in start:
            free = [one for one in known if one.shape == value.shape]
            if free:
                free[0].copy_(value)
                ordered.append(free[0])
                known = [one for one in known if one is not free[0]]
    history = []
    for _ in range(2):
        F.cross_entropy(model(x), y).backward()
        with torch.no_grad():
            for each in model.parameters():
                if each.grad is not None:
                    each -= lr * each.grad
                    each.grad = None
        history.append([one.detach().clone() for one in ordered])
    return [tuple(one.shape) for one in model.parameters()], history


def hidden(examined):
    generator = torch.Generator().manual_seed(419)
    shapes = [(10,), (10, 16, 3, 3), (16,), (16,), (16, 1, 3, 3), (16, 16, 3, 3)]
    for n, lr in ((5, 0.5), (1, 0.1), (33, 1.0)):
        x = 3 * torch.rand(n, 1, 28, 28, generator=generator)
        y = torch.randint(0, 10, (n,), generator=generator)
        start = [
            torch.randn(shape, generator=generator) / torch.Size(shape[1:]).numel() ** 0.5
            for shape in shapes
        ]
        found, history = examined(x, y, lr, start)
        found = sorted(tuple(shape) for shape in found)
        assert found == shapes, (
            f"The parameters of CNN have the shapes {found}, and should have {shapes}."
        )
        possible = []
        for first, second in ((2, 3), (3, 2)):
            exact = [value.double().requires_grad_() for value in start]
            wanted = []
            for _ in range(2):
                scores = x.double()
                for kernel, bias in ((4, first), (5, second), (1, 0)):
                    scores = F.conv2d(scores, exact[kernel], exact[bias], stride=2, padding=1)
                    scores = scores if bias == 0 else scores.clamp(min=0)
                slopes = torch.autograd.grad(F.cross_entropy(scores.mean((2, 3)), y), exact)
                with torch.no_grad():
                    for p, slope in zip(exact, slopes, strict=True):
                        p -= lr * slope
                wanted.append([p.detach().clone() for p in exact])
            possible.append(wanted)
        steps = [len(after) == len(shapes) for after in history]
        assert steps == [True, True] and any(
            all(
                check.close(got, right, 1e-4)
                for after, exact in zip(history, wanted, strict=True)
                for got, right in zip(after, exact, strict=True)
            )
            for wanted in possible
        ), (
            f"After two steps of training with {n} image(s) and lr = {lr} the parameters of CNN "
            "are not what they should be."
        )


hidden(check.exam("CNN", CNN, look))
del hidden, look
### END HIDDEN TESTS

# %% [markdown]
# Now train it, with the same digits and for the same number of steps as the linear model.

# %% tags=["display"]
image_loader = DataLoader(TensorDataset(images_train, y_train), batch_size=64, shuffle=True)

torch.manual_seed(2)
cnn = CNN()
train(cnn, image_loader)

print("parameters of the linear model:", sum(p.numel() for p in linear.parameters()))
print("parameters of the CNN:         ", sum(p.numel() for p in cnn.parameters()))
print("more than 8 in 10 right:       ", share_right(cnn, images_test, y_test) > 0.8)

# %% [markdown]
# With half as many parameters it does about as well as the linear model. That is no triumph yet. But we
# did not build it for digits that keep their place:

# %% tags=["display"]
by_cnn = [share_right(cnn, shift(images_test, 0, right), y_test) for right in distances]

plots.curves(
    {"linear": by_linear, "CNN": by_cnn},
    xlabel="pixels moved to the right",
    ylabel="share right",
    first=-8,
    every=2,
    last=False,
)

print("at four pixels the CNN is better by 20 digits of 100, or more:", by_cnn[6] - by_linear[6] > 0.2)

# %% [markdown]
# It has never met a moved digit, and still bears much more. It is not perfect: with stride 2 the window
# skips every second place, and the edge of the image is never far away. What happens when both models
# *learn* from moved digits? We come back to that in section 7.

# %% [markdown]
# ## 4. What does it look at?
#
# A model of four thousand numbers is no black box. We can open it. These are the 16 kernels of the first
# layer. They started as noise.


# %%
def convolutions(model):
    return [module for module in model.modules() if isinstance(module, nn.Conv2d)]


# %% tags=["display"]
plots.kernels(convolutions(cnn)[0].weight)

# %% [markdown]
# Some have a red side and a blue side. They look for edges, in all directions, as ours by hand did. Nobody
# told the network to look for edges. It found out that they help.
#
# And what do the three layers make of one digit? A **hook** tells us: a function that a module calls
# whenever it has computed something. With hooks you can listen in on any network without changing a line
# of it.


# %%
def listen(model, image):
    heard = {"the image": image}
    hooks = [
        layer.register_forward_hook(
            lambda module, inputs, output, name=f"layer {number}": heard.update({name: output})
        )
        for number, layer in enumerate(convolutions(model), start=1)
    ]
    with torch.no_grad():
        model(image)
    for hook in hooks:
        hook.remove()
    return heard


# %% tags=["display"]
plots.feature_maps(listen(cnn, images_test[:1]))

# %% [markdown]
# Read it from top to bottom. The first layer finds edges and strokes, and is sharp enough to recognise the
# digit. The second is coarser and knows more: pieces of strokes. In the third each channel stands for a
# digit, from 0 on the left to 9 on the right. Red squares say "this looks like mine", blue ones "this does
# not". The average over each of them is its score:

# %% tags=["display"]
with torch.no_grad():
    scores = cnn(images_test[:1])

plots.bars(scores, title=f"the scores of this {y_test[0]}", ylabel="score")

# %% [markdown]
# ## 5. One ReLU too many
#
# The tutorial of PyTorch's from which this course grew has one more `relu`: after the *last* convolution,
# too. It looks harmless. Is it? A hook may also change what a layer gives. So we can try it without
# writing the network again.

# %% tags=["display"]
torch.manual_seed(2)
one_too_many = CNN()
last = convolutions(one_too_many)[-1]
last.register_forward_hook(lambda module, inputs, output: output.relu())
train(one_too_many, image_loader)

lost = share_right(cnn, images_test, y_test) - share_right(one_too_many, images_test, y_test)
print("the one relu costs 10 digits of 100, or more:", lost > 0.1)

# %% [markdown]
# Same start, same digits, same steps. What has happened? Let us see the largest score that each digit gets
# over *all* test images:

# %% tags=["display"]
with torch.no_grad():
    largest = one_too_many(images_test).amax(0)

plots.bars(largest, title="the largest score of each digit, with a relu at the end", ylabel="score")
print("some digits have the score 0 for every single image:", (largest == 0).any().item())

# %% [markdown]
# These classes are **dead**. With a `relu` at the end, a score can only speak *for* a digit, and never
# against it. The quickest way not to speak for wrong digits is to fall silent, and the large steps in the
# middle of training do that soon. From there no way leads back: where `relu` gives 0, its slope is 0 as
# well.

# %% tags=["display"]
F.cross_entropy(one_too_many(images_train[:1000]), y_train[:1000]).backward()
dead = largest == 0

print("every gradient of the dead classes is exactly 0:", not last.weight.grad[dead].any().item())
print("those of the living are not:", last.weight.grad[~dead].any().item())

# %% [markdown]
# No gradient, no step, no learning, for as long as we train. So: **ReLU between the layers, raw scores at
# the end.**

# %% [markdown]
# ## 6. The same network as a list
#
# `CNN` does one step after the other, and nothing else. `nn.Sequential` does that without a class of your
# own. But two of our steps are functions: `as_image` at the front, the mean at the end. And
# `nn.Sequential` takes modules only.

# %%
try:
    nn.Sequential(as_image)
except TypeError as error:
    print("TypeError:", str(error).split(".")[-1])

# %% [markdown]
# ### Exercise 3: `Lambda`
#
# **Difficulty 2 of 5, about 5 minutes, 2 marks**
#
# Write a module that stands for any function. It is made with the function, and called, it gives whatever
# the function gives. (Functions without a name are called *lambda* in Python.)


# %% nbgrader={"grade": false, "grade_id": "Lambda", "locked": false, "schema_version": 3, "solution": true}
class Lambda(nn.Module):
    """A module around a function.

    function: takes one argument, and may return anything

    Called with x, the module Lambda(function) calls it.
    Returns function(x), as it is.
    """

    def __init__(self, function):
        ### BEGIN SOLUTION
        super().__init__()
        self.function = function
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.function(x)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_Lambda", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.Lambda(Lambda)
### BEGIN HIDDEN TESTS
def look(Lambda, x):
    calls = []

    def cube(given):
        calls.append(1)
        return given**3

    def pieces(given):
        return given[:1], len(given)

    module = Lambda(cube)
    early = len(calls)
    chain = nn.Sequential(nn.Flatten(), Lambda(cube), Lambda(torch.sin), nn.Identity())
    given = x.clone().requires_grad_()
    result = chain(given)
    result.sum().backward()
    return {
        "early": early,
        "module": isinstance(module, nn.Module),
        "cube": module(x).detach(),
        "pieces": Lambda(pieces)(x),
        "again": module(2 * x).detach(),
        "chain": result.detach(),
        "gradient": given.grad,
        "parameters": sum(p.numel() for p in chain.parameters()),
    }


def hidden(examined):
    generator = torch.Generator().manual_seed(421)
    for shape in ((4, 3), (1, 5), (2, 3, 4)):
        x = 2 * torch.rand(shape, generator=generator) - 1
        seen = examined(x)
        assert seen["early"] == 0, "Lambda called the function while it was made."
        assert seen["module"], "Lambda(function) is not an nn.Module."
        exact = x.double().requires_grad_()
        for key, factor in (("cube", 1), ("again", 8)):
            right = factor * exact.detach() ** 3
            assert isinstance(seen[key], torch.Tensor) and seen[key].shape == right.shape, (
                "Lambda does not give what its function gives, but something of another kind."
            )
            assert check.close(seen[key], right, 1e-4), (
                "Lambda does not give what its function gives."
            )
        pieces = seen["pieces"]
        assert isinstance(pieces, tuple | list) and len(pieces) == 2, (
            "Where the function gives two things, Lambda gives something else."
        )
        assert check.close(pieces[0], x[:1]) and check.close(pieces[1], len(x)), (
            "Lambda does not pass on what its function gives, as it is."
        )
        right = (exact.flatten(1) ** 3).sin()
        right.sum().backward()
        assert seen["chain"].shape == right.shape, "Lambda changes shapes in nn.Sequential."
        assert check.close(seen["chain"], right, 1e-4), (
            "Two Lambdas in nn.Sequential do not give what their functions give."
        )
        gradient = torch.zeros(shape) if seen["gradient"] is None else seen["gradient"]
        assert check.close(gradient, exact.grad, 1e-4), (
            "No gradient, or a wrong one, flows back through Lambda."
        )
        assert seen["parameters"] == 0, "Lambda has parameters of its own."


hidden(check.exam("Lambda", Lambda, look))
del hidden, look
### END HIDDEN TESTS

# %%
# hint.Lambda()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# With it the network becomes a list. It starts with `as_image`, so that it can be fed with rows:


# %%
def average(maps):
    return maps.mean((2, 3))


def as_list():
    return nn.Sequential(
        Lambda(as_image),
        nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1),
        Lambda(average),
    )


# %% [markdown]
# Is it the same network? Give it the parameters of the trained one, layer by layer, and see.


# %%
def copy_layers(to, trained):
    for new, old in zip(convolutions(to), convolutions(trained), strict=True):
        new.load_state_dict(old.state_dict())


# %% tags=["display"]
listed = as_list()
copy_layers(listed, cnn)

with torch.no_grad():
    print("the same scores:", torch.allclose(listed(x_test), cnn(images_test), atol=1e-5))

# %% [markdown]
# ## 7. Preparing batches on their way
#
# One thing is still clumsy. The list begins with `as_image`, and so it only takes rows of 784. It knows too
# much about how our data happen to be stored. A network should begin with its first layer. What is needed
# before, the *loader* should do.
#
# Remember what a loader is to the training loop: something to loop over, that gives batches. So we wrap
# one: an object that looks like a loader, and puts every batch through a function on its way out.

# %% [markdown]
# ### Exercise 4: `WrappedDataLoader`
#
# **Difficulty 3 of 5, about 8 minutes, 4 marks**
#
# A loop over `WrappedDataLoader(loader, function)` yields what `function(*batch)` returns, for each batch
# of the loader. (The star hands over the parts of a batch one by one, as in `function(x, y)`.) One can loop
# over it again and again: each time is a new epoch, for which the loader is asked anew, and shuffles anew.
# Batches are made one at a time, when they are asked for. `len()` is that of the loader.


# %% nbgrader={"grade": false, "grade_id": "WrappedDataLoader", "locked": false, "schema_version": 3, "solution": true}
class WrappedDataLoader:
    """A loader whose batches go through a function on their way out.

    loader:   has a len(), and can be looped over again and again; its
              batches are tuples or lists
    function: called as function(*batch); what is returned is yielded

    len() returns the number of batches, as it does for the loader.
    """

    def __init__(self, loader, function):
        ### BEGIN SOLUTION
        self.loader = loader
        self.function = function
        ### END SOLUTION

    def __len__(self):
        ### BEGIN SOLUTION
        return len(self.loader)
        ### END SOLUTION

    def __iter__(self):
        ### BEGIN SOLUTION
        for batch in self.loader:
            yield self.function(*batch)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_WrappedDataLoader", "locked": true, "points": 4, "schema_version": 3, "solution": false}
check.WrappedDataLoader(WrappedDataLoader)
### BEGIN HIDDEN TESTS
def look(WrappedDataLoader, sizes, parts):
    given = []

    class Loader:
        __slots__ = ("begun",)  # as with a list, nothing else can be kept on it

        def __init__(self):
            self.begun = 0

        def __len__(self):
            return len(sizes)

        def __iter__(self):
            self.begun += 1
            return self.batches(100.0 * self.begun)

        def batches(self, start):
            for place, size in enumerate(sizes):
                given.append(1)
                yield [torch.full((size,), start + 10 * place + part) for part in range(parts)]

    calls = []

    def function(*batch):
        calls.append(len(batch))
        return sum(batch), 2 * batch[-1], "batch"

    wrapped = WrappedDataLoader(Loader(), function)
    before = (len(calls), len(given))
    epochs = [list(wrapped) for _ in range(3)]
    made, asked = len(calls), len(given)
    first = next(iter(wrapped))
    return {
        "before": before,
        "epochs": epochs,
        "calls": calls[:made],
        "first": first,
        "lazily": (len(calls) - made, len(given) - asked),
        "length": len(wrapped),
    }


def look_at_shuffling(WrappedDataLoader, x, batch_size, seed):
    def negative(x, y):
        return -x

    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(TensorDataset(x, x), batch_size, shuffle=True, generator=generator)
    wrapped = WrappedDataLoader(loader, negative)
    return [list(wrapped) for _ in range(2)], len(wrapped)


def hidden(examined, shuffled):
    for sizes, parts in ([3, 3, 1], 2), ([2], 3), ([1, 4, 2, 5], 1):
        seen = examined(sizes, parts)
        calls, asked = seen["before"]
        assert calls == 0, "The function is called before anybody loops."
        assert asked == 0, "The loader is asked for a batch before anybody loops."
        assert set(seen["calls"]) <= {parts}, (
            f"Batches have {parts} part(s), but the function was called with another number."
        )
        for epoch, batches in enumerate(seen["epochs"], start=1):
            where = f"In epoch {epoch} of a loader with {len(sizes)} batch(es) of {parts} part(s)"
            assert len(batches) == len(sizes), f"{where} there were {len(batches)} batches."
            for place, (size, batch) in enumerate(zip(sizes, batches, strict=True)):
                start = 100.0 * epoch + 10 * place
                given = [torch.full((size,), start + part) for part in range(parts)]
                assert isinstance(batch, tuple | list) and len(batch) == 3, (
                    f"{where} batch {place} is not what the function returned."
                )
                assert check.close(batch[0], sum(given)), (
                    f"{where} batch {place} is not what the function makes of the loader's batch."
                )
                assert check.close(batch[1], 2 * given[-1]) and batch[2] == "batch", (
                    f"{where} batch {place} is not what the function returned."
                )
        assert len(seen["first"]) == 3, "In a fourth epoch the first batch is wrong."
        calls, asked = seen["lazily"]
        assert calls == 1, f"When one batch is asked for, the function is called {calls} times."
        assert asked == 1, f"When one batch is asked for, the loader is asked for {asked}."
        assert seen["length"] == len(sizes), f"len() is {seen['length']}, not {len(sizes)}."
    x = torch.arange(1.0, 51.0)
    epochs, length = shuffled(x, 8, 5)
    assert length == 7, f"For 50 samples in batches of 8, len() is {length}."
    orders = [-torch.cat(list(batches)) for batches in epochs]
    for order in orders:
        assert check.close(order.sort().values, x), "An epoch does not bring every sample once."
    assert not check.close(*orders), "The second epoch has the order of the first."


hidden(
    check.exam("WrappedDataLoader", WrappedDataLoader, look),
    check.exam("WrappedDataLoader", WrappedDataLoader, look_at_shuffling),
)
del hidden, look, look_at_shuffling
### END HIDDEN TESTS

# %%
# hint.WrappedDataLoader()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# Now the loader prepares the images, and the network need not know:


# %%
def prepare(x, y):
    return as_image(x), y


wrapped = WrappedDataLoader(loader, prepare)
xb, yb = next(iter(wrapped))

print("a batch:", tuple(xb.shape), tuple(yb.shape))
print("as many batches as before:", len(wrapped) == len(loader))

# %% [markdown]
# What else could be done on the way? Anything. Send the batch to a graphics card. Or **move the digits**:
# here a number is drawn for each image of a batch, how far it goes down, and another one, how far to the
# right.


# %%
def up_to(limit, count):
    return torch.randint(-limit, limit + 1, (count,))


def move(x, y):
    return shift(x, up_to(4, len(x)), up_to(4, len(x))), y


# %% [markdown]
# In every epoch each digit stands somewhere else, as if we had many more digits than we have. That is
# called **augmentation**. Now both models learn from moved digits. Who gains?

# %% tags=["display"]
moving_loader = WrappedDataLoader(loader, move)

torch.manual_seed(0)
moved_linear = nn.Linear(784, 10)
train(moved_linear, moving_loader)

torch.manual_seed(0)
moved_cnn = CNN()
train(moved_cnn, WrappedDataLoader(moving_loader, prepare))

plots.curves(
    {
        "linear": by_linear,
        "CNN": by_cnn,
        "linear, moved": [
            share_right(moved_linear, shift(x_test, 0, right), y_test) for right in distances
        ],
        "CNN, moved": [
            share_right(moved_cnn, shift(images_test, 0, right), y_test) for right in distances
        ],
    },
    xlabel="pixels moved to the right",
    ylabel="share right",
    first=-8,
    every=2,
    last=False,
)

# %% [markdown]
# (Look at the second training: a wrapped loader is a loader, so it can be wrapped again.)
#
# The linear model has become *worse* where it was good. It has one weight for each place, and must be
# content with a blur of all the digits that ever passed there. The CNN has learned what we wanted: a digit
# is a digit, wherever it stands. Beyond 4 pixels, where it has learned nothing and digits begin to leave
# the image, it falls as well.

# %% [markdown]
# ### Images of any size
#
# Something else is gained. No convolution cares how large an image is. For the average there is a layer
# that does not either: `nn.AdaptiveAvgPool2d(1)` averages over all places, however many there are, and
# leaves 1 × 1. So this network takes images of any size:


# %%
def any_size():
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )


print("5 images of  40 × 40:", tuple(any_size()(torch.zeros(5, 1, 40, 40)).shape))
print("5 images of 100 × 64:", tuple(any_size()(torch.zeros(5, 1, 100, 64)).shape))

# %% [markdown]
# And does it still *read*? We put each test digit somewhere on a page of 40 × 40, and ask the network that
# has learned from moved digits of 28 × 28. (A linear model with 784 weights could not even be asked.)

# %% tags=["display"]
larger = any_size()
copy_layers(larger, moved_cnn)

torch.manual_seed(0)
pages = F.pad(images_test, (6, 6, 6, 6))
pages = shift(pages, up_to(6, len(pages)), up_to(6, len(pages)))

print("a page:", tuple(pages[0].shape))
print("it reads more than half of them:", share_right(larger, pages, y_test) > 0.5)

# %% [markdown]
# ### Is it faster on a graphics card?
#
# A convolution is a few multiplications, the same at thousands of places. Graphics cards are made for that:
# they do them all at the same time. If your computer has one, the next cell says what it is worth.


# %%
def seconds_for(model, images, repeats=20):
    with torch.no_grad():
        model(images)
        start = time.perf_counter()
        for _ in range(repeats):
            model(images)
        if images.is_cuda:
            torch.cuda.synchronize()  # the card works on while Python has gone ahead
    return time.perf_counter() - start


# %% tags=["display"]
if torch.cuda.is_available():
    on_cpu = seconds_for(CNN(), images_test)
    on_gpu = seconds_for(CNN().to("cuda"), images_test.to("cuda"))
    print(f"The graphics card is {on_cpu / on_gpu:.0f} times as fast as the processor.")
else:
    print("There is no graphics card here that PyTorch can use.")

# %% [markdown]
# ## 8. What is taken for what?
#
# The share of right answers is a single number. It hides *which* digits are hard. A **confusion matrix**
# shows it: a table with one row for each true digit and one column for each answer. Every test image is
# counted once, in the row of what it is and the column of what the model says. On the diagonal stands what
# was right.
#
# Counting has a trap. You know that a tensor can be indexed with two lists of positions. Can we also *add*
# that way? Take four samples: three times a 0 was taken for a 1, and once a 2 for a 2.

# %%
table = torch.zeros(3, 3, dtype=torch.int64)
truth, said = torch.tensor([0, 0, 0, 2]), torch.tensor([1, 1, 1, 2])
table[truth, said] += 1

print(table)

# %% [markdown]
# Four samples, but the table adds up to 2. PyTorch read the four numbers, added 1 to each, and wrote them
# back: three times the same 1, to the same place.

# %% [markdown]
# ### Exercise 5: `confusion`
#
# **Difficulty 3 of 5, about 7 minutes, 3 marks**
#
# Count. Ask the model as one asks a model whose training is over: in evaluation mode, and without notes for
# gradients.


# %% nbgrader={"grade": false, "grade_id": "confusion", "locked": false, "schema_version": 3, "solution": true}
def confusion(model, loader, n_classes):
    """Count what the model takes for what.

    model:     a module; model(x) gives scores (N, n_classes)
    loader:    yields batches x, y; y is an int64 tensor (N,) of labels
    n_classes: number of classes, for example 10 digits

    Returns an int64 tensor (n_classes, n_classes): row i, column j
    holds how many samples with label i the model takes for a j.
    """
    ### BEGIN SOLUTION
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            for label, answer in zip(y, model(x).argmax(1), strict=True):
                counts[label, answer] += 1
    return counts
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_confusion", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.confusion(confusion)
### BEGIN HIDDEN TESTS
def look(confusion, scores, labels, batch_size):
    noted = []

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.drop = nn.Dropout(0.7)
            self.bias = nn.Parameter(torch.zeros(scores.shape[1]))

        def forward(self, x):
            noted.append((self.training, torch.is_grad_enabled()))
            return self.drop(x) + self.bias

    loader = DataLoader(TensorDataset(scores, labels), batch_size)
    counts = confusion(Model(), loader, scores.shape[1])
    return counts, any(mode for mode, _ in noted), any(notes for _, notes in noted)


def hidden(examined):
    generator = torch.Generator().manual_seed(431)
    for n, classes, batch_size, missing in [
        (70, 10, 16, False), (1, 3, 4, False), (25, 4, 25, True), (60, 2, 7, False),
    ]:  # fmt: skip
        scores = 3 * torch.randn(n, classes, generator=generator)
        labels = torch.randint(0, classes - missing, (n,), generator=generator)
        if missing:
            scores[:, -1] = -99.0
        counts, training, notes = examined(scores, labels, batch_size)
        where = f"For {n} sample(s) of {classes} classes in batches of {batch_size}"
        assert isinstance(counts, torch.Tensor), f"confusion returned a {type(counts).__name__}."
        assert tuple(counts.shape) == (classes, classes), (
            f"{where} the table has shape {tuple(counts.shape)}."
        )
        assert counts.dtype == torch.int64, f"The counts came out as {counts.dtype}."
        assert not training, "The model was in training mode while it was asked."
        assert not notes, "PyTorch took notes for gradients while the model was asked."
        right = [[0] * classes for _ in range(classes)]
        largest = scores.sort(1).indices[:, -1]
        for label, place in zip(labels.tolist(), largest.tolist(), strict=True):
            right[label][place] += 1
        assert int(counts.sum()) == n, f"{where} the table adds up to {int(counts.sum())}."
        assert check.close(counts, right), f"{where} some counts are wrong."


hidden(check.exam("confusion", confusion, look))
del hidden, look
### END HIDDEN TESTS

# %%
# hint.confusion()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% tags=["display"]
test_loader = DataLoader(TensorDataset(images_test, y_test), batch_size=256)
counts = confusion(cnn, test_loader, 10)

print("every test digit is counted once:", counts.sum().item() == len(y_test))
plots.confusion_matrix(counts)

# %% [markdown]
# The blue diagonal is what the network reads right. Each orange square is a kind of mistake; the darkest is the
# commonest. And these are digits behind them: the mistakes of which the network was most sure.

# %% tags=["display"]
with torch.no_grad():
    probabilities = cnn(images_test).softmax(-1)

plots.mistakes(images_test, y_test, probabilities.argmax(1), probabilities)

# %% [markdown]
# ## 9. Your turn
#
# Our network has 16 channels, and the average at its end forgets *where* it saw something. You can do much
# better.

# %% [markdown]
# ### Exercise 6: `best_model`
#
# **Difficulty 5 of 5, about 20 minutes, 8 marks**
#
# Build a network, train it, return it. The way there is yours. The rules:
#
# - fewer than **60,000 parameters**: all numbers that it has learned, in `.parameters()` or elsewhere
# - at most **1,500 steps** of an optimizer; steps by hand count as well
#
# Aim for a training of half a minute or less: the judge stops whatever takes longer than a minute.
#
# It is judged with digits that nobody has. They are made of test digits: moved by up to 3 pixels up or down
# and left or right, turned by up to 20 degrees, drawn with a thicker or a thinner pen (`stroke`, by up to 0.8
# either way). The marks grow with the share that it reads right:
#
# | share right | marks |
# |---|---|
# | at least 65 % | 2 |
# | at least 80 % | 4 |
# | at least 88 % | 6 |
# | at least 92 % | 8 |
#
# `stroke(x, amount)`, `rotate(x, degrees)` and `shift(x, down, right)` are yours to use. Their amounts may be
# tensors with one number for each image. You may also use what you wrote above.
#
# The check trains your model once, with 2,000 digits only, and looks whether the rules are kept. How good it
# is you find out below.


# %% nbgrader={"grade": false, "grade_id": "best_model", "locked": false, "schema_version": 3, "solution": true}
def best_model(x, y):
    """Build the best small network you can, and train it.

    x: float tensor (N, 1, 28, 28), values between 0 and 1
    y: int64 tensor (N,), the labels

    Returns the trained network, a module: called with images
    (M, 1, 28, 28) it gives scores (M, 10). It has fewer than 60,000
    parameters, and its training took at most 1,500 steps.
    """
    ### BEGIN SOLUTION
    layers = []
    for n_in, n_out in [(1, 16), (16, 32), (32, 64)]:
        layers.append(nn.Conv2d(n_in, n_out, kernel_size=3, stride=2, padding=1))
        layers.append(nn.BatchNorm2d(n_out))
        layers.append(nn.ReLU())
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 4 * 4, 10))

    def between(limit):
        return (2 * torch.rand(64) - 1) * limit

    steps = 700
    optimizer = torch.optim.Adam(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, total_steps=steps)
    for _ in range(steps):
        picked = torch.randint(len(x), (64,))
        images = rotate(stroke(x[picked], between(0.8)), between(20))
        images = shift(images, between(3.4), between(3.4))
        optimizer.zero_grad()
        F.cross_entropy(model(images), y[picked]).backward()
        optimizer.step()
        schedule.step()
    return model.eval()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_best_model", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.best_model(best_model)
### BEGIN HIDDEN TESTS
best_share = None  # the share of right answers, for this test cell and the three after it


def look(best_model, pixels, labels, asked):
    """The steps of the training, what came of it, its numbers, and its scores."""
    from nbjudge.exam.counting import Enough, numbers_behind, steps_counted

    with steps_counted(1500) as steps:
        try:
            model = best_model(pixels.float() / 255, labels)
        except Enough:
            model = None
    if not isinstance(model, nn.Module):
        return {"steps": steps.taken, "kind": type(model).__name__}
    model.eval()
    behind = numbers_behind(model, [part.float() / 255 for part in asked.split(100)], model)
    return {
        "steps": steps.including(behind.sources),
        "kind": "a module",
        "parameters": sum(p.numel() for p in model.parameters()),
        "traced": behind.traced,
        "numbers": behind.numbers,
        "scores": behind.scores,
    }


def hidden(examined):
    from nn_course.unseen import load as unseen

    generator = torch.Generator().manual_seed(433)
    images, labels = (torch.from_numpy(part).repeat_interleave(2, 0) for part in unseen())
    pixels = (255 * x_train[:10_000]).round().byte().unflatten(1, (1, 28, 28))

    def between(limit):
        return (2 * torch.rand(len(images), generator=generator) - 1) * limit

    asked = rotate(stroke(images.unsqueeze(1).float() / 255, between(0.8)), between(20))
    asked = shift(asked, between(3.49), between(3.49))
    asked = (255 * asked).round().byte()
    seen = examined(pixels, y_train[:10_000], asked)
    steps, kind = seen["steps"], seen["kind"]
    assert steps <= 1500, "best_model took more than 1,500 steps."
    assert steps > 0, "best_model did not train: no step was taken."
    assert kind == "a module", f"best_model has to return a module, and returned a {kind}."
    parameters, numbers, scores = seen["parameters"], seen["numbers"], seen["scores"]
    assert parameters < 60_000, f"The model has {parameters:,} parameters: 60,000 or more."
    assert isinstance(scores, torch.Tensor), f"The scores are a {type(scores).__name__}."
    assert tuple(scores.shape) == (len(asked), 10), (
        f"For {len(asked)} images the scores have shape {tuple(scores.shape)}."
    )
    assert seen["traced"], (
        "The scores are not made of the images by torch's operations alone, so that nobody can count "
        "the parameters."
    )
    assert numbers < 60_000, (
        f"The scores are made of {numbers:,} numbers that the model keeps, parameters or not: 60,000 "
        "or more."
    )
    assert torch.isfinite(scores).all(), "Some scores are not finite."
    right = torch.eq(scores.double().argmax(1), labels).double().mean().item()
    print(f"{steps} steps, {numbers:,} parameters, {right:.1%} of the digits right")
    return right


best_share = hidden(check.exam("best_model", best_model, look))
del hidden, look
assert best_share >= 0.65, f"{best_share:.1%} of the digits were read right; 65 % are needed."
### END HIDDEN TESTS

# %%
# hint.best_model()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_best_model_good", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two more marks are given here, for at least 80 %.
### BEGIN HIDDEN TESTS
assert best_share is not None, "best_model does not keep the rules: see its first test."
assert best_share >= 0.80, f"{best_share:.1%} of the digits were read right; 80 % are needed."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_best_model_better", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two more marks are given here, for at least 88 %.
### BEGIN HIDDEN TESTS
assert best_share is not None, "best_model does not keep the rules: see its first test."
assert best_share >= 0.88, f"{best_share:.1%} of the digits were read right; 88 % are needed."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_best_model_best", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# The last two marks are given here, for at least 92 %.
### BEGIN HIDDEN TESTS
assert best_share is not None, "best_model does not keep the rules: see its first test."
assert best_share >= 0.92, f"{best_share:.1%} of the digits were read right; 92 % are needed."
### END HIDDEN TESTS

# %% [markdown]
# How good is it? These are test digits that *we* move, turn and redraw. The judge draws other amounts, of the
# same kind.


# %%
def redrawn(images):
    def between(limit):
        return (2 * torch.rand(len(images)) - 1) * limit

    return shift(
        rotate(stroke(images, between(0.8)), between(20)), between(3.4), between(3.4)
    )


# %% tags=["display"]
torch.manual_seed(1)
hard_test = redrawn(images_test)

plots.gallery(hard_test[:16], y_test[:16])

# %% tags=["display"]
torch.manual_seed(0)
with steps_counted() as steps:
    mine = best_model(images_train, y_train)

print("fewer than 60,000 parameters:", sum(p.numel() for p in mine.parameters()) < 60_000)
print("at most 1,500 steps:         ", steps[0] <= 1500)
for limit in (0.65, 0.80, 0.88, 0.92):
    print(f"at least {limit:.0%} right:          ", share_right(mine, hard_test, y_test) >= limit)

# %% [markdown]
# This is what it takes for what, on these hard digits:

# %% tags=["display"]
hard_loader = DataLoader(TensorDataset(hard_test, y_test), batch_size=256)

plots.confusion_matrix(confusion(mine, hard_loader, 10))

# %% [markdown]
# And this is what our small CNN makes of the same digits, which learned from digits in their places:

# %% tags=["display"]
plots.confusion_matrix(confusion(cnn, hard_loader, 10))

# %% [markdown]
# ### Exercise 7: explain
#
# **Difficulty 2 of 5, about 6 minutes, 3 marks**
#
# Look at the confusion matrix of *your* model, and at digits that it gets wrong (`plots.mistakes` shows them).
# Name two pairs of digits that it confuses. For each: what do the two have in common, and what tells them
# apart? And why does it get harder when digits are moved, turned or redrawn? Write a few sentences into the
# next cell. A person reads and marks them.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain", "locked": false, "points": 3, "schema_version": 3, "solution": true}
# ### BEGIN SOLUTION
# My model takes 4 for 9, and 9 for 4. Both have a stem on the right and something above it on the left. Only
# the gap at the top tells them apart, and a thick pen closes it. It also takes 7 for 2: both have a stroke
# at the top and a slanting one below it, and what differs is the short foot of the 2. Turning makes the
# slanting stroke lie or stand, and moving can push the foot out of the image, so that just the part is
# lost that tells them apart. Few such digits were in the training, and the windows look for strokes as they
# were there.
# ### END SOLUTION
# ### BEGIN MARK SCHEME
# 1 mark: two pairs that really stand out in the learner's own matrix, read the right way round (row: what it
# is, column: what was said).
#
# 1 mark: for each pair the strokes that the two share, and the part that tells them apart.
#
# 1 mark: why moving, turning or another pen makes it harder, by what the network looks at: parts that get
# lost or close, strokes in directions that it rarely met. Half a mark where it is only asserted.
# ### END MARK SCHEME

# %% [markdown]
# ## 10. The same in Keras
#
# PyTorch is not alone. Another library, Keras, says the same with other words:
#
# | What | PyTorch | Keras |
# |---|---|---|
# | a batch of images | `(N, 1, 28, 28)`: channels first | `(N, 28, 28, 1)`: channels last |
# | a frame of paper | `padding=1` | `ZeroPadding2D(1)`, a layer of its own |
# | 16 kernels | `nn.Conv2d(1, 16, kernel_size=3, stride=2)` | `Conv2D(16, 3, strides=2)` |
# | channels that come in | you say how many | found out from the images |
# | ReLU | `nn.ReLU()` or `F.relu` | `activation="relu"`, in the layer |
# | average over all places | `nn.AdaptiveAvgPool2d(1)`, `nn.Flatten()` | `GlobalAveragePooling2D()` |
# | loss of raw scores | `F.cross_entropy` | `SparseCategoricalCrossentropy(from_logits=True)` |
# | optimizer | `torch.optim.Adam(model.parameters())` | `Adam()`, given to `compile` |
# | training | the loop that you wrote | `model.fit(x, y)` |
#
# Compare these lines with those of `any_size`, one by one. (Keras also knows `padding="same"`, but with
# stride 2 that lays the frame on the right and below only.)

# %% tags=["display"]
from nn_course.mnist.full import import_tensorflow

keras = import_tensorflow().keras  # Keras comes with tensorflow; this imports it without its notices


def in_keras():
    return keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.ZeroPadding2D(1),
            keras.layers.Conv2D(16, 3, strides=2, activation="relu"),
            keras.layers.ZeroPadding2D(1),
            keras.layers.Conv2D(16, 3, strides=2, activation="relu"),
            keras.layers.ZeroPadding2D(1),
            keras.layers.Conv2D(10, 3, strides=2),
            keras.layers.GlobalAveragePooling2D(),
        ]
    )


other = in_keras()
print("parameters:", other.count_params())

# %% [markdown]
# Is it the same network? We give it the parameters of ours. PyTorch keeps kernels as (out, in, rows,
# columns), Keras as (rows, columns, in, out): `permute` puts the axes in order. Then both read the same
# digits.

# %% tags=["display"]
channels_last = images_test.permute(0, 2, 3, 1).numpy()


def put_into(other, model):
    layers = [layer for layer in other.layers if isinstance(layer, keras.layers.Conv2D)]
    for theirs, ours in zip(layers, convolutions(model), strict=True):
        kernel, bias = ours.weight.detach(), ours.bias.detach()
        theirs.set_weights([kernel.permute(2, 3, 1, 0).numpy(), bias.numpy()])


put_into(other, cnn)
with torch.no_grad():
    difference = np.abs(other(channels_last).numpy() - cnn(images_test).numpy()).max()

print("images:", channels_last.shape[1:])
print("the same scores, up to rounding:", bool(difference < 1e-3))

# %% [markdown]
# Two libraries, one calculation. And training? We make all else alike: Adam with a learning rate of 0.01,
# batches of 64, four times through the same 10,000 digits. The start, too: left to itself, Keras begins with
# larger kernels than PyTorch does, and in so short a training that alone tells. What each draws for itself
# are its batches. That is chance, and to see how much chance matters we do it all three times.

# %% tags=["display"]
x_few, y_few = images_train[:10_000], y_train[:10_000]


def trained_by_keras(start, seed):
    other = in_keras()
    put_into(other, start)
    other.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    keras.utils.set_random_seed(seed)
    other.fit(x_few.permute(0, 2, 3, 1).numpy(), y_few.numpy(), batch_size=64, epochs=4, verbose=0)
    return float(np.mean(other(channels_last).numpy().argmax(1) == y_test.numpy()))


def trained_by_torch(start, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(start.parameters(), lr=0.01)
    few_loader = DataLoader(TensorDataset(x_few, y_few), batch_size=64, shuffle=True)
    for _ in range(4):
        for xb, yb in few_loader:
            optimizer.zero_grad()
            F.cross_entropy(start(xb), yb).backward()
            optimizer.step()
    return share_right(start, images_test, y_test)


# %% tags=["display"]
by_keras, by_torch = [], []
for seed in range(3):
    torch.manual_seed(seed)
    start = CNN()
    by_keras.append(trained_by_keras(start, seed))
    by_torch.append(trained_by_torch(start, seed))

plots.bars(
    by_keras + by_torch,
    labels=["Keras 1", "Keras 2", "Keras 3", "PyTorch 1", "PyTorch 2", "PyTorch 3"],
    title="the same start, three times",
    ylabel="share right",
)
print("each of the six reads more than 6 in 10:", min(by_keras + by_torch) > 0.6)
print("on average they are less than 0.1 apart:", abs(np.mean(by_keras) - np.mean(by_torch)) < 0.1)

# %% [markdown]
# From one run to the next each library moves by several digits of 100, and the two do not differ by more
# than that. `fit` has no secrets from you any more. You have written it.

# %% [markdown]
# ## What you have built
#
# | You wrote | PyTorch has it ready as |
# |---|---|
# | `as_image` | `nn.Unflatten` |
# | `CNN` | any list of `nn.Conv2d`; `torchvision.models` has famous large ones |
# | `Lambda` | nothing: it is so short that everybody writes it |
# | `WrappedDataLoader` | `collate_fn` of `DataLoader`, or a `Dataset` that does the work |
# | `confusion` | `confusion_matrix` in scikit-learn and torchmetrics |
# | `best_model` | nothing. It is yours. |
#
# In part 1 you wrote every piece by hand. In parts 2 and 3 you handed them over, one by one. Now you have
# built a network that nobody gave you. There is no magic in `torch.nn`: modules that keep their parameters,
# functions between them, and a loop that goes downhill.
#
# **Before you hand this in:** restart the kernel and run all cells once more (menu *Kernel*, *Restart
# Kernel and Run All Cells*). Then press *Validate* at the top of the notebook. It tells you whether
# all checks pass.

# %% [markdown]
# ### Sources
#
# - The data: MNIST, Yann LeCun and Corinna Cortes, CC BY-SA 3.0.
# - The idea of the course, and of this network: the tutorial
#   **[What is torch.nn *really*?](https://pytorch.org/tutorials/beginner/nn_tutorial.html)** by Jeremy
#   Howard, on PyTorch's site. This is our own telling.
