"""One submission from its first cell to its last verdict.

When the learner's process is lost, the next cell that needs one gets a new one, in which the cells
before run again, all but those that broke it: so a fault costs its own exercise alone.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from nbjudge.exam.outcome import Raised
from nbjudge.judge import memory, outputs, sentences, testcell
from nbjudge.judge.connection import Connection, Stopped
from nbjudge.judge.errors import JudgeError
from nbjudge.judge.evasion import evasion
from nbjudge.judge.namespace import Namespace
from nbjudge.judge.plan import Plan, Test
from nbjudge.judge.standin import Link, Shipping
from nbjudge.language import said as _
from nbjudge.rebuild import Cell, Rebuilt
from nbjudge.sandbox import Child
from nbjudge.settings import Settings
from nbjudge.verdicts import CellFault, Verdict
from nbjudge.wire import protocol

_PICTURES = 32 * 2**20


@dataclass
class Ran:
    """What came of one cell: what it raised, what it put out, why it was stopped."""

    raised: Raised | None = None
    outputs: tuple[protocol.Output, ...] = ()
    stopped: str | None = None


@dataclass
class Shared:
    """What all submissions of a judge share: crates, the places of libraries inside, and what the
    template put out when it ran the master's first cells (asked of the first submission, before
    anything of its own ran). `last` is the process before, which may be ending still. `sound`
    gives the test cells in which the master's own solution gets all marks; None while that is being
    found out."""

    shipping: Shipping
    libraries: tuple[str, ...]
    sound: Callable[[], frozenset[str]] | None = None
    prologue: tuple[protocol.Ran, ...] | None = None
    last: Child | None = None


class Run:
    """The grading of one submission; `ran` (by index of its cell) and `verdicts` are the result."""

    def __init__(
        self,
        rebuilt: Rebuilt,
        plan: Plan,
        namespace: Namespace,
        shared: Shared,
        fork: Callable[[], Child],
        settings: Settings,
        seed: int,
    ) -> None:
        self._rebuilt, self._plan, self._namespace = rebuilt, plan, namespace
        self._shared, self._fork = shared, fork
        self._settings, self._seed = settings, seed
        self._link: Link | None = None
        self._replay: list[int] = []
        self._evasion = evasion(
            cell.source for cell in rebuilt.cells if cell.kind in ("answer", "extra")
        )
        self._ends = time.monotonic() + settings.notebook_timeout
        self._ceiling = memory.held() + settings.judge_memory
        self._room = 4 * settings.output + _PICTURES  # a character has up to 4 bytes
        self.ran: dict[int, Ran] = {}
        self.verdicts: dict[str, Verdict] = {}
        self.faults: list[CellFault] = []
        self._doubtful: dict[str, Verdict] = {}  # what holds if the test cell is sound
        self._errors: dict[str, JudgeError] = {}

    def all(self) -> None:
        """Run every cell and judge every test."""
        self._namespace.begin()
        try:
            for index, cell in enumerate(self._rebuilt.cells):
                if cell.kind == "master" and cell.position in self._plan.prologue:
                    self._recall(index)
                elif cell.kind == "test":
                    self._judge(self._plan.tests[cell.name], cell)
                elif self._is_needed(cell):
                    self._execute(index)
        finally:
            self._hang_up()
            self._namespace.begin()  # nothing of this submission's is kept
        self._settle()

    def _settle(self) -> None:
        """Call faults the judge's only where they are.

        What goes wrong with the master's own solution as well is the course's; all else has come of
        what the submission's process sent.
        """
        if self._shared.sound is None or not (self._doubtful or self._errors):
            return
        sound = self._shared.sound()
        for test, error in self._errors.items():
            if test not in sound:
                raise error
        self.verdicts |= {test: told for test, told in self._doubtful.items() if test in sound}

    def _recall(self, index: int) -> None:
        """Take what the template put out when it ran the cell once for all."""
        place = self._plan.prologue.index(self._rebuilt.cells[index].position)
        if self._shared.prologue is None:
            try:
                self._connected()
            except Stopped:
                self._lost()
        if self._shared.prologue is None:  # no process could be had, which tests will say
            return
        ran = self._shared.prologue[place]
        self.ran[index] = Ran(ran.raised, ran.outputs)

    def _is_needed(self, cell: Cell) -> bool:
        if cell.prose or not cell.source.strip():
            return False
        return not (cell.kind == "master" and cell.position in self._plan.skipped)

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _execute(self, index: int) -> None:
        cell = self._rebuilt.cells[index]
        try:
            self.ran[index] = self._kept(self._in_process(index))
        except Stopped as stopped:
            self._lost()
            self.ran[index] = Ran(stopped=stopped.sentence)
            self.faults.append(
                CellFault(
                    cell.name or _("a cell of the learner's"), stopped.fault, stopped.sentence
                )
            )
        else:
            self._replay.append(index)

    def _kept(self, ran: Ran) -> Ran:
        """*ran*, if there is room for it: a process need not keep to its limit by itself."""
        size = outputs.size(ran.outputs)
        if size > self._room:
            raise Stopped("output", _("it printed more than is allowed"))
        self._room -= size
        return ran

    def _in_process(self, index: int) -> Ran:
        link = self._connected()
        link.connection.allow(max(min(self._settings.cell_timeout, self._left()), 0.0))
        with memory.within(self._ceiling):
            ran: protocol.Ran = link.connection.ask(protocol.Run(self._rebuilt.cells[index].source))
        if ran.flooded:
            raise Stopped("output", _("it printed more than is allowed"))
        return Ran(ran.raised, ran.outputs)

    def _connected(self) -> Link:
        """The process, made anew if it was lost: the cells before run again in it."""
        while self._link is None:
            if self._left() <= 0:
                raise Stopped("time", _("the notebook had used up its time"))
            if self._shared.last is not None:
                self._shared.last.wait()  # nothing of it is left when the next one begins
                self._shared.last = None
            connection = Connection(self._fork())
            self._link = Link(connection, self._shared.shipping)
            self._link.evasion = self._evasion
            connection.allow(self._settings.cell_timeout)
            connection.tell(protocol.Open(self._shared.libraries, self._settings.output))
            if self._shared.prologue is None:  # before anything of the learner's runs
                recalled = connection.ask(protocol.Recall(len(self._plan.prologue)))
                self._shared.prologue = recalled.cells
            for index in list(self._replay):
                try:
                    self._in_process(index)
                except Stopped as stopped:
                    # It went well the first time; what it left behind is gone with it.
                    self._lost()
                    self._replay.remove(index)
                    cell = self._rebuilt.cells[index]
                    self.faults.append(CellFault(cell.name, stopped.fault, stopped.sentence))
                    break
        return self._link

    def _judge(self, test: Test, cell: Cell) -> None:
        started = time.monotonic()
        seed = seed_of(self._seed, test.name)
        try:
            if self._left() <= 0:
                raise Stopped("time", _("the notebook had used up its time"))
            link = self._connected()
            link.connection.allow(max(min(self._settings.cell_timeout, self._left()), 0.0))
            verdict = self._tested(test, cell, link, seed)
            if link.connection.stopped is not None:
                self._lost()
        except Stopped as stopped:
            if self._link is not None and self._link.unready:
                self._check(self._link)
            self._lost()
            sentence = (
                sentences.out_of_time(self._settings.notebook_timeout)
                if self._left() <= 0
                else sentences.stopped(test.blank, stopped.sentence)
            )
            session = stopped.session
            verdict = Verdict(
                test.name,
                test.blank,
                0.0,
                test.points,
                sentence,
                misconception=session.misconception if session else None,
                hint=session.hint if session else "",
                fault=stopped.fault,
                seed=seed,
                seconds=time.monotonic() - started,
            )
        self.verdicts[test.name] = verdict

    def _tested(self, test: Test, cell: Cell, link: Link, seed: int) -> Verdict:
        try:
            told = testcell.judge(
                test,
                cell.source,
                self._namespace,
                link,
                seed,
                self._standing(test.blank),
                self._ceiling,
            )
        except JudgeError as error:
            if not error.suspected:
                raise
            self._errors[test.name] = error
            sentence = sentences.unusable(test.blank)
            return Verdict(test.name, test.blank, 0.0, test.points, sentence, seed=seed)
        if told.verdict != told.if_sound:
            self._doubtful[test.name] = told.if_sound
        return told.verdict

    def _check(self, link: Link) -> None:
        """JudgeError if what the course sent does not work where no learner's code ran either."""
        connection = Connection(self._fork())
        try:
            connection.allow(self._settings.cell_timeout)
            for key, packed in link.taken.items():
                connection.tell(protocol.Take(key, packed))
            unready = connection.ask(protocol.Ready()).unready
        except Stopped:  # then it is not known, and nobody else's grading ends for it
            return
        finally:
            connection.close()
        if unready:
            raise JudgeError.unready(unready)

    def _standing(self, blank: str) -> testcell.Standing:
        written = blank not in self._rebuilt.unwritten and blank not in self._rebuilt.missing
        for index, cell in enumerate(self._rebuilt.cells):
            if cell.kind == "answer" and cell.name == blank and index in self.ran:
                ran = self.ran[index]
                if ran.stopped is not None:
                    return testcell.Standing(written, Raised("Stopped", ran.stopped))
                return testcell.Standing(written, ran.raised)
        return testcell.Standing(written)

    def _lost(self) -> None:
        self._hang_up()

    def _hang_up(self) -> None:
        if self._link is not None:
            self._shared.last = self._link.connection.leave()
            self._link = None


def seed_of(seed: int, name: str) -> int:
    """A seed of 32 bits for `name`, from that of the submission."""
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:4], "big")
