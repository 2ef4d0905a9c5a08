"""The summary of a report in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from nbjudge.report.pictures import plain
from nbjudge.report.write import Report, changed

_MOST = 5  # misconceptions


def show(made: Report, console: Console) -> None:
    """Print what matters most: marks, exercises, the commonest misconceptions, what changed."""
    figures, found = made.figures, made.found
    spread = figures.spread
    console.print(
        f"{found.assignment}: {figures.handed_in} handed in, {len(figures.missing)} did not, "
        f"{len(figures.never_started)} never started. Median {plain(spread.median)} of "
        f"{plain(found.most)}, mean {spread.mean:.2f}.",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("exercise", no_wrap=True)
    for title in ("full", "share", "discrim.", "faults"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("commonest misconception", overflow="fold")
    for item in figures.items:
        shown = [one for one in figures.misconceptions if one.exercise == item.name]
        top = max(shown, key=lambda one: one.count, default=None)
        table.add_row(
            item.name,
            f"{item.full}/{item.count}",
            f"{item.difficulty:.0%}",
            "–" if item.discrimination is None else f"{item.discrimination:.2f}",
            plain(item.lost_to_faults),
            "" if top is None else f"{top.name} ({top.count})",
        )
    console.print(table)
    console.print(changed(made.changes), highlight=False)
    console.print(f"Report: {made.page}", highlight=False, soft_wrap=True)
