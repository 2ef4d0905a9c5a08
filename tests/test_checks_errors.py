"""Exceptions in words: each message is provoked from the torch, numpy and Python installed here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks.answers import answer_of
from nn_course.checks.rules import RULES
from tests.mishaps import WORDS

NLL = exercise("part1", "nll")
LINEAR = exercise("part1", "linear")  # bans nothing
LOGISTIC = exercise("part2", "Logistic")


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
