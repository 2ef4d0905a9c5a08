"""Stand-ins: in the judge, an answer is a name that sends data and gets data back."""

from __future__ import annotations

import ast
import builtins
import hashlib
import sys
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nbjudge import wire
from nbjudge.exam.conditions import Conditions
from nbjudge.exam.outcome import REMOTE, Outcome, Raised, Remote, hides
from nbjudge.judge.connection import Connection
from nbjudge.judge.errors import JudgeError
from nbjudge.judge.foreign import Foreign, Foreigners
from nbjudge.judge.ship import Inside, crate
from nbjudge.language import said as _
from nbjudge.wire import protocol
from nbjudge.wire.errors import WireError
from nbjudge.wire.graphs import graphed


class LearnerError(Exception):
    """Stands in the judge for an exception whose class is the learner's or a library's own."""


class Unsendable(LearnerError):
    """What an answer returned is too large, endless or of no plain kind."""


class Shipping:
    """The crates and conditions of a judge: made once, sent to each submission that needs them."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        self._crates: weakref.WeakKeyDictionary[Any, tuple[str, dict[str, Any]]]
        self._crates = weakref.WeakKeyDictionary()
        self._agreed: weakref.WeakKeyDictionary[Conditions, tuple[str, dict[str, str]]]
        self._agreed = weakref.WeakKeyDictionary()

    def crate(self, function: Callable[..., Any]) -> tuple[str, dict[str, Any]]:
        """The key and the crate of `function`. What it closes over is packed at each call."""
        closed = getattr(function, "__closure__", None)
        if function in self._crates and not closed:
            return self._crates[function]
        packed = crate(function, self._inside)
        key = hashlib.sha256(wire.encode(packed)).hexdigest()[:20]
        self._crates[function] = key, packed
        return key, packed

    def conditions(self, conditions: Conditions) -> tuple[str, dict[str, str]]:
        """The key of `conditions`, and those of their references."""
        if conditions not in self._agreed:
            keys = {name: self.crate(one)[0] for name, one in conditions.references.items()}
            text = repr((sorted(keys.items()), conditions.bans))
            self._agreed[conditions] = hashlib.sha256(text.encode()).hexdigest()[:20], keys
        return self._agreed[conditions]

    @property
    def bans(self) -> set[tuple[str, ...]]:
        """What the conditions of submissions so far have banned."""
        return {one.bans for one in self._agreed if one.bans}


class Link:
    """What the stand-ins of one submission's process share: a connection, and what it was sent."""

    def __init__(self, connection: Connection, shipping: Shipping) -> None:
        self.connection = connection
        self.shipping = shipping
        self.calls = 0
        self.evasion: str | None = None
        self.taken: dict[str, dict[str, Any]] = {}
        self.foreigners = Foreigners()
        self.unready = False
        self._agreed: set[str] = set()

    def take(self, function: Callable[..., Any]) -> str:
        """The key under which the process knows `function` from now on."""
        key, packed = self.shipping.crate(function)
        if key not in self.taken:
            self.connection.tell(protocol.Take(key, packed))
            self.taken[key] = packed
        return key

    def agree(self, conditions: Conditions) -> str:
        """The key under which the process knows `conditions` from now on."""
        key, references = self.shipping.conditions(conditions)
        if key not in self._agreed:
            for function in conditions.references.values():
                self.take(function)
            self.connection.tell(protocol.Agree(key, references, conditions.bans))
            self._agreed.add(key)
        return key


