"""Whose marks move when a class is graded anew, by how much, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Test:
    """A test cell that gives other marks than before; None where it was, or is, not there.

    `why` is the sentence that explains: the new one where marks are lost, the former one, which
    no longer holds, where they are gained.
    """

    notebook: str
    name: str
    before: float | None
    after: float | None
    why: str

    @property
    def difference(self) -> float:
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True)
class Moved:
    """A learner whose marks move, with the sums of all tests before and after."""

    student: str
    before: float
    after: float
    tests: tuple[Test, ...]


def moved(
    student: str, former: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Moved | None:
    """What differs between the `former` and the `new` records of a learner, by notebook; None if
    every test gives what it gave.
    """
    tests = []
    for notebook in {**former, **new}:
        old = _verdicts(former.get(notebook, {}))
        now = _verdicts(new.get(notebook, {}))
        for name in {**old, **now}:
            before, after = old.get(name), now.get(name)
            points = [None if one is None else float(one["points"]) for one in (before, after)]
            if points[0] != points[1]:
                gained = (points[1] or 0.0) > (points[0] or 0.0)
                telling = before if gained else after
                tests.append(Test(notebook, name, points[0], points[1], _why(telling)))
    if not tests:
        return None
    return Moved(student, _sum(former.values()), _sum(new.values()), tuple(tests))


def _verdicts(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {verdict["test"]: verdict for verdict in record.get("verdicts", ())}


def _why(verdict: Mapping[str, Any] | None) -> str:
    return "" if verdict is None else str(verdict["sentence"])


def _sum(records: Iterable[Mapping[str, Any]]) -> float:
    return sum(float(verdict["points"]) for one in records for verdict in one["verdicts"])
