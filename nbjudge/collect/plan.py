"""Which file of a download becomes whose submission: the latest of each notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbjudge.collect import names
from nbjudge.collect.names import Named
from nbjudge.collect.recognise import Released, recognise
from nbjudge.roster import Learner, Roster, identifier


@dataclass(frozen=True)
class Taken:
    """A file that is somebody's answer to a notebook. `timestamp` is None where none is known."""

    path: str
    student_id: str
    notebook: Released
    late: bool = False
    timestamp: datetime | None = None
    note: str = ""
    order: tuple[int, int] = (0, 0)


@dataclass
class Plan:
    """What becomes of each unpacked file, by its path below the extracted folder."""

    taken: dict[str, Taken] = field(default_factory=dict)
    earlier: dict[str, Taken] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)
    learners: dict[str, Learner] = field(default_factory=dict)
    assignments: set[str] = field(default_factory=set)


def plan(
    extracted: Path,
    pattern: Callable[[str], Named | None],
    notebooks: Sequence[Released],
    roster: Roster | None,
) -> Plan:
    """Decide about every file below `extracted`, whose first folders number the downloads."""
    made = Plan()
    files: list[tuple[str, Path, Named]] = []
    for file in sorted(one for one in extracted.rglob("*") if one.is_file()):
        path = file.relative_to(extracted).as_posix()
        named = _named(path.partition("/")[2], pattern)
        if named is None:
            made.unnamed.append(path)
        else:
            files.append((path, file, named))
    whose = {user: [f for f in files if f[2].user == user] for user in {f[2].user for f in files}}
    for user in sorted(whose):
        _one(made, whose[user], notebooks, roster)
    return made


def _named(path: str, pattern: Callable[[str], Named | None]) -> Named | None:
    """What the name says; somebody may have zipped the files again, with a folder around them."""
    for _ in range(3):
        if (named := pattern(path)) is not None:
            return named
        path = path.partition("/")[2]
    return None


def _one(
    made: Plan,
    files: list[tuple[str, Path, Named]],
    notebooks: Sequence[Released],
    roster: Roster | None,
) -> None:
    """Decide about the files of one learner."""
    named = files[0][2]
    student_id, learner, problem = _student(named, roster)
    if problem:
        made.refused.update((path, problem) for path, _, _ in files)
        return
    if learner is not None:
        made.learners[student_id] = learner
    found: dict[Released, list[Taken]] = {}
    unknown = []
    for path, file, one in files:
        likely = recognise(file, one.file, notebooks)
        if len(likely) == 1:
            taken = _taken(path, student_id, likely[0], one, learner)
            found.setdefault(likely[0], []).append(taken)
        else:
            unknown.append((path, one))
    for path, one in unknown:
        if len(notebooks) == len(unknown) == 1 and not found:
            only = notebooks[0]
            note = f"nothing of {only.name} is found in it; it is the only file there is"
            found[only] = [_taken(path, student_id, only, one, learner, note)]
        else:
            made.refused[path] = "it is none of the notebooks that were handed out"
    for notebook, several in found.items():
        several.sort(key=lambda taken: (taken.order, taken.path))
        *before, latest = several
        made.assignments.add(notebook.assignment)
        made.taken[latest.path] = latest
        made.earlier.update((taken.path, taken) for taken in before)


def _student(named: Named, roster: Roster | None) -> tuple[str, Learner | None, str]:
    """The learner's id in the gradebook, their line in the roster, or what is wrong."""
    if roster is not None:
        own = roster.student(named.user) if named.own else None
        found = own or roster.find(named.user, named.name)
        if isinstance(found, str):
            return "", None, found
        if found is None:
            who = names.shown(f"{named.name} ({named.user})" if named.name else named.user)
            return "", None, f"{who} is not in the roster: add a line and collect again"
        return found.student_id, found, ""
    student_id = identifier(named.user)
    if student_id is None:
        return "", None, f"{names.shown(named.user)!r} cannot be a learner's id: give a roster"
    return student_id, None, ""


def _taken(
    path: str,
    student_id: str,
    notebook: Released,
    named: Named,
    learner: Learner | None,
    note: str = "",
) -> Taken:
    when = learner.submitted if learner is not None else None
    return Taken(path, student_id, notebook, named.late, when, note, named.order)
