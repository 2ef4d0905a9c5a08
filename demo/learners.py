"""Who is in the sample class, and what each of them answered.

The class is drawn from the catalogue: right answers are the master's own, wrong ones are known
misconceptions, so that the marks everybody must get are declared before anything is graded.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nn_course.catalogue import Exercise, Misconception

SIZE = 24
EVERY = 6  # of these learners one hands in an exercise whose judging takes many seconds
SEED = 2026


@dataclass
class Learner:
    """One simulated learner: a student id, the answers typed in, the marks they are worth."""

    name: str
    answers: dict[str, str] = field(default_factory=dict)
    marks: dict[str, float] = field(default_factory=dict)
    note: str = ""
    has_run: bool = True

    def answer(self, exercise: Exercise, source: str, marks: float) -> None:
        """Type `source` into the blank of `exercise`; it is worth `marks`."""
        self.answers[exercise.name] = source
        self.marks[exercise.name] = marks

    def leave_blank(self, exercise: Exercise) -> None:
        """Hand `exercise` in as it was released."""
        self.answers.pop(exercise.name, None)
        self.marks[exercise.name] = 0


def sample_class(
    exercises: Sequence[Exercise], solutions: Mapping[str, str], seed: int = SEED
) -> list[Learner]:
    """The class of 24, the same for the same seed.

    The first is right everywhere, the last four are: all blank, never ran a cell, a syntax error,
    and gave up half-way. The others mix right answers with misconceptions; the further down the
    list, the more misconceptions. Dear exercises most of them do not try.
    """
    rng = random.Random(seed)
    learners = [Learner(f"demo{number:02d}") for number in range(1, SIZE + 1)]
    # Every misconception is dealt once before any comes up again.
    decks = {exercise.name: _shuffled(exercise.misconceptions, rng) for exercise in exercises}
    for place, learner in enumerate(learners):
        for exercise in exercises:
            learner.answer(exercise, solutions[exercise.name], exercise.points)
            if rng.random() < 0.6 * place / SIZE:
                deck = decks[exercise.name]
                wrong = deck.pop() if deck else rng.choice(exercise.misconceptions)
                learner.answer(exercise, wrong.source, wrong.marks)
    _all_blank(learners[-4], exercises)
    _never_ran(learners[-3], exercises, solutions)
    _syntax_error(learners[-2], exercises, solutions, rng)
    _gave_up(learners[-1], exercises, solutions)
    for exercise in (one for one in exercises if one.dear):
        for place, learner in enumerate(learners):
            if place % EVERY:
                learner.leave_blank(exercise)
    return learners


def _shuffled(misconceptions: Sequence[Misconception], rng: random.Random) -> list[Misconception]:
    return rng.sample(misconceptions, len(misconceptions))


def _all_blank(learner: Learner, exercises: Sequence[Exercise]) -> None:
    for exercise in exercises:
        learner.leave_blank(exercise)
    learner.note, learner.has_run = "handed in blank", False


def _never_ran(
    learner: Learner, exercises: Sequence[Exercise], solutions: Mapping[str, str]
) -> None:
    for exercise in exercises:
        learner.answer(exercise, solutions[exercise.name], exercise.points)
    learner.note, learner.has_run = "never ran a cell", False


def _syntax_error(
    learner: Learner,
    exercises: Sequence[Exercise],
    solutions: Mapping[str, str],
    rng: random.Random,
) -> None:
    for exercise in exercises:
        learner.answer(exercise, solutions[exercise.name], exercise.points)
    victim = rng.choice([exercise for exercise in exercises if not exercise.dear])
    broken = solutions[victim.name].replace("):", ")", 1)
    learner.answer(victim, broken, 0)
    learner.note = f"syntax error in {victim.name}"


def _gave_up(learner: Learner, exercises: Sequence[Exercise], solutions: Mapping[str, str]) -> None:
    half = len(exercises) // 2
    for exercise in exercises[:half]:
        learner.answer(exercise, solutions[exercise.name], exercise.points)
    for exercise in exercises[half:]:
        learner.leave_blank(exercise)
    learner.note = "stopped half-way"
