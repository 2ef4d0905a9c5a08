"""nbgrader's own Execute gives a sample of the variants of later parts nbjudge's marks."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.authoring.gate import Variant, run_gate
from nbjudge.grading import grade_by_nbgrader
from nn_course.catalogue import PARTS, exercises
from tests.gate import variants
from tests.gate.by_nbgrader import graded_by_nbgrader, without_display
from tests.gate.of_part import PACK, WORKERS

pytestmark = [pytest.mark.gate, pytest.mark.slow]

LATER = [part for part in PARTS if part != "part1"]  # part 1 is compared as a whole
EACH = 7


def sample(part: str) -> list[Variant]:
    """EACH variants of *part*, spread evenly over its misconceptions and alternatives.

    A variant of an exercise that takes long is left to nbjudge's own gate.
    """
    dear = {one.name for one in exercises(part) if one.dear}
    known = [*variants.misconceptions(part), *variants.alternatives(part)]
    known = [one for one in known if one.exercise not in dear]
    return known[:: len(known) // EACH][:EACH]


@pytest.mark.parametrize("part", LATER)
def test_marks_are_those_of_nbgrader(
    part: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Both give each variant what it declares (for nbjudge, Marks says so): the same."""
    started = time.perf_counter()
    with graded_by_nbgrader(tmp_path) as config:
        failures = [
            failure
            for group in variants.affordable(part, sample(part))
            if group
            for failure in run_gate(
                without_display(part),
                group,
                config,
                workers=WORKERS,
                pack=PACK,
                grader=grade_by_nbgrader,
            )
        ]
    seconds = time.perf_counter() - started
    record_property("note", f"nbgrader's own Execute: {EACH} variants of {part} in {seconds:.0f} s")
    assert not failures, "\n".join(map(str, failures))


def test_the_sample_is_large_enough() -> None:
    """Twenty variants at least, and every part has its share."""
    assert all(len(sample(part)) == EACH for part in LATER)
    assert EACH * len(LATER) >= 20
