"""Judge one test cell: run it in the trusted process and say what it gives."""

from __future__ import annotations

import contextlib
import hashlib
import io
import math
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nbjudge.exam.calling import settled
from nbjudge.exam.generators import seeded
from nbjudge.exam.outcome import REMOTE, Raised
from nbjudge.exam.session import Session, judging
from nbjudge.judge import memory, sentences
from nbjudge.judge.connection import Stopped
from nbjudge.judge.errors import JudgeError
from nbjudge.judge.namespace import Namespace, execute
from nbjudge.judge.plan import Test
from nbjudge.judge.standin import Link, StandIn
from nbjudge.verdicts import Fault, Part, Verdict
from nbjudge.wire import protocol

_LONGEST_REPORT = 50_000
_MARGIN = 5.0  # seconds the judge may go on after the last answer it could have got
_HIGHEST = 1e-9


class Late(BaseException):
    """The test cell did not come to its end in time."""


@dataclass(frozen=True)
class Standing:
    """How the blank of a test cell stands: not `written`, or its cell `stopped`."""

    written: bool = True
    stopped: Raised | None = None


@dataclass(frozen=True)
class Told:
    """The `verdict` of a test cell, and what it is `if_sound`: if the test itself does its work.

    The two differ where something went wrong that either the test or what it was sent has led to.
    """

    verdict: Verdict
    if_sound: Verdict


def judge(
    test: Test,
    source: str,
    namespace: Namespace,
    link: Link,
    seed: int,
    standing: Standing,
    ceiling: int,
) -> Told:
    """The verdict of `test`. Stopped passes: the submission's process is gone then.

    It may also be gone afterwards, when the marks had been decided. `ceiling` is the memory that
    this process may hold meanwhile, see `memory.within`.
    """
    started = time.monotonic()
    session = Session(lambda function: StandIn(link, ("crate", link.take(function)), "probe"))
    printed = io.StringIO()
    missing: list[str] = []
    with memory.within(ceiling):
        standins = _standins(test, link, seed, missing)
    names = namespace.enter(test.name, standins)
    made = _Made(test, session, missing, standing)
    points, wrong = 0.0, True
    parts: tuple[Part, ...] = ()
    try:
        with _quiet(printed), settled(), seeded(seed), judging(session), memory.within(ceiling):
            try:
                with _in_time(link):
                    _run(made, source, names, link)
                    points, parts = made.points()
                    sentence, fault = made.sentence(points, parts)
                    wrong = points < test.points
                    if wrong:
                        _explain(made, link)
            except (Late, MemoryError) as error:  # while the marks were counted, or told
                made.trouble = error
                points, parts, wrong = 0.0, (), True
                sentence, fault = made.sentence(points, parts)
    except Stopped as stopped:
        stopped.session = session
        raise
    finally:
        namespace.leave()
    verdict = Verdict(
        test=test.name,
        blank=test.blank,
        points=points,
        max=test.points,
        sentence=sentence,
        misconception=session.misconception if wrong else None,
        hint=session.hint if wrong else "",
        fault=fault,
        seed=seed,
        seconds=time.monotonic() - started,
        report=printed.getvalue()[:_LONGEST_REPORT],
        parts=parts,
    )
    if fault != "judge":
        return Told(verdict, verdict)
    sentence, fault = made.theirs()
    return Told(verdict, replace(verdict, sentence=sentence, fault=fault))


def _run(made: _Made, source: str, names: dict[str, Any], link: Link) -> None:
    """Run the cell; what goes wrong in it is part of what it made."""
    before = link.calls
    try:
        made.value = execute(source, made.test.name, names)
    except (JudgeError, Stopped):
        raise
    except (Exception, SystemExit, Late) as error:
        made.trouble = error
    made.called = link.calls > before
    for share in (share for credit in made.session.credits for share in credit.shares):
        if isinstance(share.error, JudgeError):
            raise share.error
    if link.connection.stopped is not None:  # the test caught it, and went on
        raise link.connection.stopped


def _explain(made: _Made, link: Link) -> None:
    """Let the cell say more of an answer that lost marks; these are decided already."""
    if isinstance(made.trouble, Late):
        return
    for report in made.session.explanations:
        try:
            report()
        except JudgeError:
            raise
        except Stopped as stopped:
            if link.unready:
                raise
            print(sentences.no_more(stopped.sentence))
            return
        except AssertionError:
            pass
        except (Exception, Late) as error:
            print(sentences.no_report(type(error).__name__))


def _other(seed: int) -> int:
    """A seed for the learner's process, which must not know what the test will draw."""
    return int.from_bytes(hashlib.sha256(f"{seed} there".encode()).digest()[:4], "big")


