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
# ## Part 2: torch.nn takes over
#
# In part 1 you wrote a classifier for handwritten digits, every piece of it by hand. In this part the
# same model goes from your hands into those of `torch.nn`, one piece after the other. Each time in
# three moves:
#
# 1. Feel what is clumsy in what you have.
# 2. Meet the part of torch that takes it off your hands.
# 3. **Prove that the result is still the same.** Same start, same batches, same numbers.
#
# At the end hardly a line of the first loop is left, and you know what became of each.
#
# **You need** part 1, and about 90 minutes.

# %% [markdown]
# ### How this works
#
# It is as in part 1. Cells with `raise NotImplementedError` are yours to fill in: where there are two in
# one cell, both. The cell below checks your answer. Difficulty, minutes and marks stand above it. Stuck?
# The line below each check gives hints, one more each time it runs: delete its first `#` and run it. Run
# the cells from top to bottom.

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

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim

from nn_course import load_mnist, plots
from nn_course.checks import part2 as check
from nn_course.hints import part2 as hint

nn_course.speak("en")  # the language of checks, hints and pictures

# %% [markdown]
# ## 1. Where we stand
#
# The digits again, as rows of 784 numbers between 0 and 1:

# %%
(train_images, train_labels), (test_images, test_labels) = load_mnist()

x_train = torch.tensor(train_images / 255, dtype=torch.float32).reshape(-1, 784)
y_train = torch.tensor(train_labels, dtype=torch.int64)
x_test = torch.tensor(test_images / 255, dtype=torch.float32).reshape(-1, 784)
y_test = torch.tensor(test_labels, dtype=torch.int64)

print("one image:", tuple(x_train[0].shape), x_train.dtype)
print("one label:", y_train[0].item())

# %% [markdown]
# Two of your functions have a name in torch. They stand in `torch.nn.functional`, which everybody
# imports as `F`. It holds functions only: nothing in it remembers anything from one call to the next.
#
# | You wrote | torch calls it |
# |---|---|
# | `stable_log_softmax(scores)` | `F.log_softmax(scores, dim=-1)` |
# | `nll(log_probs, yb)` | `F.nll_loss(log_probs, yb)` |
#
# `dim=-1` says "over the last axis". It has to be said, because `F.log_softmax` can do it over any axis.
# The other axis would be wrong here, and give no error:

# %%
scores = torch.tensor([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]])

print("each row adds up to:   ", F.log_softmax(scores, dim=-1).exp().sum(dim=-1))
print("each column adds up to:", F.log_softmax(scores, dim=0).exp().sum(dim=0))

# %% [markdown]
# To prove that two ways of training give the same, both have to start from the same numbers. `start`
# always gives the same weights, with a spread of $1 / \sqrt{784}$ as in part 1, and a bias of zeros.
# `compare` says how far apart two results are.


# %%
def start():
    generator = torch.Generator().manual_seed(42)
    weights = torch.normal(0.0, 1 / math.sqrt(784), (784, 10), generator=generator)
    return weights.requires_grad_(), torch.zeros(10).requires_grad_()


def compare(what, one, other):
    difference = (torch.as_tensor(one) - torch.as_tensor(other)).abs().max().item()
    print(f"{what}: the same to 1e-6: {difference < 1e-6}")


# %% [markdown]
# ## 2. Batches by chance
#
# In part 1 the batches came in the order of the file. That was our luck: in this file the digits are
# well mixed. Many data sets come sorted. This is what the first batch would look like then:

# %%
order = np.argsort(train_labels, kind="stable")

print("labels of the first batch, sorted:", np.unique(train_labels[order][:64]))
print("labels of the first batch, mixed: ", np.unique(train_labels[:64]))

# %% [markdown]
# A model that sees 0 and nothing but 0 for hundreds of images learns one thing: always say 0. Then come
# the ones, and it learns: always say 1. It ends with 9.
#
# **Draw** the rows instead, and every batch is a small picture of the whole. For that we need random
# positions. `torch.randint(high, shape)` draws whole numbers from 0 up to, but **without**, `high`:

# %% tags=["display"]
torch.manual_seed(3)
print(torch.randint(5, (12,)))

# %% [markdown]
# The 5 never comes up, just as 5 is no position in a list of 5. And positions may be handed over all
# at once, in square brackets. Any order, and twice the same, if you like:

# %%
letters = np.array(["a", "b", "c", "d", "e"])
values = torch.tensor([10.0, 20.0, 30.0, 40.0, 50.0])
rows = torch.tensor([4, 0, 0])

print(letters[rows], values[rows])

# %% [markdown]
# ### Whose chance is it?
#
# There is no chance in a computer. A **generator** calculates numbers that look like it, each from the
# one before. Where it begins is its **seed**. torch has one generator for all, and `torch.manual_seed`
# sets it. But whoever draws from it moves it on, for everybody. So for an experiment that is to be
# repeated we make one of our own, and hand it to whatever draws.
#
# **Now predict.** Below, `mine` draws three times, and then again from the same seed. Which lines will
# be equal?

# %% tags=["display"]
mine = torch.Generator().manual_seed(7)
print("first: ", torch.randint(100, (5,), generator=mine))
print("second:", torch.randint(100, (5,), generator=mine))
torch.manual_seed(0)  # sets another generator, not ours
print("third: ", torch.randint(100, (5,), generator=mine))

mine = torch.Generator().manual_seed(7)
print("again: ", torch.randint(100, (5,), generator=mine))

# %% [markdown]
# The first and the last. A generator goes on from call to call. Seeded anew, it starts over.

# %% [markdown]
# ### Exercise 1: `random_batch`
#
# **Difficulty 2 of 5, about 6 minutes, 2 marks**
#
# Draw a batch: rows of `x` at random, and the labels that belong to them. All chance has to come from
# the generator you are given. Every row must have the same chance. Whether a row may be in a batch
# twice is up to you.


# %% nbgrader={"grade": false, "grade_id": "random_batch", "locked": false, "schema_version": 3, "solution": true}
def random_batch(x, y, batch_size, generator):
    """Draw rows of x at random, with their labels.

    x: float tensor (N, n_in)
    y: int64 tensor (N,), the label of each row
    batch_size: how many rows to draw, at most N
    generator:  torch.Generator, where all chance comes from

    Returns two tensors: xb (batch_size, n_in), rows of x, and
    yb (batch_size,), their labels. The next call with the same
    generator draws another batch.
    """
    ### BEGIN SOLUTION
    rows = torch.randint(len(x), (batch_size,), generator=generator)
    return x[rows], y[rows]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_random_batch", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.random_batch(random_batch)
### BEGIN HIDDEN TESTS
def gather(random_batch, x, y, size, seed, calls):
    """The first batch, one drawn from the same seed, all batches, what else was touched."""
    own = torch.get_rng_state(), np.random.get_state()[1].copy(), np.random.get_state()[2]
    source = torch.Generator().manual_seed(seed)
    first = random_batch(x, y, size, source)
    if not (isinstance(first, tuple | list) and len(first) == 2):
        return {"first": first}
    pairs = [first] + [random_batch(x, y, size, source) for _ in range(calls - 1)]
    return {
        "first": first,
        "anew": random_batch(x, y, size, torch.Generator().manual_seed(seed)),
        "rows": torch.cat([xb for xb, _ in pairs]),
        "labels": torch.cat([yb for _, yb in pairs]),
        "torch": torch.equal(own[0], torch.get_rng_state()),
        "numpy": np.array_equal(np.random.get_state()[1], own[1])
        and np.random.get_state()[2] == own[2],
        "given": (x, y),
    }


