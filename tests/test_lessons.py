"""What is said about the parts agrees with the masters and with the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nn_course.catalogue import PARTS
from nn_course.errors import UnknownExercise
from nn_course.lessons import COURSE, LESSONS, Lesson, lesson, places

ROOT = Path(__file__).resolve().parents[1]
EXERCISE = re.compile(
    r"^### Exercise (\d+): `?(\w+)`?\n\n"
    r"\*\*Difficulty (\d) of 5, about (\d+) minutes, (\d+) marks\*\*$",
    re.MULTILINE,
)
each = pytest.mark.parametrize("one", LESSONS, ids=lambda one: one.part)


def master(one: Lesson) -> NotebookNode:
    return masters.derive(ROOT / "source" / one.part / f"{one.notebook}.py")


def text(one: Lesson) -> str:
    return "\n\n".join(cell.source for cell in master(one).cells if cell.cell_type == "markdown")


def test_every_master_is_a_lesson() -> None:
    """The four parts, in order, each with its notebook."""
    found = {f"{path.parent.name}/{path.stem}.ipynb" for path in ROOT.glob("source/*/*.py")}
    assert [one.file for one in LESSONS] == sorted(found)


@each
def test_exercises_are_those_of_the_master(one: Lesson) -> None:
    """Names, order, difficulty, minutes and marks stand above the exercises as they stand here."""
    stated = [
        (int(number), name, *map(int, numbers))
        for number, name, *numbers in EXERCISE.findall(text(one))
    ]
    assert stated == [
        (number, task.name, task.difficulty, task.minutes, task.marks)
        for number, task in enumerate(one.tasks, 1)
    ]


@each
def test_marks_are_those_that_nbgrader_gives(one: Lesson) -> None:
    """The points of an exercise's cells add up to its marks, here as in the gradebook."""
    points: dict[str, int] = {}
    for cell in master(one).cells:
        known = cell.metadata.get("nbgrader", {})
        if known.get("grade"):
            name = known.grade_id.removeprefix("test_")
            name = max(
                (task.name for task in one.tasks if f"{name}_".startswith(f"{task.name}_")), key=len
            )
            points[name] = points.get(name, 0) + known.points
            assert known.solution == one.task(name).by_hand
    assert points == {task.name: task.marks for task in one.tasks}


@each
def test_checks_are_those_of_the_catalogue(one: Lesson) -> None:
    """An exercise without a check is marked by hand."""
    assert tuple(task.name for task in one.tasks if not task.by_hand) == PARTS[one.part]


@each
def test_texts_are_those_of_the_master(one: Lesson) -> None:
    """Title, minutes and what is needed before agree with how the lesson opens."""
    opening = text(one)
    assert opening.startswith(f"# {COURSE}\n## Part {one.number}: {one.title}\n")
    (needs,) = re.findall(r"^\*\*You need\*\* (.*), and about (\d+) minutes", opening, re.MULTILINE)
    assert needs == (one.needs[0].lower() + one.needs[1:].rstrip("."), str(one.minutes)) or (
        one.part == "part1" and needs == ("some Python, a little numpy", str(one.minutes))
    )


def test_names_are_found_and_near_misses_named() -> None:
    """fit is in two parts; a wrong name gets the nearest one, also across capitals."""
    assert [one.part for one, _ in places("fit")] == ["part1", "part3"]
    with pytest.raises(UnknownExercise, match="did you mean accuracy"):
        places("acuracy")
    with pytest.raises(UnknownExercise, match="did you mean CNN"):
        places("cnn")
    with pytest.raises(UnknownExercise, match="no part called part5"):
        lesson("part5")
