"""Classes whose verdicts and gradebook are made up, quickly: what a report is made of."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import (
    Grade,
    Gradebook,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import insert, select

EXERCISES = {"one": 2.0, "two": 3.0, "three": 5.0}
SENTENCES = {"upside_down": "You turned `x` *upside* down <twice>.", "too_far": "You went too far."}


@dataclass
class Learner:
    """Marks by exercise, and what else the verdicts say."""

    name: str
    marks: Mapping[str, float]
    shows: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    unwritten: Sequence[str] = ()
    penalty: float = 0.0
    seconds: float = 0.25
    source: str = "pass"


def make(root: Path, learners: Sequence[Learner], absent: Sequence[str] = ()) -> Path:
    """A course directory in which `learners` are graded in "part", and `absent` are not."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("part")
        gradebook.add_notebook("lesson", "part")
        for name, most in EXERCISES.items():
            gradebook.add_grade_cell(
                f"test_{name}", "lesson", "part", max_score=most, cell_type="code"
            )
        _submissions(gradebook, learners, absent)
    release = root / "release" / "part" / "lesson.ipynb"
    release.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(_notebook("raise NotImplementedError"), release)
    for learner in learners:
        write_verdicts(root, learner)
    return root


@cache
def _gradebook() -> bytes:
    """A gradebook with the assignment alone: nbgrader takes seconds for it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gradebook.db"
        with Gradebook(f"sqlite:///{file}") as gradebook:
            gradebook.add_assignment("part")
            gradebook.add_notebook("lesson", "part")
            for name, most in EXERCISES.items():
                gradebook.add_grade_cell(
                    f"test_{name}", "lesson", "part", max_score=most, cell_type="code"
                )
        return file.read_bytes()


def _submissions(gradebook: Gradebook, learners: Sequence[Learner], absent: Sequence[str]) -> None:
    """All rows at once: nbgrader's own way takes a second for each learner."""
    session = gradebook.db
    assignment = gradebook.find_assignment("part")
    notebook = gradebook.find_notebook("lesson", "part")
    cells = dict(iter(session.execute(select(GradeCell.name, GradeCell.id))))
    rows: dict[Any, list[dict[str, Any]]] = {
        Student: [{"id": name} for name in (*(one.name for one in learners), *absent)],
        SubmittedAssignment: [], SubmittedNotebook: [], Grade: [],
    }  # fmt: skip
    for one in learners:
        submission, submitted = new_uuid(), new_uuid()
        rows[SubmittedAssignment].append(
            {"id": submission, "assignment_id": assignment.id, "student_id": one.name}
        )
        rows[SubmittedNotebook].append(
            {"id": submitted, "notebook_id": notebook.id, "assignment_id": submission,
             "late_submission_penalty": one.penalty}
        )  # fmt: skip
        for name in EXERCISES:
            rows[Grade].append(
                {"id": new_uuid(), "cell_id": cells[f"test_{name}"], "notebook_id": submitted,
                 "auto_score": one.marks[name], "needs_manual_grade": False}
            )  # fmt: skip
    for model, some in rows.items():
        if some:
            session.execute(insert(model), some)
    session.commit()


def write_verdicts(root: Path, learner: Learner) -> None:
    """What grading leaves of one learner: the record, and the notebook with their answers."""
    folder = root / "autograded" / learner.name / "part"
    folder.mkdir(parents=True, exist_ok=True)
    verdicts = []
    for name, most in EXERCISES.items():
        shows = learner.shows.get(name)
        verdicts.append(
            {
                "test": f"test_{name}", "blank": name, "points": learner.marks[name], "max": most,
                "sentence": "" if learner.marks[name] == most else "It is wrong.",
                "misconception": shows, "hint": SENTENCES[shows] if shows else "",
                "fault": learner.faults.get(name), "seed": 1, "seconds": learner.seconds,
                "report": "", "parts": [],
            }
        )  # fmt: skip
    record = {"verdicts": verdicts, "unwritten": list(learner.unwritten), "missing": [],
              "notes": [], "faults": []}  # fmt: skip
    (folder / "lesson.verdicts.json").write_text(json.dumps(record))
    if learner.shows:
        nbformat.write(_notebook(learner.source), folder / "lesson.ipynb")


def _notebook(source: str) -> nbformat.NotebookNode:
    cells = []
    for name in EXERCISES:
        cells.append(new_code_cell(f"def {name}(x):\n    {source}", id=name))
        cells[-1].metadata["nbgrader"] = {"grade_id": name, "solution": True, "grade": False}
    return new_notebook(cells=cells)


def many(count: int, seed: int = 7) -> list[Learner]:
    """A class of `count` learners, of different skill; the same for the same seed."""
    rng = random.Random(seed)
    learners = []
    for number in range(count):
        skill = rng.random()
        marks, shows, faults, unwritten = {}, {}, {}, []
        for name, most in EXERCISES.items():
            luck = rng.random()
            marks[name] = most if luck < skill else rng.choice((0.0, 0.0, most / 2))
            if marks[name] < most:
                kind = rng.choice(("upside_down", "too_far", "", "time", "blank"))
                if kind in SENTENCES:
                    shows[name] = kind
                elif kind == "time":
                    faults[name] = kind
                elif kind == "blank" and marks[name] == 0:
                    unwritten.append(name)
        if number % 10 == 4:  # never began
            marks, shows, faults = dict.fromkeys(EXERCISES, 0.0), {}, {}
            unwritten = list(EXERCISES)
        learners.append(
            Learner(
                f"s{number:05d}", marks, shows, faults, unwritten,
                rng.choice((0.0, 0.0, 0.0, 1.0)), rng.uniform(0.1, 2.0),
            )
        )  # fmt: skip
    return learners
