"""``make demo``: a class of 24 goes through the course, from release to feedback."""

from __future__ import annotations

import logging
import tempfile
import time
import warnings
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SAWarning

from demo.course import Course, DemoFailed, isolate
from demo.learners import sample_class
from demo.table import by_exercise, class_table, disagreements, legend
from nbjudge.autograde.progress import Bar
from nn_course.catalogue import PARTS
from nn_course.catalogue import exercises as exercises_of

ROOT = Path(__file__).resolve().parent.parent


def main(
    only: Annotated[
        list[str] | None, typer.Option(help="Grade this learner alone, for example demo11.")
    ] = None,
    part: Annotated[
        list[str] | None, typer.Option(help="Take this part alone, for example part1.")
    ] = None,
    root: Annotated[Path, typer.Option(help="The course directory.")] = ROOT,
) -> None:
    """Release each part, take in a class of 24 learners, grade them, write feedback and report.

    Ends with 0 when every mark is the one the catalogue declares.
    """
    console = Console()
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    # nbgrader's own way with its database; nothing a reader of this could mend
    warnings.simplefilter("ignore", SAWarning)
    try:
        if unknown := sorted(set(part or ()) - set(PARTS)):
            raise DemoFailed.no_part(unknown, list(PARTS))
        if without := isolate():
            console.print(without, style="yellow", highlight=False, markup=False)
        agreed = [
            demonstrate(console, root.resolve(), assignment, only) for assignment in part or PARTS
        ]
    except DemoFailed as error:
        raise SystemExit(str(error)) from None
    console.print("The lessons in JupyterLab: make lab        Formgrader: make formgrader")
    raise typer.Exit(0 if all(agreed) else 1)


def demonstrate(console: Console, root: Path, assignment: str, only: list[str] | None) -> bool:
    """Take the class, or the learners named in `only`, through a part of the course at `root`.

    Returns whether every mark is the declared one. Raises DemoFailed where nbgrader does.
    """
    started = time.monotonic()
    course = Course(root, assignment, exchange=root / "exchange")
    exercises = exercises_of(assignment)
    learners = sample_class(exercises, course.master_answers())
    if only:
        unknown = sorted(set(only) - {learner.name for learner in learners})
        if unknown:
            raise DemoFailed.nobody(unknown, [learner.name for learner in learners])
        learners = [learner for learner in learners if learner.name in only]

    course.forget([learner.name for learner in learners])
    console.print(f"Releasing {assignment} …")
    course.release()

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("Learners submit", total=len(learners))
        with tempfile.TemporaryDirectory(prefix="nn-course-demo-") as homes:
            for learner in learners:
                course.submit(learner, Path(homes) / learner.name)
                progress.advance(task)
        course.collect()
    with Bar(console) as bar:
        summary = course.autograde([learner.name for learner in learners], bar)
    for line in summary.lines():
        console.print(line, highlight=False)
    marks = {
        learner.name: by_exercise(course.marks(learner.name), exercises) for learner in learners
    }
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("Writing feedback", total=len(learners))
        for learner in learners:
            folder = course.feedback(learner.name)
            progress.advance(task)

    console.print()
    title = f"Part {assignment.removeprefix('part')}: the sample class"
    console.print(class_table(title, learners, exercises, marks))
    console.print()
    console.print(legend(exercises), style="dim", highlight=False)
    console.print()
    wrong = disagreements(learners, marks)
    for line in wrong:
        console.print(f"WRONG: {line}", style="bold red")
    if not wrong:
        console.print(
            f"All {len(learners) * len(exercises)} marks are what the catalogue declares "
            f"({time.monotonic() - started:.0f} s).",
            highlight=False,
        )
    relative = folder.relative_to(root)
    console.print(f"Feedback: {relative.parent.parent}/<learner>/{assignment}/*.html, for example")
    for page in sorted(folder.glob("*.html")):
        console.print(f"  {page.relative_to(root)}", highlight=False)
    written = course.report().page.relative_to(root)
    console.print(f"Class report: {written}, and its numbers as CSV beside it", highlight=False)
    console.print()
    return not wrong


if __name__ == "__main__":
    typer.run(main)
