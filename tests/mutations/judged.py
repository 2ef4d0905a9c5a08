"""The marks that the hidden tests really give to mutants: several share a submission."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.authoring.gate import Variant, make_course
from nbjudge.grading import grade
from nn_course.catalogue import exercise
from tests.gate import variants
from tests.gate.of_part import TIMEOUT_S
from tests.mutations.mutate import Mutant

_LIMIT = f"c.Judging.cell_timeout = {TIMEOUT_S}\n"


def lost(mutants: Sequence[Mutant], folder: Path) -> list[float]:
    """The marks that each of `mutants`, all of one part, loses in the test cells of its exercise.

    One mutant of each exercise makes a submission, the other answers in it being right: exercises
    do not cascade, as the gate proves. Only the first test of a dear exercise counts: the others
    reward how well an answer does, and are lost together with it.
    """
    (part,) = {one.part for one in mutants}
    config = folder / "config"
    config.mkdir(parents=True)
    variants.configured(config, variants.NO_PICTURES, _LIMIT)
    master = masters.derive(variants.MASTERS[part])
    course = folder / "course"
    release = nbformat.read(make_course(course, master, config, "gate"), as_version=4)
    dear = variants.without_dear(part, Variant(None, "right", {})).answers or {}
    packs = _packs(mutants)
    submissions = {
        f"pack-{number}": fill(
            release, {**solutions(master), **dear, **{one.name: one.source for one in pack}}
        )
        for number, pack in enumerate(packs)
    }
    marks = grade(course, submissions, "gate", workers=2)
    found = {
        one: sum(most - got for got, most in _own(one, marks[f"pack-{number}"]))
        for number, pack in enumerate(packs)
        for one in pack
    }
    return [found[one] for one in mutants]


def _packs(mutants: Sequence[Mutant]) -> list[list[Mutant]]:
    packs: list[list[Mutant]] = []
    for mutant in mutants:
        for pack in packs:
            if mutant.name not in [one.name for one in pack]:
                pack.append(mutant)
                break
        else:
            packs.append([mutant])
    return packs


def _own(mutant: Mutant, marks: dict[str, tuple[float, float]]) -> list[tuple[float, float]]:
    known = exercise(mutant.part, mutant.name)
    tests = list(known.tests)[:1] if known.dear else list(known.tests)
    return [marks[test] for test in tests]
