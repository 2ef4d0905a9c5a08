"""What nbjudge left in a graded notebook for the feedback page: verdicts, notes and faults.

A notebook that nbgrader itself executed has none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nbformat import NotebookNode

from nbjudge.language import said as _
from nbjudge.verdicts import Verdict, verdict_of

# The page says of each blank that it was left as it was.
_SAID_ANYWAY = ("not_written",)
_TEXTS = ("sentence", "hint", "report", "cell", "name")


def verdict(cell: NotebookNode) -> Verdict | None:
    """The verdict of a test cell, None where nbgrader executed it."""
    record = cell.metadata.get("nbjudge")
    return verdict_of(record) if isinstance(record, Mapping) else None


def notes(notebook: NotebookNode) -> tuple[list[str], dict[str, list[str]]]:
    """What was found in the submission, in sentences: on the whole of it, and by blank."""
    whole: list[str] = []
    blanks: dict[str, list[str]] = {}
    own = notebook.metadata.get("nbjudge", {})
    for note in own.get("notes", ()):
        if note["code"] not in _SAID_ANYWAY:
            place = whole if note["blank"] is None else blanks.setdefault(note["blank"], [])
            place.append(note["sentence"])
    whole += [_stopped(fault) for fault in own.get("faults", ())]
    return list(dict.fromkeys(whole)), blanks


def rewrite(notebook: NotebookNode, change: Callable[[str], str]) -> None:
    """Pass every text of nbjudge's in *notebook* through *change*, in place."""
    own = notebook.metadata.get("nbjudge", {})
    records = [*own.get("notes", ()), *own.get("faults", ())]
    for cell in notebook.cells:
        if isinstance(cell.metadata.get("nbjudge"), Mapping):
            records += [cell.metadata.nbjudge, *cell.metadata.nbjudge.get("parts", ())]
    for record in records:
        for name in _TEXTS:
            if record.get(name):
                record[name] = change(record[name])


def _stopped(fault: Mapping[str, Any]) -> str:
    sentence = str(fault["sentence"]).rstrip(".")
    cell = str(fault["cell"])
    if " " not in cell:
        return _("The cell `{cell}` was stopped: {sentence}.").format(cell=cell, sentence=sentence)
    which = f"{cell[:1].upper()}{cell[1:]}"
    return _("{cell} was stopped: {sentence}.").format(cell=which, sentence=sentence)
