"""Two hundred small changes of right answers: what the check says, and what hidden tests give.

What is right is told by contracts of their own (tests/mutations/contracts), which have the inputs
and the tolerances of the catalogue, and of its references those that stand for earlier exercises:
not its looks, and nothing of what compares for the checks. Another `SEED` or `COUNT` tries others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from nn_course.catalogue import PARTS, exercise
from tests.mutations.drawn import DEAR, QUICK, drawn
from tests.mutations.judged import lost
from tests.mutations.mutate import Mutant, mutations
from tests.mutations.trial import Tried, tried

pytestmark = [pytest.mark.gate, pytest.mark.slow]

COUNT, SEED = 200, 1

Findings = dict[Mutant, tuple[Tried, float]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """Every mutant with what its trial found and the marks it loses."""
    return findings(drawn(PARTS, COUNT, SEED), tmp_path_factory.mktemp("mutants"))


def test_two_hundred_are_drawn_from_all_exercises() -> None:
    """All of them define their exercise, are different, and are spread evenly."""
    mutants = drawn(PARTS, COUNT, SEED)
    assert len({one.source for one in mutants}) == COUNT
    number = Counter((one.part, one.name) for one in mutants)
    assert set(number) == {(part, name) for part, names in PARTS.items() for name in names}
    usual = [count for (_, name), count in number.items() if name not in QUICK]
    assert min(usual) >= 6 and max(usual) - min(usual) <= 1
    assert all(number["part4", name] == DEAR for name in QUICK)
    assert len({one.kind for one in mutants}) > 12


def test_the_check_calls_wrong_what_differs(found: Findings) -> None:
    """✗ for every mutant that does something else on the inputs of the check.

    Nobody waits for an endless one: the check says nothing, and so it does not say ✓.
    """
    missed = [
        f"{mutant}\n    {one.at_once}"
        for mutant, (one, _) in found.items()
        if one.at_once and one.check != "wrong"
    ]
    assert not missed, "\n".join(missed)
    assert all(one.check != "right" for one, _ in found.values() if one.endless)


def test_the_check_calls_right_what_does_not(found: Findings) -> None:
    """✓ for every mutant that is right on the inputs of the check."""
    refused = [
        str(mutant)
        for mutant, (one, _) in found.items()
        if not one.at_once and not one.endless and one.check != "right"
    ]
    assert not refused, "\n".join(refused)


def test_hidden_tests_take_marks_from_what_differs_anywhere(found: Findings) -> None:
    """No mutant keeps full marks that does something else on any input the exercise allows."""
    kept = [
        f"{mutant}\n    {one.at_once or one.elsewhere or 'endless'}"
        for mutant, (one, marks) in found.items()
        if one.differs and not marks
    ]
    assert not kept, "\n".join(kept)


def test_hidden_tests_leave_marks_to_what_never_differs(found: Findings) -> None:
    """A mutant that is still right keeps full marks.

    Those of best_model follow from how many digits are read, so that only breaking a rule counts.
    """
    unfair = [
        f"{mutant}\n    loses {marks:g}"
        for mutant, (one, marks) in found.items()
        if not one.differs and marks and not exercise(mutant.part, mutant.name).dear
    ]
    assert not unfair, "\n".join(unfair)


def test_how_many_get_a_diagnosis(
    found: Findings, record_property: Callable[[str, object], None]
) -> None:
    """Printed at the end of the run: how many differ, and how many of them the check explains."""
    record_property("note", summary(found))
    explained = [one for one, _ in found.values() if one.sentence]
    assert all(one.at_once for one in explained), "a sentence is said of a right answer"
    assert len(explained) >= 30


def test_what_counts_as_a_small_change() -> None:
    """Operators, axes, lines, bounds, names, words: each change is of one thing in one place."""
    text = "def f(x, n):\n    for i in range({}):\n        {}\n    return {}"
    step = "x -= x.mean(-1, keepdim=True)"
    made = {found: kind for kind, _, found in mutations(text.format("n", step, "x"))}
    expected = {
        text.format("n", "x += x.mean(-1, keepdim=True)", "x"): "operator",
        text.format("n", "x -= x.mean(+0, keepdim=True)", "x"): "sign",
        text.format("n", "x -= x.mean(-1, keepdim=False)", "x"): "true and false",
        text.format("n", "x -= x.mean(-1, **{})", "x"): "keyword left out",
        text.format("n", "x -= x.sum(-1, keepdim=True)", "x"): "word",
        text.format("n", "pass", "x"): "statement left out",
        text.format("n - 1", step, "x"): "bound",
        text.format("1, n", step, "x"): "bound",
        text.format("n", step, "n"): "name",
    }
    assert expected.items() <= made.items()


def findings(mutants: list[Mutant], folder: Path) -> Findings:
    """What is found of `mutants`, in the order of the parts."""
    trials = dict(zip(mutants, tried(mutants, folder), strict=True))
    sensible = [one for one in mutants if trials[one].defined]
    found: Findings = {}
    for part in PARTS:
        own = [one for one in sensible if one.part == part]
        marks = lost(own, folder / part) if own else []
        found |= {one: (trials[one], mark) for one, mark in zip(own, marks, strict=True)}
    return found


def summary(found: Findings) -> str:
    """The numbers, in a sentence or two."""
    trials = [one for one, _ in found.values()]
    differ = sum(one.differs for one in trials)
    return (
        f"of {len(trials)} mutants of right answers {differ} differ "
        f"({sum(bool(one.elsewhere) for one in trials)} of them not on the check's inputs, "
        f"{sum(one.endless for one in trials)} endless), and {len(trials) - differ} are still "
        f"right; the check explains {sum(bool(one.sentence) for one in trials)} by a misconception"
    )
