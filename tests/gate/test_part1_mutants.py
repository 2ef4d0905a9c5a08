"""The gate sees when hidden tests of part 1 are gone."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.gate import Failure, run_gate, without_hidden_tests
from nn_course.catalogue import Exercise, exercises
from tests.gate import variants

pytestmark = [pytest.mark.gate, pytest.mark.slow]

PART = "part1"


def gate_of_mutant(exercise: Exercise, config: Path) -> list[Failure]:
    """Run the gate without the hidden tests of *exercise*, on one of its wrong answers.

    The unmutated gate passes on the same variant, which test_part1.py shows; one is enough here
    because nothing is left that could tell wrong answers apart.
    """
    mutant = without_hidden_tests(masters.derive(variants.MASTERS[PART]), exercise.name)
    variant = variants.wrong(exercise, exercise.misconceptions[0])
    return run_gate(mutant, [variant], config, workers=1)


@pytest.fixture(scope="module")
def gates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[list[Failure]]]:
    """The gates of all mutants, two at a time."""
    config = variants.configured(tmp_path_factory.mktemp("config"), variants.NO_PICTURES)
    with ThreadPoolExecutor(2) as pool:
        return {one.name: pool.submit(gate_of_mutant, one, config) for one in exercises(PART)}


@pytest.mark.parametrize("exercise", [one.name for one in exercises(PART)])
def test_the_gate_fails_without_hidden_tests(
    exercise: str, gates: dict[str, Future[list[Failure]]]
) -> None:
    """With `pass` for an exercise's hidden tests a wrong answer earns marks: one failure, there."""
    failures = gates[exercise].result()
    assert [failure.exercise for failure in failures] == [exercise], failures
    assert failures[0].got > failures[0].expected
