"""What the gate asks of every part: the tests of its files derive from these classes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import blanks
from nbjudge.authoring.gate import Failure, Variant, marks_by_test, run_gate, without_hidden_tests
from nn_course.catalogue import exercise, exercises
from tests.gate import variants

# Exercises do not cascade, so a submission holds a variant of each of them, as long as there are
# any; the gate grades one by one whatever disagrees.
PACK = 10
# Tests run in as many processes as there are processors: a gate takes one of these.
WORKERS = 1
# A cell of a lesson takes far less, a cell that loops takes it all.
TIMEOUT_S = 8


@cache
def everything(part: str) -> dict[str, list[Variant]]:
    """All variants of *part*: by the name of the argument of the tests that ask for one."""
    return {
        "first": [variants.blank(part), Variant(None, "solution")],
        "wrong": variants.misconceptions(part),
        "right": variants.alternatives(part),
        "all_wrong": variants.everything_wrong(part, 4),
    }


@pytest.mark.gate
@pytest.mark.slow
class Marks:
    """The hidden tests of `part` give every known answer, right or wrong, exactly its marks."""

    part: ClassVar[str]
    seconds: ClassVar[float]
    language: ClassVar[str] = "en"

    @pytest.fixture(scope="class")
    @classmethod
    def failures(cls, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Failure]]:
        """The failures of all variants by the variant's text: one run of the gate for a part."""
        part = cls.part
        config = variants.configured(tmp_path_factory.mktemp("config"), variants.NO_PICTURES)
        started = time.perf_counter()
        known = [one for group in everything(part).values() for one in group]
        found: dict[str, list[Failure]] = {str(variant): [] for variant in known}
        assert len(found) == len(known), "two variants have one name"
        for group in variants.affordable(part, known):
            for failure in run_gate(
                variants.MASTERS[part],
                group,
                config,
                workers=WORKERS,
                pack=PACK,
                catalogue=variants.catalogue(part, cls.language),
            ):
                found.setdefault(str(failure.variant), []).append(failure)
        cls.seconds = time.perf_counter() - started
        return found

    def test_blank_and_solution(self, first: str, failures: dict[str, list[Failure]]) -> None:
        """The released notebook earns 0 on every exercise, the solution everything."""
        assert not failures[first], "\n".join(map(str, failures[first]))

    def test_misconception(self, wrong: str, failures: dict[str, list[Failure]]) -> None:
        """A misconception earns exactly what it declares, and costs no other exercise."""
        assert not failures[wrong], "\n".join(map(str, failures[wrong]))

    def test_alternative(self, right: str, failures: dict[str, list[Failure]]) -> None:
        """A right answer written differently keeps full marks."""
        assert not failures[right], "\n".join(map(str, failures[right]))

    def test_no_cascade(self, all_wrong: str, failures: dict[str, list[Failure]]) -> None:
        """With every exercise wrong at once, each earns what it declares for itself."""
        assert not failures[all_wrong], "\n".join(map(str, failures[all_wrong]))

    def test_nothing_fails_only_in_combination(
        self, failures: dict[str, list[Failure]], record_property: Callable[[str, object], None]
    ) -> None:
        """No submission disagrees as a whole while each of its variants is right alone."""
        known = everything(self.part)
        record_property(
            "note",
            f"the gate of {self.part} ({self.language}) graded "
            f"{len(known['wrong'])} misconceptions, "
            f"{len(known['right'])} alternatives, the blank and the solution in "
            f"{self.seconds:.0f} s",
        )
        own = {str(one) for group in known.values() for one in group}
        together = [str(one) for name, found in failures.items() if name not in own
                    for one in found]  # fmt: skip
        assert not together, "\n".join(together)

    def test_no_misconception_is_above_half(self) -> None:
        """A wrong answer earns at most half of its exercise."""
        above = [
            f"{one.name}: {known.name} earns {known.marks:g} of {one.points:g}"
            for one in exercises(self.part)
            for known in one.misconceptions
            if known.marks > one.points / 2
        ]
        assert not above, "\n".join(above)

    def test_master_and_catalogue_agree_on_marks(self) -> None:
        """The catalogue's test cells and their marks are those of the master, in its order.

        What is marked by hand stands in no catalogue.
        """
        declared = {
            test: marks for one in exercises(self.part) for test, marks in one.tests.items()
        }
        found = marks_by_test(masters.derive(variants.MASTERS[self.part]))
        assert [(test, found[test]) for test in found if test in declared] == list(declared.items())
        assert set(found) - set(declared) == set(variants.BY_HAND.get(self.part, ()))