def hidden(random_batch):
    rng = np.random.default_rng(17)
    for n, n_in, size, calls in [(7, 3, 3, 300), (30, 2, 10, 300), (12, 5, 1, 1000), (8, 1, 8, 150)]:
        where = f"{calls} batches of {size} out of {n} rows"
        x = torch.tensor(rng.permutation(n * n_in).reshape(n, n_in), dtype=torch.float32)
        y = torch.tensor(rng.integers(0, 10, n))
        y[:2] = torch.tensor([4, 6])
        drawn = random_batch(x, y, size, int(rng.integers(1000)), calls)
        first = drawn["first"]
        assert isinstance(first, tuple | list) and len(first) == 2, (
            "random_batch has to return two tensors: rows of x, and their labels."
        )
        for got, shape, kind, name in [
            (first[0], (size, n_in), torch.float32, "rows"),
            (first[1], (size,), torch.int64, "labels"),
        ]:
            assert isinstance(got, torch.Tensor), f"The {name} of the batch are no tensor."
            assert tuple(got.shape) == shape, (
                f"For a batch of {size} the {name} have shape {tuple(got.shape)}."
            )
            assert got.dtype == kind, f"The {name} of the batch came out as {got.dtype}."
        rows, labels = drawn["rows"], drawn["labels"]
        assert len(rows) == len(labels) == calls * size, f"{where}: not all batches are that large."
        which = {tuple(row): place for place, row in enumerate(x.tolist())}
        places = [which.get(tuple(row), -1) for row in rows.tolist()]
        assert -1 not in places, f"{where}: some rows of the batch are no rows of x."
        places = torch.tensor(places)
        assert check.close(labels, y[places]), f"{where}: some rows have another row's label."
        for got, then in zip(drawn["anew"], first, strict=True):
            assert check.close(got, then), "From the same seed random_batch drew another batch."
        same = (rows.reshape(calls, size, n_in) == rows[:size]).all()
        assert not same, f"{where}: all of them are the same batch."
        assert drawn["torch"], "random_batch drew from torch's own generator, or set its seed."
        assert drawn["numpy"], "random_batch drew with numpy, and not from the generator it was given."
        counts, usual = torch.bincount(places, minlength=n).double(), len(places) / n
        for place, name in ((0, "first"), (n - 1, "last")):
            assert counts[place] > 0, f"{where}: the {name} row of x was never drawn."
        assert check.close(counts, torch.full((n,), usual), 8 * math.sqrt(usual)), (
            f"{where}: some rows were drawn far more often than others."
        )
        if size > 1:
            follows = (places.reshape(calls, size).diff() == 1).double().mean()
            assert follows < 0.8, f"{where}: the rows of a batch follow one another in x."
        for got, then in zip(drawn["given"], (x, y), strict=True):
            assert check.close(got, then), "random_batch changed the tensors it was given."


hidden(check.exam("random_batch", random_batch, gather))
del hidden, gather
### END HIDDEN TESTS

# %%
# hint.random_batch()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# Here is a batch of 24. The labels are above, and they had better fit:

# %% tags=["display"]
xb, yb = random_batch(x_train, y_train, 24, torch.Generator().manual_seed(5))

plots.gallery(xb, yb)

# %% [markdown]
# ## 3. By hand, one last time
#
# We do not wait for the end of an epoch any more. With random batches every step is like every other, so
# we simply count **steps**, and note down the loss every so often.
#
# **Now predict.** Each step goes downhill, and each is taken on another batch. Will the loss be lower at
# each step than at the one before?

# %% [markdown]
# ### Exercise 2: `train_steps`
#
# **Difficulty 3 of 5, about 10 minutes, 4 marks**
#
# Take `steps` steps of gradient descent on random batches, with the functions from the table above.
# Change `weights` and `bias` in place, and see to it that no step follows the gradients of an earlier
# one. Return the losses of steps 0, `every`, 2 · `every` and so on, as they were before the step.
#
# Half of the marks are for the trained weights and bias, half for the returned list. Should your
# `random_batch` not be right yet: this exercise is judged with a correct one in its place.


# %% nbgrader={"grade": false, "grade_id": "train_steps", "locked": false, "schema_version": 3, "solution": true}
def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
    """Train weights and bias, in place, on random batches.

    x: float tensor (N, n_in)
    y: int64 tensor (N,)
    weights: leaf tensor (n_in, n_out) that requires gradients
    bias:    leaf tensor (n_out,) that requires gradients
    lr:      learning rate
    steps:   number of steps, each on a batch of its own:
             random_batch(x, y, batch_size, generator), called once a step
    every:   which losses to keep

    Returns a list of numbers: the loss that the batches of steps 0,
    every, 2 * every … had before their step.
    """
    ### BEGIN SOLUTION
    losses = []
    for step in range(steps):
        xb, yb = random_batch(x, y, batch_size, generator)
        log_probs = F.log_softmax(xb @ weights + bias, dim=-1)
        loss = F.nll_loss(log_probs, yb)
        loss.backward()
        with torch.no_grad():
            weights -= lr * weights.grad
            bias -= lr * bias.grad
            weights.grad.zero_()
            bias.grad.zero_()
        if step % every == 0:
            losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train_steps", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.train_steps(train_steps)
### BEGIN HIDDEN TESTS
from nn_course.catalogue.part2.random_batch import reference as drawn


def trained(train_steps, x, y, weights, bias, lr, counts, seed):
    """The parameters after two rounds of training, one on top of the other; and the data."""
    source, leaves = torch.Generator().manual_seed(seed), []
    for _ in range(2):
        train_steps(x, y, weights, bias, lr, *counts, source)
        leaves += [weights.requires_grad and weights.is_leaf, bias.requires_grad and bias.is_leaf]
    return weights.detach(), bias.detach(), all(leaves), x, y


def hidden(train_steps):
    generator = torch.Generator().manual_seed(131)
    for n, n_in, n_out, lr, counts in [
        (40, 6, 3, 0.5, (6, 16, 2)),
        (10, 4, 2, 0.3, (3, 10, 7)),
        (7, 3, 5, 0.1, (9, 1, 4)),
        (5, 8, 10, 0.4, (1, 3, 1)),
    ]:
        where = f"{counts[0]} step(s) with batches of {counts[1]}, twice in a row"
        x = torch.randn(n, n_in, generator=generator)
        y = torch.randint(0, n_out, (n,), generator=generator)
        weights = (0.5 * torch.randn(n_in, n_out, generator=generator)).requires_grad_()
        bias = (0.1 * torch.randn(n_out, generator=generator)).requires_grad_()
        exact = [weights.detach().double().requires_grad_(), bias.detach().double().requires_grad_()]
        got = train_steps(x, y, weights, bias, lr, counts, 1000 + n)
        source = torch.Generator().manual_seed(1000 + n)
        for _ in range(2 * counts[0]):
            xb, yb = drawn(x, y, counts[1], source)
            loss = F.cross_entropy(xb.double() @ exact[0] + exact[1], yb)
            slopes = torch.autograd.grad(loss, exact)
            with torch.no_grad():
                for tensor, slope in zip(exact, slopes, strict=True):
                    tensor -= lr * slope
        for tensor, right, name in zip(got[:2], exact, ("weights", "bias"), strict=True):
            assert check.close(tensor, right, 2e-4), (
                f"{where}: after training, the {name} passed in are not what they should be."
            )
        assert got[2], f"{where}: weights or bias no longer are leaves that ask for gradients."
        assert check.close(got[3], x) and check.close(got[4], y), (
            "train_steps changed the data it was given."
        )


hidden(check.exam("train_steps", train_steps, trained))
del hidden, trained, drawn
### END HIDDEN TESTS

# %%
# hint.train_steps()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_train_steps_losses", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two of the four marks are given here: for the list of losses that train_steps returns.
### BEGIN HIDDEN TESTS
from nn_course.catalogue.part2.random_batch import reference as drawn


def listed(train_steps, x, y, weights, bias, lr, counts, seed):
    """What is returned, without graphs."""
    kept = train_steps(x, y, weights, bias, lr, *counts, torch.Generator().manual_seed(seed))
    if not isinstance(kept, list | tuple):
        return kept.detach() if isinstance(kept, torch.Tensor) else kept
    return [one.detach() if isinstance(one, torch.Tensor) else one for one in kept]


