"""The summary of a report in the terminal."""

from __future__ import annotations

from rich.console import Console

from nbjudge.report.pictures import plain
from nbjudge.report.write import Report, changed
from nbjudge.terminal import Column, Terminal

_MOST = 5  # misconceptions


def show(made: Report, place: Terminal | Console) -> None:
    """Print what matters most: marks, exercises, the commonest misconceptions, what changed."""
    terminal = Terminal.of(place)
    figures, found = made.figures, made.found
    spread = figures.spread
    terminal.say(
        f"{found.assignment}: {figures.handed_in} handed in, {len(figures.missing)} did not, "
        f"{len(figures.never_started)} never started. Median {plain(spread.median)} of "
        f"{plain(found.most)}, mean {spread.mean:.2f}."
    )
    columns = [
        Column("exercise"),
        *(Column(title, right=True) for title in ("full", "share", "discrim.", "faults")),
        Column("commonest misconception", fold=True),
    ]
    rows = []
    for item in figures.items:
        shown = [one for one in figures.misconceptions if one.exercise == item.name]
        top = max(shown, key=lambda one: one.count, default=None)
        rows.append(
            (
                item.name,
                f"{item.full}/{item.count}",
                f"{item.difficulty:.0%}",
                "–" if item.discrimination is None else f"{item.discrimination:.2f}",
                plain(item.lost_to_faults),
                "" if top is None else f"{top.name} ({top.count})",
            )
        )
    terminal.table(columns, rows)
    terminal.say(changed(made.changes), f"Report: {made.page}")
