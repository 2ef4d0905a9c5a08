"""A call's arguments: sent over, changed there, and changed here in the same way.

data, arguments = pack_arguments(values)        the judge
theirs = unpack_arguments(data)                 the learner's process
answer = pack_answer(theirs, function(*theirs.values))
result, changes = apply_changes(arguments, answer)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nbjudge.language import said as _
from nbjudge.wire import kinds, read
from nbjudge.wire.decode import Decoder
from nbjudge.wire.encode import Encoder
from nbjudge.wire.errors import WireError
from nbjudge.wire.limits import DEFAULT, TO_JUDGE, Limits
from nbjudge.wire.survey import survey


@dataclass(frozen=True)
class Arguments:
    """One side's copy of the arguments.

    `shared` are the lists, dicts, sets, arrays and tensors in them, gradients too, in the order of
    their numbers; `before` is what each held, as bytes, and stays empty on the judge's side.
    """

    values: tuple[Any, ...]
    shared: tuple[Any, ...]
    before: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Change:
    """What a call did to one shared argument; the flags are None unless it is a tensor."""

    index: int
    """Its place in `Arguments.shared`."""
    requires_grad: bool | None = None
    is_leaf: bool | None = None


def pack_arguments(values: Sequence[object], limits: Limits = DEFAULT) -> tuple[bytes, Arguments]:
    """The message that carries `values`, and what `apply_changes` needs later."""
    encoder = Encoder(limits)
    data = encoder.finish([encoder.body(tuple(values))])
    return data, Arguments(tuple(values), tuple(encoder.shared))


def unpack_arguments(data: bytes, limits: Limits = DEFAULT) -> Arguments:
    """The arguments in a message of `pack_arguments`; what was one object there is one here."""
    decoder = Decoder(data, limits)
    values = decoder.value()
    decoder.end()
    if type(values) is not tuple:
        raise WireError.malformed(_("arguments were expected"))
    if decoder.sharing:
        survey(values, limits)
    shared = tuple(decoder.shared)
    encoder = Encoder(limits, shared)
    return Arguments(values, shared, tuple(encoder.body(part, known=True) for part in shared))


def pack_answer(arguments: Arguments, result: object, limits: Limits = TO_JUDGE) -> bytes:
    """The message with a call's result and the new content of each argument it changed."""
    encoder = Encoder(limits, arguments.shared)
    comparer = Encoder(replace(limits, spread=DEFAULT.spread), arguments.shared)
    changed: list[bytes] = []
    for index, (part, before) in enumerate(zip(arguments.shared, arguments.before, strict=True)):
        if comparer.body(part, known=True) != before:
            changed += [Encoder(limits).body(index), encoder.body(part, known=True)]
    count = Encoder(limits).body(len(changed) // 2)
    return encoder.finish([count, *changed, encoder.body(result)])


def apply_changes(
    arguments: Arguments, data: bytes, limits: Limits = TO_JUDGE
) -> tuple[Any, tuple[Change, ...]]:
    """The result in a message of `pack_answer`, after the changes were made to `arguments` here.

    A result that is one of the arguments is that very object. A WireError, for a changed shape or
    dtype too, leaves all arguments as they were. requires_grad is set on leaves.
    """
    decoder = Decoder(data, limits, arguments.shared)
    new: dict[int, Any] = {}
    for _each in range(_plain_int(decoder, len(arguments.shared))):
        index = _plain_int(decoder, len(arguments.shared) - 1)
        if index in new:
            raise WireError.malformed(_("an argument is changed twice"))
        new[index] = decoder.value(known=True)
        _check_same_kind(index, arguments.shared[index], new[index])
    result = decoder.value()
    decoder.end()
    if decoder.sharing or new:
        staged = {id(arguments.shared[index]): content for index, content in new.items()}
        whole = (result, *arguments.shared)
        survey(whole, limits, lambda part: staged.get(id(part), part))
    for index, content in new.items():
        _apply(arguments.shared[index], content, limits)
    return result, tuple(_change(index, content) for index, content in new.items())


def _plain_int(decoder: Decoder, most: int) -> int:
    if decoder.number(kinds.INTEGER) != kinds.INTEGER:
        raise WireError.malformed(_("a number was expected"))
    return decoder.number(most)


def _describe(value: object) -> str:
    base = read.base_of(type(value))
    if base in ("tensor", "array"):
        shaped: Any = value
        name = shaped.dtype.name if base == "array" else str(shaped.dtype).removeprefix("torch.")
        return f"{base} of {name} with shape {tuple(shaped.shape)}"
    return base or "something else"


def _check_same_kind(index: int, mine: Any, content: Any) -> None:
    before, after = _describe(mine), _describe(content)
    if before != after:
        raise WireError.changed_kind(index, before, after)
    if not _writeable(mine):
        raise WireError.read_only(index)


def _writeable(mine: Any) -> bool:
    base = read.base_of(type(mine))
    if base == "array":
        return mine.flags.writeable
    if base == "tensor":  # an expanded one has one number in several places
        overlaps = any(
            step == 0 and size > 1 for step, size in zip(mine.stride(), mine.shape, strict=True)
        )
        return not overlaps and not mine.is_inference()
    return True


def _apply(mine: Any, content: Any, limits: Limits) -> None:
    base = read.base_of(type(mine))
    if base == "tensor":
        import torch

        with torch.no_grad():
            if read.tensor_bytes(mine, limits) != read.tensor_bytes(content, limits):
                mine.copy_(content)
            if mine.is_leaf:
                mine.grad = content.grad if content.is_leaf else None
                if content.is_leaf:
                    mine.requires_grad_(content.requires_grad)
    elif base in ("array", "list"):
        mine[... if base == "array" else slice(None)] = content
    else:
        mine.clear()
        mine.update(content)


def _change(index: int, content: Any) -> Change:
    if read.base_of(type(content)) != "tensor":
        return Change(index)
    return Change(index, content.requires_grad, content.is_leaf)
