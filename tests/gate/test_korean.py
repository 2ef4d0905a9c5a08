"""Korean submissions get the marks of their English twins: every known answer, right or wrong.

What is declared in the catalogue is what the English ones get, in the gates of the parts.
"""

from __future__ import annotations

from tests.gate.of_part import Marks

# The tests are those of the English gates, so that more answers may share a submission.
MOST = 10


class TestKoreanPart1(Marks):
    """The gate of part 1, in Korean notebooks."""

    part, language, pack = "part1", "ko", MOST


class TestKoreanPart2(Marks):
    """The gate of part 2, in Korean notebooks."""

    part, language, pack = "part2", "ko", MOST


class TestKoreanPart3(Marks):
    """The gate of part 3, in Korean notebooks."""

    part, language, pack = "part3", "ko", MOST


class TestKoreanPart4(Marks):
    """The gate of part 4, in Korean notebooks."""

    part, language, pack = "part4", "ko", MOST
