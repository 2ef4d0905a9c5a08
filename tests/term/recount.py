"""Every number of a report and of the exports, a second time: from the verdicts, by other means.

Nothing of nbjudge is used here, and nothing is read but the records beside the graded notebooks.
What a person gave, and who was late by how many days, is what the tests themselves arranged.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from tests.term.people import BY_HAND, BY_HAND_MOST, EXCUSED, EXPLAINED, GIVEN, people

Record = dict[str, Any]
# Who is late by how many days begun, extra time counted; each costs an eighth of the marks.
DAYS_LATE = {("part1", "s05"): 1, ("part1", "s25"): 3, ("part4", "s30"): 2}
PER_DAY = Fraction(1, 8)


def records(root: Path, part: str) -> dict[str, Record]:
    """The verdicts of `part` by student, as they lie in autograded/."""
    return {
        file.parents[1].name: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(root.glob(f"autograded/*/{part}/*.verdicts.json"))
    }


def marks(record: Record, exercise: str = "") -> float:
    """The marks that the verdicts of a record give, for an exercise or together."""
    return sum(one["points"] for one in record["verdicts"] if exercise in ("", one["blank"]))


@dataclass(frozen=True)
class Learner:
    """One learner: verdicts by exercise, a person's among them, and what lateness costs."""

    name: str
    part: str
    exercises: dict[str, list[Record]]
    untouched: frozenset[str]

    def points(self, *exercises: str) -> float:
        """The marks in `exercises`, in all if none is named."""
        wanted = exercises or tuple(self.exercises)
        return sum(one["points"] for name in wanted for one in self.exercises[name])

    def most(self, *exercises: str) -> float:
        wanted = exercises or tuple(self.exercises)
        return sum(one["max"] for name in wanted for one in self.exercises[name])

    def share(self, *exercises: str) -> float:
        return self.points(*exercises) / self.most(*exercises)

    @property
    def penalty(self) -> Fraction:
        days = DAYS_LATE.get((self.part, self.name), 0)
        return Fraction(self.points()) * PER_DAY * days

    @property
    def total(self) -> Fraction:
        return Fraction(self.points()) - self.penalty

    @property
    def waits(self) -> bool:
        """Whether a person has yet to mark what they wrote."""
        return self.part == "part4" and self.name in EXPLAINED and self.name not in GIVEN

    @property
    def due(self) -> str:
        """The mark as it is written, two decimals and half up, "" while a person is waited for."""
        return "" if self.waits else self.rounded(self.total)

    @staticmethod
    def rounded(value: Fraction) -> str:
        """`value` as exports write it."""
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):f}".rstrip("0").rstrip(".")


def learner(name: str, part: str, record: Record) -> Learner:
    """One learner by their record."""
    exercises: dict[str, list[Record]] = {}
    for verdict in record["verdicts"]:
        exercises.setdefault(verdict["blank"], []).append(verdict)
    untouched = {*record["unwritten"], *record["missing"]}
    if part == "part4" and (name in GIVEN or name not in EXPLAINED):
        exercises[BY_HAND] = [
            {"test": BY_HAND, "points": GIVEN.get(name, 0.0), "max": BY_HAND_MOST, "seconds": 0.0,
             "misconception": None, "hint": "", "fault": None, "parts": []}
        ]  # fmt: skip
        untouched |= set() if name in EXPLAINED else {BY_HAND}
    return Learner(name, part, exercises, frozenset(untouched))


def most(root: Path, part: str) -> float:
    """The marks there are in a part."""
    (judged,) = {record["max"] for record in records(root, part).values()}
    return float(judged) + (BY_HAND_MOST if part == "part4" else 0)


def graded(root: Path, part: str) -> list[Learner]:
    """Those whose work is judged and counts, by id."""
    found = records(root, part)
    return [
        learner(name, part, found[name])
        for name in sorted(found)
        if EXCUSED.get(name) not in (part, "all")
    ]


def excused(part: str) -> list[str]:
    return [one.student_id for one in people() if one.excused_from(part)]


def missing(root: Path, part: str) -> list[str]:
    """Of whom there is no record, though something is expected of them."""
    there = records(root, part)
    known = [one.student_id for one in people() if not one.excused_from(part)]
    return [name for name in known if name not in there]


