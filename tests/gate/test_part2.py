"""Part 2's hidden tests give every known answer, right or wrong, exactly its marks."""

from __future__ import annotations

from tests.gate.of_part import Marks


class TestPart2(Marks):
    """The gate of part 2."""

    part = "part2"