@pytest.mark.gate
@pytest.mark.slow
class Faults:
    """What is broken, missing or endless in one exercise of `part` costs no other."""

    part: ClassVar[str]
    broken: ClassVar[tuple[tuple[str, str, str, str], ...]]
    """Exercises to delete, to crash, to loop as a cell and to loop as a function."""

    @pytest.fixture(scope="class")
    @classmethod
    def impatient(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The course's configuration with a short time limit."""
        limit = f"c.Judging.cell_timeout = {TIMEOUT_S}\n"
        return variants.configured(tmp_path_factory.mktemp("config"), variants.NO_PICTURES, limit)

    def test_a_broken_exercise_costs_no_other(self, impatient: Path) -> None:
        """A deleted cell, one that raises, one that loops, a looping function: only they lose."""
        broken = [variants.broken(self.part, *names) for names in self.broken]
        assert self.failures(broken, impatient) == []

    def test_the_first_exercise_missing_and_the_last(self, impatient: Path) -> None:
        """Deleting any one blank, the first and the last included, costs that exercise alone."""
        names = [one.name for one in exercises(self.part)]
        deleted = [
            Variant(
                name,
                "deleted",
                {},
                {test: 0 for test in exercise(self.part, name).tests},
                lambda submission, name=name: submission.cells.remove(blanks(submission)[name]),
            )
            for name in (names[0], names[-1])
        ]
        assert self.failures(deleted, impatient) == []

    def failures(self, chosen: list[Variant], config: Path) -> list[str]:
        """What the gate says of the variants *chosen*, without what needs more than the limit."""
        quick = [variants.without_dear(self.part, one) for one in chosen]
        master = variants.MASTERS[self.part]
        return [str(one) for one in run_gate(master, quick, config, workers=WORKERS)]


@pytest.mark.gate
@pytest.mark.slow
class Mutants:
    """The gate sees when hidden tests of `part` are gone."""

    part: ClassVar[str]

    @pytest.fixture(scope="class")
    @classmethod
    def failures(cls, tmp_path_factory: pytest.TempPathFactory) -> list[Failure]:
        """What the gate says of one wrong answer to each exercise, whose hidden tests are gone.

        Each is a submission of its own. The gate of the whole master passes on the same answers,
        which `Marks` shows; one is enough here because nothing is left that could tell wrong
        answers apart.
        """
        config = variants.configured(tmp_path_factory.mktemp("config"), variants.NO_PICTURES)
        chosen = [variants.wrong(one, one.misconceptions[0]) for one in exercises(cls.part)]
        found = []
        for group in variants.affordable(cls.part, chosen):
            mutant = masters.derive(variants.MASTERS[cls.part])
            for variant in group:  # those of another group may count on the others' tests
                mutant = without_hidden_tests(mutant, str(variant.exercise))
            found += run_gate(mutant, group, config, workers=WORKERS) if group else []
        return found

    def test_the_gate_fails_without_hidden_tests(self, name: str, failures: list[Failure]) -> None:
        """With `pass` for an exercise's hidden tests a wrong answer earns marks: one failure."""
        own = [failure for failure in failures if failure.variant.exercise == name]
        assert [failure.exercise for failure in own] == [name], own
        assert own[0].got is not None and own[0].got > own[0].expected
