"""`nbjudge regrade`, from Python, and what it prints."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from nbjudge import tables
from nbjudge.autograde.command import autograde
from nbjudge.autograde.plugin import JudgedAutograde
from nbjudge.autograde.summary import Summary, Watcher
from nbjudge.regrade.moved import Moved
from nbjudge.regrade.run import Regrade
from nbjudge.terminal import Column, Terminal

FORMER = "former"
_MOST = 40  # lines of a table
_LONGEST = 1_000  # characters of a sentence in it; the CSV has all of them


@dataclass(frozen=True)
class Regraded:
    """What grading anew found; `kept` is where former verdicts went, None if nothing is written."""

    summary: Summary
    moved: list[Moved]
    changed: list[str]
    ungraded: list[str]
    kept: Path | None


def regrade(
    root: Path,
    assignment: str,
    watcher: Watcher,
    *,
    write: bool = False,
    students: Sequence[str] = (),
    workers: int | None = None,
) -> Regraded:
    """Grade what is graded in `assignment` anew, on the masters as they are now.

    Only with `write` are marks changed; marks and comments that a person gave stay in any case.
    Raises NbjudgeError where nobody can be graded.
    """
    kept = None
    if write:
        stamp = datetime.datetime.now().strftime("%Y-%m-%d %H.%M.%S")
        kept = root / FORMER / assignment / stamp
    runs: list[Regrade] = []

    class Run(Regrade):
        keep = kept

        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)
            runs.append(self)

    class Converter(JudgedAutograde):
        run_class = Run

    summary = autograde(
        root, assignment, watcher, students=students, workers=workers, force=True,
        converter=Converter,
    )  # fmt: skip
    (run,) = runs
    found = sorted(run.moved, key=lambda one: (-abs(one.after - one.before), one.student))
    return Regraded(summary, found, run.changed, run.ungraded, kept if run.moved else None)


def save(found: Regraded, file: Path) -> None:
    """Every test that moved, as CSV."""
    rows: list[Sequence[object]] = [["student_id", "notebook", "test", "before", "after", "why"]]
    for one in found.moved:
        for test in one.tests:
            marks = ["" if mark is None else mark for mark in (test.before, test.after)]
            rows.append([one.student, test.notebook, test.name, *marks, test.why])
    tables.write(file, rows)


def show(found: Regraded, assignment: str, write: bool, place: Terminal | Console) -> None:
    """Whose marks move, from what to what, and why."""
    terminal = Terminal.of(place)
    up = sum(one.after > one.before for one in found.moved)
    down = sum(one.after < one.before for one in found.moved)
    verb = "moved" if write else "would move"
    terminal.say(
        f"{found.summary.graded} submissions to {assignment} graded anew: the marks of "
        f"{len(found.moved)} {verb} ({up} up, {down} down)."
    )
    if found.moved:
        rows = [(one, test) for one in found.moved for test in one.tests]
        columns = [
            Column("learner"),
            Column("marks", right=True),
            Column("test"),
            Column("why", fold=True),
        ]
        shown, last = [], ""
        for one, test in rows[:_MOST]:
            new = one.student != last
            shown.append(
                (
                    one.student if new else "",
                    f"{one.before:g} → {one.after:g}" if new else "",
                    f"{test.name} {_mark(test.before)} → {_mark(test.after)}",
                    ("no longer: " if test.difference > 0 and test.why else "") + _short(test.why),
                )
            )
            last = one.student
        terminal.table(columns, shown)
        if len(rows) > _MOST:
            terminal.say(f"… and {len(rows) - _MOST} tests more.")
    for names, said in (
        (found.changed, "handed in again since they were graded, and are left as they are"),
        (found.ungraded, "are not graded yet"),
    ):
        if names:
            some = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
            terminal.say(f"{len(names)} {said}: {some}. Run: nbjudge autograde {assignment}")
    if found.kept is not None:
        terminal.say(f"Their former verdicts are kept in {found.kept}")
    elif found.moved and not write:
        terminal.say(f"Nothing is written. To write it: nbjudge regrade {assignment} --write")


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1]}…"


def _mark(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
