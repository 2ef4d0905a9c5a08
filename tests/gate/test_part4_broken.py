"""What is broken, missing or endless in one exercise of part 4 costs no other."""

from __future__ import annotations

from tests.gate.of_part import Faults


class TestPart4Broken(Faults):
    """Functions and classes, early ones and late ones."""

    part = "part4"
    broken = (
        ("as_image", "CNN", "confusion", "WrappedDataLoader"),
        ("WrappedDataLoader", "Lambda", "as_image", "CNN"),
    )
