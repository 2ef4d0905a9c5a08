"""What is broken, missing or endless in one exercise of part 1 costs no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbjudge.authoring.gate import Variant, run_gate
from tests.gate import variants

pytestmark = [pytest.mark.gate, pytest.mark.slow]

PART = "part1"
# The first lessons are used most by the later ones, so both orders are tried.
BROKEN = [
    variants.broken(PART, "linear", "preprocess", "log_softmax", "accuracy"),
    variants.broken(PART, "nll", "stable_log_softmax", "init_parameters", "chain_rule"),
]
# A cell of the lesson takes far less, a cell that loops takes it all.
TIMEOUT_S = 20


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's configuration with a short time limit."""
    folder = tmp_path_factory.mktemp("config")
    return variants.configured(folder, variants.NO_PICTURES, f"c.Execute.timeout = {TIMEOUT_S}\n")


def test_a_broken_exercise_costs_no_other(impatient: Path) -> None:
    """A deleted cell, one that raises, one that loops, a function that loops: only they lose."""
    failures = run_gate(variants.MASTERS[PART], BROKEN, impatient)
    assert not failures, "\n".join(map(str, failures))


def test_the_first_exercise_missing_and_the_last(impatient: Path) -> None:
    """Deleting any one blank, the first and the last included, costs that exercise alone."""
    chosen = ["preprocess", "fit"]
    deleted = [
        Variant(name, "deleted", {}, {test: 0 for test in _tests(name)}, _delete(name))
        for name in chosen
    ]
    failures = run_gate(variants.MASTERS[PART], deleted, impatient)
    assert not failures, "\n".join(map(str, failures))


def _tests(name: str) -> list[str]:
    from nn_course.catalogue import exercise

    return list(exercise(PART, name).tests)


def _delete(name: str):
    from nbjudge.authoring.answers import blanks

    return lambda submission: submission.cells.remove(blanks(submission)[name])
