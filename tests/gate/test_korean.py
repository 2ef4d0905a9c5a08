"""Korean submissions get the marks of their English twins: every known answer, right or wrong.

What is declared in the catalogue is what the English ones get, in the gates of the parts.
"""

from __future__ import annotations

from tests.gate.of_part import Marks


class TestKoreanPart1(Marks):
    """The gate of part 1, in Korean notebooks."""

    part, language = "part1", "ko"


class TestKoreanPart2(Marks):
    """The gate of part 2, in Korean notebooks."""

    part, language = "part2", "ko"


class TestKoreanPart3(Marks):
    """The gate of part 3, in Korean notebooks."""

    part, language = "part3", "ko"


class TestKoreanPart4(Marks):
    """The gate of part 4, in Korean notebooks."""

    part, language = "part4", "ko"
