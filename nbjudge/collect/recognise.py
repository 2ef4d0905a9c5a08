"""Which notebook of an assignment a file is, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from nbjudge.collect import names
from nbjudge.rebuild import code, reading
from nbjudge.rebuild.submission import from_notebook

_ENOUGH = 2  # blanks that have to be found; all, where there are fewer


@dataclass(frozen=True)
class Released:
    """A notebook as it was handed out."""

    assignment: str
    name: str
    file: Path

    @cached_property
    def blanks(self) -> dict[str, frozenset[str]]:
        """grade_id of each blank → the names that the blank defines."""
        found = {}
        for cell in nbformat.read(self.file, as_version=4).cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("solution"):
                found[str(about["grade_id"])] = frozenset(code.names(cell.source))
        return found

    def found_in(self, ids: AbstractSet[str], defined: AbstractSet[str]) -> int:
        """How many of the blanks have their id among `ids`, or define a name of `defined`."""
        return sum(
            blank in ids or bool(names_of & defined) for blank, names_of in self.blanks.items()
        )


def released(folder: Path) -> list[Released]:
    """The notebooks below the release folder, all assignments."""
    return [
        Released(file.parent.name, file.stem, file)
        for file in sorted(folder.glob("*/*.ipynb"))
        if not file.name.startswith(".")
    ]


def recognise(file: Path, called: str, among: Iterable[Released]) -> tuple[Released, ...]:
    """The notebooks `among` which `file`, in the download `called` so, may be; likeliest first.

    Content has precedence. A file that tells nothing (damaged, emptied) is known by its name
    alone, or as the only notebook that there is.
    """
    among = list(among)
    data, _ = reading.read(file)
    submission = from_notebook(data)
    ids = {name for cell in submission.cells for name in (cell.grade_id, cell.cell_id)}
    # not parsed: of all that a class hands in this would take longer than everything else
    defined = {name for cell in submission.cells for name in code.likely_names(cell.source)}
    found = [(one.found_in(ids, defined), one) for one in among]
    sure = [(count, one) for count, one in found if count >= min(_ENOUGH, max(len(one.blanks), 1))]
    if sure:
        best = max(count for count, _ in sure)
        return tuple(one for count, one in sure if count == best)
    stem = names.attempt(called)[0].partition(".")[0].casefold()
    return tuple(one for one in among if one.name.casefold() == stem)
