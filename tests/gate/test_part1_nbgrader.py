"""nbgrader's own Execute gives the honest variants of part 1 the marks that nbjudge gives them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.authoring.gate import run_gate
from nbjudge.grading import grade_by_nbgrader
from tests.gate import variants
from tests.gate.by_nbgrader import graded_by_nbgrader, without_display
from tests.gate.of_part import PACK, WORKERS

pytestmark = [pytest.mark.gate, pytest.mark.slow]

PART = "part1"


def test_marks_are_those_of_nbgrader(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Both give each variant what it declares (for nbjudge, test_part1.py says so): the same."""
    honest = [
        variants.blank(PART),
        variants.hints_left(PART),
        *variants.misconceptions(PART),
        *variants.alternatives(PART),
        *variants.everything_wrong(PART, 4),
    ]
    started = time.perf_counter()
    with graded_by_nbgrader(tmp_path) as config:
        failures = run_gate(
            without_display(PART),
            honest,
            config,
            workers=WORKERS,
            pack=PACK,  # nbgrader takes some seconds for each submission
            grader=grade_by_nbgrader,
        )
    seconds = time.perf_counter() - started
    record_property("note", f"nbgrader's own Execute: {len(honest)} variants in {seconds:.0f} s")
    assert not failures, "\n".join(map(str, failures))
