"""The Korean solutions reproduce the outputs they show.

In a file of its own, beside which the English ones run in another worker; what they show twice in a
row has the same code.
"""

from __future__ import annotations

import pytest

from tests.test_nbval import SOLUTIONS, reproduce


@pytest.mark.slow
def test_korean_solutions_reproduce() -> None:
    """`pytest --nbval solutions/ko` passes."""
    korean = [path for path in SOLUTIONS if "ko" in path.parts]
    assert len(korean) == 4
    reproduce(korean, "Korean")
