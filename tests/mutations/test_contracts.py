"""The contracts that tell mutants apart hold for right answers, and for no wrong one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import torch

from nn_course.catalogue import PARTS, Exercise, exercises
from nn_course.checks.diagnose import cases
from tests.mutations import contracts
from tests.mutations.drawn import right_answers

EXERCISES = [known for part in PARTS for known in exercises(part) if not known.dear]
SOME = 12  # all edges, or nearly all
# These earn nothing for how the result is found, which no contract is about.
RIGHT_BUT_NOT_ALLOWED = ("ready_made", "by_autograd")

each_exercise = pytest.mark.parametrize(
    "known", EXERCISES, ids=lambda known: f"{known.part}-{known.name}"
)

pytestmark = pytest.mark.filterwarnings("ignore")  # some right answers warn, and may


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Waking other threads up takes longer than such small calculations do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@each_exercise
def test_right_answers_keep_their_contract(known: Exercise) -> None:
    """The solution and every alternative, on the check's inputs and at the edges."""
    for origin, source in right_answers(known.part)[known.name].items():
        answer = contracts.answer(known, source)
        further = itertools.islice(contracts.further_inputs(known), SOME)
        for case in (*cases(known.part, known.name), *further):
            assert contracts.breach(known, answer, case) is None, f"{origin}: {case.title}"


@each_exercise
def test_misconceptions_break_it(known: Exercise) -> None:
    """Every wrong answer of the catalogue does something else on some input of the check."""
    kept = []
    for wrong in known.misconceptions:
        answer = contracts.answer(known, wrong.source)
        inputs = cases(known.part, known.name)
        if not any(contracts.breach(known, answer, case) for case in inputs):
            kept.append(wrong.name)
    assert set(kept) <= set(RIGHT_BUT_NOT_ALLOWED)
