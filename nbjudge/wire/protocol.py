"""Every message between the judge and a submission's process, each as a dataclass with its schema.

A question goes from the judge to the process, and a reply comes back for those that have one. On
the wire a message is a tuple of its fields, plain data as `encode` writes it. `unpack` is the only
way from there to a reply: it checks type, range, length and nesting of every field, by the check
that stands beside the field, and makes nothing of a tuple in which one is not as agreed. So whoever
holds a reply holds checked data.

`encode` and `decode` see to what all data have in common: see `Limits`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, TypeVar, get_type_hints

from nbjudge.exam.outcome import Raised
from nbjudge.language import said as _
from nbjudge.wire.errors import WireError

LONGEST_PRINT = 10_000
"""Characters of what one call prints that are kept."""
LONGEST_WORDS = 500
"""Characters of what is known of an exception: its type, its message, the line it came from."""
_LONGEST_REASON = 1000
_HIGHEST = 2**31 - 1

NESTED = "nested"
"""Stands beside the check of a field that holds other messages, or a row of them."""

Check = Callable[[Any], Any]
"""Returns the value that a field is to hold, or raises WireError."""

_Message = TypeVar("_Message")


def _refuse(wanted: str) -> WireError:
    return WireError.malformed(_("{kind} was expected").format(kind=wanted))


def flag(value: Any) -> bool:
    """Check: True or False."""
    if type(value) is not bool:
        raise _refuse("bool")
    return value


def number(least: int, most: int) -> Check:
    """Check: an int from `least` to `most`."""

    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise _refuse("int")
        return value

    return check


def text(most: int) -> Check:
    """Check: a string, of which the first `most` characters are kept."""

    def check(value: Any) -> str:
        if type(value) is not str:
            raise _refuse("str")
        return value[:most]

    return check


def raw(value: Any) -> bytes:
    """Check: bytes."""
    if type(value) is not bytes:
        raise _refuse("bytes")
    return value


def word(*known: str) -> Check:
    """Check: one of the strings `known`."""

    def check(value: Any) -> str:
        if type(value) is not str or value not in known:
            raise _refuse("str")
        return value

    return check


def optional(inner: Check) -> Check:
    """Check: None, or what `inner` accepts."""
    return lambda value: None if value is None else inner(value)


def row(kind: type, inner: Check) -> Check:
    """Check: a list or tuple (`kind` says which) of what `inner` accepts; becomes a tuple."""

    def check(value: Any) -> tuple[Any, ...]:
        if type(value) is not kind:
            raise _refuse(kind.__name__)
        held: Any = value
        return tuple(inner(each) for each in held)

    return check


def message(kind: type) -> Check:
    """Check: the fields of the dataclass `kind`; becomes one."""
    return lambda value: unpack(kind, value)


def data(value: Any) -> Any:
    """Check: any plain data. What is done with it must hold for all that `decode` can give."""
    return value


def tensor(value: Any) -> Any:
    """Check: a tensor, of any dtype and shape."""
    torch = sys.modules.get("torch")
    if torch is None or type(value) is not torch.Tensor:
        raise _refuse("tensor")
    return value


def pack(what: Any) -> tuple[Any, ...]:
    """A reply as it goes over the wire: its fields, those of messages in it included."""
    return tuple(
        _packed(value) if nested else legible(value) if type(value) is str else value
        for nested, value in (
            (nested, getattr(what, name)) for name, (_check, nested) in _SCHEMAS[type(what)].items()
        )
    )


def legible(words: str) -> str:
    """`words` with a question mark for each half of a surrogate pair, which cannot be sent."""
    return words if words.isascii() else words.encode("utf-8", "replace").decode()


def _packed(value: Any) -> Any:
    if type(value) is tuple or type(value) is list:
        return type(value)(map(_packed, value))
    if type(value) is str:
        return legible(value)
    return pack(value) if any(type(value) is kind for kind in _SCHEMAS) else value


def unpack(kind: type[_Message], value: Any) -> _Message:
    """The message of the dataclass `kind` in `value`, which may be anything.

    WireError unless it is a tuple of as many fields, each of which passes its check.
    """
    checks = _SCHEMAS[kind]
    if type(value) is not tuple or len(value) != len(checks):
        raise _refuse("tuple")
    return kind(
        *(check(part) for (check, _nested), part in zip(checks.values(), value, strict=True))
    )


@dataclass(frozen=True)
class Output:
    """One thing that a cell put out."""

    kind: Annotated[str, word("stream", "result", "display", "image")]
    name: Annotated[str, word("", "stdout", "stderr", "image/png", "image/jpeg")]
    """The stream's name, or the picture's type; empty for a result or display."""
    content: Annotated[str | bytes, data]
    """Text; of a picture its bytes."""

    def __post_init__(self) -> None:
        names = {"stream": ("stdout", "stderr"), "image": ("image/png", "image/jpeg")}
        if self.name not in names.get(self.kind, ("",)):
            raise _refuse("str")
        if type(self.content) is not (bytes if self.kind == "image" else str):
            raise _refuse("bytes" if self.kind == "image" else "str")


@dataclass(frozen=True)
class Seen:
    """What stands behind a name: "missing", "callable", or "data" with its `value`."""

    kind: Annotated[str, word("missing", "callable", "data")]
    value: Annotated[Any, data]


@dataclass(frozen=True)
class Ran:
    """Reply to `Run`: what a cell raised, whether it printed too much, what it put out."""

    raised: Annotated[Raised | None, optional(message(Raised)), NESTED]
    flooded: Annotated[bool, flag]
    outputs: Annotated[tuple[Output, ...], row(list, message(Output)), NESTED]


@dataclass(frozen=True)
class Recalled:
    """Reply to `Recall`: what came of each cell that the template ran, in order."""

    cells: Annotated[tuple[Ran, ...], row(tuple, message(Ran)), NESTED]


@dataclass(frozen=True)
class Looked:
    """Reply to `Look`: what stands behind each name, in order."""

    names: Annotated[tuple[Seen, ...], row(tuple, message(Seen)), NESTED]


@dataclass(frozen=True)
class Readiness:
    """Reply to `Ready`: why something of the course's cannot be used there, empty if all can."""

    unready: Annotated[str, text(_LONGEST_REASON)]


