"""The loop of a submission's process: take a message, do it, answer."""

from __future__ import annotations

import socket
from typing import Any

from nbjudge import wire
from nbjudge.exam import binding, generators
from nbjudge.exam.outcome import Raised
from nbjudge.learner import shell as shells
from nbjudge.learner.calls import Calls
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
        kind, *content = message
        answer: Any
        if kind == "open":
            libraries, left = content
            binding.is_library(*libraries)
            room.left = left
            continue
        if kind == "run":
            calls.end()
            answer = _ran(shells.run(shell, content[0], room))
        elif kind == "prologue":
            answer = tuple(_prologue)
        elif kind == "look":
            answer = calls.look(*content)
        elif kind == "take":
            calls.take(*content)
            continue
        elif kind == "ready":
            answer = calls.unready
        elif kind == "agree":
            calls.agree(*content)
            continue
        elif kind == "call":
            answer = calls.call(*content)
        elif kind == "backward":
            answer = calls.backward(*content)
        else:
            raise ValueError(f"unknown message {kind!r}")
        channel.send(wire.encode(answer))


def _ran(what: tuple[Raised | None, bool, list[Any]]) -> tuple[Any, ...]:
    raised, flooded, outputs = what
    return None if raised is None else tuple(vars(raised).values()), flooded, outputs