def hidden(train_steps):
    generator = torch.Generator().manual_seed(137)
    for n, n_in, n_out, lr, counts in [
        (30, 5, 3, 0.5, (10, 8, 3)),
        (10, 4, 2, 0.3, (4, 10, 1)),
        (7, 3, 5, 0.1, (6, 1, 6)),
        (6, 8, 10, 0.4, (2, 3, 50)),
    ]:
        where = f"{counts[0]} steps, every = {counts[2]}"
        x = torch.randn(n, n_in, generator=generator)
        y = torch.randint(0, n_out, (n,), generator=generator)
        weights = (0.5 * torch.randn(n_in, n_out, generator=generator)).requires_grad_()
        bias = (0.1 * torch.randn(n_out, generator=generator)).requires_grad_()
        exact = [weights.detach().double().requires_grad_(), bias.detach().double().requires_grad_()]
        answer = train_steps(x, y, weights, bias, lr, counts, 2000 + n)
        source, expected = torch.Generator().manual_seed(2000 + n), []
        for _ in range(counts[0]):
            xb, yb = drawn(x, y, counts[1], source)
            loss = F.cross_entropy(xb.double() @ exact[0] + exact[1], yb)
            expected.append(loss.item())
            slopes = torch.autograd.grad(loss, exact)
            with torch.no_grad():
                for tensor, slope in zip(exact, slopes, strict=True):
                    tensor -= lr * slope
        expected = expected[:: counts[2]]
        assert isinstance(answer, list | tuple), (
            f"train_steps has to return a list, and returned a {type(answer).__name__}."
        )
        assert len(answer) == len(expected), f"{where}: the list has {len(answer)} entries."
        for i, (got, right) in enumerate(zip(answer, expected, strict=True)):
            number = isinstance(got, int | float | np.integer | np.floating) or (
                isinstance(got, torch.Tensor) and got.ndim == 0
            )
            assert number and not isinstance(got, bool), (
                f"{where}: entry {i} of the list is a {type(got).__name__}, not a number."
            )
            assert check.close(got, right, 2e-4), (
                f"{where}: entry {i} of the list came out as {float(got):.4f}, which is wrong."
            )


hidden(check.exam("train_steps", train_steps, listed))
del hidden, listed, drawn
### END HIDDEN TESTS

# %% [markdown]
# Six hundred steps on real digits. We keep every loss, to see how they move.

# %% tags=["display"]
weights, bias = start()
losses = train_steps(x_train, y_train, weights, bias, 0.2, 600, 64, 1, torch.Generator().manual_seed(1))

rises = sum(losses[step + 1] > losses[step] for step in range(599))
print(f"the next loss was higher in about {rises / 600:.1f} of all cases")

# %% tags=["display"]
plots.curves(
    {"mean of 25 batches": losses},
    xlabel="step",
    smooth=25,
    first=0,
    reference=math.log(10),
    reference_label="ln 10: knowing nothing",
)

# %% [markdown]
# The thin line is the loss of each batch. It jumps up nearly as often as down, because some batches are
# easier than others. The thick line is the mean of 25 of them. That one shows where things are going.
#
# Remember this picture when you judge a training by a single number.

# %% [markdown]
# ## 4. One function for the loss
#
# Here is the first clumsy thing. The loss is made of two functions, `F.log_softmax` and `F.nll_loss`. They
# are always used together, and if you forget the first, nobody complains. You saw in part 1 that raw scores
# fit into `nll` as well, and what nonsense comes out.
#
# torch has both in one: **`F.cross_entropy`**. It takes the raw scores. The model needs no
# `log_softmax` any more.

# %%
torch.manual_seed(11)
scores = 3 * torch.randn(5, 10)
labels = torch.tensor([3, 1, 4, 1, 5])

print("in two steps:", F.nll_loss(F.log_softmax(scores, dim=-1), labels))
print("in one:      ", F.cross_entropy(scores, labels))

# %% [markdown]
# ### What if the log_softmax stays in?
#
# Many programs that you will read have both: a model that ends in `log_softmax`, and `cross_entropy` for
# the loss. Then the logarithm of the softmax is taken twice.
#
# **Now predict.** Will the loss be too large, too small, or the same? And the gradients?


# %%
def loss_and_gradient(prepare):
    leaf = scores.clone().requires_grad_()
    loss = F.cross_entropy(prepare(leaf), labels)
    loss.backward()
    return loss.item(), leaf.grad


def raw(scores):
    return scores


def log_softmax_first(scores):
    return F.log_softmax(scores, dim=-1)


def softmax_first(scores):
    return F.softmax(scores, dim=-1)


# %% tags=["display"]
loss_raw, gradient_raw = loss_and_gradient(raw)
loss_twice, gradient_twice = loss_and_gradient(log_softmax_first)

compare("loss", loss_raw, loss_twice)
compare("gradient", gradient_raw, gradient_twice)

# %% [markdown]
# The same! Why? `log_softmax` subtracts from each row the logarithm of the sum of its exponentials. After
# the first time these exponentials are probabilities. Their sum is 1, the logarithm of 1 is 0, and the
# second time there is nothing left to subtract. Mathematicians call such a function *idempotent*: once
# is as good as twice. It costs a little time, and no more.

# %% [markdown]
# ### And a softmax?
#
# That is another matter. `cross_entropy` takes what it gets for scores. After a softmax they are
# probabilities, so they all lie between 0 and 1: a sure model and a model that shrugs look nearly alike.
#
# The best a model can do is a 1 for the right digit and a 0 for the nine others. Even then the loss is
#
# $$\ln(e^1 + 9 \cdot e^0) - 1 = \ln(1 + 9 / e) \approx 1.46$$
#
# and never less. Here is the loss of one image, when the right digit has the score on the horizontal
# axis and all the others have 0:

# %% tags=["display"]
score = torch.arange(-6, 10.05, 0.1)
ten_scores = F.pad(score[:, None], (0, 9))
right = torch.zeros(len(score), dtype=torch.int64)

plots.curves(
    {
        "raw scores": F.cross_entropy(ten_scores, right, reduction="none"),
        "softmax first": F.cross_entropy(softmax_first(ten_scores), right, reduction="none"),
    },
    xlabel="score of the right digit",
    first=-6,
    every=0.1,
    last=False,
    reference=math.log(1 + 9 / math.e),
    reference_label="ln(1 + 9/e)",
)

# %% [markdown]
# Look at the left side. There the model is quite wrong. Raw scores make a steep slope, and training
# runs down it. With a softmax first it is flat: no slope, no gradient, nothing to learn from. In numbers,
# for an image whose right digit is 0 and a model that is sure of a 1:

# %% tags=["display"]
sure_and_wrong = torch.tensor([[0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]])

for prepare in (raw, log_softmax_first, softmax_first):
    leaf = sure_and_wrong.clone().requires_grad_()
    F.cross_entropy(prepare(leaf), torch.tensor([0])).backward()
    print(f"{prepare.__name__:18} gradient of the right digit's score: {leaf.grad[0, 0]:.4f}")

# %% [markdown]
# So remember: **raw scores into `cross_entropy`**. A `log_softmax` before it is idle, a `softmax` harmful.
# And it gives no error.

# %% [markdown]
# ### Exercise 3: `cross_entropy_step`
#
# **Difficulty 2 of 5, about 5 minutes, 2 marks**
#
# One step of training again, with `F.cross_entropy` of the raw scores as the loss. It is called many
# times in a row, so the gradients of one call must not get into the next.


# %% nbgrader={"grade": false, "grade_id": "cross_entropy_step", "locked": false, "schema_version": 3, "solution": true}
def cross_entropy_step(xb, yb, weights, bias, lr):
    """Take one step of gradient descent, in place, by cross-entropy.

    xb: float tensor (N, n_in)
    yb: int64 tensor (N,)
    weights: leaf tensor (n_in, n_out) that requires gradients
    bias:    leaf tensor (n_out,) that requires gradients
    lr:      learning rate

    Returns the loss of the batch before the step: a tensor of shape (),
    or a number.
    """
    ### BEGIN SOLUTION
    loss = F.cross_entropy(xb @ weights + bias, yb)
    loss.backward()
    with torch.no_grad():
        weights -= lr * weights.grad
        bias -= lr * bias.grad
        weights.grad.zero_()
        bias.grad.zero_()
    return loss.detach()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cross_entropy_step", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.cross_entropy_step(cross_entropy_step)
### BEGIN HIDDEN TESTS
def stepped(cross_entropy_step, batches, weights, bias, lr):
    """For each batch what is returned and the parameters after it; the batches at the end."""
    record = []
    for xb, yb in batches:
        loss = cross_entropy_step(xb, yb, weights, bias, lr)
        loss = loss.detach().clone() if isinstance(loss, torch.Tensor) else loss
        record.append((loss, weights.detach().clone(), bias.detach().clone()))
    return record, batches, weights.requires_grad and bias.requires_grad


