"""Whatever happened to a submission, it is graded as fairly as its content allows."""

from __future__ import annotations

from typing import Any

import pytest

from nn_course.catalogue import exercises
from tests.damage.damage import EXERCISES, Damage
from tests.damage.kinds import DAMAGES
from tests.redteam.course import Honest, honest_class

pytestmark = [pytest.mark.slow, pytest.mark.gate]

TESTS = {one.name: one.tests for one in exercises("part1")}


def test_all_exercises_are_known() -> None:
    """What the kinds of damage call everything is everything; and there are enough kinds."""
    assert set(EXERCISES) == set(TESTS)
    assert len(DAMAGES) == len({one.name for one in DAMAGES}) >= 20


def test_nobody_is_left_without_a_mark(damaged: dict[str, Any]) -> None:
    """Grading fails for nobody, and everybody has a mark in every test cell, and a record."""
    assert damaged["failures"] == []
    names = {one.name for one in (*DAMAGES, *honest_class())}
    assert set(damaged["marks"]) == set(damaged["records"]) == names
    assert {len(marks) for marks in damaged["marks"].values()} == {11}


@pytest.mark.parametrize("one", DAMAGES, ids=str)
def test_an_intact_answer_keeps_its_marks(damaged: dict[str, Any], one: Damage) -> None:
    """Exactly what was lost costs marks."""
    marks = damaged["marks"][one.name]
    lost = {test for name in one.lost for test in TESTS[name]}
    expected = {test: 0 if test in lost else most for test, (_, most) in marks.items()}
    assert {test: score for test, (score, _) in marks.items()} == {**expected, **one.partly}
    assert sum(most for _, most in marks.values()) == 25


@pytest.mark.parametrize("one", DAMAGES, ids=str)
def test_the_verdict_says_what_was_found(damaged: dict[str, Any], one: Damage) -> None:
    """In a sentence each; of what is sound it says nothing."""
    notes = damaged["records"][one.name]["notes"]
    for code, words in one.notes.items():
        assert any(note["code"] == code and words in note["sentence"] for note in notes), notes
    assert {note["code"] for note in notes} <= {*one.notes, *one.beside}, notes


@pytest.mark.parametrize("one", DAMAGES, ids=str)
def test_what_went_wrong_is_told(damaged: dict[str, Any], one: Damage) -> None:
    """Each test without full marks has a sentence, and a fault where one was expected."""
    record = damaged["records"][one.name]
    for verdict in record["verdicts"]:
        if verdict["points"] < verdict["max"]:
            assert verdict["sentence"].strip().endswith((".", "!", "?")), verdict
    faults = {fault["cell"]: fault["fault"] for fault in record["faults"]}
    faults |= {v["blank"]: v["fault"] for v in record["verdicts"] if v["fault"]}
    for cell, fault in one.faults.items():
        assert faults.get(cell) == fault, (record["faults"], faults)
    assert "judge" not in faults.values()


@pytest.mark.parametrize("learner", honest_class(), ids=lambda learner: learner.name)
def test_honest_learners_keep_their_marks(damaged: dict[str, Any], learner: Honest) -> None:
    """Among damaged submissions as alone."""
    marks = damaged["marks"][learner.name]
    expected = {test: learner.expected.get(test, most) for test, (_, most) in marks.items()}
    assert {test: score for test, (score, _) in marks.items()} == expected
    if learner.expected == {}:
        assert damaged["records"][learner.name]["notes"] == []
