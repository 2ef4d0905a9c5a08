"""How this run differs from the one before: whose marks moved, and in which tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from nbjudge.report.gather import Class

Snapshot = dict[str, dict[str, float]]
"""Marks of each test cell by student."""


@dataclass(frozen=True)
class Change:
    """What changed for one learner: marks before and after, by test; None for not there."""

    student_id: str
    tests: dict[str, tuple[float | None, float | None]]

    @property
    def difference(self) -> float:
        """By how much all marks together moved."""
        return sum((after or 0.0) - (before or 0.0) for before, after in self.tests.values())


def snapshot(found: Class) -> Snapshot:
    """The marks as they are."""
    return {
        one.student_id: {
            test.name: test.points for work in one.work.values() for test in work.tests
        }
        for one in found.judged
    }


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """What differs, by student."""
    found = []
    for student in sorted({*before, *after}):
        old, new = before.get(student, {}), after.get(student, {})
        tests = {
            test: (old.get(test), new.get(test))
            for test in {**old, **new}
            if old.get(test) != new.get(test)
        }
        if tests:
            found.append(Change(student, tests))
    return found


def since_last(folder: Path, now: Snapshot) -> list[Change] | None:
    """What changed since the run before, None where there was none.

    Two snapshots are kept in `folder`. A report written twice of the same run compares with the
    run before it both times.
    """
    current, previous = folder / "run.json", folder / "run-before.json"
    last = _read(current)
    if last is not None and last != now:
        current.replace(previous)
    if last != now:
        current.write_text(json.dumps(now), encoding="utf-8")
    before = _read(previous)
    return None if before is None else changes(before, now)


def _read(file: Path) -> Snapshot | None:
    try:
        held: Snapshot = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return held