def hidden(cross_entropy_step):
    generator = torch.Generator().manual_seed(139)
    for n, n_in, n_out, lr, scale in [
        (20, 6, 3, 0.5, 1.0),
        (1, 4, 2, 0.3, 1.0),
        (5, 3, 10, 0.05, 8.0),
        (64, 20, 4, 1.0, 0.3),
    ]:
        batches = [
            (
                scale * torch.randn(n, n_in, generator=generator),
                torch.randint(0, n_out, (n,), generator=generator),
            )
            for _ in range(3)
        ]
        weights = torch.randn(n_in, n_out, generator=generator).requires_grad_()
        bias = (0.5 * torch.randn(n_out, generator=generator)).requires_grad_()
        exact = [weights.detach().double().requires_grad_(), bias.detach().double().requires_grad_()]
        record, after, leaves = cross_entropy_step(batches, weights, bias, lr)
        for step, ((xb, yb), (loss, *moved)) in enumerate(zip(batches, record, strict=True)):
            where = f"In step {step + 1} on {n} rows with {n_out} classes"
            right = F.nll_loss(F.log_softmax(xb.double() @ exact[0] + exact[1], -1), yb)
            number = isinstance(loss, int | float | np.integer | np.floating) or (
                isinstance(loss, torch.Tensor) and loss.ndim == 0
            )
            assert number and not isinstance(loss, bool), (
                f"cross_entropy_step returned a {type(loss).__name__}, not the loss."
            )
            assert check.close(loss, right.item(), 2e-4), (
                f"{where} the loss came out as {float(loss):.4f}, which is wrong."
            )
            slopes = torch.autograd.grad(right, exact)
            with torch.no_grad():
                for tensor, slope in zip(exact, slopes, strict=True):
                    tensor -= lr * slope
            for tensor, right, name in zip(moved, exact, ("weights", "bias"), strict=True):
                assert tensor.shape == right.shape, f"{where} the {name} have another shape."
                assert check.close(tensor, right, 2e-4), (
                    f"{where} the {name} do not move as they should."
                )
        assert leaves, "After the steps weights or bias no longer ask for gradients."
        for (xb, yb), (x_now, y_now) in zip(batches, after, strict=True):
            assert check.close(x_now, xb) and check.close(y_now, yb), (
                "cross_entropy_step changed the batch it was given."
            )


hidden(check.exam("cross_entropy_step", cross_entropy_step, stepped))
del hidden, stepped
### END HIDDEN TESTS

# %%
# hint.cross_entropy_step()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# Now the proof. The same start, the same 200 batches, once with the two functions and once with the one:

# %% tags=["display"]
weights_two, bias_two = start()
losses_two = train_steps(
    x_train, y_train, weights_two, bias_two, 0.2, 200, 64, 1, torch.Generator().manual_seed(1)
)

weights_one, bias_one = start()
generator = torch.Generator().manual_seed(1)
losses_one = []
for _ in range(200):
    xb, yb = random_batch(x_train, y_train, 64, generator)
    losses_one.append(float(cross_entropy_step(xb, yb, weights_one, bias_one, 0.2)))

compare("losses ", losses_two, losses_one)
compare("weights", weights_two, weights_one)
compare("bias   ", bias_two, bias_one)

# %% [markdown]
# One function less, and not a single number has changed.

# %% [markdown]
# ## 5. A model that knows its parameters
#
# The next clumsy thing: `weights` and `bias` are handed from function to function, and everywhere they are
# named one by one. The step has a line for each, and another line for each to clear. The networks of
# part 4 have ten such tensors, and others have thousands.
#
# A model should know its parameters by itself. That is what **`nn.Module`** is for. Here is a tiny one. It
# stretches its input by a factor that can be learned:


# %%
class Stretch(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(factor))
        self.remark = "a plain attribute"

    def forward(self, xb):
        return self.factor * xb


stretch = Stretch(3.0)
print(stretch(torch.tensor([1.0, 2.0])))

# %% [markdown]
# Four things happen here.
#
# - **`class Stretch(nn.Module)`**: our class *derives* from `nn.Module`. It can do all that a module can.
# - **`super().__init__()`** runs the constructor of `nn.Module`, which prepares the place where parameters
#   are noted down. So it comes first.
# - **`nn.Parameter`** wraps a tensor. It is a tensor like any other, a leaf that asks for gradients.
#   But when it becomes an attribute of a module, the module notes it down.
# - **`forward`** says what the model does with its input.
#
# What was noted down can be asked for:

# %%
for name, parameter in stretch.named_parameters():
    print(name, parameter)

# %% [markdown]
# The remark is not among them. It is no parameter.
#
# **Now predict.** The next module has three factors. How many will `parameters()` find?


# %%
class Forgetful(nn.Module):
    def __init__(self):
        super().__init__()
        self.noted = nn.Parameter(torch.tensor(1.0))
        self.plain = torch.tensor(2.0, requires_grad=True)
        self.listed = [nn.Parameter(torch.tensor(3.0))]

    def forward(self, xb):
        return self.noted * self.plain * self.listed[0] * xb


# %% tags=["display"]
print(list(Forgetful().parameters()))

# %% [markdown]
# One. A plain tensor is no parameter, whatever it asks for. And a module does not look into lists. (For
# those there is `nn.ParameterList`.) What `parameters()` does not find, no optimizer will ever train. The
# model runs, the loss falls a little, and nobody complains.

# %% [markdown]
# ### Call it, don't forward it
#
# We defined `forward`, but we *called the model*: `stretch(…)`, and not `stretch.forward(…)`. The call
# leads to `nn.Module`'s own `__call__`. It runs `forward`, and what else is to be done: **hooks**, for
# example, functions that others attach to a model in order to watch it. Here is one, and then both ways:


# %%
def watch(module, inputs, output):
    print("   the hook saw the result", output.tolist())


handle = stretch.register_forward_hook(watch)

print("stretch(…)")
stretch(torch.tensor([1.0, 2.0]))
print("stretch.forward(…)")
stretch.forward(torch.tensor([1.0, 2.0]))

handle.remove()

# %% [markdown]
# The second call came out right, too, and the hook did not see it. So: define `forward`, call the model.

# %% [markdown]
# ### Exercise 4: `Logistic`
#
# **Difficulty 3 of 5, about 10 minutes, 4 marks**
#
# Make our model a module. It starts as `init_parameters` of part 1 did, and gives raw scores: the
# `log_softmax` is in the loss now. There are two methods to write.


# %% nbgrader={"grade": false, "grade_id": "Logistic", "locked": false, "schema_version": 3, "solution": true}
class Logistic(nn.Module):
    """Scores from inputs, with weights and bias that the model knows.

    n_in:  number of inputs, for example 784 pixels
    n_out: number of scores, for example 10 digits

    Two parameters: weights, random with mean 0 and standard deviation
    1 / sqrt(n_in), and bias, all zero.

    The model is called on xb, a float tensor (N, n_in).
    Returns raw scores, a float tensor (N, n_out).
    """

    def __init__(self, n_in, n_out):
        ### BEGIN SOLUTION
        super().__init__()
        self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
        self.bias = nn.Parameter(torch.zeros(n_out))
        ### END SOLUTION

    def forward(self, xb):
        ### BEGIN SOLUTION
        return xb @ self.weights + self.bias
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_Logistic", "locked": true, "points": 4, "schema_version": 3, "solution": false}
check.Logistic(Logistic)
### BEGIN HIDDEN TESTS
def examined_model(Logistic, n_in, n_out, x, y, lr):
    """Everything a model shows before, while and after two steps over its parameters."""

    def read(one):
        with torch.no_grad():
            at_zero = one(torch.zeros(2, n_in))[1].clone()
            return one(torch.eye(n_in)) - at_zero, at_zero

    model, neighbour = Logistic(n_in, n_out), Logistic(n_in, n_out)
    if not isinstance(model, nn.Module):
        return {"module": False}
    told = [(p.numel(), p.requires_grad) for p in model.parameters()]
    calls = []
    watcher = model.register_forward_hook(lambda *given: calls.append(len(given)))
    scores = model(x)
    watcher.remove()
    data = {"module": True, "told": told, "hooks": len(calls)}
    if not isinstance(scores, torch.Tensor) or tuple(scores.shape) != (len(x), n_out):
        return {**data, "scores": scores.detach() if isinstance(scores, torch.Tensor) else None}
    data |= {"scores": scores.detach(), "again": model(x).detach(), "start": read(model)}
    data["neighbour"] = read(neighbour)
    for _ in range(2):
        loss = F.cross_entropy(model(x), y)
        moving = [p for p in model.parameters() if p.requires_grad]
        if not moving or not loss.requires_grad:
            break
        slopes = torch.autograd.grad(loss, moving, allow_unused=True)
        with torch.no_grad():
            for p, slope in zip(moving, slopes, strict=True):
                p.sub_(0 if slope is None else lr * slope)
    return data | {"end": read(model), "neighbour at the end": read(neighbour)}


