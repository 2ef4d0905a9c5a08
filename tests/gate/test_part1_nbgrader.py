"""nbgrader's own Execute gives the honest variants of part 1 the marks that nbjudge gives them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.authoring.gate import run_gate
from nbjudge.grading import grade_by_nbgrader
from tests.gate import variants

pytestmark = [pytest.mark.gate, pytest.mark.slow]

PART = "part1"
# nbgrader takes some seconds for each submission, so variants of different exercises share one,
# the rest being right; what disagrees is graded again alone.
PACK = 4


def test_marks_are_those_of_nbgrader(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Both give each variant what it declares (for nbjudge, test_part1.py says so): the same."""
    config = variants.configured(tmp_path, variants.NO_PICTURES)
    honest = [
        variants.blank(PART),
        variants.hints_left(PART),
        *variants.misconceptions(PART),
        *variants.alternatives(PART),
        *variants.everything_wrong(PART, 4),
    ]
    started = time.perf_counter()
    failures = run_gate(variants.MASTERS[PART], honest, config, pack=PACK, grader=grade_by_nbgrader)
    seconds = time.perf_counter() - started
    record_property("note", f"nbgrader's own Execute: {len(honest)} variants in {seconds:.0f} s")
    assert not failures, "\n".join(map(str, failures))
