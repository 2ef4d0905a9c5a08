"""The other end of the judge's channel, played by a script that answers whatever it likes."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from nbjudge import wire
from nbjudge.sandbox import Child
from nbjudge.wire import protocol
from nbjudge.wire.errors import WireError
from nbjudge.wire.framing import receive, send

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
SIZED = PNG + (1).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0" + b"crc!"


def honest(question: Any) -> tuple[Any, ...]:
    """A reply that an ordinary process could give to *question*, as it goes over the wire."""
    match question:
        case protocol.Run():
            shown = [("stream", "stdout", "hello\n"), ("image", "image/png", SIZED)]
            return None, False, [*shown, ("result", "", "3")]
        case protocol.Recall():
            return (tuple((None, False, []) for _ in range(question.count)),)
        case protocol.Look():
            return (tuple(("callable", None) for _ in question.names),)
        case protocol.Ready():
            return ("",)
        case protocol.Call():
            arguments = wire.unpack_arguments(question.arguments)
            first = arguments.values[0] if arguments.values else 1
            result = first * 2 if isinstance(first, torch.Tensor) else first
            answer = wire.pack_answer(arguments, result)
            graph = 1 if isinstance(result, torch.Tensor) and result.requires_grad else -1
            return "", None, None, graph, None, "printed\n", answer
        case protocol.Backward():
            return None, tuple(None for _ in range(question.shared))
    raise AssertionError(question)


@dataclass(frozen=True)
class Move:
    """What a peer does with one question: `how`, with `value`, at the place `path` of the reply."""

    how: str = "honest"
    value: Any = None
    path: tuple[int, ...] = ()

    def bytes_for(self, question: Any) -> bytes | None:
        """The message that is sent in reply, None for none: then the peer hangs up."""
        try:
            if self.how == "raw":
                return bytes(self.value)
            reply: Any = honest(question)
            if self.how == "whole":
                reply = self.value
            elif self.how == "part":
                reply = changed(reply, self.path, self.value)
            elif self.how == "answer" and isinstance(question, protocol.Call):
                arguments = wire.unpack_arguments(question.arguments)
                reply = (*reply[:-1], wire.pack_answer(arguments, self.value, wire.DEFAULT))
            elif self.how == "other":
                reply = honest(OTHERS[self.path[0] % len(OTHERS)] if self.path else OTHERS[0])
            return wire.encode(reply)
        except WireError:
            return None


OTHERS = (
    protocol.Run(""),
    protocol.Recall(1),
    protocol.Look(("a", "b"), 1),
    protocol.Ready(),
    protocol.Backward(1, (), 2),
)


def changed(reply: Any, path: tuple[int, ...], value: Any) -> Any:
    """*reply* with *value* somewhere in it; the path leads into tuples and lists."""
    if not path or type(reply) not in (tuple, list) or not reply:
        return value
    at = path[0] % len(reply)
    parts = list(reply)
    parts[at] = changed(reply[at], path[1:], value)
    return type(reply)(parts)


class Peer:
    """Forks processes that are threads here, over a real socket. Moves are made in turn."""

    def __init__(self, moves: Iterator[Move]) -> None:
        self._moves = moves

    def fork(self, *_: Any) -> Child:
        """A child whose process is this script."""
        channel, far = socket.socketpair()
        report, report_far = socket.socketpair()
        report_far.sendall(json.dumps({"cause": "exited", "code": 0}).encode())
        report_far.shutdown(socket.SHUT_WR)
        threading.Thread(target=self._serve, args=(far, report_far), daemon=True).start()
        return Child(channel, report)

    def _serve(self, sock: socket.socket, report: socket.socket) -> None:
        with sock, report:
            try:
                while True:
                    question = protocol.question_of(wire.decode(receive(sock)))
                    if question.reply is None:
                        continue
                    # What a process without a learner says is no learner's to choose.
                    fair = isinstance(question, protocol.Ready)
                    move = Move() if fair else next(self._moves, Move())
                    if move.how == "unframed":
                        sock.sendall(move.value)
                        return
                    data = move.bytes_for(question)
                    if data is None:
                        return
                    send(sock, data)
            except (WireError, OSError):
                return


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["stream", "stdout", "image", "image/png", "callable", "data", "missing", "KeyError",
     "NameError", "ImportError", "MemoryError", "AssertionError", "[/oops]", "\x1b]52;c;x\x07"]
)  # fmt: skip
NUMBERS = st.integers(-3, 3) | st.integers(-(2**64), 2**64) | st.just(10**4000) | st.floats()
SHAPES = st.sampled_from([(), (0,), (1,), (2, 3), (0, 3), (2**18, 1, 1), (1,) * 16])


def tensors() -> st.SearchStrategy[torch.Tensor]:
    """Tensors of odd shapes and dtypes, with and without graph and gradient."""

    def make(shape: tuple[int, ...], dtype: torch.dtype, how: str) -> torch.Tensor:
        made = torch.ones(shape, dtype=dtype)
        if dtype.is_floating_point and how != "plain":
            made.requires_grad_()
            made.grad = torch.ones_like(made) if how == "gradient" else None
            made = made * 2 if how == "graph" else made
        return made

    dtypes = st.sampled_from([torch.float32, torch.float64, torch.int64, torch.bool, torch.bfloat16,
                              torch.complex64])  # fmt: skip
    return st.builds(make, SHAPES, dtypes, st.sampled_from(["plain", "leaf", "graph", "gradient"]))


SIMPLE = (
    st.none()
    | st.booleans()
    | NUMBERS
    | TEXTS
    | st.binary(max_size=20)
    | st.sampled_from([PNG, SIZED, 1j, range(3), range(10**7), float("nan"), object()])
    | st.builds(np.zeros, SHAPES)
    | tensors()
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=7).map(tuple)
        | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=12,
)
PATHS = st.lists(st.integers(0, 6), max_size=4).map(tuple)
MOVES = (
    st.just(Move())
    | st.builds(Move, st.just("part"), VALUES, PATHS)
    | st.builds(Move, st.just("answer"), VALUES)
    | st.builds(Move, st.just("whole"), VALUES)
    | st.builds(Move, st.just("other"), st.none(), PATHS)
    | st.builds(Move, st.sampled_from(["raw", "unframed"]), st.binary(max_size=40))
)
