"""How the card of a check ends: a learner's progress, and a first look at what trains long."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from nn_course import progress
from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks import part1 as check
from nn_course.checks.answers import answer_of
from nn_course.checks.card import Card, card_of, glance_at
from nn_course.checks.card.html import html
from nn_course.checks.card.text import text
from nn_course.errors import CheckFailed
from tests.cards import Seen, plain, right_nll


def test_progress_ends_the_card_where_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a work folder a card says how far the learner is, this check included."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path))
    check.nll(right_nll)
    assert capsys.readouterr().out.endswith("Part 1: 1 of 10 exercises pass, 3 of 25 marks.\n")
    with pytest.raises(CheckFailed):
        check.accuracy(lambda log_probs, target: (log_probs.argmax(-1) != target).float().mean())
    said = capsys.readouterr().out
    assert "`hint.accuracy()` gives a hint." in said
    assert said.endswith("Part 1: 1 of 10 exercises pass, 3 of 25 marks.\n")
    entry = progress.of("part1", "accuracy")
    assert (entry.passed, entry.tries, entry.seen) == (False, 1, "error_rate")


def test_no_progress_without_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Elsewhere nothing is said of it."""
    monkeypatch.delenv(progress.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    check.nll(right_nll)
    assert "Part 1" not in capsys.readouterr().out


class Slow:
    """A training that would take forever, and counts what it did."""

    def __init__(self, hidden: int, lr: float = 0.1) -> None:
        self.hidden, self.lr, self.steps = hidden, lr, 0

    def __call__(self, x, y):
        model = nn.Sequential(nn.Flatten(), nn.Linear(784, self.hidden), nn.Linear(self.hidden, 10))
        optimizer = torch.optim.SGD(model.parameters(), lr=self.lr)
        while True:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[:32]), y[:32]).backward()
            optimizer.step()
            self.steps += 1


def test_a_long_training_is_looked_at_after_few_steps() -> None:
    """best_model: whether it runs, what the optimizer has, and the loss, after three steps."""
    known = exercise("part4", "best_model")
    slow = Slow(20)
    made = glance_at(known, slow)
    assert made is not None and slow.steps < 10
    said = plain(made)
    assert said.startswith("best_model(x, y): … first look. It runs.")
    assert "✓ right: 15,910 parameters at the optimizer, fewer than 60,000 are allowed" in said
    assert "✓ right: the loss of the first 3 steps is a finite number" in said
    assert Seen(html(made)).text.startswith("… first look best_model(x, y) It runs.")
    too_many = glance_at(known, Slow(100))
    assert too_many is not None
    assert "✗ wrong: 79,510 parameters at the optimizer" in plain(too_many)
    diverges = glance_at(known, Slow(20, lr=float("inf")))
    assert diverges is not None and "✗ wrong: the loss of the first 3 steps" in plain(diverges)


def test_a_training_that_ends_is_not_looked_at_twice() -> None:
    """What raises, returns at once or is a blank is told by the check itself."""

    def raises(x, y):
        raise ValueError

    known = exercise("part4", "best_model")
    assert glance_at(known, raises) is None
    assert glance_at(known, lambda x, y: nn.Linear(2, 2)) is None
