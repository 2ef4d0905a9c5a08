"""The lesson as text: what its masters say has to agree with the catalogue, and be teachable."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nn_course.catalogue import PARTS, Exercise, exercises

SOURCE = Path(__file__).resolve().parent.parent / "source"
EXERCISES = [known for part in PARTS for known in exercises(part)]
each_exercise = pytest.mark.parametrize("known", EXERCISES, ids=lambda e: f"{e.part}-{e.name}")


def notebook_of(part: str) -> NotebookNode:
    (master,) = (SOURCE / part).glob("*.py")
    return masters.derive(master)


def marks_of(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})


def opening(known: Exercise) -> str:
    """All text between the heading of an exercise and its blank."""
    text: list[str] = []
    for cell in notebook_of(known.part).cells:
        if marks_of(cell).get("grade_id") == known.name:
            return "\n".join(text)
        if cell.cell_type == "markdown":
            if f": `{known.name}`" in cell.source:
                text = []
            text.append(cell.source)
    raise AssertionError(f"{known.part} has no blank named {known.name}")


@pytest.mark.parametrize("part", PARTS)
def test_blanks_stand_in_the_catalogues_order(part: str) -> None:
    """The exercises of a lesson are those of the catalogue, in the same order."""
    cells = [marks_of(cell) for cell in notebook_of(part).cells]
    blanks = [cell["grade_id"] for cell in cells if cell.get("solution") and not cell["grade"]]
    assert blanks == [known.name for known in exercises(part)]


@pytest.mark.parametrize("part", PARTS)
def test_points_are_the_catalogues(part: str) -> None:
    """Every test cell belongs to an exercise and gives the points declared there, in order."""
    cells = [marks_of(cell) for cell in notebook_of(part).cells]
    points = {
        cell["grade_id"]: cell["points"]
        for cell in cells
        if cell.get("grade") and not cell["solution"]  # one that is both is marked by hand
    }
    declared = {name: marks for known in exercises(part) for name, marks in known.tests.items()}
    assert points == declared
    assert list(points) == list(declared)


@each_exercise
def test_an_exercise_opens_with_difficulty_minutes_and_marks(known: Exercise) -> None:
    """Before each blank: how hard (1 to 5), how long, how many marks."""
    found = re.search(r"Difficulty ([1-5]) of 5, about (\d+) minutes, (\d+) marks", opening(known))
    assert found, f"{known.name} does not open with difficulty, minutes and marks"
    assert float(found[3]) == known.points


@each_exercise
def test_a_blank_holds_its_function_and_nothing_else(known: Exercise) -> None:
    """One `def` or `class` as the catalogue says, and a docstring that says what is returned."""
    (cell,) = (
        c for c in notebook_of(known.part).cells if marks_of(c).get("grade_id") == known.name
    )
    assert cell.source.startswith(f"{known.heading}\n")
    assert not re.search(r"^\S", cell.source.split("\n", 1)[1], re.M)
    assert re.search(r"Returns|returned", cell.source.split('"""')[1])


@each_exercise
def test_a_check_opens_the_exercises_first_test(known: Exercise) -> None:
    """A learner's check stands in the test cell, where Validate looks, before the hidden tests."""
    first = next(iter(known.tests))
    (cell,) = (c for c in notebook_of(known.part).cells if marks_of(c).get("grade_id") == first)
    assert cell.source.startswith(f"check.{known.name}({known.name})\n### BEGIN HIDDEN TESTS\n")


@each_exercise
def test_a_line_for_hints_follows_the_check(known: Exercise) -> None:
    """An ordinary cell whose only line does nothing until a learner deletes its first #."""
    cells = notebook_of(known.part).cells
    first = next(iter(known.tests))
    (place,) = (at for at, cell in enumerate(cells) if marks_of(cell).get("grade_id") == first)
    cell = cells[place + 1]
    assert cell.source == (
        f"# hint.{known.name}()  # Stuck? Delete the first # and run this cell. "
        "Each run tells a little more."
    )
    assert cell.cell_type == "code" and not marks_of(cell)
    assert cell.id.startswith(f"hint-{known.name.lower().replace('_', '-')}-")


@pytest.mark.parametrize("part", PARTS)
def test_hints_are_imported_beside_the_checks(part: str) -> None:
    """So that the line runs as soon as it is uncommented."""
    (imports,) = (cell for cell in notebook_of(part).cells if " as check" in cell.source)
    assert f"from nn_course.hints import {part} as hint" in imports.source.split("\n")


@pytest.mark.parametrize("part", PARTS)
def test_the_exercises_fit_into_the_time(part: str) -> None:
    """A lesson takes 60 to 90 minutes, so that its exercises take at least 40 and at most 75."""
    minutes = [
        int(found)
        for known in exercises(part)
        for found in re.findall(r"about (\d+) minutes", opening(known))
    ]
    assert 40 <= sum(minutes) <= 75


@pytest.mark.parametrize("part", PARTS)
def test_headings_go_down_one_level_at_a_time(part: str) -> None:
    """One title; no heading skips a level, so that a screen reader's outline has no gap."""
    levels = [
        len(marks)
        for cell in notebook_of(part).cells
        if cell.cell_type == "markdown"
        for marks in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", cell.source, flags=re.S), re.M)
    ]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