def hidden(Logistic):
    generator = torch.Generator().manual_seed(149)
    for n, n_in, n_out, lr in [(5, 3, 4, 0.5), (4, 200, 100, 0.1), (1, 6, 2, 0.3), (7, 5, 5, 0.2)]:
        where = f"For n_in = {n_in} and n_out = {n_out}"
        x = torch.randn(n, n_in, generator=generator)
        y = torch.randint(0, n_out, (n,), generator=generator)
        seen = Logistic(n_in, n_out, x, y, lr)
        assert seen["module"], "Logistic has to be an nn.Module."
        count = sum(size for size, _ in seen["told"])
        assert count == n_in * n_out + n_out, (
            f"{where} parameters() finds {count} numbers, and should find {n_in * n_out + n_out}."
        )
        assert all(asks for _, asks in seen["told"]), "Some parameters do not ask for gradients."
        assert seen["hooks"] == 1, "Calling the model does not run its hooks: define only forward."
        scores = seen["scores"]
        assert isinstance(scores, torch.Tensor), "Calling the model did not give a tensor."
        assert tuple(scores.shape) == (n, n_out), (
            f"{where} {n} rows get scores of shape {tuple(scores.shape)}."
        )
        assert check.close(seen["again"], scores, 1e-4), (
            "The same input got other scores the second time."
        )
        weights, bias = (part.double() for part in seen["start"])
        assert check.close(x.double() @ weights + bias, scores, 1e-3), (
            f"{where} the scores are not inputs times weights, plus bias."
        )
        assert check.close(bias, torch.zeros(n_out), 1e-5), (
            f"{where} the bias does not start at zero."
        )
        assert weights.std() > 1e-3 / math.sqrt(n_in), f"{where} all weights start at one number."
        if weights.numel() > 5000:
            spread = 1 / math.sqrt(n_in)
            assert check.close(weights.mean(), 0.0, 8 * spread / math.sqrt(weights.numel())), (
                f"{where} the mean of the weights is {weights.mean():.4f}, too far from 0."
            )
            assert check.close(weights.std() / spread, 1.0, 0.1), (
                f"{where} the standard deviation of the weights is {weights.std():.4f}."
            )
            for axis, name in ((0, "columns"), (1, "rows")):
                same = weights.std(axis) < 0.01 * spread
                assert same.double().mean() < 0.5, f"{where} whole {name} of weights are alike."
        exact = [weights.requires_grad_(), bias.requires_grad_()]
        for _ in range(2):
            slopes = torch.autograd.grad(F.cross_entropy(x.double() @ exact[0] + exact[1], y), exact)
            with torch.no_grad():
                for tensor, slope in zip(exact, slopes, strict=True):
                    tensor -= lr * slope
        for tensor, right, name in zip(seen["end"], exact, ("weights", "bias"), strict=True):
            assert check.close(tensor, right, 5e-4), (
                f"{where} two steps over parameters() do not train the {name} as they should."
            )
        for then, now in zip(seen["neighbour"], seen["neighbour at the end"], strict=True):
            assert check.close(now, then), "Training one model changed another: they share parameters."


hidden(check.exam("Logistic", Logistic, examined_model))
del hidden, examined_model
### END HIDDEN TESTS

# %%
# hint.Logistic()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %%
torch.manual_seed(42)
model = Logistic(784, 10)

print("numbers to learn:", sum(parameter.numel() for parameter in model.parameters()))
print(f"loss at the start: {F.cross_entropy(model(x_train[:1000]), y_train[:1000]):.1f}")

# %% [markdown]
# 7,840 weights, 10 biases. The loss at the start is that of a model that knows nothing.
#
# Does it give the same scores as before? To prove it, we put our own start into its parameters. (They may
# have any names, so we know them by their shape. The last case is for later.) On the other side stands
# `torch.addmm`, which adds a bias to a matrix product in one go.


# %%
def put_start_into(model):
    weights, bias = start()
    fitting = {weights.shape: weights, bias.shape: bias, weights.T.shape: weights.T}
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(fitting[parameter.shape])


# %% tags=["display"]
put_start_into(model)
weights, bias = start()

compare("scores", model(x_train[:1000]), torch.addmm(bias, x_train[:1000], weights))

# %% [markdown]
# ## 6. One loop for every model
#
# Look back at your `cross_entropy_step`. It names `weights` and `bias`, so it can train this one model and
# no other. But a module knows its parameters. With `parameters()` a loop can take its step with each of
# them, however many there are.
#
# And there is `zero_grad()`. It clears the gradients of all parameters at once:

# %%
stretch = Stretch(3.0)
stretch(torch.tensor([1.0, 2.0])).sum().backward()

print("after backward: ", stretch.factor.grad)
stretch.zero_grad()
print("after zero_grad:", stretch.factor.grad)

# %% [markdown]
# `None`, and not zero: there is no gradient any more. The next `backward()` makes a new one. That saves
# memory, and what comes out is the same.

# %% [markdown]
# ### Exercise 5: `manual_fit`
#
# **Difficulty 3 of 5, about 10 minutes, 4 marks**
#
# Write `fit` of part 1 once more, now for **any** module: one that has two parameters, or twenty. As
# there, the rows come in order, the last batch may be smaller, and every epoch gives the average loss of
# its samples. The loss is `F.cross_entropy`. Call the model as a function.
#
# Half of the marks are for the trained parameters, half for the returned list.