@dataclass(frozen=True)
class Came:
    """Reply to `Call`: what came of it."""

    unready: Annotated[str, text(_LONGEST_REASON)]
    """Why something of the course's cannot be used there; empty if all can."""
    used: Annotated[str | None, optional(text(LONGEST_WORDS))]
    """The banned operation that ran first."""
    raised: Annotated[Raised | None, optional(message(Raised)), NESTED]
    graph: Annotated[int, number(-1, _HIGHEST)]
    """The number under which the process keeps the result's graph, -1 if there is none."""
    unsent: Annotated[str | None, optional(text(_LONGEST_REASON))]
    """Why the result cannot be sent."""
    printed: Annotated[str, text(LONGEST_PRINT)]
    answer: Annotated[bytes, raw]
    """Result and changed arguments, for `apply_changes`; empty where `unready`."""


@dataclass(frozen=True)
class Differentiated:
    """Reply to `Backward`: what the pass raised, or the gradients of the call's arguments."""

    raised: Annotated[Raised | None, optional(message(Raised)), NESTED]
    gradients: Annotated[tuple[Any, ...], row(tuple, optional(tensor))]
    """One for each of the call's shared arguments, None where there is none; empty if it raised."""


@dataclass(frozen=True)
class Open:
    """Begin: where libraries lie inside, and how many characters cells may put out. No reply."""

    kind: ClassVar[str] = "open"
    reply: ClassVar[None] = None
    libraries: tuple[str, ...]
    room: int


@dataclass(frozen=True)
class Run:
    """Run a cell."""

    kind: ClassVar[str] = "run"
    reply: ClassVar[type] = Ran
    source: str


@dataclass(frozen=True)
class Recall:
    """Tell what the template's cells put out, which are `count`."""

    kind: ClassVar[str] = "prologue"
    reply: ClassVar[type] = Recalled
    count: int

    def expects(self, reply: Recalled) -> bool:
        """Whether `reply` is one to this question."""
        return len(reply.cells) == self.count


