"""The table that ends the demonstration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.columns import Columns
from rich.table import Table
from rich.text import Text

from demo.learners import Learner
from nn_course.catalogue import Exercise


def by_exercise(marks: Mapping[str, float], exercises: Sequence[Exercise]) -> dict[str, float]:
    """Sum the marks of test cells over each exercise's own: `test_fit` and `test_fit_losses`.

    A cell belongs to the exercise with the longest name that it starts with.
    """
    sums = {exercise.name: 0.0 for exercise in exercises}
    for cell, score in marks.items():
        name = cell.removeprefix("test_")
        owners = [e for e in sums if name == e or name.startswith(f"{e}_")]
        if owners:
            sums[max(owners, key=len)] += score
    return sums


def class_table(
    title: str,
    learners: Sequence[Learner],
    exercises: Sequence[Exercise],
    marks: Mapping[str, Mapping[str, float]],
) -> Table:
    """Under `title` one row a learner: marks for each exercise, their total, and a remark.

    A mark that is not what the catalogue declares stands as `got≠declared`.
    """
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1))
    table.add_column("learner")
    for number in range(1, len(exercises) + 1):
        table.add_column(str(number), justify="right")
    table.add_column("total", justify="right")
    table.add_column("remark", overflow="fold")
    for learner in learners:
        row: list[Text] = []
        for exercise in exercises:
            got, declared = marks[learner.name][exercise.name], learner.marks[exercise.name]
            if got != declared:
                row.append(Text(f"{got:g}≠{declared:g}", style="bold red"))
            else:
                row.append(Text(f"{got:g}", style="" if got == exercise.points else "yellow"))
        total = sum(marks[learner.name].values())
        table.add_row(learner.name, *row, Text(f"{total:g}", style="bold"), learner.note)
    table.add_section()
    table.add_row(
        "out of",
        *(f"{exercise.points:g}" for exercise in exercises),
        f"{sum(exercise.points for exercise in exercises):g}",
        "",
        style="dim",
    )
    return table


def legend(exercises: Sequence[Exercise]) -> Columns:
    """What the numbers at the top of the table stand for."""
    names = [f"{number} {exercise.name}" for number, exercise in enumerate(exercises, start=1)]
    return Columns(names, padding=(0, 3), column_first=False)


def disagreements(
    learners: Sequence[Learner], marks: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """One line for each mark that is not the declared one."""
    return [
        f"{learner.name}, {exercise}: the catalogue declares {declared:g}, "
        f"the gradebook says {marks[learner.name][exercise]:g}"
        for learner in learners
        for exercise, declared in learner.marks.items()
        if marks[learner.name][exercise] != declared
    ]
