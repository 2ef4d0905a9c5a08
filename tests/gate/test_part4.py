"""Part 4's hidden tests give every known answer, right or wrong, exactly its marks."""

from __future__ import annotations

from tests.gate.of_part import Marks


class TestPart4(Marks):
    """The gate of part 4."""

    part = "part4"
