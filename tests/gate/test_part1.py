"""Part 1's hidden tests give every known answer, right or wrong, exactly its marks."""

from __future__ import annotations

from tests.gate.of_part import Marks


class TestPart1(Marks):
    """The gate of part 1."""

    part = "part1"
