"""The solution of part 4 in English reproduces: a file for itself, since it trains longest."""

from __future__ import annotations

import pytest

from tests.solutions.reproduce import reproduce


@pytest.mark.slow
def test_solutions_reproduce() -> None:
    """`pytest --nbval` of them passes and leaves no file behind."""
    reproduce("en", "part4")
