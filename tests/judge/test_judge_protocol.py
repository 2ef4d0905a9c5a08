"""Whatever a process says, there is a mark or that submission's fault, and never anything else."""

from __future__ import annotations

import contextlib
import json
import queue
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nbjudge import wire
from nbjudge.autograde.masters import Master
from nbjudge.autograde.work import _sheet
from nbjudge.exam.outcome import Raised
from nbjudge.judge import Judge
from nbjudge.judge.connection import Connection, Stopped
from nbjudge.judge.namespace import Namespace
from nbjudge.judge.run import Shared
from nbjudge.rebuild import Handed
from nbjudge.rebuild.reading import File
from nbjudge.wire import protocol
from nbjudge.wire.errors import WireError
from tests.judge.lessons import MIB, Lesson
from tests.judge.peers import MOVES, PNG, SIZED, VALUES, Move, Peer, changed, honest

pytestmark = pytest.mark.fuzz
LIMIT, SPARE = 128 * MIB, 160 * MIB
QUIETLY = settings(deadline=None, suppress_health_check=list(HealthCheck))

LESSON = Lesson("import torch\nprint('begun')", cell_timeout=5.0, judge_memory=LIMIT)
LESSON.exercise("scaled", """
    x = torch.ones(3, requires_grad=True)
    y = scaled(x)
    y.sum().backward()
    assert torch.allclose(x.grad, torch.full((3,), 2.0)), f"{y}"
    """)  # fmt: skip
LESSON.exercise("share", "4 * share()", 4)
LESSON.exercise("kinds", """
    from nbjudge.exam import credit, probe
    def look(kinds, sizes):
        return [kinds(n) for n in sizes]
    found = probe(look)(kinds, [1, 2])
    marks = credit()
    with marks.part("all", 1):
        assert [n + 1 for n in found] == [2, 3], f"{found!r} is not it"
    with marks.part("types", 1):
        assert {type(n).__name__ for n in found} == {"int"}
        if len(found) > 1:
            later = found[0]
        assert kinds(later) == 1
    marks.total
    """, 2)  # fmt: skip
LESSON.exercise("given", """
    numbers = [1.0, [2.0], {"a": torch.zeros(2)}]
    kept = given(numbers)
    assert len(numbers) == 3 and kept is numbers
    assert given.__name__ and kept[2]["a"].shape == (2,)
    """)  # fmt: skip
LESSON.cell("scaled(torch.ones(1))")


class Scripted:
    """A judge of LESSON whose submissions are peers: everything but the sandbox is real."""

    def __init__(self) -> None:
        self.judge: Any = Judge(LESSON.master, LESSON.settings)
        self.judge._namespace = Namespace(LESSON.master, self.judge._plan)
        self.judge._sandbox = self
        self.tests = frozenset(self.judge._plan.tests)
        text = nbformat.writes(LESSON.master).encode()
        self.handed = Handed(File("lesson.ipynb", text))
        self.master = Master.of("lesson", LESSON.master)
        self.peer = Peer(iter(()))

    def also(self, *_: str) -> None:
        pass

    def fork(self, seed: int, entry: str) -> Any:
        return self.peer.fork()

    def grade(self, moves: list[Move]) -> tuple[Any, Any]:
        """What a submission gets that makes these moves, and the record of it."""
        shared = self.judge._shared
        self.judge._shared = Shared(shared.shipping, shared.libraries, lambda: self.tests)
        self.peer = Peer(iter(moves))
        graded = self.judge.grade(self.handed, 1)
        return graded, _sheet(self.master, graded, {})


@pytest.fixture(scope="module")
def scripted() -> Scripted:
    return Scripted()


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Fails if this process grew by more than the judge's limit in this context."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is what is held now
    before = _high()
    yield
    assert _high() - before < LIMIT + SPARE


