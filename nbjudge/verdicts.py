"""Verdicts: what grading a submission found, as data.

Feedback and reports are written from these, never from a traceback of the judge's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from nbformat import NotebookNode

Fault = Literal["crash", "time", "memory", "output", "disk", "judge"]
"""Why a cell came to no proper end: the learner's process broke or passed a limit, or ("judge") the
test cell itself did. An exception of the learner's is no fault but an ordinary wrong answer."""

SCHEMA = 1


@dataclass(frozen=True)
class Part:
    """A named sub-check of a test cell, with marks of its own; `sentence` is empty if it passed."""

    name: str
    points: float
    max: float
    sentence: str = ""


@dataclass(frozen=True)
class Verdict:
    """What one test cell gave.

    `test` is its grade_id, `blank` the grade_id of the answer it marks ("" if there is none
    before it). `sentence` says to the learner why marks are missing, and is empty where none are.
    `misconception` names the known one that the answer shows, and `hint` is its sentence.
    `report` is what the test cell printed. `seed` seeded every generator while it was judged, and
    `seconds` is the time it took.
    """

    test: str
    blank: str
    points: float
    max: float
    sentence: str = ""
    misconception: str | None = None
    hint: str = ""
    fault: Fault | None = None
    seed: int = 0
    seconds: float = 0.0
    report: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Found:
    """Something that was found in a submission: a stable `code`, a sentence, the blank if any."""

    code: str
    sentence: str
    blank: str | None = None


@dataclass(frozen=True)
class CellFault:
    """A cell, by name, that was stopped or crashed; those after it went on without it."""

    cell: str
    fault: Fault
    sentence: str


@dataclass(frozen=True)
class Graded:
    """One judged notebook.

    `notebook` is the master's with the learner's sources in it and what the cells put out; each
    test cell holds outputs from which nbgrader derives the marks of its verdict, and the verdict
    itself in ``metadata.nbjudge``. `unwritten` are the blanks found as they were handed out.
    """

    verdicts: tuple[Verdict, ...]
    notes: tuple[Found, ...]
    faults: tuple[CellFault, ...]
    unwritten: tuple[str, ...]
    missing: tuple[str, ...]
    seed: int
    seconds: float
    notebook: NotebookNode

    @property
    def points(self) -> float:
        """The marks of all test cells together."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def max(self) -> float:
        """The marks there are."""
        return sum(verdict.max for verdict in self.verdicts)


def to_json(graded: Graded, **more: Any) -> str:
    """The record of *graded*, all but its notebook, with the keys *more*; ends in a newline."""
    record = {name: value for name, value in vars(graded).items() if name != "notebook"}
    record = {name: _plain(value) for name, value in record.items()}
    head = {"schema": SCHEMA, "points": graded.points, "max": graded.max, **more}
    return json.dumps(head | record, indent=1, ensure_ascii=False) + "\n"


def verdict_of(record: Mapping[str, Any]) -> Verdict:
    """The verdict in *record*, which `verdict_record` or `to_json` made."""
    known = {name: record[name] for name in Verdict.__dataclass_fields__ if name in record}
    known["parts"] = tuple(Part(**part) for part in record.get("parts", ()))
    return Verdict(**known)


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """*verdict* as JSON knows it."""
    record: dict[str, Any] = _plain(asdict(verdict))
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value