def _standins(test: Test, link: Link, seed: int, missing: list[str]) -> dict[str, Any]:
    """What the learner's names in the test cell stand for; `missing` gets those that are not."""
    found: dict[str, Any] = {}
    looked: protocol.Looked = link.connection.ask(protocol.Look(test.names, _other(seed)))
    for name, seen in zip(test.names, looked.names, strict=True):
        if seen.kind == "callable":
            found[name] = StandIn(link, ("name", name), name)
        elif seen.kind == "data":
            found[name] = link.foreigners.named(seen.value)
        else:
            missing.append(name)
    return found


@dataclass
class _Made:
    """What running a test cell left to make a verdict of."""

    test: Test
    session: Session
    missing: list[str]
    standing: Standing
    value: Any = None
    trouble: BaseException | None = None
    called: bool = False

    def points(self) -> tuple[float, tuple[Part, ...]]:
        shares = [share for credit in self.session.credits for share in credit.shares]
        parts = tuple(
            Part(
                share.name,
                0.0 if share.sentence else float(share.max),
                float(share.max),
                "" if share.error is None else self._of(share.error)[0],
            )
            for share in shares
        )
        if self.trouble is not None:
            return 0.0, parts
        if parts:
            return self._possible(sum(part.points for part in parts)), parts
        if self.value is None:
            return self.test.points, ()
        return self._possible(_number(self.value)), ()

    def _possible(self, points: float) -> float:
        if math.isfinite(points) and 0 <= points <= self.test.points + _HIGHEST:
            return min(points, self.test.points)
        self.trouble = _Incredible(points)
        return 0.0

    def sentence(self, points: float, parts: tuple[Part, ...]) -> tuple[str, Fault | None]:
        if self.trouble is not None:
            return self._of(self.trouble)
        if points >= self.test.points:
            return "", None
        wrong = [part for part in parts if part.sentence]
        return " ".join(f"{part.name}: {part.sentence}" for part in wrong) or (
            sentences.gave(points, self.test.points)
        ), None

    def _of(self, error: BaseException) -> tuple[str, Fault | None]:
        blank = self.test.blank
        known = getattr(error, REMOTE, None)
        if not self.standing.written and (self.missing or isinstance(known, Raised)):
            return sentences.unwritten(blank), None
        if isinstance(known, Raised):
            fault: Fault | None = "memory" if known.kind == "MemoryError" else None
            return sentences.clipped(sentences.raised(blank, known)), fault
        if isinstance(error, _Incredible):
            return sentences.impossible_credit(error.value, self.test.points), "judge"
        if isinstance(error, Late):
            return sentences.late(self.test.name, _MARGIN), "judge"
        if memory.is_lack(error):
            return sentences.too_much(self.test.name), "judge"
        if isinstance(error, NameError) and error.name in self.missing:
            return sentences.not_defined(str(error.name), self.standing.stopped), None
        if not self.standing.written and isinstance(error, AssertionError):
            return sentences.unwritten(blank), None
        if isinstance(error, AssertionError):
            return sentences.assertion(blank, str(error)), None
        # No answer makes a name or module be missing here; whatever else goes wrong may be one's.
        own = type(error) is NameError or isinstance(error, ImportError)
        if (self.called or self.test.names) and not own:
            return sentences.unusable(blank), None
        return sentences.broken(self.test.name, type(error).__name__), "judge"

    def theirs(self) -> tuple[str, Fault | None]:
        """What is to be said of a trouble that the answer has made."""
        if isinstance(self.trouble, Late):
            return sentences.late(self.test.name, _MARGIN), "time"
        if memory.is_lack(self.trouble):
            return sentences.too_much(self.test.name), "memory"
        if isinstance(self.trouble, _Incredible):
            return sentences.impossible_credit(self.trouble.value, self.test.points), None
        return sentences.unusable(self.test.blank), None


def _number(value: Any) -> float:
    """The last line's value as marks; nan, which is none, for what is no number."""
    if type(value).__module__ in ("numpy", "torch") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    return float(value) if type(value) in (int, float) else math.nan


class _Incredible(Exception):
    """A test cell gave marks that there are not."""

    def __init__(self, value: float) -> None:
        super().__init__(value)
        self.value = value


@contextlib.contextmanager
def _quiet(printed: io.StringIO) -> Iterator[None]:
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stderr(io.StringIO()):
            yield


@contextlib.contextmanager
def _in_time(link: Link) -> Iterator[None]:
    """Raise Late when the judge itself is still at it a little after the deadline.

    Only in a main thread, which is where a pool's workers run; elsewhere calls have deadlines.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return

    within = True

    def ring(*_: Any) -> None:
        if within:
            raise Late

    before = signal.signal(signal.SIGALRM, ring)
    left = max(link.connection.deadline - time.monotonic(), 0) + _MARGIN
    # Again and again: one that is raised in a __del__ comes to nothing.
    signal.setitimer(signal.ITIMER_REAL, left, 1.0)
    try:
        yield
    finally:
        within = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