def spread(found: Sequence[Learner]) -> dict[str, float]:
    """How the marks of the class lie."""
    totals = np.array([float(one.total) for one in found])
    lower, median, upper = np.quantile(totals, [0.25, 0.5, 0.75])
    return {
        "count": len(totals), "mean": totals.mean(), "median": median, "lower": lower,
        "upper": upper, "deviation": totals.std(ddof=1),
    }  # fmt: skip


def items(found: Sequence[Learner]) -> dict[str, dict[str, float | None]]:
    """The figures of each exercise, by name in the lesson's order."""
    made = {}
    for name in max((one.exercises for one in found), key=len):
        some = [one for one in found if name in one.exercises]
        points = [one.points(name) for one in some]
        (most,) = {one.most(name) for one in some}
        shares = np.array([one.share(name) for one in some])
        rest = np.array([one.share(*(set(one.exercises) - {name})) for one in some])
        varies = shares.std() > 1e-12 and rest.std() > 1e-12
        verdicts = [one.exercises[name] for one in some]
        made[name] = {
            "most": most,
            "full": points.count(most),
            "some": sum(0 < mark < most for mark in points),
            "none": points.count(0),
            "untouched": sum(one.points(name) == 0 and name in one.untouched for one in some),
            "difficulty": shares.mean(),
            "discrimination": np.corrcoef(shares, rest)[0, 1] if varies else None,
            "seconds": float(np.median([sum(v["seconds"] for v in own) for own in verdicts])),
            "lost_to_faults": sum(
                v["max"] - v["points"] for own in verdicts for v in own if v["fault"]
            ),
        }
    return made


def checks(found: Sequence[Learner]) -> dict[tuple[str, str], tuple[int, int]]:
    """exercise, test → how many passed it of how many; so for named parts of a test."""
    outcomes: dict[tuple[str, str], list[bool]] = {}
    for one in found:
        for name, verdicts in one.exercises.items():
            for verdict in verdicts:
                key = name, verdict["test"]
                outcomes.setdefault(key, []).append(verdict["points"] == verdict["max"])
                for part in verdict["parts"]:
                    key = name, f"{verdict['test']}: {part['name']}"
                    outcomes.setdefault(key, []).append(part["sentence"] == "")
    return {key: (sum(some), len(some)) for key, some in outcomes.items()}


def misconceptions(found: Sequence[Learner]) -> dict[tuple[str, str], tuple[int, str]]:
    """exercise, misconception → how many learners have it, and the sentence they were shown."""
    who: dict[tuple[str, str], set[str]] = {}
    said = {}
    for one in found:
        for name, verdicts in one.exercises.items():
            for verdict in verdicts:
                if verdict["misconception"]:
                    key = name, verdict["misconception"]
                    who.setdefault(key, set()).add(one.name)
                    said[key] = verdict["hint"]
    return {key: (len(some), said[key]) for key, some in who.items()}


def faults(found: Sequence[Learner]) -> Counter[str]:
    """How many learners met each kind of fault."""
    return Counter(
        kind
        for one in found
        for kind in {v["fault"] for own in one.exercises.values() for v in own if v["fault"]}
    )


def never_started(found: Sequence[Learner]) -> list[str]:
    return [one.name for one in found if one.untouched >= set(one.exercises)]


def moved(
    root: Path, part: str, former: dict[str, Record] | None
) -> dict[str, dict[str, tuple[float | None, float | None]]] | None:
    """By learner and test the marks before and after that differ, a person's among them."""
    if former is None:
        return None
    found = {}
    for one in graded(root, part):
        before = {v["test"]: v["points"] for v in former[one.name]["verdicts"]}
        now = {v["test"]: v["points"] for own in one.exercises.values() for v in own}
        if part == "part4" and one.name not in EXPLAINED:
            before[BY_HAND] = 0.0  # at once, as nothing was written
        tests = {test: (before.get(test), mark) for test, mark in now.items()}
        tests = {test: pair for test, pair in tests.items() if pair[0] != pair[1]}
        if tests:
            found[one.name] = tests
    return found


def plain(value: float | Fraction) -> str:
    """A mark as pages print it: two decimals at most."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
