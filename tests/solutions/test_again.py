"""What one run of the solutions leaves behind does not change the next."""

from __future__ import annotations

import pytest

from tests.solutions.reproduce import LANGUAGES, PARTS, SOLUTIONS, language_of, reproduce, solutions


@pytest.mark.exhaustive
@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("language", LANGUAGES)
def test_solutions_reproduce_twice_in_a_row(language: str, turn: int) -> None:
    """`pytest --nbval` passes, and passes again."""
    reproduce(language, *PARTS)


def test_each_solution_is_reproduced_by_some_test() -> None:
    """No solution lies where the tests beside this one do not look."""
    for language in LANGUAGES:
        assert len(solutions(language, *PARTS)) == len(PARTS)
    assert {language_of(one) for one in SOLUTIONS} == {*LANGUAGES}
    assert len(SOLUTIONS) == len(LANGUAGES) * len(PARTS)