class StandIn(Remote):
    """`target` in the process at the other end of `link`: ("name", name) or ("crate", key)."""

    def __init__(
        self, link: Link, target: tuple[str, str], name: str, conditions: Conditions | None = None
    ) -> None:
        self.__name__ = self.__qualname__ = name
        self._link, self._target, self._conditions = link, target, conditions

    def __repr__(self) -> str:
        return f"<{self.__name__} in the submission's process>"

    def under(self, conditions: Conditions) -> StandIn:
        return StandIn(self._link, self._target, self.__name__, conditions)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self.call(arguments, keywords, None, False, None).unwrap()

    def call(
        self,
        arguments: Sequence[Any],
        keywords: Mapping[str, Any],
        conditions: Conditions | None,
        quiet: bool,
        seed: int | None,
    ) -> Outcome:
        values = [*arguments, *keywords.values()]
        standins: dict[int, tuple[str, str]] = {}
        for place, value in enumerate(values):
            value = getattr(value, "__remote__", value)
            if isinstance(value, StandIn):
                standins[place], values[place] = value._target, None
                conditions = conditions or value._conditions
            elif not isinstance(value, Foreign) and not wire.is_plain(value):
                raise JudgeError.no_data(self.__name__, type(value).__name__)
        agreed = conditions or self._conditions
        if agreed is not None and agreed.bans and self._link.evasion is not None:
            return Outcome(used=hides(self._link.evasion))
        data, sent = wire.pack_arguments(values)
        self._link.calls += 1
        came: protocol.Came = self._link.connection.ask(
            protocol.Call(
                self._target,
                data,
                tuple(keywords),
                standins,
                self._link.agree(agreed) if agreed is not None else None,
                quiet,
                seed,
                _torch_state(),
            )
        )
        if came.unready:
            # Its own word: whether the course is to blame, a process without a learner tells.
            self._link.unready = True
            why = _("what the test needs does not work in its process any more")
            self._link.connection.give_up("crash", why)
        if came.printed and not quiet:
            print(came.printed, end="")
        if came.used is not None:
            return Outcome(used=came.used)
        unsent = came.unsent
        try:
            result, _changes = wire.apply_changes(sent, came.answer)
        except WireError as error:
            unsent = str(error)
        if came.raised is not None:
            return Outcome(error=_error(came.raised), raised=came.raised)
        if unsent is not None:
            problem = Unsendable(unsent)
            known = Raised("ValueError", f"this cannot be judged: {unsent}")
            setattr(problem, REMOTE, known)
            return Outcome(error=problem, raised=known)
        return Outcome(self._plain(result, sent, came.graph))

    def _plain(self, result: Any, sent: wire.Arguments, number: int) -> Any:
        """`result` with graphs that lead to the other process, and names for what has no data."""
        replaced: dict[int, Any] = {}
        tensors = list(graphed(result, sent.shared)) if number >= 0 else []
        if tensors:
            from nbjudge.exam.gradients import attach

            def backward(gradients: tuple[Any, ...]) -> Sequence[Any]:
                question = protocol.Backward(number, gradients, len(sent.shared))
                found: protocol.Differentiated = self._link.connection.ask(question)
                if found.raised is not None:
                    raise _error(found.raised)
                pairs = zip(found.gradients, sent.shared, strict=True)
                return [_fitting(gradient, part) for gradient, part in pairs]

            made = attach(tensors, sent.shared, backward)
            replaced = {id(old): new for old, new in zip(tensors, made, strict=True)}
        arguments = {id(part) for part in sent.shared}
        return self._link.foreigners.named(result, replaced, arguments)


def _fitting(gradient: Any, part: Any) -> Any:
    """`gradient` if it can be one of `part`: a process may send anything."""
    torch = sys.modules["torch"]
    if gradient is None or not isinstance(part, torch.Tensor) or gradient.shape != part.shape:
        return None
    return gradient.detach().to(part.dtype)


def _error(raised: Raised) -> Exception:
    """What to raise here for what was raised there: Python's own class, or one of that name."""
    kind = getattr(builtins, raised.kind, None)
    error: Exception
    try:
        if not isinstance(kind, type) or not issubclass(kind, Exception):
            raise TypeError
        error = kind(_key(raised.message) if kind is KeyError else raised.message)
    except TypeError:
        name = raised.kind if raised.kind.isidentifier() else "Exception"
        error = type(name, (LearnerError,), {})(raised.message)
    setattr(error, REMOTE, raised)
    return error


def _key(message: str) -> Any:
    """The key that a KeyError quotes."""
    try:
        return ast.literal_eval(message)
    except Exception:
        return message


def _torch_state() -> tuple[bool, str] | None:
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    return torch.is_grad_enabled(), str(torch.get_default_dtype()).removeprefix("torch.")
