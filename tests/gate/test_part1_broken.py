"""What is broken, missing or endless in one exercise of part 1 costs no other."""

from __future__ import annotations

from tests.gate.of_part import Faults


class TestPart1Broken(Faults):
    """The first exercises are used most by the later ones, so both orders are tried."""

    part = "part1"
    broken = (
        ("linear", "preprocess", "log_softmax", "accuracy"),
        ("nll", "stable_log_softmax", "init_parameters", "chain_rule"),
    )
