"""What a run over a class found, for those who wait for it and for its end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass
class Summary:
    """*graded* and *unchanged* count submissions, *lost* learners by the exercise that cost them
    marks, *faults* cells by the kind of fault; *failures* are students with a reason each."""

    graded: int = 0
    unchanged: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.started

    def count(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add the verdicts of one submission: the *records* of its notebooks."""
        lost: set[str] = set()
        faults: set[tuple[str, str]] = set()
        for record in records:
            for verdict in record["verdicts"]:
                exercise = verdict["blank"] or verdict["test"]
                if verdict["points"] < verdict["max"]:
                    lost.add(exercise)
                if verdict["fault"]:
                    faults.add((exercise, verdict["fault"]))
            faults |= {(fault["cell"], fault["fault"]) for fault in record["faults"]}
        self.lost.update(lost)
        self.faults.update(kind for _, kind in faults)

    def lines(self) -> list[str]:
        """The summary in sentences."""
        lines = [f"{self.graded} graded, {self.unchanged} unchanged, {self.seconds:.1f} s."]
        if self.lost:
            names = ", ".join(f"{name} {count}" for name, count in self.lost.most_common())
            lines.append(f"Learners who lost marks, by exercise: {names}.")
        if self.faults:
            kinds = ", ".join(f"{kind} {count}" for kind, count in self.faults.most_common())
            lines.append(f"Cells that were stopped or crashed, by kind: {kinds}.")
        return lines


class Watcher(Protocol):
    """Is told by `run.ClassRun` how it goes, in its thread."""

    def begin(self, total: int) -> None:
        """There are *total* submissions."""

    def graded(self, student: str, points: float, most: float) -> None:
        """*student*'s submission has its marks, as they are without late penalties."""

    def unchanged(self, student: str) -> None:
        """*student*'s submission had its marks, and nothing has changed since."""

    def failed(self, student: str, reason: str) -> None:
        """*student*'s submission could not be graded."""

    def remark(self, student: str, sentence: str) -> None:
        """Something about *student*'s submission that an instructor may want to know."""


class Silent:
    """A `Watcher` that says nothing."""

    def begin(self, total: int) -> None: ...

    def graded(self, student: str, points: float, most: float) -> None: ...

    def unchanged(self, student: str) -> None: ...

    def failed(self, student: str, reason: str) -> None: ...

    def remark(self, student: str, sentence: str) -> None: ...
