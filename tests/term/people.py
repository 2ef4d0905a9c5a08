"""A simulated class of 60 over all four parts: who answered what, and what each answer is worth."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

from demo.learners import sample_class
from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nn_course.catalogue import PARTS, exercises

ROOT = Path(__file__).resolve().parents[2]
SIZE = 60
NOTEBOOKS = {part: next((ROOT / "notebooks" / part).glob("*.ipynb")) for part in PARTS}
# Nobody trains a network of their own, which takes minutes for a class; so nobody passes its tests.
DEAR = "best_model"

# What a person marks: three explain their confusion matrix, and one of them is not marked yet.
BY_HAND, BY_HAND_MOST = "explain", 3.0
EXPLAINED = {
    "s03": "4 and 9 are mixed up, because their strokes are alike.",
    "s07": "It is what it is.",
    "s09": "2 and 7: the foot of the 2 gets lost.",
}
GIVEN = {"s03": 2.5, "s07": 0.0}  # nothing is a mark, too

EXCUSED = {"s11": "part2", "s12": "all"}
EXTRA = {"s20": "2 days"}
# Who hands in nothing: s12 is excused, s13 is in no download at all.
NOTHING = {
    "s12": tuple(PARTS),
    "s13": tuple(PARTS),
    "s33": ("part3",),
    "s44": ("part2",),
    "s56": ("part1",),
}
# Code that ends the learner's process costs its exercise, and is a fault.
CRASHES = {"s04": ("part1", "accuracy"), "s35": ("part3", "to_device")}
CRASH = "def {name}(*arguments):\n    import os\n\n    os._exit(3)\n"


@dataclass
class Person:
    """One learner: answers and declared marks by part."""

    number: int
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def student_id(self) -> str:
        return f"s{self.number:02d}"

    @property
    def lms_id(self) -> str:
        return str(4000 + self.number)

    @property
    def first_name(self) -> str:
        return f"{'ABCDEFGHIJ'[self.number % 10]}{self.number}"

    @property
    def last_name(self) -> str:
        return "Kim" if self.number % 2 else "Ångström"

    @property
    def email(self) -> str:
        return f"{self.student_id}@example.org"

    def notebook(self, part: str) -> bytes:
        """What they hand in for `part`."""
        notebook = fill(nbformat.read(NOTEBOOKS[part], as_version=4), self.answers[part])
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == BY_HAND:
                cell.source = EXPLAINED.get(self.student_id, cell.source)
        return nbformat.writes(notebook).encode()

    def excused_from(self, part: str) -> bool:
        return EXCUSED.get(self.student_id) in (part, "all")


@cache
def people() -> tuple[Person, ...]:
    """The class, the same every time: two and a half sample classes, in which some hand in blank
    notebooks, make a syntax error or give up half-way."""
    found = [Person(number) for number in range(1, SIZE + 1)]
    for part in PARTS:
        known = exercises(part)
        answers = solutions(masters.derive(next((ROOT / "source" / part).glob("*.py"))))
        learners = [one for seed in (1, 2, 3) for one in sample_class(known, answers, seed)]
        for person, learner in zip(found, learners, strict=False):
            own = {name: text for name, text in learner.answers.items() if name != DEAR}
            worth = {name: mark for name, mark in learner.marks.items() if name != DEAR}
            where, name = CRASHES.get(person.student_id, ("", ""))
            if where == part:
                own[name], worth[name] = CRASH.format(name=name), 0.0
            person.answers[part], person.marks[part] = own, worth
    return tuple(found)


def handing_in(part: str) -> list[Person]:
    """Those who hand in something for `part`."""
    return [one for one in people() if part not in NOTHING.get(one.student_id, ())]


def roster() -> str:
    """roster.csv: everybody, with extra time and excuses."""
    head = ["student_id", "lms_id", "first_name", "last_name", "email", "extra time", "excused"]
    return _csv(
        head,
        [
            [one.student_id, one.lms_id, one.first_name, one.last_name, one.email,
             EXTRA.get(one.student_id, ""), EXCUSED.get(one.student_id, "")]
            for one in people()
        ],
    )  # fmt: skip


def worksheet(times: dict[str, str]) -> str:
    """Moodle's grading worksheet, which says when each handed in; those in `times` then."""
    head = ["Identifier", "Full name", "ID number", "Email address", "Status", "Grade",
            "Last modified (submission)"]  # fmt: skip
    return _csv(
        head,
        [
            [f"Participant {one.lms_id}", f"{one.first_name} {one.last_name}", one.student_id,
             one.email, "", "", times.get(one.student_id, "-")]
            for one in people()
        ],
    )  # fmt: skip


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    held = io.StringIO()
    csv.writer(held).writerows([head, *rows])
    return held.getvalue()
