"""What learners' code stumbles over, provoked from the torch, numpy and Python installed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import TensorDataset

from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks.answers import answer_of
from nn_course.checks.rules import RULES


def tens(*shape: int) -> torch.Tensor:
    return torch.ones(shape)


def leaf() -> torch.Tensor:
    return torch.ones(3, requires_grad=True)


def backward_twice() -> None:
    loss = (leaf() ** 2).sum()
    loss.backward()
    loss.backward()


def changed_meanwhile() -> None:
    y = leaf() * 1
    z = (y * y).sum()
    y.add_(1)
    z.backward()


class NoForward(nn.Module):
    pass


class NoSelf(nn.Module):
    def forward(x):
        return x


class NoSuper(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 2)


class HalfReady(nn.Module):
    def __init__(self):
        self.n = 2

    def forward(self, x):
        return x


def one(a):
    return a


def no_first_value():
    total += 1  # noqa: F821, F841


def endless(a):
    return endless(a)


WORDS: dict[str, tuple[Callable[[], Any], str]] = {
    # shapes
    "matmul": (
        lambda: tens(5, 3) @ tens(4, 2),
        "multiplies (5, 3) by (4, 2): the 3 and the 4 must be equal",
    ),
    "vector": (lambda: tens(5, 3) @ tens(4), "multiplies (5, 3) by a vector of 4: the 3 and the 4"),
    "two vectors": (lambda: tens(3) @ tens(4), "a vector of 3 by a vector of 4"),
    "stacks": (lambda: tens(2, 5, 3) @ tens(2, 4, 2), "has to begin with [2, 3], and begins"),
    "no table": (lambda: tens(5, 3).mm(tens(3)), "one of the two is not a table"),
    "numpy matmul": (lambda: np.ones((5, 3)) @ np.ones((4, 2)), "the first has 3, the first axis"),
    "numpy dot": (lambda: np.ones((5, 3)).dot(np.ones((4, 2))), "multiplies (5, 3) by (4, 2)"),
    "broadcast": (lambda: tens(2, 3) + tens(4), "on axis 1 one has 3 and the other 4"),
    "numpy broadcast": (
        lambda: np.ones((2, 3)) + np.ones(4),
        "combines the shapes (2, 3) and (4), which do not line up",
    ),
    "in place": (lambda: tens(3).add_(tens(2, 3)), "a result of shape [2, 3] into a tensor of"),
    "cat": (lambda: torch.cat([tens(2, 3), tens(2, 4)]), "different sizes: 3 and 4"),
    "stack": (lambda: torch.stack([tens(3), tens(4)]), "different shapes: [3] and [4]"),
    "two lists": (
        lambda: tens(5, 3)[range(5), torch.tensor([0, 1])],
        "two lists of positions of different lengths: 5 and 2",
    ),
    "reshape": (lambda: tens(28).reshape(5, 784), "lay 28 numbers out as (5, 784)"),
    "numpy reshape": (lambda: np.ones(28).reshape(5, 784), "lay 28 numbers out as (5, 784)"),
    "view": (lambda: tens(3, 4).T.view(12), "use .reshape"),
    "axis": (lambda: tens(3).sum(1), "names axis 1, but this tensor has only 1: 0"),
    "numpy axis": (lambda: np.ones(3).sum(1), "names axis 1, but this array has only 1"),
    "indices": (lambda: tens(3)[0, 1], "more positions than the tensor has axes, which are 1"),
    "numpy indices": (lambda: np.ones(3)[0, 1], "than the tensor has axes, which are 1"),
    "no axes": (lambda: torch.tensor(3.0)[0], "a tensor without axes"),
    "permute": (lambda: tens(2, 3).permute(0, 1, 2), "gives 3 axes for a tensor that has 2"),
    "channels": (
        lambda: nn.Conv2d(1, 16, 3)(tens(5, 28, 28, 1)),
        "It counts 28 channels, on the axis after the images, and its weights want 1",
    ),
    "no channels": (lambda: nn.Conv2d(1, 16, 3)(tens(5, 784)), "It wants (images, channels, rows,"),
    "kernel": (lambda: nn.Conv2d(1, 16, 3)(tens(1, 1, 2, 2)), "a kernel of 3 x 3 over an image"),
    "batch": (
        lambda: F.cross_entropy(tens(5, 3), torch.zeros(4).long()),
        "compares 5 rows of scores with 4 labels",
    ),
    "target axes": (
        lambda: F.cross_entropy(tens(5, 3), torch.zeros(5, 1).long()),
        "labels with more than one axis",
    ),
    "dataset": (lambda: TensorDataset(tens(3), tens(4)), "tensors of different lengths"),
    # positions
    "index": (lambda: tens(5, 3)[:, 3], "asks for position 3 on an axis of 3. Positions count"),
    "list": (lambda: [1, 2][2], "beyond the end of a list"),
    "label": (
        lambda: F.nll_loss(tens(2, 3), torch.tensor([0, 3])),
        "meets the label 3, and there are fewer classes",
    ),
    # kinds of numbers
    "double": (lambda: tens(5, 3) @ tens(3, 2).double(), "numbers of two types, float and double"),
    "mat1": (
        lambda: F.linear(tens(5, 3).double(), tens(2, 3), tens(2)),
        "numbers of two types, float64 and float32",
    ),
    "dot": (lambda: tens(3) @ torch.tensor([1, 2, 3]), "numbers of two types, float32 and int64"),
    "convolution": (
        lambda: nn.Conv2d(1, 2, 3)(tens(1, 1, 8, 8).double()),
        "numbers of two types, double and float",
    ),
    "target": (lambda: F.nll_loss(tens(5, 3), tens(5)), "needs numbers of type int64, and got"),
    "probabilities": (
        lambda: F.cross_entropy(tens(5), torch.zeros(5).long()),
        "does not work with numbers of type int64",
    ),
    "positions": (lambda: tens(5, 3)[range(5), tens(5)], "positions are int64, .long() converts"),
    "mean": (lambda: (tens(3) > 0).mean(), "takes a mean of Bool numbers"),
    "cast": (lambda: torch.tensor([1, 2]).div_(2.0), "writes float32 numbers into a tensor of"),
    "byte": (
        lambda: torch.zeros(3, dtype=torch.uint8).softmax(0),
        "does not work with numbers of type Byte",
    ),
    "minus": (lambda: -(tens(3) > 0), "calculates with True and False"),
    "bmm": (
        lambda: torch.bmm(tens(1, 2, 2), tens(1, 2, 2).double()),
        "needs numbers of type float32, and got float64",
    ),
    "numpy position": (lambda: [1, 2, 3][np.array([1, 2])], "Python wants a single whole number"),
    "range": (lambda: range(tens(3)), "a tensor where Python wants a single whole number"),
    "whole": (lambda: torch.tensor([1, 2], requires_grad=True), "asks for gradients of whole"),
    "text": (lambda: torch.tensor(np.array(["a"])), "things that are no numbers (numpy.str_)"),
    "from_numpy": (lambda: torch.from_numpy(tens(3)), "wants a numpy array and got a Tensor"),
    "stride": (lambda: torch.from_numpy(np.ones(3)[::-1]), "use .flip(0)"),
    "argument": (lambda: torch.exp(np.ones(3)), "hands exp() a numpy.ndarray for `input`"),
    "unfit": (lambda: tens(3).sum(dims=1), "calls sum() with arguments that it does not know: dim"),
    # many where one is wanted
    "truth": (lambda: bool(tens(3)), "whether many numbers are true at once"),
    "item": (lambda: tens(3).item(), "wants a single number out of a tensor that holds several"),
    "length": (lambda: len(torch.tensor(3.0)), "the entries of a single number"),
    "unpack": (lambda: [x for x, y in [tens(3)]], "takes apart something that does not have 2"),
    "unpack None": (lambda: [x for x, y in [None]], "takes None apart"),
    # gradients
    "cut": (lambda: tens(3).sum().backward(), "no longer knows where it came from"),
    "leaf": (lambda: leaf().sub_(1), "put the step under `with torch.no_grad():`"),
    "numpy": (lambda: leaf().numpy(), "hands a tensor to numpy, which knows nothing of gradients"),
    "many": (lambda: (leaf() * 2).backward(), "calls backward() on many numbers"),
    "twice": (backward_twice, "a second time. Compute the loss anew"),
    "meanwhile": (changed_meanwhile, "changed in place meanwhile"),
    "no .grad": (lambda: 0.1 * leaf().grad, "calculates with None"),
    "None minus": (lambda: leaf().data.sub_(None), "calculates with None"),
    # names and calls
    "unbound": (no_first_value, "uses total before anything was put into it: give it a first"),
    "super": (NoSuper, "`super().__init__()` has to be the first line"),
    "super later": (lambda: HalfReady()(tens(3)), "`super().__init__()` has to be the first line"),
    "forward": (lambda: NoForward()(tens(3)), "a module without a method `forward(self, …)`"),
    "self": (lambda: NoSelf()(tens(3)), "is `self` missing in front?"),
    "too many": (lambda: one(1, 2), "calls one() with 2 arguments, but it takes 1"),
    "missing": (lambda: one(), "calls one() without 'a'"),
    "torch's missing": (lambda: F.cross_entropy(tens(3)), "cross_entropy() without 'target'"),
    "keyword": (lambda: one(b=1), "gives one() an argument called 'b', which it does not know"),
    "not callable": (lambda: tens(3)(0), "calls a Tensor like a function"),
    "not a container": (lambda: one[0], "picks from a function, which holds nothing"),
    "not iterable": (lambda: list(nn.Linear(2, 2)), "goes over the entries of a Linear"),
    "operands": (lambda: [1] / 2, "calculates with a list and a int, which do not go together"),
    "no parameters": (lambda: torch.optim.SGD([], lr=0.1), "gives the optimizer no parameters"),
    "a tensor": (lambda: torch.optim.SGD(tens(3), lr=0.1), "it wants `model.parameters()`"),
    "no leaf": (lambda: torch.optim.SGD([leaf() * 2], lr=0.1), "only parameters can be moved"),
    "plain": (lambda: setattr(nn.Linear(2, 2), "weight", tens(2, 2)), "wrap it in nn.Parameter"),
    "attribute": (lambda: tens(3).summ(), "asks for .summ, which a Tensor does not have: did you"),
    "module": (lambda: torch.logg, "asks for .logg, which a torch does not have: did you"),
    "functional": (lambda: F.softmx, "did you mean .softmax?"),
    "weights": (lambda: nn.Linear(3, 2).weights, "did you mean .weight?"),
    "endless": (lambda: endless(1), "calls itself without end"),
    "zero": (lambda: 1 / 0, "divides by 0"),
    "key": (lambda: {}["a"], "looks for 'a', which is not in there"),
    "next": (lambda: next(iter([])), "asks for one more than there are"),
}  # fmt: skip
