"""Marks for parts of a test cell, as the cell itself sees them."""

from __future__ import annotations

import pytest

from nbjudge.exam import credit
from nbjudge.exam.credit import Credit, opened


def test_the_total_is_that_of_parts_that_passed() -> None:
    """A part that fails costs its own marks; those before and after keep theirs."""
    marks = credit()
    for name, points, passes in [("one", 1, True), ("two", 2, False), ("half", 0.5, True)]:
        with marks.part(name, points):
            assert passes, f"{name} is wrong."
    assert marks.total == 1.5


def test_a_part_says_why_it_failed(capsys: pytest.CaptureFixture[str]) -> None:
    """A failed part is printed with its sentence, or with its exception's name; a good one not."""
    marks = credit()
    with marks.part("right", 1):
        pass
    with marks.part("wrong", 1):
        raise AssertionError("The shape is wrong.")
    with marks.part("silent", 1):
        raise AssertionError
    with marks.part("broken", 1):
        raise ZeroDivisionError("by 0")
    assert capsys.readouterr().out == (
        "✗ wrong: The shape is wrong.\n✗ silent: AssertionError in silent\n✗ broken: by 0\n"
    )
    assert [bool(share.sentence) for share in marks.shares] == [False, True, True, True]


def test_no_part_is_worth_less_than_nothing() -> None:
    """Negative marks are refused."""
    with (
        pytest.raises(ValueError, match="'bonus' cannot be worth -1 points"),
        credit().part("bonus", -1),
    ):
        pass


def test_an_interrupt_is_no_wrong_answer() -> None:
    """KeyboardInterrupt passes through a part."""
    with pytest.raises(KeyboardInterrupt), credit().part("one", 1):
        raise KeyboardInterrupt


def test_nothing_was_asked() -> None:
    """Without parts the total is 0."""
    assert credit().total == 0


def test_whoever_judges_sees_every_credit() -> None:
    """Credits made while a judge listens are collected, those after are not."""
    listening: list[Credit] = []
    with opened(listening):
        first, second = credit(), credit()
    credit()
    assert listening == [first, second]
