"""What is broken, missing or endless in one exercise of part 3 costs no other."""

from __future__ import annotations

from tests.gate.of_part import Faults


class TestPart3Broken(Faults):
    """Functions and classes, early ones and late ones."""

    part = "part3"
    broken = (
        ("DigitsDataset", "tensor_dataset", "fit", "evaluate"),
        ("to_device", "get_data", "loss_batch", "DigitsDataset"),
    )
