"""Answer the judge's calls with data."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from nbjudge import wire
from nbjudge.exam.calling import call_here
from nbjudge.exam.conditions import Conditions
from nbjudge.exam.generators import seeded
from nbjudge.exam.outcome import AUTOGRAD, Banned, Outcome, described
from nbjudge.learner.shell import sendable
from nbjudge.learner.unship import unship
from nbjudge.wire.errors import WireError
from nbjudge.wire.graphs import graphed
from nbjudge.wire.protocol import LONGEST_PRINT, Backward, Call, Came, Differentiated, Looked, Seen

_REMEMBERED = 64  # calls whose graphs are kept for a backward pass


class _Printed(io.TextIOBase):
    """What a call prints: its beginning is `kept`, what is more counts towards the limit."""

    def __init__(self) -> None:
        self.kept = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        text = sendable(str(text))
        room = LONGEST_PRINT - len(self.kept)
        self.kept += text[:room]
        if text[room:]:
            # Where the process's output is counted, and the process stopped if it is too much.
            os.write(1, text[room:].encode(errors="replace"))
        return len(text)


class Calls:
    """The answers in the namespace `names`, and what the judge sent to be used with them."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._held: dict[str, Any] = {}
        self._crates: dict[str, Callable[..., Any]] = {}
        self._conditions: dict[str, Conditions] = {}
        self._graphs: OrderedDict[int, tuple[list[Any], list[Any], tuple[str, ...]]] = OrderedDict()
        self._count = 0
        self._test = contextlib.ExitStack()
        self.unready = ""
        """Why something that the judge sent cannot be used here."""

    def look(self, names: tuple[str, ...], seed: int) -> Looked:
        """What stands behind each of `names`.

        A test begins with it: until its `end` the generators are those of `seed`.
        """
        self.end()
        self._test.enter_context(seeded(seed))
        return Looked(tuple(self._look(name) for name in names))

    def end(self) -> None:
        """End a test: the generators are where the cells before it left them."""
        self._test.close()
        self._graphs.clear()

    def _look(self, name: str) -> Seen:
        if name not in self._names:
            return Seen("missing", None)
        value = self._held[name] = self._names[name]
        if callable(value):
            return Seen("callable", None)
        try:
            wire.encode(value, wire.TO_JUDGE)
        except WireError:
            return Seen("data", wire.Opaque(type(value).__name__))
        return Seen("data", value)

    def take(self, key: str, crate: dict[str, Any]) -> None:
        """Keep the function that the judge calls `key`."""
        if key not in self._crates:
            try:
                self._crates[key] = unship(crate)
            except Exception as error:
                self.unready = f"{crate['name']}: {type(error).__name__}: {error}"

    def agree(self, key: str, references: dict[str, str], bans: tuple[str, ...]) -> None:
        """Keep the conditions that the judge calls `key`."""
        found = {
            name: self._crates[crate] for name, crate in references.items() if crate in self._crates
        }
        self._conditions[key] = Conditions(found, bans)
        if bans and "torch" in sys.modules:
            from nbjudge.learner import engine

            engine.tell()

    def call(self, asked: Call) -> Came:
        """What came of a call."""
        arguments = wire.unpack_arguments(asked.arguments)
        values = list(arguments.values)
        if self.unready:
            return Came(self.unready, None, None, -1, None, "", b"")
        for place, one in asked.standins.items():
            values[place] = self._function(*one)
        plain = values[: len(values) - len(asked.keywords)]
        named = dict(zip(asked.keywords, values[len(plain) :], strict=True))
        function = self._function(*asked.target)
        printed = _Printed()
        # Nobody interrupts: KeyboardInterrupt, or what cancels a task, ends this call alone.
        every = BaseException
        with _as_there(asked.torch_state), contextlib.redirect_stdout(printed):
            agreed = self._conditions[asked.conditions] if asked.conditions else Conditions()
            packed: list[tuple[bytes, str | None]] = []

            def pack(result: Any) -> None:
                try:
                    packed.append((wire.pack_answer(arguments, result), None))
                except WireError as error:
                    packed.append((wire.pack_answer(arguments, None), str(error)))

            quiet, seed = asked.quiet, asked.seed
            outcome = call_here(function, plain, named, agreed, quiet, seed, every, pack)
        text = printed.kept
        answer, unsent = packed[-1]
        number = -1 if unsent else self._remember(outcome, arguments, agreed)
        return Came("", outcome.used, outcome.raised, number, unsent, text, answer)

    def _function(self, kind: str, key: str) -> Any:
        return self._held[key] if kind == "name" else self._crates[key]

    def _remember(self, outcome: Outcome, arguments: wire.Arguments, agreed: Conditions) -> int:
        """A number for the graph behind a result, -1 if there is none."""
        tensors = list(graphed(outcome.result, arguments.shared))
        if not tensors:
            return -1
        torch = sys.modules["torch"]
        inputs = [
            part if isinstance(part, torch.Tensor) and part.requires_grad else None
            for part in arguments.shared
        ]
        self._count += 1
        # The pass itself is torch's, and what is banned is so in a backward of the answer's own.
        bans = tuple(ban for ban in agreed.bans if ban != AUTOGRAD)
        self._graphs[self._count] = (tensors, inputs, bans)
        while len(self._graphs) > _REMEMBERED:
            self._graphs.popitem(last=False)
        return self._count

    def backward(self, asked: Backward) -> Differentiated:
        """What came of a backward pass."""
        torch = sys.modules["torch"]
        tensors, inputs, bans = self._graphs[asked.graph]
        pairs = [
            (one, gradient)
            for one, gradient in zip(tensors, asked.gradients, strict=True)
            if gradient is not None
        ]
        wanted = [part for part in inputs if part is not None]
        if not pairs or not wanted:
            return Differentiated(None, tuple(None for _ in inputs))

        def differentiate() -> Any:
            # As a sum: given gradients of their own, torch first imports sympy, for 0.3 s.
            total = sum((one * gradient).sum() for one, gradient in pairs)
            found = torch.autograd.grad(total, wanted, retain_graph=True, allow_unused=True)
            # Copies, made while the watch goes on: nothing of the answer's holds them.
            return [None if one is None else one.detach().clone() for one in found]

        outcome = call_here(differentiate, (), {}, Conditions({}, bans), True, None, BaseException)
        if outcome.used is not None:
            return Differentiated(described(Banned(outcome.used)), ())
        if outcome.raised is not None:
            return Differentiated(outcome.raised, ())
        found = iter(outcome.result)
        gradients = tuple(None if part is None else next(found) for part in inputs)
        return Differentiated(None, gradients)


@contextlib.contextmanager
def _as_there(torch_state: tuple[bool, str] | None) -> Iterator[None]:
    """torch's gradient mode and default dtype as they are in the judge."""
    torch = sys.modules.get("torch")
    if torch is None or torch_state is None:
        yield
        return
    recording, dtype = torch_state
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        with torch.set_grad_enabled(recording):
            yield
    finally:
        torch.set_default_dtype(before)
