"""What came of calling an answer, and the base of the stand-ins for answers elsewhere."""

from __future__ import annotations

import linecache
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from traceback import walk_tb
from typing import Any

from nbjudge.exam.conditions import Conditions
from nbjudge.language import said as _

AUTOGRAD = "autograd"
"""The ban on differentiation by torch; other bans name operations, or modules."""

OUTSIDE = "another program or native code"
"""What `Outcome.used` says of a call that left Python, where operations cannot be seen."""

RESET = "reset"
"""What `Outcome.used` says of a call that reset what had been noted of it."""

_HIDES = "hides operations: "
_LONGEST = 500

REMOTE = "__nbjudge_raised__"
"""The attribute of an exception in the judge that tells what was raised in a learner's process."""


@dataclass(frozen=True)
class Raised:
    """An exception: its type's name, its first line, and the learner's own line that led to it.

    `line` is 0 where no line of the learner's is known. `unwritten`: it is the one a blank raises.
    """

    kind: str
    message: str
    line: int = field(default=0, compare=False)
    text: str = field(default="", compare=False)
    unwritten: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}" if self.message else self.kind


def hides(name: str) -> str:
    """What `Outcome.used` says of a submission that reaches for `name`, which hides operations."""
    return f"{_HIDES}{name}"


def hidden_by(used: str) -> str | None:
    """The name that the submission reached for, which hides operations; None if it did not."""
    return used.removeprefix(_HIDES) if used.startswith(_HIDES) else None


def unseen(used: str) -> str | None:
    """Why operations could not be seen, as the end of a sentence; None if one was seen."""
    if used == OUTSIDE:
        return _("started another program or native code, where what runs cannot be seen")
    if (name := hidden_by(used)) is not None:
        return _("reaches for {name}, which can hide what runs").format(name=name)
    return None


class Banned(AssertionError):
    """A call used an operation that its conditions ban; `operation` names it."""

    def __init__(self, operation: str) -> None:
        if operation == RESET:
            sentence = _(
                "The answer used something ready-made and reset what had been noted of it, "
                "which earns nothing here."
            )
        elif (how := unseen(operation)) is not None:
            sentence = _("The answer {how}, which earns nothing here.").format(how=how)
        else:
            sentence = _("The answer used the ready-made {operation}, which earns nothing here.")
            sentence = sentence.format(operation=operation)
        super().__init__(sentence)
        self.operation = operation


@dataclass
class Outcome:
    """What a call came to: a `result`, or the `error` it raised and what is known of it.

    `used` is the first banned operation that ran. `given` and `changed` are of a call with copies:
    see `nbjudge.exam.apart`.
    """

    result: Any = None
    error: BaseException | None = None
    raised: Raised | None = None
    used: str | None = None
    given: tuple[Any, ...] = ()
    changed: tuple[int, ...] = ()

    def unwrap(self) -> Any:
        """The result; raises Banned, or what the call raised."""
        if self.used is not None:
            raise Banned(self.used)
        if self.error is not None:
            raise self.error
        return self.result


class Remote:
    """A stand-in for something callable that lives in a learner's process.

    nbjudge's judge derives its stand-ins from this; `call` and `probe` look for it.
    """

    def call(
        self,
        arguments: Sequence[Any],
        keywords: Mapping[str, Any],
        conditions: Conditions | None,
        quiet: bool,
        seed: int | None,
    ) -> Outcome:
        """Call it there with copies of the arguments, and make their changes here."""
        raise NotImplementedError

    def under(self, conditions: Conditions) -> Remote:
        """The same thing, called under `conditions` wherever no others are given."""
        raise NotImplementedError


def described(error: BaseException, own: Collection[int] = ()) -> Raised:
    """What a learner should know of `error`; `own` are the ids of their namespaces.

    What happened in a learner's process is described there already.
    """
    known = getattr(error, REMOTE, None)
    if isinstance(known, Raised):
        return known
    try:
        message = (str(error).strip().splitlines() or [""])[0][:_LONGEST]
    except Exception:  # an exception's own __str__ can be the learner's
        message = ""
    line, text = 0, ""
    for frame, number in walk_tb(error.__traceback__):
        if id(frame.f_globals) in own:
            line = number
            text = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
    # torch raises it, too, where an operation does not know a type, or a module has no forward
    unwritten = (
        isinstance(error, NotImplementedError)
        and (not text or text.startswith("raise"))
        and not message.startswith("Module [")
    )
    return Raised(type(error).__name__[:_LONGEST], message, line, text[:_LONGEST], unwritten)
