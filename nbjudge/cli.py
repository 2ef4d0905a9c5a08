"""The command ``nbjudge``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from nbjudge.errors import NbjudgeError
from nbjudge.logs import guard

app = typer.Typer(
    name="nbjudge",
    help="Build, check and bundle an autograded nbgrader course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command that this process was called with."""
    guard()
    app(prog_name="nbjudge")


Root = Annotated[
    Path, typer.Option(help="The course directory: the one that holds nbgrader_config.py.")
]


def _say(*sentences: object, error: bool = False) -> None:
    """Print the `sentences`, each on a line."""
    from nbjudge.terminal import Terminal  # rich: not before lean's measures

    Terminal(error=error).say(*sentences)


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """An error raised on purpose is a message and exit status 1, not a traceback."""
    try:
        yield
    except NbjudgeError as error:
        _say(f"nbjudge: {error}", error=True)
        raise typer.Exit(1) from None


@app.command()
def derive(root: Root = Path()) -> None:
    """Write source/*/*.ipynb from the masters, for nbgrader and formgrader."""
    from nbjudge.authoring import masters
    from nbjudge.authoring.course import Course

    with _sentences():
        for notebook in masters.write_all(Course.at(root).source):
            _say(notebook)


@app.command()
def build(
    root: Root = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if anything is out of step.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Execute solutions again even if unchanged.")
    ] = False,
) -> None:
    """Generate notebooks/ and solutions/ from the masters."""
    from nbjudge.authoring import build as builder

    with _sentences():
        if check:
            builder.require_in_step(root)
            _say("notebooks/ and solutions/ are in step with their masters.")
            return
        report = builder.build(root, force=force)
        for name in report.written:
            _say(f"wrote {name}" + (" (executed)" if name in report.executed else ""))
        _say(f"{len(report.written)} written, {len(report.unchanged)} unchanged.")


@app.command()
def translations(
    languages: Annotated[
        list[str] | None, typer.Argument(help="Codes such as fr; by default those there are.")
    ] = None,
    root: Root = Path(),
) -> None:
    """Bring source/*/locale/LANGUAGE.po in step with the masters; a new code begins one."""
    from nbjudge.authoring.translation import command

    with _sentences():
        changed, left = command.translations(root, languages or ())
    for file in changed:
        _say(file)
    for problem in left:
        _say(problem)
    _say(f"{len(changed)} written, {len(left)} left to translate or to mend.")


@app.command()
def bundle(
    root: Root = Path(),
    dist: Annotated[
        Path | None,
        typer.Option(help="Where to put it; dist/ in the course directory if not given."),
    ] = None,
) -> None:
    """Make what a learner receives: notebooks, the package's wheel and START.md."""
    from nbjudge.authoring.bundle import make_bundle

    with _sentences():
        folder, archive = make_bundle(root, dist)
        _say(f"made {folder}\nmade {archive} ({archive.stat().st_size / 1e6:.1f} MB)")


collecting = typer.Typer(
    name="collect",
    help="Take in submissions from what Canvas or Moodle let you download, or from a folder.",
    no_args_is_help=True,
)
app.add_typer(collecting)

Assignment = Annotated[
    str,
    typer.Option(help="The assignment; else the one whose notebooks the download holds."),
]
Roster = Annotated[
    Path | None,
    typer.Option(help="A CSV that maps ids or names of the system to ids of the gradebook."),
]


@collecting.command("canvas")
def collect_canvas(
    download: Annotated[Path, typer.Argument(help="The zip of Canvas's Download Submissions.")],
    assignment: Assignment = "",
    roster: Roster = None,
    root: Root = Path(),
) -> None:
    """Take in a Canvas download. The roster may be an export of Canvas's gradebook."""
    _collect("canvas", download, assignment, roster, root)


@collecting.command("moodle")
def collect_moodle(
    download: Annotated[Path, typer.Argument(help="The zip of Moodle's Download all submissions.")],
    assignment: Assignment = "",
    roster: Roster = None,
    root: Root = Path(),
) -> None:
    """Take in a Moodle download. The roster may be Moodle's grading worksheet, dates included."""
    _collect("moodle", download, assignment, roster, root)


@collecting.command("folder")
def collect_folder(
    folder: Annotated[Path, typer.Argument(help="It holds a folder or a file for each learner.")],
    assignment: Assignment = "",
    roster: Roster = None,
    root: Root = Path(),
) -> None:
    """Take in a folder: <learner>/…, <learner>.ipynb or <learner>.zip."""
    _collect("folder", folder, assignment, roster, root)


def _collect(system: str, download: Path, assignment: str, roster: Path | None, root: Path) -> None:
    from nbjudge.collect.command import collect

    with _sentences():
        for line in collect(root, system, download, assignment, roster).lines():
            _say(line)


@app.command()
def autograde(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example part1.")],
    student: Annotated[
        list[str] | None,
        typer.Option(help="Grade this student alone (or those that a pattern like 'a*' matches)."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="How many to grade at a time; else Judging.workers says.")
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Grade on the workers of this Dask scheduler, such as tcp://HOST:8786.",
        ),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Grade again what has not changed, too.")
    ] = False,
    root: Root = Path(),
) -> None:
    """Grade a class: everything new or changed in submitted/, in parallel."""
    from nbjudge.autograde import lean

    lean.collect_later()
    lean.without_hoarding()
    lean.without_uri_grammar()

    from nbjudge.autograde.command import autograde as grade_class
    from nbjudge.autograde.errors import GradingError
    from nbjudge.autograde.progress import Bar
    from nbjudge.terminal import Terminal

    terminal = Terminal()
    with _sentences():
        try:
            with Bar(terminal) as bar:
                summary = grade_class(
                    root,
                    assignment,
                    bar,
                    students=student or (),
                    workers=workers,
                    force=force,
                    scheduler=scheduler,
                )
        finally:
            lean.collect_again()  # if it came to an end before it began to grade
        for line in summary.lines():
            terminal.say(line)
        if summary.failures:
            raise GradingError.not_all(summary.failures)


@app.command()
def regrade(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example part1.")],
    write: Annotated[
        bool, typer.Option("--write/--dry-run", help="Write the new marks, or only show them.")
    ] = False,
    student: Annotated[
        list[str] | None, typer.Option(help="This student alone (or a pattern like 'a*').")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="How many to grade at a time.")] = None,
    to: Annotated[
        Path | None, typer.Option(help="Write every mark that moves to this CSV.")
    ] = None,
    root: Root = Path(),
) -> None:
    """Grade a class anew after a test was corrected: see whose marks move, then write them."""
    from nbjudge.autograde.errors import GradingError
    from nbjudge.autograde.progress import Bar
    from nbjudge.regrade import command
    from nbjudge.terminal import Terminal

    terminal = Terminal()
    with _sentences():
        with Bar(terminal) as bar:
            found = command.regrade(
                root, assignment, bar, write=write, students=student or (), workers=workers
            )
        command.show(found, assignment, write, terminal)
        if to is not None:
            command.save(found, to)
        if found.summary.failures:
            raise GradingError.not_all(found.summary.failures)


@app.command()
def report(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example part1.")],
    to: Annotated[
        Path | None, typer.Option(help="The folder to write to; report/<assignment> if not given.")
    ] = None,
    root: Root = Path(),
) -> None:
    """Write the class report: marks, exercises, misconceptions, and tests that say little."""
    from nbjudge.report.summary import show
    from nbjudge.report.write import report as write
    from nbjudge.terminal import Terminal

    with _sentences():
        show(write(root, assignment, to), Terminal())
