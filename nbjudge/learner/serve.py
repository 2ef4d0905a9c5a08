"""The loop of a submission's process: take a message, do it, answer."""

from __future__ import annotations

import socket
from typing import Any

from nbjudge import wire
from nbjudge.exam import binding, generators
from nbjudge.exam.outcome import Raised
from nbjudge.learner import shell as shells
from nbjudge.learner.calls import Calls
from nbjudge.wire import protocol
from nbjudge.wire.errors import WireError

_shell: shells.Shell | None = None
_prologue: list[Any] = []
_generators: dict[str, Any] = {}


def warm(cells: list[str], later: list[str]) -> None:
    """Make in the template what every submission needs, and run *cells* there.

    *later* are the cells that every submission runs by itself.
    """
    global _shell
    _shell = shells.make_shell()
    room = shells.Room(2**62)
    generators.seed(generators.FIRST)
    before = generators.states()
    _prologue.extend(_ran(shells.run(_shell, source, room)) for source in cells)
    _generators.update(generators.changed(before))
    shells.prepare(_shell, later)


def main(sock: socket.socket) -> None:
    """Serve one submission until the judge hangs up. The entry point of a fork."""
    shell = _shell or shells.make_shell()
    generators.restore(_generators)  # a seed that the lesson sets holds for what comes after it
    channel = wire.Channel(sock)
    calls = Calls(shell.user_ns)
    room = shells.Room(2**62)
    while True:
        try:
            message = wire.decode(channel.receive())
        except WireError:
            return
        question = protocol.question_of(message)
        answer: Any
        match question:
            case protocol.Open():
                binding.is_library(*question.libraries)
                room.left = question.room
                continue
            case protocol.Run():
                calls.end()
                answer = _ran(shells.run(shell, question.source, room))
            case protocol.Recall():
                answer = protocol.Recalled(tuple(_prologue))
            case protocol.Look():
                answer = calls.look(question.names, question.seed)
            case protocol.Take():
                calls.take(question.key, question.crate)
                continue
            case protocol.Ready():
                answer = protocol.Readiness(calls.unready)
            case protocol.Agree():
                calls.agree(question.key, question.references, question.bans)
                continue
            case protocol.Call():
                answer = calls.call(question)
            case protocol.Backward():
                answer = calls.backward(question)
        channel.send(wire.encode(protocol.pack(answer)))


def _ran(what: tuple[Raised | None, bool, list[Any]]) -> protocol.Ran:
    raised, flooded, outputs = what
    made: Any = outputs  # tuples are as good as messages here: they are to be packed
    return protocol.Ran(raised, flooded, made)
