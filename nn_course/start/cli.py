"""The commands of ``python -m nn_course``."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer import rich_utils

from nbjudge import language
from nbjudge.plain import printable
from nn_course.errors import UnknownExercise, UnknownLanguage
from nn_course.language import _, languages
from nn_course.start import texts as english
from nn_course.start.errors import StartError
from nn_course.start.said import texts

app = typer.Typer(
    name="python -m nn_course",
    help=english.HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

Work = Annotated[
    Path | None,
    typer.Option(help=english.WORK_OPTION),
]


def main() -> None:
    """Run the command that this process was called with."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal that has no ✓ shows ? in its place
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    _speak()
    command = typer.main.get_command(app)
    _translate(command)
    rich_utils.ARGUMENTS_PANEL_TITLE = texts.ARGUMENTS
    rich_utils.OPTIONS_PANEL_TITLE = texts.OPTIONS
    rich_utils.COMMANDS_PANEL_TITLE = texts.COMMANDS_THERE_ARE
    command(prog_name="python -m nn_course")


def _speak(work: Path | None = None, named: str | None = None) -> str:
    """Speak the language `named`, or that of the folder `work`; without one, of the one here."""
    from nn_course.start.choice import chosen
    from nn_course.start.work import the_folder

    try:
        language.use(chosen(the_folder(work), named))
    except StartError:  # no lessons are installed, which the commands that need them will say
        if named is not None:
            raise
    return language.current()


def _translate(command: Any) -> None:
    """Put the help of `command`, its options and its own commands into the language spoken."""
    command.help = _(command.help or "")
    if (option := command.get_help_option(typer.Context(command))) is not None:
        option.help = texts.HELP_OPTION
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner)


def _say(text: str, error: bool = False) -> None:
    # soft_wrap: a path or a command that is broken over two lines cannot be copied
    Console(stderr=error, highlight=False).print(Text(printable(text)), soft_wrap=True)


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """An error raised on purpose is its sentence and exit status 2, not a traceback."""
    try:
        yield
    except (StartError, UnknownExercise, UnknownLanguage) as error:
        _say(str(error), error=True)
        raise typer.Exit(2) from None


@app.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """What is called for every command, and alone without one."""
    if context.invoked_subcommand is not None:
        return
    from nn_course.start.overview import overview
    from nn_course.start.work import CONFIG, the_folder

    work = the_folder()
    started = (work / CONFIG).exists()
    now = overview(work if started else None)
    table = Table(*texts.COLUMNS, box=None, pad_edge=False, header_style="bold")
    for part in now.parts:
        table.add_row(
            str(part.lesson.number),
            _(part.lesson.title),
            texts.MINUTES.format(minutes=part.lesson.minutes),
            texts.OF.format(some=part.passed, all=part.checks),
            texts.OF.format(some=part.marks, all=part.all),
        )
    console = Console(highlight=False)
    console.print(table)
    _say("")
    _say(texts.WORK_IS.format(work=work) if started else texts.NO_WORK_YET)
    if started:
        _say(texts.HONEST)
    _say("")
    commands = Table.grid(padding=(0, 3))
    for command, what in texts.THREE_COMMANDS:
        commands.add_row(f"[bold]{command}[/bold]", what)
    console.print(commands)