@dataclass(frozen=True)
class Look:
    """Begin a test, whose names these are; generators are seeded with `seed` until its end."""

    kind: ClassVar[str] = "look"
    reply: ClassVar[type] = Looked
    names: tuple[str, ...]
    seed: int

    def expects(self, reply: Looked) -> bool:
        """Whether `reply` is one to this question."""
        return len(reply.names) == len(self.names)


@dataclass(frozen=True)
class Take:
    """Keep a function of the course's, as `nbjudge.judge.ship` packs it. No reply."""

    kind: ClassVar[str] = "take"
    reply: ClassVar[None] = None
    key: str
    crate: dict[str, Any]


@dataclass(frozen=True)
class Ready:
    """Tell whether all that was to be taken can be used."""

    kind: ClassVar[str] = "ready"
    reply: ClassVar[type] = Readiness


@dataclass(frozen=True)
class Agree:
    """Keep conditions: `references` are keys of what was taken, by name. No reply."""

    kind: ClassVar[str] = "agree"
    reply: ClassVar[None] = None
    key: str
    references: dict[str, str]
    bans: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """Call `target`, ("name", name) or ("crate", key), with packed `arguments`.

    The last of the arguments are named `keywords`. In the places `standins` they are what these
    stand for. `torch_state`: gradient mode and default dtype of the judge, None without torch.
    """

    kind: ClassVar[str] = "call"
    reply: ClassVar[type] = Came
    target: tuple[str, str]
    arguments: bytes
    keywords: tuple[str, ...]
    standins: dict[int, tuple[str, str]]
    conditions: str | None
    quiet: bool
    seed: int | None
    torch_state: tuple[bool, str] | None


@dataclass(frozen=True)
class Backward:
    """Differentiate the tensors of the graph numbered `graph`, whose call had `shared` arguments.

    `gradients` are those of its tensors, None where there is none.
    """

    kind: ClassVar[str] = "backward"
    reply: ClassVar[type] = Differentiated
    graph: int
    gradients: tuple[Any, ...]
    shared: int

    def expects(self, reply: Differentiated) -> bool:
        """Whether `reply` is one to this question."""
        return reply.raised is not None or len(reply.gradients) == self.shared


QUESTIONS: tuple[type[Any], ...] = (*(Open, Run, Recall, Look, Take, Ready, Agree, Call, Backward),)
REPLIES: tuple[type[Any], ...] = (Ran, Recalled, Looked, Readiness, Came, Differentiated)
_BY_KIND: dict[str, type[Any]] = {one.kind: one for one in QUESTIONS}


def _schema(kind: type) -> dict[str, tuple[Check, bool]]:
    """The check of each field by its name, and whether it holds messages of its own."""
    hints = get_type_hints(kind, include_extras=True)
    extras = {one.name: hints[one.name].__metadata__ for one in fields(kind)}
    return {name: (extra[0], NESTED in extra) for name, extra in extras.items()}


_RAISED: dict[str, Check] = {
    "kind": text(LONGEST_WORDS),
    "message": text(LONGEST_WORDS),
    "line": number(0, _HIGHEST),
    "text": text(LONGEST_WORDS),
    "unwritten": flag,
}
_SCHEMAS: dict[type, dict[str, tuple[Check, bool]]] = {
    Raised: {one.name: (_RAISED[one.name], False) for one in fields(Raised)},
    **{kind: _schema(kind) for kind in (Output, Seen, *REPLIES)},
}


def asked(question: Any) -> tuple[Any, ...]:
    """A question as it goes over the wire: its kind, then its fields."""
    # Not `pack`: what a question holds is the judge's own, and no message of these.
    return question.kind, *(getattr(question, one.name) for one in fields(question))


def question_of(value: Any) -> Any:
    """The question that `asked` made a tuple of, in the process that the judge has made."""
    kind, *content = value
    return _BY_KIND[kind](*content)


def reply_to(question: Any, value: Any) -> Any:
    """The reply to `question` in `value`, which may be anything; WireError if it is none."""
    reply = unpack(question.reply, value)
    if hasattr(question, "expects") and not question.expects(reply):
        raise _refuse("tuple")
    return reply
