"""The solutions of parts 1 to 3 in Korean reproduce: a file, and so a worker, for themselves."""

from __future__ import annotations

import pytest

from tests.solutions.reproduce import reproduce


@pytest.mark.slow
def test_solutions_reproduce() -> None:
    """`pytest --nbval` of them passes and leaves no file behind."""
    reproduce("ko", "part1", "part2", "part3")
