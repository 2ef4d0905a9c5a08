"""The command ``nbjudge``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from nbjudge.errors import NbjudgeError

app = typer.Typer(
    name="nbjudge",
    help="Build, check and bundle an autograded nbgrader course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Root = Annotated[
    Path, typer.Option(help="The course directory: the one that holds nbgrader_config.py.")
]


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """An error raised on purpose is a message and exit status 1, not a traceback."""
    try:
        yield
    except NbjudgeError as error:
        typer.echo(f"nbjudge: {error}", err=True)
        raise typer.Exit(1) from None


@app.command()
def derive(root: Root = Path()) -> None:
    """Write source/*/*.ipynb from the masters, for nbgrader and formgrader."""
    from nbjudge.authoring import masters
    from nbjudge.authoring.course import Course

    with _sentences():
        for notebook in masters.write_all(Course.at(root).source):
            typer.echo(notebook)


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
            typer.echo("notebooks/ and solutions/ are in step with their masters.")
            return
        report = builder.build(root, force=force)
        for name in report.written:
            typer.echo(f"wrote {name}" + (" (executed)" if name in report.executed else ""))
        typer.echo(f"{len(report.written)} written, {len(report.unchanged)} unchanged.")


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
        typer.echo(f"made {folder}\nmade {archive} ({archive.stat().st_size / 1e6:.1f} MB)")
