"""What is broken, missing or endless in one exercise of part 2 costs no other."""

from __future__ import annotations

from tests.gate.of_part import Faults


class TestPart2Broken(Faults):
    """Functions and classes, early ones and late ones."""

    part = "part2"
    broken = (
        ("Logistic", "random_batch", "manual_fit", "cross_entropy_step"),
        ("get_model", "LinearLogistic", "train_steps", "Logistic"),
    )