@app.command(help=english.START)
def start(
    lab_options: Annotated[
        list[str] | None, typer.Argument(help=english.LAB_OPTIONS, metavar="-- …")
    ] = None,
    work: Work = None,
    wanted: Annotated[
        str | None, typer.Option("--language", help=english.LANGUAGE_OPTION, metavar="CODE")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=english.NO_BROWSER)] = False,
) -> None:
    """JupyterLab, until it is ended."""
    from nn_course.start import choice, lab, switch
    from nn_course.start import work as folders

    switched: list[switch.Switched] = []
    with _sentences():
        lab.require()
        speaks = _speak(work, wanted)
        ready = folders.make(folders.the_folder(work), speaks)
        others = switch.not_in(ready.folder, speaks)
        if wanted is not None:
            if others and (address := lab.address_in(ready.folder)):
                raise StartError.lab_runs(ready.folder, address)
            switched = [] if ready.made else switch.switch_all(ready.folder, speaks)
        choice.remember(ready.folder, speaks)
    if ready.made:
        _say(texts.MADE.format(work=ready.folder))
    else:
        told = [one.said for one in switched if one.said]
        _say((texts.WORK_IS if told else texts.FOUND).format(work=ready.folder))
        for said in told:
            _say(said)
        if ready.added:
            _say(texts.ADDED.format(files=", ".join(one.as_posix() for one in ready.added)))
    if wanted is None and others:
        files = ", ".join(one.file for one in others)
        _say(texts.OTHERS.format(files=files, language=speaks))
    if ready.foreign:
        _say(texts.OTHER_CONFIG.format(file=ready.folder / folders.CONFIG))
    if lab.is_root():
        _say(texts.AS_ROOT)
    _say(texts.OPEN_IT if no_browser else texts.OPENS)
    lab.run(ready.folder, speaks, not no_browser, lab_options or [])


@app.command(help=english.CHECK)
def check(
    notebook: Annotated[Path, typer.Argument(help=english.NOTEBOOK)],
    seconds: Annotated[int, typer.Option(min=1, help=english.SECONDS)] = 120,
) -> None:
    """A table of what the checks say."""
    from nn_course.start import notebook as files

    console = Console(highlight=False)
    with _sentences():
        content = files.read(notebook)
        if (own := files.language_of(content)) in languages():
            language.use(own)
        lesson = files.lesson_of(content, notebook)
        from nn_course.start.check import check as run  # takes a second

        _say(
            texts.CHECKING.format(
                notebook=notebook, number=lesson.number, title=_(lesson.title), seconds=seconds
            )
        )
        with console.status("…"):
            results = run(content, lesson, notebook.resolve().parent, seconds)
    table = Table(*texts.CHECK_COLUMNS, box=None, pad_edge=False, header_style="bold")
    styles = {"passes": "green", "wrong": "red", "missing": "red", "stopped": "red"}
    for one in results:
        earned = one.task.marks if one.state == "passes" else 0
        table.add_row(
            one.task.name,
            Text(texts.STATES[one.state], styles.get(one.state, "")),
            "" if one.task.by_hand else texts.OF.format(some=earned, all=one.task.marks),
            Text(one.said),
        )
    console.print(table)
    checked = [one for one in results if not one.task.by_hand]
    passed = [one.task for one in checked if one.state == "passes"]
    _say("")
    _say(
        texts.SUMMARY.format(
            passed=len(passed),
            checks=len(checked),
            marks=sum(task.marks for task in passed),
            all=sum(one.task.marks for one in checked),
        )
    )
    _say(texts.HONEST)
    if len(passed) < len(checked):
        raise typer.Exit(1)


@app.command(help=english.RESET)
def reset(
    exercise: Annotated[str, typer.Argument(help=english.EXERCISE)],
    part: Annotated[str | None, typer.Option(help=english.WHICH_PART)] = None,
    work: Work = None,
) -> None:
    """The blank of an exercise, in place of the answer to it."""
    from nn_course.start import reset as resetting
    from nn_course.start.work import the_folder

    with _sentences():
        _speak(work)
        lesson, task = resetting.which(exercise, part)
        done = resetting.reset(the_folder(work), lesson, task)
    if done.backup is None:
        _say(texts.ALREADY_BLANK.format(exercise=exercise, notebook=done.file))
        return
    said = texts.RESTORED_DELETED if done.was_missing else texts.RESTORED
    _say(said.format(exercise=exercise, notebook=done.file))
    _say(texts.BACKUP.format(backup=done.backup))
    _say(texts.RELOAD)
