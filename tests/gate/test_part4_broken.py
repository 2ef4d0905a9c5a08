"""What is broken, missing or endless in one exercise of part 4 costs no other."""

from __future__ import annotations

from tests.gate.of_part import Faults


class TestPart4Broken(Faults):
    """The first exercises are used most by the later ones, so both orders are tried."""

    part = "part4"
    broken = (
        ("as_image", "CNN", "confusion", "Lambda"),
        ("WrappedDataLoader", "confusion", "as_image", "CNN"),
    )
