"""Exceptions in words: each message is provoked from the torch, numpy and Python installed here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import TensorDataset

from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks.answers import answer_of
from nn_course.checks.rules import RULES

NLL = exercise("part1", "nll")
LINEAR = exercise("part1", "linear")  # bans nothing
LOGISTIC = exercise("part2", "Logistic")


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


def raising(provoke: Callable[[], Any]) -> str:
    """What a check says, for the first input, where the answer runs `provoke`."""

    def linear(inputs, weights, bias):
        return provoke()

    return examine(LINEAR, linear).lines[0].said


@pytest.mark.parametrize("name", WORDS)
def test_usual_messages_become_sentences(name: str) -> None:
    """The sentence says what is meant in the learner's own sizes; the message follows."""
    provoke, sentence = WORDS[name]
    said = raising(provoke)
    assert sentence in said
    with pytest.raises(Exception) as caught:
        provoke()
    assert said.startswith("line ")
    first_line = (str(caught.value).splitlines() or [""])[0]
    assert f"({type(caught.value).__name__}" in said
    assert first_line[:40] in said
    assert len(said) < 500


def test_every_rule_is_provoked() -> None:
    """No rule stands there for a message that nobody has seen from what is installed."""
    seen = []
    for provoke, _ in WORDS.values():
        with pytest.raises(Exception) as caught:
            provoke()
        seen.append((str(caught.value).splitlines() or [""])[0])
    never = [pattern for pattern, _ in RULES if not any(re.match(pattern, one) for one in seen)]
    assert never == []


def test_a_message_that_nobody_knows_is_told_as_it_is() -> None:
    """Kind and message of an exception that is no usual one."""

    def odd() -> None:
        raise ValueError("the moon is full")

    assert raising(odd).endswith("stopped with ValueError: the moon is full")


def test_names_that_are_nearly_right() -> None:
    """A misspelt name is answered by the nearest that the answer can see."""
    source = """
def nll(log_probs, target):
    total = log_prob.sum()
    return total
"""
    said = examine(NLL, answer_of("part1", "nll", source)).lines[0].said
    assert (
        "line 3, `total = log_prob.sum()`, uses the name log_prob, which is not defined: did you "
        "mean log_probs?" in said
    )
    said = (
        examine(NLL, answer_of("part1", "nll", source.replace("log_prob.", "zzz."))).lines[0].said
    )
    assert "which is not defined: run the cell that defines it" in said


def test_attributes_of_an_own_class() -> None:
    """A misspelt attribute of the learner's class is answered by the one that __init__ makes."""
    source = """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.scaling = nn.Parameter(torch.randn(n_in, n_out))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, xb):
        return xb @ self.scalings + self.bias
"""
    said = examine(LOGISTIC, answer_of("part2", "Logistic", source)).lines[0].said
    assert "asks for .scalings, which a Logistic does not have: did you mean .scaling?" in said
    said = (
        examine(LOGISTIC, answer_of("part2", "Logistic", source.replace("scalings", "qqqq")))
        .lines[0]
        .said
    )
    assert "`self.qqqq = …` in __init__ makes it" in said


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda a: a, "the check calls nll(log_probs, target), but your nll takes 1, not 2"),
        (lambda a, b, c: a, "but your nll wants one more: 'c'"),
    ],
    ids=["fewer", "more"],
)
def test_an_answer_with_other_parameters(answer: Callable[..., Any], sentence: str) -> None:
    """The call that the check makes stands beside what the answer takes."""
    assert sentence in examine(NLL, answer).lines[0].said
