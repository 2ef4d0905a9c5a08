"""Part 1's hidden tests give every known answer, right or wrong, exactly its marks."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.gate import Failure, Variant, marks_by_test, run_gate
from nn_course.catalogue import exercises
from tests.gate import variants

pytestmark = [pytest.mark.gate, pytest.mark.slow]

PART = "part1"
# Exercises do not cascade, so variants of a few of them share a submission, the rest being right;
# the gate grades one by one whatever disagrees.
PACK = 4
FIRST = [variants.blank(PART), Variant(None, "solution")]
WRONG = variants.misconceptions(PART)
RIGHT = variants.alternatives(PART)
ALL_WRONG = variants.everything_wrong(PART, 4)
SECONDS: list[float] = []


@pytest.fixture(scope="session")
def failures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Failure]]:
    """The failures of all variants by the variant's text: one run of the gate for this file."""
    config = variants.configured(tmp_path_factory.mktemp("config"), variants.NO_PICTURES)
    started = time.perf_counter()
    everything = [*FIRST, *WRONG, *RIGHT, *ALL_WRONG]
    found: dict[str, list[Failure]] = {str(variant): [] for variant in everything}
    assert len(found) == len(everything), "two variants have one name"
    for failure in run_gate(variants.MASTERS[PART], everything, config, pack=PACK):
        found.setdefault(str(failure.variant), []).append(failure)
    SECONDS.append(time.perf_counter() - started)
    return found


@pytest.mark.parametrize("variant", FIRST, ids=str)
def test_blank_and_solution(variant: Variant, failures: dict[str, list[Failure]]) -> None:
    """The released notebook earns 0 on every exercise, the solution everything."""
    assert not failures[str(variant)], "\n".join(map(str, failures[str(variant)]))


@pytest.mark.parametrize("variant", WRONG, ids=str)
def test_misconception(variant: Variant, failures: dict[str, list[Failure]]) -> None:
    """A misconception earns exactly what it declares, and costs no other exercise."""
    assert not failures[str(variant)], "\n".join(map(str, failures[str(variant)]))


@pytest.mark.parametrize("variant", RIGHT, ids=str)
def test_alternative(variant: Variant, failures: dict[str, list[Failure]]) -> None:
    """A right answer written differently keeps full marks."""
    assert not failures[str(variant)], "\n".join(map(str, failures[str(variant)]))


@pytest.mark.parametrize("variant", ALL_WRONG, ids=str)
def test_no_cascade(variant: Variant, failures: dict[str, list[Failure]]) -> None:
    """With every exercise wrong at once, each earns what it declares for itself."""
    assert not failures[str(variant)], "\n".join(map(str, failures[str(variant)]))


def test_nothing_fails_only_in_combination(
    failures: dict[str, list[Failure]], record_property: Callable[[str, object], None]
) -> None:
    """No submission disagrees as a whole while each of its variants is right alone."""
    record_property(
        "note",
        f"the gate of {PART} graded {len(WRONG)} misconceptions, {len(RIGHT)} alternatives, "
        f"the blank and the solution in {SECONDS[0]:.0f} s",
    )
    known = {str(variant) for variant in [*FIRST, *WRONG, *RIGHT, *ALL_WRONG]}
    together = [str(one) for name, found in failures.items() if name not in known for one in found]
    assert not together, "\n".join(together)


def test_no_misconception_is_above_half() -> None:
    """A wrong answer earns at most half of its exercise."""
    above = [
        f"{one.name}: {known.name} earns {known.marks:g} of {one.points:g}"
        for one in exercises(PART)
        for known in one.misconceptions
        if known.marks > one.points / 2
    ]
    assert not above, "\n".join(above)


def test_master_and_catalogue_agree_on_marks() -> None:
    """The catalogue's test cells and their marks are those of the master, in its order."""
    declared = {test: marks for one in exercises(PART) for test, marks in one.tests.items()}
    assert list(marks_by_test(masters.derive(variants.MASTERS[PART])).items()) == list(
        declared.items()
    )


def test_enough_is_known() -> None:
    """The issue's numbers: misconceptions 8 or 4, alternatives 5 or 3 for each exercise."""
    much = {"log_softmax", "nll", "accuracy"}
    for one in exercises(PART):
        assert len(one.misconceptions) >= (8 if one.name in much else 4), one.name
        sources = variants.alternative_sources(PART, one.name)
        assert len(sources) >= (5 if one.name in much else 3), one.name
