"""Generate notebooks/ and solutions/ from the masters, or say what is out of step with them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.converters import GenerateAssignment, GenerateSolution
from traitlets.config import Config

from nbjudge.authoring import masters
from nbjudge.authoring.compare import Difference, compare_release, compare_solution
from nbjudge.authoring.course import Course, convert
from nbjudge.errors import OutOfStepError
from nbjudge.language import ENGLISH

COMMAND = "make build"


@dataclass
class Report:
    """What a build did, as paths relative to the course's root."""

    written: list[str] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def check(root: Path) -> list[Difference]:
    """Compare notebooks/ and solutions/ with what their masters generate; execute nothing.

    Returns one Difference for each file or cell that is out of step, none when all is well.
    """
    course = Course.at(root)
    with course.throwaway() as workshop:
        _generate(workshop, execute=False)
        return _differences(course, workshop)


def require_in_step(root: Path) -> None:
    """Raise OutOfStepError, naming files, cells and the command, unless `check` finds nothing."""
    differences = check(root)
    if differences:
        raise OutOfStepError.listing(differences, COMMAND)


def build(root: Path, force: bool = False) -> Report:
    """Bring source/*/*.ipynb, notebooks/ and solutions/ in step with the masters.

    A solution whose sources are unchanged keeps its outputs and is not executed again, unless
    *force*. Nothing is written when a master, or a solution's cell, has an error.
    """
    course = Course.at(root)
    masters.write_all(course.source)
    with course.throwaway() as workshop:
        _generate(workshop, execute=False)
        stale = _stale_solutions(course, workshop, force)
        for folder in sorted({path.parent for path in stale}):
            language = folder.parent.name or ENGLISH
            _solve(workshop.speaking(language), folder.name, execute=True)
        report = Report()
        _take(workshop.release, course.release, course, report)
        _take(workshop.solution, course.solution, course, report, keep=stale)
        report.executed = sorted(f"{course.solution.name}/{path}" for path in stale)
    leftover = [d for d in check(root) if d.cell is None]
    if leftover:  # what no master generates is for a person to remove
        raise OutOfStepError.listing(leftover, COMMAND)
    return report


def _generate(workshop: Course, execute: bool) -> None:
    masters.write_all(workshop.source)
    for assignment in workshop.assignments():
        for language in workshop.languages(assignment):
            spoken = workshop.speaking(language)
            convert(spoken, GenerateAssignment, assignment, Config())
            _solve(spoken, assignment, execute)


def _solve(workshop: Course, assignment: str, execute: bool) -> None:
    settings = Config()
    settings.GenerateSolution.force = True
    if not execute:
        settings.Execute.enabled = False
    convert(workshop, GenerateSolution, assignment, settings)


def _stale_solutions(course: Course, workshop: Course, force: bool) -> list[Path]:
    """The solutions to execute, relative to their folder."""
    stale = []
    for expected in sorted(workshop.solution.rglob("*.ipynb")):
        path = expected.relative_to(workshop.solution)
        found = course.solution / path
        if force or not found.exists() or compare_solution(expected, found, str(path)):
            stale.append(path)
    return stale


def _take(
    made: Path, target: Path, course: Course, report: Report, keep: list[Path] | None = None
) -> None:
    """Copy the files of *made* that differ to *target*; of notebooks only *keep*, where given."""
    for file in sorted(path for path in made.rglob("*") if path.is_file()):
        path = file.relative_to(made)
        found = target / path
        name = str(found.relative_to(course.root))
        skip = keep is not None and file.suffix == ".ipynb" and path not in keep
        if skip or (found.exists() and found.read_bytes() == file.read_bytes()):
            report.unchanged.append(name)
            continue
        found.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, found)
        report.written.append(name)


def _differences(course: Course, workshop: Course) -> list[Difference]:
    differences = []
    for made, target, compare in (
        (workshop.release, course.release, compare_release),
        (workshop.solution, course.solution, compare_solution),
    ):
        expected = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
        for path in sorted(expected):
            name = f"{target.name}/{path}"
            if not (target / path).exists():
                differences.append(Difference(name, None, "is missing"))
            else:
                differences += compare(made / path, target / path, name)
        for extra in sorted(path.relative_to(target) for path in target.glob("*/**/[!.]*")):
            own = any(part.startswith(".") for part in extra.parts)  # an editor's, say
            if extra not in expected and (target / extra).is_file() and not own:
                what = "has no master that generates it: delete it"
                differences.append(Difference(f"{target.name}/{extra}", None, what))
    return differences
