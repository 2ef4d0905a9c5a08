"""No attack gains a mark, no honest learner loses one, and nothing is left behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.redteam.arena import AGAIN, NOTEBOOK_TIMEOUT
from tests.redteam.attack import CREDIT, PART1, Attack
from tests.redteam.attacks import ATTACKS
from tests.redteam.course import Honest, honest_class

pytestmark = [pytest.mark.slow, pytest.mark.gate]

HONEST = honest_class()
MARGIN = 20.0  # seconds that ending and replacing a submission's processes may take, on a busy day


def gained(marks: dict[str, float], attack: Attack) -> dict[str, float]:
    """The test cells in which *attack* did not get what it is worth, with what it got."""
    return {test: got for test, got in marks.items() if got != attack.expected.get(test, 0)}


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_gains_nothing(arena: dict[str, Any], attack: Attack) -> None:
    """It is graded, and gets the marks that its answers are honestly worth: mostly none."""
    assert attack.name in arena["marks"], "nobody graded it"
    assert gained(arena["marks"][attack.name], attack) == {}, attack.tries


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_is_over_in_time(arena: dict[str, Any], attack: Attack) -> None:
    """Grading it takes no longer than a notebook may take, give or take the clearing up."""
    assert arena["records"][attack.name]["seconds"] < NOTEBOOK_TIMEOUT + MARGIN


@pytest.mark.parametrize("learner", HONEST, ids=lambda learner: learner.name)
def test_honest_learners_lose_nothing(arena: dict[str, Any], learner: Honest) -> None:
    """Among attackers they get the marks that are due to them, as without attackers."""
    marks = arena["marks"][learner.name]
    assert marks == arena["alone"][learner.name]
    most = arena["alone"]["a-right"]
    assert marks == {test: learner.expected.get(test, points) for test, points in most.items()}
    assert sum(most.values()) == 25


def test_the_class_is_graded(arena: dict[str, Any]) -> None:
    """Grading succeeds, and everybody has a mark in every test cell and a record beside it."""
    assert arena["status"] == {PART1: 0, CREDIT: 0}, arena["log"]
    assert set(arena["marks"]) == {one.name for one in (*ATTACKS, *HONEST)}
    assert set(arena["records"]) == set(arena["marks"])
    cells = {name: set(marks) for name, marks in arena["marks"].items()}
    for attack in ATTACKS:
        due = {"test_share"} if attack.assignment == CREDIT else cells["a-right"]
        assert cells[attack.name] == due, attack.name


def test_no_process_is_left(arena: dict[str, Any]) -> None:
    """When the command has ended, so has everything that any submission started."""
    assert arena["processes"] == []


def test_no_file_is_left(arena: dict[str, Any]) -> None:
    """No file outside autograded/ and the gradebook is new, changed or gone."""
    assert arena["files"] == []


def test_the_gradebook_is_whole(arena: dict[str, Any]) -> None:
    """Points, kinds of cells and triggers are what they were, and nobody has extra credit."""
    assert arena["same_points"]


@pytest.mark.parametrize("name", AGAIN)
def test_the_next_run_is_not_affected(arena: dict[str, Any], name: str) -> None:
    """Graded once more, honest learners and those who left things behind get the same marks."""
    assert arena["again"][name] == arena["marks"][name]