def _high() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def check(scripted: Scripted, moves: list[Move]) -> Any:
    """Grade a submission that makes *moves*; fails unless all is in order, whatever the marks."""
    with bounded():
        graded, sheet = scripted.grade(moves)
    assert {one.test for one in graded.verdicts} == scripted.tests
    for one in graded.verdicts:
        assert type(one.points) is float and 0 <= one.points <= one.max
        assert one.sentence.strip() or one.points == one.max
        assert len(one.sentence) <= 3000
    faults = {one.fault for one in (*graded.verdicts, *graded.faults)}
    assert faults <= {None, "crash", "memory", "output", "time"}
    nbformat.validate(nbformat.reads(sheet.document, 4))
    assert json.loads(sheet.record)["points"] == graded.points
    return graded


def test_an_honest_peer_is_graded(scripted: Scripted) -> None:
    """The script that lies nowhere gets marks where its answers are right, and no fault."""
    graded = check(scripted, [])
    marks = {one.test: one.points for one in graded.verdicts}
    assert marks == {"test_scaled": 0, "test_share": 4, "test_kinds": 0, "test_given": 1}
    assert graded.faults == () and {one.fault for one in graded.verdicts} == {None}


@QUIETLY
@given(moves=st.lists(MOVES, max_size=14))
@example(moves=[Move("part", PNG, (2, 1, 2))] * 3)
@example(moves=[Move("whole", (("data", [1]),))] * 12)
def test_any_reply_to_any_question(scripted: Scripted, moves: list[Move]) -> None:
    """A submission whose process replies anything to everything has marks, or faults of its own."""
    check(scripted, moves)


@QUIETLY
@given(value=VALUES)
def test_any_value_for_an_answer(scripted: Scripted, value: Any) -> None:
    """What stands in an answer's name may be any data; the test fails by itself at no value."""
    look = Move("part", ("data", value), (0, 0))
    moves = [Move(), *[Move(), look, Move()] * 4]
    check(scripted, moves)


