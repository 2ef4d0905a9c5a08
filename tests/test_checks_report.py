"""What a check says, in which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks.report import folded


def said(function: Callable[..., Any], name: str | None = None) -> str:
    """The text of the report on `function`."""
    return str(examine(exercise("part1", name or function.__name__), function))


def test_right_answer_says_what_was_looked_at() -> None:
    """A line for each input, in words, and the number of checks at the end."""

    def nll(log_probs, target):
        return -log_probs[range(len(target)), target].mean()

    text = said(nll).splitlines()
    assert text[0] == "nll(log_probs, target):"
    assert text[1] == (
        "  ✓ right: 2 rows of 3 classes: shape and values, gradient, input left alone"
    )
    assert text[2] == (
        "      (the logarithms of [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], target [0, 2])"
    )
    assert text[-1] == "All 5 checks passed."


def test_first_difference_as_numbers() -> None:
    """A wrong value is said with its place, the learner's number and the right one."""

    def log_softmax(x):
        return x - x.exp().sum(0, keepdim=True).log()

    text = said(log_softmax)
    assert (
        "✗ wrong: [[1, 2, 3], [3, 4, 5]]: at row 0, column 0 you have -2.127, right is -2.408"
        in text
    )
    assert "at [0, 0, 0] you have" in text
    assert "✓ right: one vector of 7 scores" in text
    assert "checks passed" not in text


def test_numbers_that_print_alike_get_more_digits() -> None:
    """Two numbers that differ late are shown with enough digits to see it."""

    def accuracy(log_probs, target):
        return (log_probs.argmax(-1) == target).float().mean() + 2e-5

    assert "you have 0.75002, right is 0.75" in said(accuracy)


def test_none_asks_for_the_return() -> None:
    """A function without return is told so, once in full."""

    def log_softmax(x):
        x.exp()

    text = said(log_softmax)
    assert text.count("you returned None: is the `return` missing?") == 1
    assert text.count("as above") == 5


def test_shape_is_said_in_shapes() -> None:
    """A result of another shape is described by both shapes."""

    def linear(inputs, weights, bias):
        return (inputs @ weights + bias).sum(0)

    assert "your result has shape (3,), it should be (3, 3)" in said(linear)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.5, "you returned a Python number, it should be a tensor"),
        (np.float32(0.5), "you returned a Python number, it should be a tensor"),
        (True, "you returned True, it should be a tensor"),
        (np.ones(3), "you returned a numpy array, it should be a tensor"),
        ([1, 2], "you returned a list of 2, it should be a tensor"),
        ("1", "you returned something of type str, it should be a tensor"),
        (torch.ones(3, dtype=torch.int64), "your result is integer, it should be floating point"),
        (torch.ones(2, 3) > 0, "your result is boolean, it should be floating point"),
        (torch.ones(2, 3) * 1j, "your result is complex, it should be floating point"),
        ((i for i in [1]), "you returned a generator, it should be a tensor"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_other_kinds(value: object, words: str) -> None:
    """A result of another kind is named for what it is."""
    assert words in said(lambda x: value, "log_softmax")


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (1, True),
        (1.0, True),
        (np.float64(1), True),
        (np.int64(1), True),
        (np.array(1.0), True),
        (torch.tensor(1), True),
        (torch.tensor(1.0), True),
        (True, False),
        (np.True_, False),
        (torch.tensor(True), False),
        (torch.tensor([1.0]), False),
        ("1", False),
        (None, False),
    ],
    ids=repr,
)
def test_what_counts_as_a_number(value: object, right: bool) -> None:
    """Python's, numpy's and 0-d tensors' real numbers do; truth values do not."""
    report = examine(exercise("part1", "accuracy"), lambda log_probs, target: value)
    titles = [line.case.title for line in report.lines if line.difference is None]
    all_right = ["a single row of 5 classes, right", "9 rows of 4 classes, all right"]
    assert titles == (all_right if right else [])


def test_one_of_two_values_is_named_by_its_place() -> None:
    """In a pair the wrong one is said."""

    def preprocess(images, labels):
        x = torch.tensor(images, dtype=torch.float32).reshape(len(images), -1) / 255
        return x, labels

    assert "the second value you returned is a numpy array, it should be a tensor" in said(
        preprocess
    )


def test_wrong_number_of_values() -> None:
    """One tensor in place of two is said as such."""

    def chain_rule(a, b):
        return [b, a, b]

    assert "you returned 3 values, it should be 2 values" in said(chain_rule)


def test_wrong_dtype_is_named() -> None:
    """Where the dtype is part of the exercise, both are named."""

    def preprocess(images, labels):
        return torch.tensor(images / 255).reshape(-1, 784), torch.tensor(labels).long()

    assert "the first value you returned is float64, it should be float32" in said(preprocess)


def test_changed_input_is_named() -> None:
    """An input that is not what it was is shown before and after."""

    def nll(log_probs, target):
        loss = -log_probs[range(len(target)), target].mean()
        target += 1
        return loss

    assert "you changed the input target: at index 0 it was 0 and is now 1" in said(nll)


def test_cut_graph_names_the_input() -> None:
    """A gradient that does not arrive is said for the first input it misses."""

    def linear(inputs, weights, bias):
        return inputs @ weights + bias.detach()

    text = said(linear)
    assert "no gradient flows back to bias: something cuts the graph on the way" in text


def test_wrong_gradient_as_numbers() -> None:
    """A gradient that arrives and is wrong is shown like a value."""

    def log_softmax(x):
        return x - x.detach().exp().sum(-1, keepdim=True).log()

    assert "the gradient of x: at row 0, column 0 you have" in said(log_softmax)


def test_long_lines_are_folded_between_words() -> None:
    """A learner sees no line beyond the width, no word torn apart, the rest indented."""

    def log_softmax(x):
        return x - x.exp().sum(0, keepdim=True).log()

    text = said(log_softmax)
    lines = folded(text, width=60).splitlines()
    assert max(map(len, text.splitlines())) > 60 >= max(map(len, lines))
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    (start,) = (number for number, line in enumerate(lines) if line.startswith("  → "))
    assert lines[start + 1].startswith("      ")
