"""The one way by which nbjudge writes to a terminal; that to a log is nbjudge/logs.py.

Nothing else in nbjudge prints, makes a console of rich's or a handler of a log; a test reads every
module for that. What is printed is text and nothing else: no markup of rich's, no emoji codes, no
control characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from nbjudge.plain import LONGEST_TEXT, one_line, printable


class Terminal:
    """Standard output, or with `error` standard error, for sentences, tables and a bar.

    `console` is another place to write to, as tests have it.
    """

    def __init__(self, console: Console | None = None, *, error: bool = False) -> None:
        self._console = console or Console(stderr=error, highlight=False)

    @classmethod
    def of(cls, place: Terminal | Console) -> Terminal:
        """`place` itself, or what writes to that console in no other way."""
        return place if isinstance(place, Terminal) else cls(place)

    @property
    def interactive(self) -> bool:
        """Whether a person sees it at once: it is no file and no pipe."""
        return self._console.is_terminal

    def say(self, *sentences: object) -> None:
        """Print each of the `sentences` as a line, or as several where it has several.

        Lines are never broken, so that paths and commands can be copied.
        """
        for sentence in sentences:
            self._console.print(Text(printable(str(sentence))), soft_wrap=True, highlight=False)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
        """Print `rows` below the titles of `columns`."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            table.add_column(
                Text(printable(column.title)),
                justify="right" if column.right else "left",
                no_wrap=not column.fold,
                overflow="fold" if column.fold else "ellipsis",
            )
        for row in rows:
            table.add_row(*(Text(_cell(cell)) for cell in row))
        self._console.print(table)

    def progress(self) -> Progress:
        """A bar for tasks whose descriptions are our own; it draws on a terminal alone."""
        return Progress(
            TextColumn("{task.description:<22}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self.interactive,
        )


def _cell(value: object) -> str:
    """A cell as one line: a second one could look like another row."""
    return one_line(" ".join(str(value).split("\n")), LONGEST_TEXT)


class Column:
    """A column of a table: its `title`, whether it stands at the `right`, and whether it may
    `fold` its lines."""

    def __init__(self, title: str, *, right: bool = False, fold: bool = False) -> None:
        self.title, self.right, self.fold = title, right, fold
