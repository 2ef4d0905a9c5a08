"""Cheap cheats earn what a blank earns, in every exercise of every part; and no test invites one."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import blanks
from nbjudge.authoring.gate import Failure, run_gate
from nbjudge.authoring.regions import hidden
from nn_course.catalogue import PARTS, exercises
from tests.gate import cheats, variants

ALL = [(part, name) for part in PARTS for name in cheats.cheats(part)]


@pytest.fixture(scope="module")
def failures(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], dict[str, list[Failure]]]:
    """The failures of all cheats of a part: one class, graded once."""
    graded: dict[str, dict[str, list[Failure]]] = {}

    def of(part: str) -> dict[str, list[Failure]]:
        if part not in graded:
            config = variants.configured(tmp_path_factory.mktemp("config"), variants.NO_PICTURES)
            found = run_gate(
                cheats.without_checks(part), list(cheats.cheats(part).values()), config
            )
            graded[part] = {}
            for one in found:
                graded[part].setdefault(one.variant.name, []).append(one)
        return graded[part]

    return of


@pytest.mark.gate
@pytest.mark.slow
@pytest.mark.parametrize(("part", "name"), ALL)
def test_a_cheat_earns_nothing(
    part: str, name: str, failures: Callable[[str], dict[str, list[Failure]]]
) -> None:
    """In each exercise it earns what a blank earns, and what is right beside it its marks."""
    found = failures(part).get(cheats.cheats(part)[name].name, [])
    assert not found, "\n".join(map(str, found))


@pytest.mark.gate
@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_every_exercise_has_cheats(part: str) -> None:
    """None is left out: each is cheated in at least a dozen ways, also one that comes new."""
    for one in exercises(part):
        ways = [
            name
            for name, cheat in cheats.cheats(part).items()
            if cheat.answers and "def " in cheat.answers.get(one.name, "")
        ]
        assert len(ways) >= 12, f"{one.name}: {ways}"