class Conversation(RuleBasedStateMachine):
    """One connection: questions in any order, each replied to in any way."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: queue.SimpleQueue[Move] = queue.SimpleQueue()
        self.child = Peer(iter(self.moves.get, None)).fork()
        self.connection = Connection(self.child)
        self.connection.allow(5)
        self.stopped: Stopped | None = None

    def teardown(self) -> None:
        self.connection.close()
        self.moves.put(Move("unframed", b""))

    @rule(
        question=st.sampled_from(
            [
                protocol.Run("1"),
                protocol.Recall(2),
                protocol.Look(("a", "b"), 1),
                protocol.Call(("name", "a"), wire.pack_arguments([[1]])[0], (), {}, None, False,
                              1, None),
                protocol.Backward(3, (), 2),
            ]
        ),
        move=MOVES,
    )  # fmt: skip
    def ask(self, question: Any, move: Move) -> None:
        self.moves.put(move)
        try:
            reply = self.connection.ask(question)
        except Stopped as stopped:
            assert stopped.fault in ("crash", "time", "memory")
            assert self.stopped in (None, stopped)
            self.stopped = stopped
            return
        assert self.stopped is None and type(reply) is question.reply
        assert as_agreed(reply)

    @rule()
    def tell(self) -> None:
        try:
            self.connection.tell(protocol.Open((), 1))
        except Stopped as stopped:
            self.stopped = stopped

    @invariant()
    def once_stopped_is_stopped(self) -> None:
        if self.stopped is not None:
            assert self.connection.stopped is self.stopped


Conversation.TestCase.settings = QUIETLY
test_a_conversation = Conversation.TestCase
"""Any order of questions with any replies: each gives its own reply, or the end of the process."""


def as_agreed(reply: Any) -> bool:
    """Whether every field of a reply is of the type that its class says."""
    kinds = {
        **{"raised": (Raised, type(None)), "flooded": bool, "outputs": tuple, "cells": tuple},
        **{"names": tuple, "unready": str, "used": (str, type(None)), "graph": int},
        **{"unsent": (str, type(None)), "printed": str, "answer": bytes, "gradients": tuple},
        **{"kind": str, "name": str, "message": str, "line": int, "text": str, "unwritten": bool},
        **{"content": (str, bytes), "value": object},
    }
    for field in fields(reply):
        value = getattr(reply, field.name)
        if not isinstance(value, kinds[field.name]):
            return False
        inner = value if type(value) is tuple else (value,)
        if field.name != "value" and not all(as_agreed(one) for one in inner if is_dataclass(one)):
            return False
    return True


FORGED = {
    "an array for a name": (protocol.Run(""), (2, 0, 1), wire.decode(wire.encode(range(3)))),
    "a list for a picture's type": (protocol.Run(""), (2, 1, 1), ["image/png"]),
    "text for a picture": (protocol.Run(""), (2, 1, 2), "picture"),
    "bytes for text": (protocol.Run(""), (2, 0, 2), b"text"),
    "a result with a name": (protocol.Run(""), (2, 2, 1), "stdout"),
    "an output of two": (protocol.Run(""), (2, 0), ("stream", "stdout")),
    "a number for a flag": (protocol.Run(""), (1,), 1),
    "a word for an exception": (protocol.Run(""), (0,), "ValueError"),
    "an exception with a line of text": (protocol.Run(""), (0,), ("A", "b", "1", "", False)),
    "an exception at line -1": (protocol.Run(""), (0,), ("A", "b", -1, "", False)),
    "an exception at line 10**4000": (protocol.Run(""), (0,), ("A", "b", 10**4000, "", False)),
    "one name too few": (protocol.Look(("a", "b"), 1), (0,), (("missing", None),)),
    "a name that is nothing known": (protocol.Look(("a", "b"), 1), (0, 0, 0), "module"),
    "a list of names": (protocol.Look(("a", "b"), 1), (0,), [("missing", None)] * 2),
    "a number for the whole": (protocol.Look(("a", "b"), 1), (), 3),
    "one cell too many": (protocol.Recall(1), (0,), ((None, False, []),) * 2),
    "a bool for a graph": (OPEN := protocol.Call(("name", "a"), wire.pack_arguments([1])[0], (),
                           {}, None, False, 1, None), (3,), True),
    "a graph of 2**64": (OPEN, (3,), 2**64 - 1),
    "a text for an answer": (OPEN, (6,), "answer"),
    "a gradient too few": (protocol.Backward(1, (), 2), (1,), (None,)),
    "a number for a gradient": (protocol.Backward(1, (), 2), (1, 0), 1.0),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_reply_that_is_not_as_agreed_is_none(name: str) -> None:
    """Nothing is made of it; the honest reply, of which it differs in one place, is one."""
    question, path, value = FORGED[name]
    protocol.reply_to(question, honest(question))
    with pytest.raises(WireError, match="was expected"):
        protocol.reply_to(question, changed(honest(question), path, value))


def test_words_are_cut() -> None:
    """Of an exception's words, of what is printed and of reasons the beginning is kept."""
    long = "x" * 10**6
    raised = protocol.unpack(Raised, (long, long, 1, long, False))
    assert {len(raised.kind), len(raised.message), len(raised.text)} == {protocol.LONGEST_WORDS}
    came = protocol.unpack(protocol.Came, (long, long, None, -1, long, long, b""))
    assert len(came.printed) == protocol.LONGEST_PRINT
    assert max(len(str(one)) for one in (came.unready, came.used, came.unsent)) <= 1000


def test_what_is_packed_is_unpacked() -> None:
    """Every reply that one end makes is the same at the other."""
    ran = protocol.Ran(Raised("A", "b", 3, "c", True), False, ())
    packed = wire.decode(wire.encode((*protocol.pack(ran)[:2], [("image", "image/png", SIZED)])))
    assert protocol.unpack(protocol.Ran, packed).raised == ran.raised
    seen = protocol.Looked((protocol.Seen("data", (Raised, [1])), protocol.Seen("missing", None)))
    assert protocol.pack(seen) == ((("data", (Raised, [1])), ("missing", None)),)


def test_the_schema_knows_every_field() -> None:
    """No field of a reply comes without a check, and every question has a kind of its own."""
    for kind, checks in protocol._SCHEMAS.items():
        assert list(checks) == [one.name for one in fields(kind)]
    assert len({one.kind for one in protocol.QUESTIONS}) == len(protocol.QUESTIONS)
