"""Checks of what is no plain data: a look runs beside the answer, and its labels are said."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from nn_course.catalogue import exercise
from nn_course.checks import examine, part2
from nn_course.checks.compare import MISSING, Difference
from nn_course.checks.say import say
from nn_course.errors import CheckFailed

LOGISTIC = exercise("part2", "Logistic")
(CASE, *_) = LOGISTIC.inputs(0)


class Logistic(nn.Module):
    """A right answer."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.randn(n_in, n_out) / n_in**0.5)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, xb: torch.Tensor) -> torch.Tensor:
        return xb @ self.weights + self.bias


def said(answer: Callable[..., Any]) -> str:
    """The report on `answer`, on one line."""
    return " ".join(str(examine(LOGISTIC, answer)).split())


def test_a_right_class_passes() -> None:
    """Every line says what was looked at, in the exercise's own words."""
    text = said(Logistic)
    assert text.count(f"✓ right: {CASE.title}: {LOGISTIC.seen}") == 1
    assert text.endswith("All 4 checks passed.")


def test_a_class_without_forward_is_no_blank() -> None:
    """torch's own NotImplementedError is told; the exercise is not called unwritten."""

    class Empty(nn.Module):
        def __init__(self, n_in: int, n_out: int) -> None:
            super().__init__()
            self.weights = nn.Parameter(torch.randn(n_in, n_out))
            self.bias = nn.Parameter(torch.zeros(n_out))

    text = said(Empty)
    assert 'is missing the required "forward" function' in text
    assert "not written yet" not in text


def test_a_blank_class_is_called_one() -> None:
    """What raises as a released blank does is not written yet, whichever method it is."""

    class Blank(nn.Module):
        def __init__(self, n_in: int, n_out: int) -> None:
            raise NotImplementedError("write your answer here, in place of this line")

    class HalfWritten(Logistic):
        def forward(self, xb: torch.Tensor) -> torch.Tensor:
            raise NotImplementedError("write your answer here, in place of this line")

    assert said(Blank) == said(HalfWritten) == "Logistic: not written yet."


def test_an_instance_in_place_of_the_class() -> None:
    """A model can be called as well: it is tried, and wrong. What cannot is answered by how."""
    with pytest.raises(CheckFailed, match="Logistic is not right yet"):
        part2.Logistic(Logistic(2, 3))
    with pytest.raises(CheckFailed, match="needs Logistic itself, but got None"):
        part2.Logistic(None)


@pytest.mark.parametrize(
    ("expected", "got", "sentence"),
    [
        (True, False, "label: no, it should be yes"),
        (False, True, "label: yes, it should be no"),
        (9.0, 0.0, "label: you have 0, right is 9"),
        ("SGD", "Adam", "label: you have Adam, right is SGD"),
        ((4, 3), (4, 3, 1), "label: you have shape (4, 3, 1), right is (4, 3)"),
        ("a number", MISSING, "label cannot be worked out from what you returned"),
        (MISSING, "a list of 2", "label: a list of 2"),
    ],
    ids=str,
)
def test_differences_in_words(expected: Any, got: Any, sentence: str) -> None:
    """Truth values, numbers, texts, shapes, and what only one side shows."""
    index = () if isinstance(got, float) else None
    found = Difference("result: label", expected, got, index)
    assert say(LOGISTIC, CASE, {}, found) == sentence


def test_a_place_in_a_tensor() -> None:
    """Of two tensors the first place that differs is told."""
    found = Difference("result: scores", 1.5, 2.5, (1, 2))
    assert say(LOGISTIC, CASE, {}, found) == (
        "scores: at row 1, column 2 you have 2.5, right is 1.5"
    )


def test_the_learners_line_is_told() -> None:
    """An exception in a method is shown with the learner's own line, none of the look's."""

    class Wrong(Logistic):
        def forward(self, xb: torch.Tensor) -> torch.Tensor:
            return xb @ self.weight

    text = said(Wrong)
    assert "a Wrong does not have: did you mean .weights?" in text
    assert "(AttributeError: 'Wrong' object has no attribute 'weight')" in text
    assert re.search(r"line \d+, `return xb @ self.weight`,", text)
