"""A scratch copy of the course, its honest learners, and one small assignment more."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.grading import generate_assignment
from nn_course.catalogue import exercises
from tests.gate.variants import alternative_sources, declared
from tests.redteam.attack import CREDIT, PART1, Attack

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = {PART1: "from_scratch", CREDIT: "credit"}

# Its test's last line is a number: partial credit, as nbgrader knows it.
_CREDIT = '''\
# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %%
import math

# %% nbgrader={"grade": false, "grade_id": "share", "locked": false, "schema_version": 3, "solution": true}
def share(numbers):
    """The share of positive numbers."""
    ### BEGIN SOLUTION
    return sum(n > 0 for n in numbers) / len(numbers)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_share", "locked": true, "points": 4, "schema_version": 3, "solution": false}
4 * share([1, 2, 3, 4])
'''  # noqa: E501


@dataclass(frozen=True)
class Honest:
    """A learner who attacks nobody, with the marks that are due by test cell (all, if not named).

    `answers` are None for the notebook as it was released.
    """

    name: str
    answers: Mapping[str, str] | None = field(default_factory=dict)
    expected: Mapping[str, float] = field(default_factory=dict)


def honest_class() -> list[Honest]:
    """Right, right in other words, partly right and blank; by name spread among the attacks."""
    known = exercises(PART1)
    others = {
        one.name: next(iter(alternative_sources(PART1, one.name).values()), None) for one in known
    }
    learners = [
        Honest("a-right"),
        Honest("k-otherwise", {name: text for name, text in others.items() if text}),
        Honest("o-blank", None, {test: 0.0 for one in known for test in one.tests}),
        Honest("z-right"),
    ]
    for name, first in (("d-partly", 0), ("s-partly", 1)):
        wrong = [(one, one.misconceptions[0]) for one in known[first::2]]
        answers = {one.name: misconception.source for one, misconception in wrong}
        expected: dict[str, float] = {}
        for one, misconception in wrong:
            expected |= declared(one, misconception)
        learners.append(Honest(name, answers, expected))
    return learners


def make_course(folder: Path, *configuration: str) -> Path:
    """Copy the course to *folder*, with *configuration* added to grader_config.py; release it."""
    for name in ("source", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("grader_config.py", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, folder / name)
    with open(folder / "grader_config.py", "a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in ("", *configuration))
    (folder / "source" / CREDIT).mkdir()
    (folder / "source" / CREDIT / "credit.py").write_text(_CREDIT, encoding="utf-8")
    for assignment in NOTEBOOKS:
        generate_assignment(folder, assignment)
    return folder


def released(course: Path, assignment: str) -> NotebookNode:
    """The notebook that learners get."""
    path = course / "notebooks" / assignment / f"{NOTEBOOKS[assignment]}.ipynb"
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def submit(course: Path, learner: Attack | Honest) -> None:
    """Lay the submission of *learner* into *course*."""
    assignment = learner.assignment if isinstance(learner, Attack) else PART1
    release = released(course, assignment)
    if isinstance(learner, Attack):
        submission = learner.notebook(release)
    elif learner.answers is None:
        submission = release
    else:
        master = masters.derive(ROOT / "source" / PART1 / "from_scratch.py")
        submission = fill(release, {**solutions(master), **learner.answers})
    folder = course / "submitted" / learner.name / assignment
    folder.mkdir(parents=True)
    # As it stands: nbformat's own writer would mend what an attack damaged.
    (folder / f"{NOTEBOOKS[assignment]}.ipynb").write_text(json.dumps(submission))
    if isinstance(learner, Attack):
        for name, content in learner.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
