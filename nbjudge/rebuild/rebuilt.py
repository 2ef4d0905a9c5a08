"""A submission rebuilt: the master's cells with the learner's sources, ready to be run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_grade

from nbjudge.language import said as _
from nbjudge.rebuild import code, reading, submission
from nbjudge.rebuild.matching import Matching, match
from nbjudge.rebuild.notes import Note, note
from nbjudge.rebuild.pictures import Picture
from nbjudge.rebuild.prepared import Prepared, prepare
from nbjudge.rebuild.reading import File, Handed
from nbjudge.rebuild.roles import STUB, Roles, cell_name
from nbjudge.rebuild.submission import Submission, SubmittedCell


@dataclass(frozen=True)
class Cell:
    """One cell to execute.

    *kind*: ``master`` (an ordinary cell of the lesson), ``answer`` (a blank), ``extra`` (a code
    cell of the learner's own) or ``test`` (an autograder cell).
    *name*: its grade_id, else its cell id; of an extra one the cell of the lesson that it is a
    changed version of, or nothing.
    *position*: its index in the master; of an extra one the index of the cell it comes after, -1
    before all.
    *prose*: an answer in markdown, which is not executed, and the *pictures* pasted into it.
    """

    kind: str
    name: str
    source: str
    position: int
    prose: bool = False
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Rebuilt:
    """What is graded. *cells* in the order of execution; *notes*: what was found, in sentences.

    *missing*: blanks for which no cell was found; *unwritten*: blanks found as they were handed
    out. In both the stub stands. *file*: the name of what was read, None where nothing was.
    """

    cells: tuple[Cell, ...]
    notes: tuple[Note, ...]
    missing: tuple[str, ...]
    unwritten: tuple[str, ...] = ()
    file: str | None = None

    @property
    def answers(self) -> dict[str, str]:
        """The source that stands in each blank, by grade_id, in the master's order."""
        return {cell.name: cell.source for cell in self.cells if cell.kind == "answer"}


def rebuild(
    master: NotebookNode | Prepared,
    submitted: Path | Handed,
    *,
    stub: str = STUB,
    siblings: Collection[str] = (),
) -> Rebuilt:
    """Rebuild what was *submitted* on *master*, the notebook with solutions and hidden tests.

    A master that many submissions are rebuilt on is best given as `prepare` made it. *stub* is
    what nbgrader was told to put in a solution's place, if it was not.

    Where the file has no answer, the likeliest other one of its folder is read. *siblings* are the
    names, without ``.ipynb``, of the assignment's other notebooks, whose files are none of those;
    `handed` was told them already.

    Executes nothing and raises nothing for anything that a learner can hand in: what is wrong with
    it becomes a note.
    """
    ready = master if isinstance(master, Prepared) else prepare(master, stub=stub)
    parts = ready.roles
    files = submitted if isinstance(submitted, Handed) else reading.handed(submitted, siblings)
    file, found, matching, notes = _choose(parts, files)
    if not matching.places and not matching.claims:
        # Nothing of the lesson is in it: one sentence about the file says it all.
        matching.notes = [] if notes else matching.notes
    cells = _sequence(ready.master, parts, found, matching)
    every = dict.fromkeys((*notes, *matching.notes, *_merged_notes(matching)))
    return Rebuilt(cells, tuple(every), tuple(matching.missing), tuple(matching.unwritten), file)


def _choose(
    parts: Roles, files: Handed
) -> tuple[str | None, Submission, Matching, tuple[Note, ...]]:
    """The notebook's own file, or the one beside it that has more answers where that has none."""
    wanted = files.own.name
    stem = Path(wanted).stem
    found, own_notes = _read(files.own, stem)
    matching = match(parts, found.cells)
    file, notes = (wanted if found.cells else None), own_notes
    if matching.claims:
        return file, found, matching, notes
    for other in files.others:
        others, other_notes = _read(other, stem)
        better = match(parts, others.cells)
        if not _tells(better, other_notes):
            continue
        if _worth(better) > _worth(matching):
            file, found, matching = other.name, others, better
            named = note("other_file", what=other.name, wanted=wanted)
            notes = (*own_notes, named, *other_notes)
    return file, found, matching, notes


def _tells(matching: Matching, notes: tuple[Note, ...]) -> bool:
    """Whether something of the lesson is in a file; any text would do for a script's one cell."""
    by_place = sum(one.code == "by_place" for one in matching.notes)
    return len(matching.claims) > by_place or all(one.code != "script" for one in notes)


def _worth(matching: Matching) -> tuple[int, int]:
    return len(matching.claims), len(matching.unwritten)


def _read(file: File, name: str) -> tuple[Submission, tuple[Note, ...]]:
    data, notes = reading.content(file, name)
    if not data:
        return Submission(()), tuple(notes)
    text = Path(file.name).suffix in (".py", ".txt") or b"def " in data or b"# %%" in data
    if text and not submission.is_notebook(data):
        found = submission.from_script(data)
    else:
        found = submission.from_notebook(data)
    return found, (*notes, *found.notes)


def _merged_notes(matching: Matching) -> list[Note]:
    return [
        note("merged", None, names=_(" and ").join(names))
        for names in _claimants(matching).values()
        if len(names) > 1
    ]


def _claimants(matching: Matching) -> dict[int, list[str]]:
    by_cell: dict[int, list[str]] = {}
    for name, i in matching.claims.items():
        by_cell.setdefault(i, []).append(name)
    return by_cell


def _sequence(
    master: NotebookNode, parts: Roles, found: Submission, matching: Matching
) -> tuple[Cell, ...]:
    answers = _answers(parts, found, matching)
    following: dict[int, list[Cell]] = {}
    for extra in _extras(parts, found, matching):
        following.setdefault(extra.position, []).append(extra)
    cells = following.get(-1, [])
    for position, cell in enumerate(master.cells):
        name = cell_name(cell, position)
        if blank := parts.blanks.get(name):
            source = answers.get(name, blank.stub)
            claimed = matching.claims.get(name) if blank.prose else None
            pasted = () if claimed is None else found.cells[claimed].pictures()
            cells.append(Cell("answer", name, source, position, blank.prose, pasted))
        elif cell.cell_type == "code":
            kind = "test" if is_grade(cell) else "master"
            cells.append(Cell(kind, name, cell.source, position))
        cells += following.get(position, [])
    return tuple(cells)


def _answers(parts: Roles, found: Submission, matching: Matching) -> dict[str, str]:
    answers: dict[str, str] = {}
    for i, names in _claimants(matching).items():
        source = found.cells[i].source
        if i in matching.superseded:
            source = code.without(source, matching.superseded[i])
        if len(names) == 1:
            answers[names[0]] = source
        else:
            groups = [parts.blanks[name].names for name in names]
            answers.update(zip(names, code.split(source, groups), strict=True))
    return answers


def _extras(parts: Roles, found: Submission, matching: Matching) -> list[Cell]:
    """The learner's own code cells in their order, each where it can serve what comes after it."""
    claimants = _claimants(matching)
    users: list[tuple[SubmittedCell, int]] = []
    later: set[int] = set()
    extras: list[Cell] = []
    for i, place in reversed(list(enumerate(_anchors(found, matching)))):
        cell = found.cells[i]
        if i in claimants:
            blanks = [parts.blanks[name] for name in claimants[i]]
            later |= {blank.position for blank in blanks}
            users.append((cell, min(blank.position for blank in blanks) - 1))
            continue
        if i in matching.dropped or cell.kind != "code":
            continue
        source = cell.source
        if i in matching.superseded:
            source = code.without(source, matching.superseded[i])
        if not source.strip():
            continue
        # An answer that was moved back to its place takes the helpers before it along.
        names = frozenset(cell.names)
        while place in later:
            place -= 1
        place = min([place, *(at for user, at in users if user.uses & names)])
        users.append((cell, place))
        extras.append(Cell("extra", matching.edits.get(i, ""), source, place))
    return extras[::-1]


def _anchors(found: Submission, matching: Matching) -> list[int]:
    """For each submitted cell the place of the last cell of the master at or before it."""
    anchors, last = [], -1
    for i in range(len(found.cells)):
        last = matching.places.get(i, last)
        anchors.append(last)
    return anchors
