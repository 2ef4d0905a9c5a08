"""Which file of a download becomes whose submission: the latest of each notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from nbjudge.collect import names
from nbjudge.collect.extractor import Source
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


@dataclass(frozen=True)
class _File:
    """An unpacked file: its place below the extracted folder, and what its name says."""

    key: str
    file: Path
    called: str
    named: Named


def plan(
    extracted: Path,
    pattern: Callable[[str], Named | None],
    notebooks: Sequence[Released],
    roster: Roster | None,
    sources: Mapping[str, Source] | None = None,
) -> Plan:
    """Decide about every file below `extracted`, whose first folders number the downloads.

    `sources` says how the files are called in the download, where they were unpacked under other
    names. Whose a file is is decided by what the system wrote, and by nothing that a learner chose.
    """
    made = Plan()
    paths = {
        file.relative_to(extracted).as_posix(): file
        for file in sorted(one for one in extracted.rglob("*") if one.is_file())
    }
    known = _sources(paths, pattern) | {
        key: one for key, one in (sources or {}).items() if key in paths
    }
    files: list[_File] = []
    for key, file in paths.items():
        named = pattern(known[key].system)
        if named is None:
            made.unnamed.append(key)
        else:
            files.append(_File(key, file, known[key].path, named))
    groups: dict[str, list[_File]] = {}
    learners: dict[str, Learner | None] = {}
    for (user, name), several in _by_user(made, files, roster).items():
        student_id, learner, problem = _student(user, name, several[0].named.own, roster)
        if problem:
            made.refused.update((one.key, problem) for one in several)
        else:
            groups.setdefault(student_id, []).extend(several)
            learners[student_id] = learner
    for student_id in sorted(groups):
        several = _sure(made, groups[student_id], learners[student_id])
        if several:
            _one(made, student_id, learners[student_id], several, notebooks)
    return made


def _sources(paths: Iterable[str], pattern: Callable[[str], Named | None]) -> dict[str, Source]:
    """Files as another extractor left them, whose places are their names."""
    downloads: dict[str, list[str]] = {}
    for path in paths:
        downloads.setdefault(path.partition("/")[0], []).append(path)
    found = {}
    for download, several in downloads.items():
        inside = [path.partition("/")[2] for path in several]
        folders = names.depth(inside, pattern)
        for key, path in zip(several, inside, strict=True):
            found[key] = Source(path, names.below(path, folders), download)
    return found


def _by_user(
    made: Plan, files: Sequence[_File], roster: Roster | None
) -> dict[tuple[str, str], list[_File]]:
    """The files by the user and the name that the system writes; what is of nobody is refused.

    A name that can be read in several ways is read as the roster has it, or as other files of
    these users have it.
    """
    called: dict[str, set[str]] = {}
    for one in files:
        if not one.named.others:
            called.setdefault(one.named.user, set()).add(one.named.name)
    found: dict[tuple[str, str], list[_File]] = {}
    for one in files:
        readings = [
            reading
            for reading in one.named.readings
            if reading.name in called.get(reading.user, {reading.name})
            and (roster is None or roster.fits(reading.user, reading.name))
        ]
        users = sorted({reading.user for reading in readings or one.named.readings})
        if len(users) > 1:
            made.refused[one.key] = (
                f"its name may say that it is of {names.shown(' or of '.join(users))}: "
                "give a roster with lms_id, or rename the file in the download"
            )
            continue
        named = (readings or one.named.readings)[0]
        key = (named.user, named.name)
        found.setdefault(key, []).append(replace(one, named=named))
    return found


def _sure(made: Plan, files: list[_File], learner: Learner | None) -> list[_File]:
    """The files of one learner, where they are of one user of the system.

    An id that the roster has goes before a name, which anybody may take. Where several users are
    known by nothing but the same name, nobody knows whose the files are.
    """
    if files[0].named.own:
        return files
    users = sorted({one.named.user for one in files})
    if len(users) == 1:
        return files
    if learner is not None and learner.lms_id in users:
        for one in files:
            if one.named.user != learner.lms_id:
                made.refused[one.key] = (
                    f"{names.shown(one.named.user)} has the name of {learner.student_id} and is "
                    "somebody else: add a line to the roster"
                )
        return [one for one in files if one.named.user == learner.lms_id]
    said = names.shown(", ".join(users))
    for one in files:
        made.refused[one.key] = (
            f"several users of the system have that name ({said}): write lms_id into the roster"
        )
    return []


def _one(
    made: Plan,
    student_id: str,
    learner: Learner | None,
    files: list[_File],
    notebooks: Sequence[Released],
) -> None:
    """Decide about the files of one learner."""
    if learner is not None:
        made.learners[student_id] = learner
    found: dict[Released, list[Taken]] = {}
    unknown = []
    for one in files:
        likely = recognise(one.file, one.called, notebooks)
        if len(likely) == 1:
            taken = _taken(one, student_id, likely[0], learner)
            found.setdefault(likely[0], []).append(taken)
        else:
            unknown.append(one)
    for one in unknown:
        if len(notebooks) == len(unknown) == 1 and not found:
            only = notebooks[0]
            note = f"nothing of {only.name} is found in it; it is the only file there is"
            found[only] = [_taken(one, student_id, only, learner, note)]
        else:
            made.refused[one.key] = "it is none of the notebooks that were handed out"
    for notebook, several in found.items():
        several.sort(key=lambda taken: (taken.order, taken.path))
        *before, latest = several
        made.assignments.add(notebook.assignment)
        made.taken[latest.path] = latest
        made.earlier.update((taken.path, taken) for taken in before)


def _student(
    user: str, name: str, own: bool, roster: Roster | None
) -> tuple[str, Learner | None, str]:
    """The learner's id in the gradebook, their line in the roster, or what is wrong."""
    if roster is not None:
        found = (roster.student(user) if own else None) or roster.find(user, name)
        if isinstance(found, str):
            return "", None, found
        if found is None:
            who = names.shown(f"{name} ({user})" if name else user)
            return "", None, f"{who} is not in the roster: add a line and collect again"
        return found.student_id, found, ""
    student_id = identifier(user)
    if student_id is None:
        return "", None, f"{names.shown(user)!r} cannot be a learner's id: give a roster"
    return student_id, None, ""


def _taken(
    one: _File, student_id: str, notebook: Released, learner: Learner | None, note: str = ""
) -> Taken:
    when = learner.submitted if learner is not None else None
    named = one.named
    return Taken(one.key, student_id, notebook, named.late, when, note, named.order)
