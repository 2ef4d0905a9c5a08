"""Stars around a word stress it in Korean too, where a particle follows at once."""

from __future__ import annotations

import pytest

from nbjudge.feedback.inline import inline
from nn_course.markup import marked


@pytest.mark.parametrize("write", [inline, marked])
def test_a_particle_follows_a_stressed_word(write: object) -> None:
    """On feedback pages and on cards."""
    assert write("결과의 *열*마다 합이 1입니다.") == "결과의 <em>열</em>마다 합이 1입니다."  # type: ignore[operator]


def test_a_product_stresses_nothing() -> None:
    """What a learner's own line says is left as it is."""
    assert "<em>" not in inline("line 2: a *b*c, x*y*z")
