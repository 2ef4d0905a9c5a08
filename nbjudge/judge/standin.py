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
from nbjudge.judge.ship import Inside, crate
from nbjudge.learner.calls import LONGEST_PRINT, graphed
from nbjudge.wire.errors import WireError

_LONGEST = 500  # characters of what is known of an exception


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
        self.unready = False
        self._agreed: set[str] = set()

    def take(self, function: Callable[..., Any]) -> str:
        """The key under which the process knows `function` from now on."""
        key, packed = self.shipping.crate(function)
        if key not in self.taken:
            self.connection.tell("take", key, packed)
            self.taken[key] = packed
        return key

    def agree(self, conditions: Conditions) -> str:
        """The key under which the process knows `conditions` from now on."""
        key, references = self.shipping.conditions(conditions)
        if key not in self._agreed:
            for function in conditions.references.values():
                self.take(function)
            self.connection.tell("agree", key, references, conditions.bans)
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
            elif not isinstance(value, _Foreign) and not wire.is_plain(value):
                raise JudgeError.no_data(self.__name__, type(value).__name__)
        agreed = conditions or self._conditions
        if agreed is not None and agreed.bans and self._link.evasion is not None:
            return Outcome(used=hides(self._link.evasion))
        data, sent = wire.pack_arguments(values)
        self._link.calls += 1
        unready, used, raised, number, unsent, printed, answer = self._link.connection.ask_for(
            (str, str | None, tuple | None, int, str | None, str, bytes),
            "call",
            self._target,
            data,
            tuple(keywords),
            standins,
            self._link.agree(agreed) if agreed is not None else None,
            quiet,
            seed,
            _torch_state(),
        )
        if unready:
            # Its own word: whether the course is to blame, a process without a learner tells.
            self._link.unready = True
            self._link.connection.give_up("judge", "what the test needs does not work there")
        if printed and not quiet:
            print(printed[:LONGEST_PRINT], end="")
        if used is not None:
            return Outcome(used=used)
        try:
            result, _ = wire.apply_changes(sent, answer)
        except WireError as error:
            unsent = str(error)
        if raised is not None:
            known = raised_of(raised)
            return Outcome(error=_error(known), raised=known)
        if unsent is not None:
            problem = Unsendable(unsent)
            known = Raised("ValueError", f"this cannot be judged: {unsent}")
            setattr(problem, REMOTE, known)
            return Outcome(error=problem, raised=known)
        return Outcome(self._plain(result, sent, number))

    def _plain(self, result: Any, sent: wire.Arguments, number: int) -> Any:
        """`result` with graphs that lead to the other process, and names for what has no data."""
        replaced: dict[int, Any] = {}
        if number >= 0:
            from nbjudge.exam.gradients import attach

            tensors = list(graphed(result, sent.shared))

            def backward(gradients: tuple[Any, ...]) -> Sequence[Any]:
                raised, found = self._link.connection.ask_for(
                    (tuple | None, tuple), "backward", number, gradients
                )
                if raised is not None:
                    raise _error(raised_of(raised))
                if len(found) != len(sent.shared):
                    return [None] * len(sent.shared)
                return [_fitting(g, part) for g, part in zip(found, sent.shared, strict=True)]

            made = attach(tensors, sent.shared, backward) if tensors else []
            replaced = {id(old): new for old, new in zip(tensors, made, strict=True)}
        return _replaced(result, replaced, {id(part) for part in sent.shared})


def raised_of(record: tuple[Any, ...]) -> Raised:
    """What a process says that it raised, if it is what it should be."""
    kinds = (str, str, int, str, bool)
    if len(record) != len(kinds) or any(
        type(a) is not b for a, b in zip(record, kinds, strict=True)
    ):
        return Raised("Exception", "")
    kind, message, line, text, unwritten = record
    return Raised(kind[:_LONGEST], message[:_LONGEST], line, text[:_LONGEST], unwritten)


def _fitting(gradient: Any, part: Any) -> Any:
    """`gradient` if it can be one of `part`: a process may send anything."""
    torch = sys.modules["torch"]
    if not isinstance(gradient, torch.Tensor) or gradient.shape != part.shape:
        return None
    return gradient.detach().to(part.dtype)


def _replaced(value: Any, replaced: dict[int, Any], arguments: set[int]) -> Any:
    if id(value) in replaced:
        return replaced[id(value)]
    if isinstance(value, wire.Opaque):
        return foreign(value)
    if id(value) in arguments:
        return value
    if isinstance(value, list):
        value[:] = [_replaced(each, replaced, arguments) for each in value]
    elif isinstance(value, tuple):
        return tuple(_replaced(each, replaced, arguments) for each in value)
    elif isinstance(value, dict):
        for key in value:
            value[key] = _replaced(value[key], replaced, arguments)
    return value


class _Foreign:
    """The base of what `foreign` makes."""

    __slots__ = ()


def foreign(opaque: wire.Opaque) -> Any:
    """An object that can do nothing, of a class with the name of the one that was not sent."""
    name = opaque.type_name.rpartition(".")[2]
    name = name if name.isidentifier() else "object"
    return type(name, (_Foreign,), {"__slots__": (), "__doc__": "Stands for what was not sent."})()


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