# %% nbgrader={"grade": false, "grade_id": "manual_fit", "locked": false, "schema_version": 3, "solution": true}
def manual_fit(model, x, y, lr, epochs, batch_size):
    """Train any module, in place, by mini-batch gradient descent.

    model: an nn.Module that turns (N, n_in) into scores (N, n_out);
           call it as a function, model(…)
    x: float tensor (N, n_in)
    y: int64 tensor (N,)
    lr:     learning rate
    epochs: number of runs through all samples, in order
    batch_size: samples per step; the last batch may be smaller

    Returns a list with one number for each epoch: the average, over all
    samples, of the loss each had before the step of its batch.
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(x), batch_size):
            xb = x[start : start + batch_size]
            yb = y[start : start + batch_size]
            loss = F.cross_entropy(model(xb), yb)
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
            model.zero_grad()
            total += loss.item() * len(yb)
        losses.append(total / len(x))
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_manual_fit", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.manual_fit(manual_fit)
### BEGIN HIDDEN TESTS
from itertools import pairwise


def fitted(manual_fit, sizes, begin, x, y, lr, epochs, batch_size):
    """The parameters after training a network that began with `begin`; its calls; the data."""
    parts = []
    for n_in, n_out in pairwise(sizes):
        parts += [nn.Linear(n_in, n_out), nn.Sigmoid()]
    network = nn.Sequential(*parts[:-1])
    with torch.no_grad():
        for p, value in zip(network.parameters(), begin, strict=True):
            p.copy_(value)
    inner, outer = [], []
    network[0].register_forward_hook(lambda *given: inner.append(len(given[1][0])))
    network.register_forward_hook(lambda *given: outer.append(len(given[1][0])))
    manual_fit(network, x, y, lr, epochs, batch_size)
    return [p.detach() for p in network.parameters()], inner, outer, x, y


def hidden(manual_fit):
    generator = torch.Generator().manual_seed(151)
    for n, sizes, lr, epochs, batch_size in [
        (38, (6, 3), 0.5, 3, 16),
        (13, (4, 5, 2), 0.8, 2, 4),
        (5, (3, 4, 4, 5), 0.5, 2, 1),
        (33, (10, 10), 0.4, 1, 32),
        (6, (2, 3), 0.3, 3, 50),
    ]:
        where = f"{len(sizes) - 1} layer(s), {n} samples, {epochs} epoch(s), batches of {batch_size}"
        x = torch.randn(n, sizes[0], generator=generator)
        y = torch.randint(0, sizes[-1], (n,), generator=generator)
        begin = []
        for n_in, n_out in pairwise(sizes):
            begin.append(torch.randn(n_out, n_in, generator=generator))
            begin.append(torch.randn(n_out, generator=generator))
        exact = [tensor.double().requires_grad_() for tensor in begin]
        got, inner, outer, x_after, y_after = manual_fit(
            list(sizes), begin, x, y, lr, epochs, batch_size
        )
        for _ in range(epochs):
            for xb, yb in zip(x.double().split(batch_size), y.split(batch_size), strict=True):
                for layer in range(0, len(exact), 2):
                    xb = xb if layer == 0 else torch.sigmoid(xb)
                    xb = xb @ exact[layer].T + exact[layer + 1]
                slopes = torch.autograd.grad(F.cross_entropy(xb, yb), exact)
                with torch.no_grad():
                    for tensor, slope in zip(exact, slopes, strict=True):
                        tensor -= lr * slope
        for place, (tensor, right) in enumerate(zip(got, exact, strict=True)):
            assert check.close(tensor, right, 3e-4), (
                f"{where}: after training, parameter {place} of the model passed in is not what it "
                "should be."
            )
        assert inner == outer, (
            f"{where}: the model's hooks did not run. Call the model itself, not its forward."
        )
        assert check.close(x_after, x) and check.close(y_after, y), (
            "manual_fit changed the data it was given."
        )


hidden(check.exam("manual_fit", manual_fit, fitted))
del hidden, fitted, pairwise
### END HIDDEN TESTS

# %%
# hint.manual_fit()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% nbgrader={"grade": true, "grade_id": "test_manual_fit_losses", "locked": true, "points": 2, "schema_version": 3, "solution": false}
# Two of the four marks are given here: for the list of losses that manual_fit returns.
### BEGIN HIDDEN TESTS
def averages(manual_fit, start, x, y, lr, epochs, batch_size):
    """What is returned for tanh layers that begin with `start`, without graphs."""
    layers = []
    for weights, bias in zip(start[::2], start[1::2], strict=True):
        layers += [nn.Tanh(), nn.Linear(*reversed(weights.shape))]
        layers[-1].load_state_dict({"weight": weights, "bias": bias})
    answer = manual_fit(nn.Sequential(*layers), x, y, lr, epochs, batch_size)
    if not isinstance(answer, list | tuple):
        return answer.detach() if isinstance(answer, torch.Tensor) else answer
    return [one.detach() if isinstance(one, torch.Tensor) else one for one in answer]


def hidden(manual_fit):
    generator = torch.Generator().manual_seed(157)
    for n, shapes, lr, epochs, batch_size in [
        (38, [(4, 6), (3, 4)], 0.5, 3, 16),
        (5, [(3, 4), (2, 3)], 0.3, 2, 8),
        (12, [(4, 5)], 0.2, 1, 4),
        (33, [(10, 10)], 0.4, 1, 32),
    ]:
        where = f"{n} samples, {epochs} epoch(s), batches of {batch_size}"
        x = torch.randn(n, shapes[0][1], generator=generator)
        y = torch.randint(0, shapes[-1][0], (n,), generator=generator)
        begin = []
        for shape in shapes:
            begin.append(torch.randn(shape, generator=generator))
            begin.append(torch.randn(shape[0], generator=generator))
        exact = [tensor.double().requires_grad_() for tensor in begin]
        expected = []
        for _ in range(epochs):
            each = []
            for xb, yb in zip(x.double().split(batch_size), y.split(batch_size), strict=True):
                for layer in range(0, len(exact), 2):
                    xb = torch.tanh(xb) @ exact[layer].T + exact[layer + 1]
                every = F.cross_entropy(xb, yb, reduction="none")
                each += every.tolist()
                slopes = torch.autograd.grad(every.mean(), exact)
                with torch.no_grad():
                    for tensor, slope in zip(exact, slopes, strict=True):
                        tensor -= lr * slope
            expected.append(sum(each) / n)
        answer = manual_fit(begin, x, y, lr, epochs, batch_size)
        assert isinstance(answer, list | tuple), (
            f"manual_fit has to return a list, and returned a {type(answer).__name__}."
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


hidden(check.exam("manual_fit", manual_fit, averages))
del hidden, averages
### END HIDDEN TESTS

# %% [markdown]
# The proof: one epoch with `manual_fit`, and one with `cross_entropy_step` on the same batches.
# (`split` cuts a tensor into pieces of 64 rows.)

# %% tags=["display"]
put_start_into(model)
losses_fit = manual_fit(model, x_train, y_train, 0.2, 1, 64)

weights, bias = start()
summed = 0.0
for xb, yb in zip(x_train.split(64), y_train.split(64), strict=True):
    summed += float(cross_entropy_step(xb, yb, weights, bias, 0.2)) * len(xb)

probabilities = F.softmax(torch.addmm(bias, x_test, weights), dim=-1)

compare("loss of the epoch  ", losses_fit, [summed / len(x_train)])
compare("probabilities after", F.softmax(model(x_test), dim=-1), probabilities)

# %% [markdown]
# And the reward. `manual_fit` does not care what the model looks like. So we hand it one that we never
# built: **two** layers, with a bend between them. You will build such models in part 4. Here they only
# have to be trainable, and not a line of the loop changes.

# %% tags=["display"]
torch.manual_seed(1)
two_layers = nn.Sequential(nn.Linear(784, 50), nn.Tanh(), nn.Linear(50, 10))
put_start_into(model)

plots.curves(
    {
        "Logistic": manual_fit(model, x_train, y_train, 0.2, 6, 64),
        "two layers": manual_fit(two_layers, x_train, y_train, 0.2, 6, 64),
    }
)

# %% [markdown]
# ## 7. A layer from the shelf
#
# Multiplying by weights and adding a bias is so common that torch has it ready, as a module: **`nn.Linear`**.
# It keeps both parameters, and draws them by itself.

# %%
torch.manual_seed(4)
layer = nn.Linear(3, 2)

print(layer)
for name, parameter in layer.named_parameters():
    print(f"{name}: {tuple(parameter.shape)}")

# %% [markdown]
# Three numbers in, two scores out. But look at the shape of `weight`: it is `(2, 3)`, the other way round
# than ours. In an `nn.Linear` each **row** holds the weights of one score. So it multiplies by the
# *transposed* table, `.T`:

# %%
x = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]])

compare("scores", layer(x), x @ layer.weight.T + layer.bias)

# %% [markdown]
# Its random start is a little different, too. Ours comes from the bell curve, that of `nn.Linear` is
# uniform: every number between $-1/\sqrt{n_\text{in}}$ and $1/\sqrt{n_\text{in}}$ is equally likely. And its
# bias does not start at zero but in the same range.

# %% tags=["display"]
plots.histograms(
    {"start()": start()[0], "nn.Linear": nn.Linear(784, 10).weight}, xlabel="weight"
)

# %% [markdown]
# A smaller spread, and no outliers. For this model it makes hardly any difference.
#
# One more thing about modules. A module may be an **attribute of another module**, and then it is noted
# down just as a parameter is. `parameters()` finds what is inside:


# %%
class TwoStretches(nn.Module):
    def __init__(self):
        super().__init__()
        self.wide = Stretch(3.0)
        self.narrow = Stretch(0.5)

    def forward(self, xb):
        return self.narrow(self.wide(xb))


print([name for name, _ in TwoStretches().named_parameters()])

# %% [markdown]
# ### Exercise 6: `LinearLogistic`
#
# **Difficulty 2 of 5, about 5 minutes, 2 marks**
#
# Our model again, with an `nn.Linear` in place of the two parameters. Leave its start as it is. Derive
# from `nn.Module`, as `Logistic` does.


# %% nbgrader={"grade": false, "grade_id": "LinearLogistic", "locked": false, "schema_version": 3, "solution": true}
class LinearLogistic(nn.Module):
    """Scores from inputs, by an nn.Linear.

    n_in:  number of inputs, for example 784 pixels
    n_out: number of scores, for example 10 digits

    Its only parameters are those of an nn.Linear.

    The model is called on xb, a float tensor (N, n_in).
    Returns raw scores, a float tensor (N, n_out).
    """

    def __init__(self, n_in, n_out):
        ### BEGIN SOLUTION
        super().__init__()
        self.layer = nn.Linear(n_in, n_out)
        ### END SOLUTION

    def forward(self, xb):
        ### BEGIN SOLUTION
        return self.layer(xb)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_LinearLogistic", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check.LinearLogistic(LinearLogistic)
### BEGIN HIDDEN TESTS
def examined_layer(LinearLogistic, n_in, n_out, x, y, lr):
    """Everything a model shows before, while and after two steps over its parameters."""

    def read(one):
        with torch.no_grad():
            at_zero = one(torch.zeros(2, n_in))[1].clone()
            return one(torch.eye(n_in)) - at_zero, at_zero

    model, neighbour = LinearLogistic(n_in, n_out), LinearLogistic(n_in, n_out)
    if not isinstance(model, nn.Module):
        return {"module": False}
    data = {
        "module": True,
        "told": sum(p.numel() for p in model.parameters()),
        "layers": sum(isinstance(one, nn.Linear) for one in model.modules()),
    }
    scores = model(x)
    if not isinstance(scores, torch.Tensor) or tuple(scores.shape) != (len(x), n_out):
        return {**data, "scores": scores.detach() if isinstance(scores, torch.Tensor) else None}
    data |= {"scores": scores.detach(), "again": model(x).detach(), "start": read(model)}
    data["neighbour"] = read(neighbour)
    for _ in range(2):
        loss = F.cross_entropy(model(x), y)
        moving = [p for p in model.parameters() if p.requires_grad]
        if not moving or not loss.requires_grad:
            break
        slopes = torch.autograd.grad(loss, moving, allow_unused=True)
        with torch.no_grad():
            for p, slope in zip(moving, slopes, strict=True):
                p.sub_(0 if slope is None else lr * slope)
    return data | {"end": read(model), "neighbour at the end": read(neighbour)}


def hidden(LinearLogistic):
    generator = torch.Generator().manual_seed(163)
    for n, n_in, n_out, lr in [(5, 3, 4, 0.5), (4, 100, 10, 0.1), (1, 6, 2, 0.3), (7, 5, 5, 0.2)]:
        where = f"For n_in = {n_in} and n_out = {n_out}"
        x = 3 * torch.randn(n, n_in, generator=generator)
        y = torch.randint(0, n_out, (n,), generator=generator)
        seen = LinearLogistic(n_in, n_out, x, y, lr)
        assert seen["module"], "LinearLogistic has to be an nn.Module."
        assert seen["told"] == n_in * n_out + n_out, (
            f"{where} parameters() finds {seen['told']} numbers, and should find "
            f"{n_in * n_out + n_out}."
        )
        assert seen["layers"], "There is no nn.Linear in your model that torch could find."
        scores = seen["scores"]
        assert isinstance(scores, torch.Tensor), "Calling the model did not give a tensor."
        assert tuple(scores.shape) == (n, n_out), (
            f"{where} {n} rows get scores of shape {tuple(scores.shape)}."
        )
        assert check.close(seen["again"], scores, 1e-4), (
            "The same input got other scores the second time."
        )
        weights, bias = (part.double() for part in seen["start"])
        assert check.close(x.double() @ weights + bias, scores, 1e-3), (
            f"{where} the scores are not inputs times weights, plus bias."
        )
        limit = 1 / math.sqrt(n_in) + 1e-4
        assert check.close(weights, torch.zeros(n_in, n_out), limit) and (
            check.close(bias, torch.zeros(n_out), limit)
        ), (
            f"{where} the parameters do not start as those of an nn.Linear do."
        )
        assert weights.std() > 0.01 * limit, f"{where} all weights start at one number."
        exact = [weights.requires_grad_(), bias.requires_grad_()]
        for _ in range(2):
            slopes = torch.autograd.grad(F.cross_entropy(x.double() @ exact[0] + exact[1], y), exact)
            with torch.no_grad():
                for tensor, slope in zip(exact, slopes, strict=True):
                    tensor -= lr * slope
        for tensor, right, name in zip(seen["end"], exact, ("weights", "bias"), strict=True):
            assert check.close(tensor, right, 5e-4), (
                f"{where} two steps over parameters() do not train the {name} as they should."
            )
        for then, now in zip(seen["neighbour"], seen["neighbour at the end"], strict=True):
            assert check.close(now, then), "Training one model changed another: they share parameters."


hidden(check.exam("LinearLogistic", LinearLogistic, examined_layer))
del hidden, examined_layer
### END HIDDEN TESTS

# %%
# hint.LinearLogistic()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# The proof: with our start in its parameters (turned around, to fit) it trains as `Logistic` does.

# %% tags=["display"]
by_hand, by_layer = Logistic(784, 10), LinearLogistic(784, 10)
put_start_into(by_hand)
put_start_into(by_layer)

compare(
    "losses of two epochs",
    manual_fit(by_hand, x_train, y_train, 0.2, 2, 64),
    manual_fit(by_layer, x_train, y_train, 0.2, 2, 64),
)

# %% [markdown]
# ## 8. Somebody who takes the steps
#
# What is still done by hand? The step: a loop over the parameters, under `no_grad`, with the rule
# $p - \text{lr} \cdot \text{gradient}$ in it, and the clearing. For a rule like this one that is four lines. But
# there are cleverer rules. Many remember something for each parameter: how it moved last time, how large
# its gradients usually are. Their notes would have to be kept somewhere.
#
# An **optimizer** does all that. It is an object that is told once which parameters are its own.
# Afterwards it has two methods that matter: `step()` and `zero_grad()`.

# %%
stretch = Stretch(3.0)
optimizer = optim.SGD(stretch.parameters(), lr=0.1)

stretch(torch.tensor([1.0, 2.0])).sum().backward()
print("factor:", stretch.factor.item(), "  gradient:", stretch.factor.grad.item())

optimizer.step()
print(f"after the step: {stretch.factor.item():.1f}")

optimizer.zero_grad()
print("after zero_grad: gradient", stretch.factor.grad)

# %% [markdown]
# `3 - 0.1 · 3` is 2.7: your own rule. `SGD` is short for *stochastic gradient descent*.
#
# The optimizer holds the **very parameters** of the model, not copies. It would not notice if you made a
# new model later: it would go on moving the old one.

# %% [markdown]
# ### Exercise 7: `get_model`
#
# **Difficulty 2 of 5, about 6 minutes, 3 marks**
#
# Make a new `LinearLogistic`, and an optimizer that trains it. Which kind of optimizer is for the caller
# to say: `get_model(784, 10, optim.SGD, 0.2)`. A class is a value like any other. It can be handed over,
# and called under its new name.
#
# (Should your `LinearLogistic` not be right yet: this exercise is judged with a correct one.)


# %% nbgrader={"grade": false, "grade_id": "get_model", "locked": false, "schema_version": 3, "solution": true}
def get_model(n_in, n_out, optimizer_class, lr):
    """Make a new model and an optimizer that trains it.

    n_in:  number of inputs
    n_out: number of scores
    optimizer_class: optim.SGD, optim.Adam, or whatever else gives an
                     optimizer when it is called as these are
    lr:    learning rate

    Returns two things: a LinearLogistic, and an optimizer over its
    parameters.
    """
    ### BEGIN SOLUTION
    model = LinearLogistic(n_in, n_out)
    optimizer = optimizer_class(model.parameters(), lr=lr)
    return model, optimizer
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_get_model", "locked": true, "points": 3, "schema_version": 3, "solution": false}
check.get_model(get_model)
### BEGIN HIDDEN TESTS
from functools import partial


def moved(get_model, n_in, n_out, name, lr, x, begin, pulls):
    """What the model makes of `x` with the numbers of `begin` in it, and the gradients of that; how
    its parameters move from there under given gradients, and what is left of those."""
    rule = getattr(optim, name.removesuffix(" + momentum"))
    rule = partial(rule, momentum=0.9) if name.endswith("momentum") else rule
    given = get_model(n_in, n_out, rule, lr)
    if not (isinstance(given, tuple | list) and len(given) == 2):
        return {"kinds": []}
    kinds = [isinstance(given[0], nn.Module), isinstance(given[1], optim.Optimizer)]
    if not all(kinds):
        return {"kinds": kinds}
    model, optimizer = given
    parameters = list(model.parameters())
    shapes = [tuple(p.shape) for p in parameters]
    new = model(x).detach()
    with torch.no_grad():
        for value in parameters:
            value.copy_(begin[: value.numel()].reshape(value.shape))
    scores = model(x)
    if scores.requires_grad:
        scores.sum().backward()
    slopes = [p.grad for p in parameters]
    track = []
    for pull in pulls:
        for p in parameters:
            p.grad = pull[: p.numel()].reshape(p.shape).clone()
        optimizer.step()
        track.append([p.detach().clone() for p in parameters])
    optimizer.zero_grad()
    return {
        "kinds": kinds,
        "kind": type(optimizer).__name__,
        "rates": [group["lr"] for group in optimizer.param_groups],
        "shapes": shapes,
        "new": new,
        "scores": scores.detach(),
        "slopes": slopes,
        "track": track,
        "left": [p.grad for p in parameters if p.grad is not None],
    }


def hidden(get_model):
    generator = torch.Generator().manual_seed(167)
    for n_in, n_out, name, lr in [
        (6, 3, "SGD", 0.3),
        (4, 5, "Adam", 0.02),
        (5, 5, "SGD + momentum", 0.1),
        (20, 10, "SGD", 0.05),
    ]:
        where = f"For {n_in} inputs, {n_out} scores, {name} and lr = {lr}"
        size = n_in * n_out + n_out
        pulls = [torch.rand(size, generator=generator) + 0.5 for _ in range(3)]
        pulls[1] = -2 * pulls[1]
        x, begin = torch.randn(2, n_in, generator=generator), torch.randn(size, generator=generator)
        seen = get_model(n_in, n_out, name, lr, x, begin, pulls)
        assert len(seen["kinds"]) == 2, "get_model has to return two things: model and optimizer."
        assert seen["kinds"][0], "The first thing that get_model returns is no nn.Module."
        assert seen["kinds"][1], "The second thing that get_model returns is no optimizer."
        count = sum(math.prod(shape) for shape in seen["shapes"])
        assert count == size, f"{where} the model has {count} numbers, and should have {size}."
        scores = seen["scores"]
        assert tuple(scores.shape) == (2, n_out), (
            f"{where} 2 rows get scores of shape {tuple(scores.shape)}."
        )
        assert torch.isfinite(seen["new"]).all(), f"{where} a new model's scores are not finite."
        table, bias = begin[: n_in * n_out], begin[:n_out]
        # whether the weights are stored as a Linear's or the other way round is no matter
        possible = [x @ table.reshape(n_out, n_in).T + bias, x @ table.reshape(n_in, n_out) + bias]
        assert any(check.close(scores, right, 1e-3) for right in possible), (
            f"{where} the scores are not what a LinearLogistic makes of its parameters."
        )
        for shape, slope in zip(seen["shapes"], seen["slopes"], strict=True):
            possible = [torch.full((n_out,), 2.0)]
            if len(shape) == 2:
                total = x.sum(0)
                possible = [total.expand(n_out, n_in), total.unsqueeze(1).expand(n_in, n_out)]
            assert any(check.close(slope, right, 1e-3) for right in possible), (
                f"{where} no gradient reaches a parameter of the model, or a wrong one."
            )
        assert seen["kind"] == name.split(" ")[0], f"{where} the optimizer is a {seen['kind']}."
        assert seen["rates"] and all(check.close(rate, lr, 1e-9) for rate in seen["rates"]), (
            f"{where} the optimizer's learning rate is {seen['rates'][0]}."
        )
        for place, shape in enumerate(seen["shapes"]):
            held = math.prod(shape)
            right, slow, squares = begin[:held].reshape(shape).double(), 0.0, 0.0
            for step, pull in enumerate(pulls):
                pull = pull[:held].reshape(shape).double()
                if name == "Adam":
                    slow, squares = 0.9 * slow + 0.1 * pull, 0.999 * squares + 0.001 * pull**2
                    scale = (squares / (1 - 0.999 ** (step + 1))).sqrt() + 1e-8
                    right = right - lr * slow / (1 - 0.9 ** (step + 1)) / scale
                else:
                    slow = (0.9 * slow if name.endswith("momentum") else 0.0) + pull
                    right = right - lr * slow
                now = seen["track"][step][place]
                assert check.close(now, right, 1e-4), (
                    f"{where} step {step + 1} does not move parameter {place} of the model as it "
                    "should."
                )
        assert not any(left.any() for left in seen["left"]), (
            f"{where} zero_grad() leaves gradients of the model behind."
        )


hidden(check.exam("get_model", get_model, moved))
del hidden, moved, partial
### END HIDDEN TESTS

# %%
# hint.get_model()  # Stuck? Delete the first # and run this cell. Each run tells a little more.

# %% [markdown]
# This is what the loop looks like now. Compare it with your `train_steps`:


# %%
def train(model, optimizer, steps, seed):
    generator = torch.Generator().manual_seed(seed)
    losses = []
    for _ in range(steps):
        xb, yb = random_batch(x_train, y_train, 64, generator)
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


# %% [markdown]
# It knows nothing of weights, of a bias, of a rule. The model could be any model, the optimizer any
# optimizer. The three lines in the middle are those you will find in almost every program that trains a
# network with torch: *backward, step, zero_grad*.
#
# The last proof. From our start, on the batches of section 4:

# %% tags=["display"]
model, optimizer = get_model(784, 10, optim.SGD, 0.2)
put_start_into(model)
losses_optim = train(model, optimizer, 200, seed=1)

compare("losses ", losses_optim, losses_two)
compare("weights", next(p for p in model.parameters() if p.ndim == 2).T, weights_two)

# %% [markdown]
# From `train_steps` to here every line was exchanged, and after 200 steps not a number has moved.

# %% [markdown]
# ### Other rules
#
# Since the rule is an object, we can try others without touching the loop. **Momentum** lets a step go on
# a little in the direction of the last ones, as a ball does that rolls downhill. **Adam** also measures how
# large the gradients of each parameter usually are, and gives each a step size of its own. So its learning
# rates are smaller numbers.
#
# (`partial` fills in an argument in advance. What comes out can be called in the same way as the class.)
#
# **Now predict.** Which of them will be down first?

# %% tags=["display"]
from functools import partial

rules = {
    "SGD": (optim.SGD, 0.1),
    "SGD with momentum": (partial(optim.SGD, momentum=0.9), 0.1),
    "Adam": (optim.Adam, 0.003),
}
curves = {}
for name, (optimizer_class, lr) in rules.items():
    torch.manual_seed(0)
    model, optimizer = get_model(784, 10, optimizer_class, lr)
    curves[name] = train(model, optimizer, 600, seed=2)

plots.curves(curves, xlabel="step", smooth=25, first=0)

# %% [markdown]
# The cleverer rules are down earlier. In the end they all come to much the same: this model has no more
# to give. With other models and other learning rates the order may be another, too. That is why it
# is good to be able to exchange a rule in one word.
#
# And what did the last one learn? The mistakes it is most sure of, and their number above them:

# %% tags=["display"]
with torch.no_grad():
    probabilities = F.softmax(model(x_test), dim=-1)

plots.mistakes(test_images, y_test, probabilities.argmax(-1), probabilities)

# %% [markdown]
# About nine in ten are right, as in part 1. No wonder: it is the same model. What has changed is how much
# of it you have to write. That will pay off with models that can do more.

# %% [markdown]
# ## What you have built
#
# | At first | Now | What it saves |
# |---|---|---|
# | `F.log_softmax`, then `F.nll_loss` | `F.cross_entropy` | forgetting one of the two |
# | two tensors, handed around | `nn.Parameter` in an `nn.Module` | naming each of them everywhere |
# | a line for each gradient to clear | `model.zero_grad()` | forgetting one |
# | weights and bias, drawn and shaped by hand | `nn.Linear` | shapes, scale, `nn.Parameter` |
# | `p -= …` under `no_grad` | `optimizer.step()` | the rule, and its memory |
# | `random_batch`, and slices in `manual_fit` | part 3: `Dataset`, `DataLoader` | all that is left by hand |
#
# One thing is still as it was: how batches come about. You cut them or draw them yourself. In part 3 torch
# takes that over as well.
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
