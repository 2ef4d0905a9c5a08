"""All that is known of a class in one assignment: the verdicts, and the gradebook's marks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from nbjudge import marks, roster
from nbjudge.authoring.course import load_config
from nbjudge.marks import Mark
from nbjudge.report.errors import ReportError


@dataclass(frozen=True)
class Test:
    """What one test cell gave a learner; `parts` are its named sub-checks, passed or not."""

    name: str
    points: float
    most: float
    seconds: float = 0.0
    misconception: str = ""
    hint: str = ""
    fault: str = ""
    parts: dict[str, bool] = field(default_factory=dict)


@dataclass
class Work:
    """What a learner did in one exercise."""

    tests: list[Test] = field(default_factory=list)
    written: bool = True

    @property
    def points(self) -> float:
        return sum(test.points for test in self.tests)

    @property
    def most(self) -> float:
        return sum(test.most for test in self.tests)

    @property
    def seconds(self) -> float:
        return sum(test.seconds for test in self.tests)

    @property
    def lost_to_faults(self) -> float:
        """Marks that a crash, a loop or a limit cost."""
        return sum(test.most - test.points for test in self.tests if test.fault)


@dataclass
class Member:
    """One learner: their mark, and their work by exercise in the lesson's order."""

    student_id: str
    mark: Mark
    work: dict[str, Work] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def handed_in(self) -> bool:
        return self.mark.state not in ("missing", "excused")

    @property
    def judged(self) -> bool:
        """Whether the grader has seen their work."""
        return bool(self.work)

    @property
    def never_started(self) -> bool:
        """Whether they handed in every blank as they got it."""
        return self.judged and not any(work.written for work in self.work.values())


@dataclass(frozen=True)
class Class:
    """A class in one assignment, by student id."""

    assignment: str
    most: float
    members: tuple[Member, ...]
    autograded: Path
    release: Path

    @property
    def judged(self) -> list[Member]:
        """Those whose work the grader has seen, without the excused."""
        return [one for one in self.members if one.judged and one.handed_in]


def gather(root: Path, assignment: str) -> Class:
    """The class of the course directory `root` in `assignment`.

    Raises ReportError where there is no such assignment, or nothing is graded yet.
    """
    config = load_config(root)
    config.CourseDirectory.root = str(root.resolve())
    coursedir = CourseDirectory(config=config)
    listed = roster.of_course(root)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        known = marks.assignments(gradebook)
        if assignment not in known:
            raise ReportError.no_assignment(assignment, known)
        found = marks.read(gradebook, listed, [assignment])
        notebooks = [one.name for one in gradebook.find_assignment(assignment).notebooks]
        by_hand = {(one.student_id, one.cell): one for one in marks.by_hand(gradebook, assignment)}
    autograded = Path(coursedir.format_path(coursedir.autograded_directory, ".", ".")).resolve()
    members = []
    for mark in found:
        member = Member(mark.student_id, mark)
        folder = autograded / mark.student_id / assignment
        for record in _records(folder, notebooks):
            _add(member, record)
        members.append(member)
    hand = sorted({cell for _, cell in by_hand})
    for member in members:
        for cell in hand:
            given = by_hand.get((member.student_id, cell))
            if given is not None and given.score is not None and member.judged:
                member.work[cell] = Work([Test(cell, given.score, given.most)], given.written)
    made = Class(
        assignment,
        max((mark.most for mark in found), default=0.0),
        tuple(members),
        autograded,
        root / coursedir.release_directory / assignment,
    )
    if not made.judged:
        raise ReportError.nothing_graded(assignment)
    return made


def _records(folder: Path, notebooks: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The verdicts in a graded folder, one record for each of the `notebooks` that has one."""
    for notebook in sorted(notebooks):
        file = folder / f"{notebook}.verdicts.json"
        if not file.exists():
            continue
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            record["verdicts"], record["unwritten"]
        except (OSError, ValueError, KeyError, TypeError):
            raise ReportError.damaged(file) from None
        yield record


def _add(member: Member, record: dict[str, Any]) -> None:
    untouched = {*record["unwritten"], *record.get("missing", ())}
    for verdict in record["verdicts"]:
        name = verdict["blank"] or verdict["test"]
        work = member.work.setdefault(name, Work(written=name not in untouched))
        work.tests.append(
            Test(
                verdict["test"],
                float(verdict["points"]),
                float(verdict["max"]),
                float(verdict["seconds"]),
                verdict["misconception"] or "",
                verdict["hint"] or "",
                verdict["fault"] or "",
                {part["name"]: not part["sentence"] for part in verdict["parts"]},
            )
        )
    member.faults += [fault["sentence"] for fault in record.get("faults", ())]
    member.notes += [note["sentence"] for note in record.get("notes", ())]
