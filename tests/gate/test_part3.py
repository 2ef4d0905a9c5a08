"""Part 3's hidden tests give every known answer, right or wrong, exactly its marks."""

from __future__ import annotations

from tests.gate.of_part import Marks


class TestPart3(Marks):
    """The gate of part 3."""

    part = "part3"
