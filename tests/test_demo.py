"""The sample class of ``make demo``: who is in it, and its table."""

from __future__ import annotations

import pytest
from rich.console import Console

from demo.learners import SIZE, Learner, sample_class
from demo.table import by_exercise, class_table, disagreements
from nn_course.catalogue import exercises as exercises_of

EXERCISES = exercises_of("part1")
SOLUTIONS = {e.name: f"def {e.name}(x):\n    return x\n" for e in EXERCISES}


@pytest.fixture
def learners() -> list[Learner]:
    return sample_class(EXERCISES, SOLUTIONS)


def test_the_class_is_the_same_every_time(learners: list[Learner]) -> None:
    """The same seed deals the same answers; another seed deals others."""
    assert sample_class(EXERCISES, SOLUTIONS) == learners
    assert sample_class(EXERCISES, SOLUTIONS, seed=1) != learners


def test_the_class_has_its_special_cases(learners: list[Learner]) -> None:
    """24 learners, all named differently: one blank, one never ran a cell, one syntax error."""
    assert len({learner.name for learner in learners}) == SIZE == 24
    notes = [learner.note for learner in learners if learner.note]
    assert notes[:2] == ["handed in blank", "never ran a cell"]
    assert notes[2].startswith("syntax error in ")
    blank = next(learner for learner in learners if learner.note == "handed in blank")
    assert not blank.answers and not any(blank.marks.values())


def test_the_syntax_error_is_one(learners: list[Learner]) -> None:
    """The broken answer does not compile; every other answer does."""
    broken = []
    for learner in learners:
        for exercise, source in learner.answers.items():
            try:
                compile(source, exercise, "exec")
            except SyntaxError:
                broken.append((learner.note, exercise, learner.marks[exercise]))
    ((note, exercise, marks),) = broken
    assert note == f"syntax error in {exercise}"
    assert marks == 0


def test_wrong_answers_come_from_the_catalogue(learners: list[Learner]) -> None:
    """Marks are the points for a right answer, the declared ones for a misconception."""
    seen = set()
    for learner in learners:
        if learner.note:
            continue
        for exercise in EXERCISES:
            source, marks = learner.answers[exercise.name], learner.marks[exercise.name]
            if source == SOLUTIONS[exercise.name]:
                assert marks == exercise.points
            else:
                known = next(m for m in exercise.misconceptions if m.source == source)
                assert marks == known.marks
                seen.add((exercise.name, known.name))
    assert len(seen) > 30


def test_what_is_dear_is_left_to_a_few() -> None:
    """Of an exercise whose judging takes many seconds some answers are handed in, most are not."""
    exercises = exercises_of("part4")
    (dear,) = [one for one in exercises if one.dear]
    learners = sample_class(exercises, {one.name: one.heading for one in exercises})
    tried = [learner for learner in learners if dear.name in learner.answers]
    assert 2 <= len(tried) <= SIZE / 4
    assert all(one.marks[dear.name] == 0 for one in learners if one not in tried)


def test_a_test_cell_counts_for_its_own_exercise() -> None:
    """test_fit_losses belongs to fit, test_stable_log_softmax not to log_softmax."""
    marks = {"test_fit": 2.0, "test_fit_losses": 1.0, "test_log_softmax": 3.0}
    sums = by_exercise(marks | {"test_stable_log_softmax": 0.5}, EXERCISES)
    assert (sums["fit"], sums["log_softmax"], sums["stable_log_softmax"]) == (3.0, 3.0, 0.5)


def test_a_wrong_mark_is_shown_and_listed(learners: list[Learner]) -> None:
    """A mark other than the declared one stands out in the table and in the list below it."""
    marks = {learner.name: dict(learner.marks) for learner in learners}
    assert disagreements(learners, marks) == []
    marks["demo01"]["nll"] = 1.0
    (line,) = disagreements(learners, marks)
    assert "demo01, nll" in line and "1" in line
    console = Console(record=True, width=100, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(class_table("Part 1", learners, EXERCISES, marks))
    assert "1≠3" in console.export_text()
