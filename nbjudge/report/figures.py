"""The numbers of a report, from what was gathered of a class."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from nbjudge.report.gather import Class, Member, Work

FEW = 5  # with fewer learners it says nothing that all, or none, pass a test


@dataclass(frozen=True)
class Bin:
    """How many learners have marks from `low` (included) to `high` (the last one included too)."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Spread:
    """How the marks of a class lie: of `count` learners, in marks."""

    count: int
    mean: float
    median: float
    lower: float
    upper: float
    deviation: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Item:
    """One exercise.

    `full`, `some` and `none` count learners by their marks in it, `untouched` those of the last
    who left the blank as it was. `difficulty` is the mean share of its marks (1 is easy; the
    usual name, though it grows with ease), `discrimination` the correlation of that share with
    the share of all other marks (None where either does not vary), `seconds` the median of what
    judging took, `lost_to_faults` the marks that crashes, loops and limits cost.
    """

    name: str
    most: float
    full: int
    some: int
    none: int
    untouched: int
    difficulty: float
    discrimination: float | None
    seconds: float
    lost_to_faults: float

    @property
    def count(self) -> int:
        return self.full + self.some + self.none


@dataclass(frozen=True)
class Check:
    """A test cell, or a named sub-check of one, and how many passed it of how many."""

    exercise: str
    name: str
    passed: int
    count: int

    @property
    def says_nothing(self) -> str:
        """Whether "everybody" or "nobody" passes it, "" if it tells learners apart."""
        if self.count < FEW or 0 < self.passed < self.count:
            return ""
        return "everybody" if self.passed else "nobody"


@dataclass(frozen=True)
class Shown:
    """A misconception in the class: who had it, and the sentence they were shown."""

    exercise: str
    name: str
    sentence: str
    students: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.students)


@dataclass
class Figures:
    """All numbers of a report."""

    spread: Spread
    items: list[Item]
    checks: list[Check]
    misconceptions: list[Shown]
    handed_in: int = 0
    missing: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    never_started: list[str] = field(default_factory=list)
    by_hand: int = 0
    ungraded: int = 0
    late: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def figures(found: Class) -> Figures:
    """Everything a report says in numbers."""
    judged = found.judged
    names = list(dict.fromkeys(name for one in judged for name in one.work))
    made = Figures(
        spread([total(one) for one in judged], found.most),
        [_item(name, judged) for name in names],
        _checks(judged),
        _misconceptions(judged, names),
    )
    for one in found.members:
        made.handed_in += one.handed_in
        made.by_hand += one.mark.state == "by hand"
        made.ungraded += one.handed_in and not one.judged
        made.late += one.mark.penalty > 0
        if one.mark.state in ("missing", "excused"):
            getattr(made, one.mark.state).append(one.student_id)
    made.never_started = [one.student_id for one in judged if one.never_started]
    for one in judged:
        kinds = {test.fault for work in one.work.values() for test in work.tests if test.fault}
        made.faults.update(kinds)
    return made


def total(one: Member) -> float:
    """The marks a learner has: what the gradebook says, a late penalty taken off."""
    return max(0.0, one.mark.raw - one.mark.penalty)


def spread(values: Sequence[float], most: float) -> Spread:
    """How `values`, of at least one learner, lie between 0 and `most`."""
    ordered = sorted(values)
    lower, median, upper = (
        statistics.quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    )
    deviation = statistics.stdev(ordered) if len(ordered) > 1 else 0.0
    return Spread(
        len(ordered), statistics.fmean(ordered), median, lower, upper, deviation,
        _bins(ordered, most),
    )  # fmt: skip


def _bins(ordered: Sequence[float], most: float) -> tuple[Bin, ...]:
    """Bins of a whole number of marks, at most 26 of them: full marks stand in one of their own,
    which extra credit widens, and the one before it may be narrower than the others."""
    most = most or 1.0
    width = max(1, math.ceil(most / 25)) if most >= 5 else most / 10
    lows = [place * width for place in range(math.ceil(most / width - 1e-9))]
    counts = Counter(
        len(lows) if value > most - 1e-9 else int(value / width + 1e-9) for value in ordered
    )
    edges = [*lows, most, max(most, ordered[-1])]
    return tuple(Bin(low, high, counts[place]) for place, (low, high) in enumerate(pairwise(edges)))


def _item(name: str, judged: Sequence[Member]) -> Item:
    works = [(one, one.work[name]) for one in judged if name in one.work]
    shares = [_share(work) for _, work in works]
    rest = [_rest(one, name) for one, _ in works]
    none = [work for _, work in works if work.points <= 0]
    full = sum(work.points >= work.most for _, work in works)
    return Item(
        name,
        max(work.most for _, work in works),
        full,
        len(works) - full - len(none),
        len(none),
        sum(not work.written for work in none),
        statistics.fmean(shares),
        correlation(shares, rest),
        statistics.median(work.seconds for _, work in works),
        sum(work.lost_to_faults for _, work in works),
    )


def _share(work: Work) -> float:
    return work.points / work.most if work.most else 0.0


def _rest(one: Member, but: str) -> float:
    """The share of marks in all other exercises."""
    others = [work for name, work in one.work.items() if name != but]
    most = sum(work.most for work in others)
    return sum(work.points for work in others) / most if most else 0.0


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's, None where it is not defined."""
    try:
        found = statistics.correlation(one, other)
    except statistics.StatisticsError:
        return None
    return None if math.isnan(found) else found


def _checks(judged: Sequence[Member]) -> list[Check]:
    passed: Counter[tuple[str, str]] = Counter()
    count: Counter[tuple[str, str]] = Counter()
    for one in judged:
        for exercise, work in one.work.items():
            for test in work.tests:
                count[exercise, test.name] += 1
                passed[exercise, test.name] += test.points >= test.most
                for part, fine in test.parts.items():
                    name = f"{test.name}: {part}"
                    count[exercise, name] += 1
                    passed[exercise, name] += fine
    return [Check(*key, passed[key], number) for key, number in count.items()]


def _misconceptions(judged: Sequence[Member], names: Sequence[str]) -> list[Shown]:
    """By exercise in the lesson's order, the commonest first."""
    students: dict[tuple[str, str], list[str]] = {}
    sentences: dict[tuple[str, str], str] = {}
    for one in judged:
        for exercise, work in one.work.items():
            for test in work.tests:
                key = exercise, test.misconception
                if test.misconception and one.student_id not in students.setdefault(key, []):
                    students[key].append(one.student_id)
                    sentences.setdefault(key, test.hint)
    places = {name: place for place, name in enumerate(names)}
    found = [Shown(*key, sentences[key], tuple(who)) for key, who in students.items()]
    return sorted(found, key=lambda one: (places[one.exercise], -one.count, one.name))
