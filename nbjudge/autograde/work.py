"""What a worker does with one submission. Items and results are plain data and can be pickled.

An item holds all there is to grade: whoever runs it does not see the course directory.
"""

from __future__ import annotations

import atexit
import json
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

from nbjudge.autograde import alike
from nbjudge.autograde.masters import Master
from nbjudge.errors import NbjudgeError
from nbjudge.language import speaking
from nbjudge.settings import Settings

if TYPE_CHECKING:
    from nbjudge.judge import Judge
    from nbjudge.rebuild import Handed
    from nbjudge.verdicts import Graded

_MOST_JUDGES = 8  # each keeps a template process


@dataclass(frozen=True)
class Item:
    """One submission to grade: what was *handed* in and *seeds* go by notebook.

    *basis* is what tells whether it has to be graded again: it goes into the record as it is,
    with the digest of the notebook's master. *needs* is what the worker has to have, see `alike`.
    Whose it is, a worker need not know.
    """

    handed: dict[str, Handed]
    masters: tuple[Master, ...]
    seeds: dict[str, int]
    settings: Settings
    basis: dict[str, str]
    needs: dict[str, str]

    @property
    def size(self) -> int:
        """The bytes of all files in it."""
        files = [file for one in self.handed.values() for file in (one.own, *one.others)]
        return sum(len(file.data) for file in files)


@dataclass(frozen=True)
class Sheet:
    """What grading one notebook gave.

    *document* is the graded notebook's file, *record* the verdicts as JSON knows them. *scores*
    and *comments* are what nbgrader derives from the notebook: the first by test cell (None where
    a person has to mark it), the second by answer.
    """

    notebook: str
    document: str
    record: str
    scores: dict[str, float | None]
    comments: dict[str, str | None]


def grade(item: Item) -> list[Sheet]:
    """Judge every notebook of *item*. Raises NbjudgeError if grading itself cannot work."""
    alike.require(item.needs, item.settings)
    sheets = []
    for master in item.masters:
        handed = item.handed[master.name]
        spoken = master.of_language_of([one.data for one in (handed.own, *handed.others)])
        with speaking(spoken.language):
            graded = _graded(item, spoken)
        sheets.append(_sheet(spoken, graded, {**item.basis, "master": spoken.digest}))
    return sheets


def _graded(item: Item, master: Master) -> Graded:
    handed, seed = item.handed[master.name], item.seeds[master.name]
    for last in (False, True):
        judge = _judge(master, item.settings)
        try:
            judge.start()
            before = judge.generation
            graded = judge.grade(handed, seed)
        except BaseException:
            forget(judge)  # in what state it is, nobody knows
            raise
        if last or not _disturbed(judge, before, graded):
            break
        forget(judge)
    return graded


def _disturbed(judge: Judge, before: int, graded: Graded) -> bool:
    """Whether a process may have been lost with its template, for no fault of the learner's."""
    if judge.generation != before:  # it may have cost no more than the output of a cell
        return True
    faults = {one.fault for one in graded.faults} | {one.fault for one in graded.verdicts}
    if not faults & {"crash", "judge"}:
        return False
    time.sleep(0.05)  # a template may take a moment longer to end than what it has forked
    return judge.generation != before or any(one.fault == "judge" for one in graded.faults)


_judges: OrderedDict[tuple[int, str, Settings], Judge] = OrderedDict()


def _judge(master: Master, settings: Settings) -> Judge:
    """The judge for *master*, made at the first call; it belongs to the thread that calls."""
    from nbjudge.judge import Judge

    key = (threading.get_ident(), master.digest, settings)
    if key in _judges:
        _judges.move_to_end(key)
    else:
        while len(_judges) >= _MOST_JUDGES:
            _judges.popitem(last=False)[1].__exit__(None, None, None)
        own = settings if master.stub is None else replace(settings, stub=master.stub)
        _judges[key] = Judge(master.notebook, own).__enter__()
    return _judges[key]


def prepare(masters: Sequence[Master], settings: Settings) -> None:
    """Import what judging *masters* needs and start their templates, for processes forked later."""
    alike.here(settings)  # reads what it remembers
    judges = [_judge(master, settings) for master in masters[:_MOST_JUDGES]]
    for judge in judges:
        judge.launch()
    for judge in judges:
        judge.prepare()


def twins() -> list[tuple[Judge, socket.socket]]:
    """What the next process to be forked has to `adopt`: a template of its own for each judge."""
    found = []
    for judge in _judges.values():
        with suppress(NbjudgeError):  # the new process will start one, and tell
            found.append((judge, judge.twin()))
    return found


def adopt(twins: Sequence[tuple[Judge, socket.socket]]) -> None:
    """Use *twins* in this process, which was forked from the one that made them."""
    given = dict((id(judge), control) for judge, control in twins)
    for judge in _judges.values():
        judge.adopt(given.get(id(judge)))


def forget(judge: Judge) -> None:
    """Close *judge* and make a new one when one is needed."""
    for key in [key for key, one in _judges.items() if one is judge]:
        del _judges[key]
    judge.__exit__(None, None, None)


@atexit.register
def close() -> None:
    """Close every judge, and with it its template."""
    while _judges:
        _judges.popitem()[1].__exit__(None, None, None)


def _sheet(master: Master, graded: Graded, basis: dict[str, str]) -> Sheet:
    from nbgrader.utils import determine_grade, is_grade, is_solution, is_task

    from nbjudge.verdicts import to_json

    notebook = graded.notebook
    notebook.metadata["nbjudge"] = {
        "language": master.language,
        "notes": [_plain(one) for one in graded.notes],
        "faults": [_plain(one) for one in graded.faults],
    }
    scores, comments = {}, {}
    for cell in notebook.cells:
        if is_grade(cell):
            scores[cell.metadata.nbgrader.grade_id] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            comments[cell.metadata.nbgrader.grade_id] = _comment(cell)
    return Sheet(
        master.name,
        _text(notebook),
        to_json(graded, basis=basis, scores=scores, language=master.language),
        scores,
        comments,
    )


def _text(notebook: NotebookNode) -> str:
    """What nbformat writes, without its copy and its validation, which take twice as long.

    *notebook* is good for nothing else afterwards.
    """
    plain = strip_transient(split_lines(notebook))
    return (
        json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
        + "\n"
    )


def _comment(cell: Any) -> str | None:
    """What nbgrader's SaveAutoGrades writes of itself beside an answer."""
    from nbgrader.utils import compute_checksum, is_task

    own = cell.metadata.nbgrader
    untouched = own.get("checksum") == compute_checksum(cell)
    return "No response." if untouched and not is_task(cell) else None


def _plain(found: Any) -> dict[str, Any]:
    return dict(vars(found))
