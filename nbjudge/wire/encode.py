"""Write values as bytes. Nothing of a learner's class is called on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgpack

from nbjudge.wire import kinds, read
from nbjudge.wire.errors import WireError
from nbjudge.wire.limits import DEFAULT, Limits


def encode(value: object, limits: Limits = DEFAULT) -> bytes:
    """`value` as one message; WireError if it is too large, cyclic or a tensor of no plain kind.

    What is no plain value at all becomes `Opaque`, and a subclass what it inherits from.
    """
    encoder = Encoder(limits)
    return encoder.finish([encoder.body(value)])


class Encoder:
    """Writes the values of one message and numbers what may stand in it twice.

    `known` are the objects that the other end has already; they get the first numbers.
    """

    def __init__(self, limits: Limits, known: Sequence[object] = ()) -> None:
        self.limits = limits
        # Kept alive: a number belongs to an id, and an id to a living object.
        self.shared: list[object] = list(known)
        self._numbers = {id(value): number for number, value in enumerate(known)}
        self._open: set[int] = set()
        self._items = self._keys = self._arrays = self._bytes = self._depth = self._spread = 0

    def body(self, value: object, known: bool = False) -> bytes:
        """The bytes of one value; of a `known` one its content in place of its number."""
        packer = msgpack.Packer(use_bin_type=True, autoreset=False, strict_types=True)
        self._put = packer.pack
        self._write(value, known)
        return packer.bytes()

    def finish(self, parts: Iterable[bytes]) -> bytes:
        """The message that the parts make, if it is not too large."""
        message = b"".join(parts)
        if len(message) > self.limits.total:
            raise WireError.too_much("the data", self.limits.total, "bytes")
        return message

    def _write(self, value: Any, known: bool = False) -> None:
        kind = type(value)
        self._items += 1
        if self._items > self.limits.items:
            raise WireError.too_much("the data", self.limits.items, "items")
        if value is None or kind is bool or kind is float:
            self._put(value)
            return
        base = read.base_of(kind)
        if base is None:
            self._opaque(kind)
        elif base in _SHARED:
            self._write_shared(value, _SHARED[base], known)
        elif base in _NESTED:
            self._nest(value, _NESTED[base])
        else:
            _SINGLE[base](self, value)

    def _write_shared(self, value: Any, write: Callable[[Encoder, Any], None], known: bool) -> None:
        number = self._numbers.get(id(value))
        if number is not None and not known:
            if id(value) in self._open:
                raise WireError.cyclic()
            self._put(kinds.SHARED)
            self._put(number)
            return
        if number is None:
            self._numbers[id(value)] = len(self.shared)
            self.shared.append(value)
        self._nest(value, write)

    def _nest(self, value: Any, write: Callable[[Encoder, Any], None]) -> None:
        if self._depth >= self.limits.depth:
            raise WireError.too_deep(self.limits.depth)
        self._depth += 1
        self._open.add(id(value))
        write(self, value)
        self._open.discard(id(value))
        self._depth -= 1

    def _opaque(self, kind: type) -> None:
        self._put(kinds.OPAQUE)
        self._put_text(read.type_name(kind, self.limits.name))

    def _integer(self, value: int) -> None:
        value = int.__pos__(value)
        if -(2**63) <= value < 2**64:
            self._put(kinds.INTEGER)
            self._put(value)
            return
        size = value.bit_length() // 8 + 1
        if size > self.limits.integer:
            raise WireError.too_much("an int", self.limits.integer, "bytes")
        self._put(kinds.LONG)
        self._put(value.to_bytes(size, "little", signed=True))

    def _complex(self, value: complex) -> None:
        value = complex.__pos__(value)
        self._put(kinds.COMPLEX)
        self._put(value.real)
        self._put(value.imag)

    def _text(self, value: str) -> None:
        text = str.__str__(value)
        if len(text) > self.limits.text:
            raise WireError.too_much("a string", self.limits.text, "bytes")
        self._put_text(text)

    def _put_text(self, text: str) -> None:
        try:
            self._put(text)
        except UnicodeEncodeError:
            raise WireError.bad_text() from None

    def _raw(self, raw: bytes) -> None:
        self._bytes += len(raw)
        if self._bytes > self.limits.total:
            raise WireError.too_much("the data", self.limits.total, "bytes")
        self._put(raw)

    def _range(self, value: range) -> None:
        self._spread += read.length(value)
        if self.limits.spread is not None and self._spread > self.limits.spread:
            raise WireError.too_much("the data", self.limits.spread, "items")
        self._put(kinds.RANGE)
        for part in (value.start, value.stop, value.step):
            self._integer(part)

    def _scalar(self, value: Any) -> None:
        found = read.scalar_bytes(value)
        if found is None:
            self._opaque(type(value))
            return
        self._put(kinds.SCALAR)
        for part in found:
            self._put(part)

    def _row(self, kind: int, values: Sequence[object]) -> None:
        self._put(kind)
        self._put(len(values))
        for value in values:
            self._write(value)

    def _key(self, value: object) -> None:
        self._keys += 1
        if self._keys > self.limits.keys:
            raise WireError.too_much("a dict or set", self.limits.keys, "keys")
        base = "None" if value is None else read.base_of(type(value))
        if base in _SHARED or base is None:
            raise WireError.bad_key(read.type_name(type(value), self.limits.name))
        self._write(value)

    def _dict(self, value: dict[Any, Any]) -> None:
        pairs = list(dict.items(value))
        self._put(kinds.DICT)
        self._put(len(pairs))
        for key, held in pairs:
            self._key(key)
            self._write(held)

    def _set(self, value: Any) -> None:
        frozen = issubclass(type(value), frozenset)
        held = list((frozenset if frozen else set).__iter__(value))
        self._put(kinds.FROZENSET if frozen else kinds.SET)
        self._put(len(held))
        for key in held:
            self._key(key)

    def _block(self, kind: int, name: str, shape: tuple[int, ...], raw: bytes) -> None:
        self._arrays += 1
        if self._arrays > self.limits.arrays:
            raise WireError.too_much("the data", self.limits.arrays, "arrays")
        for part in (kind, name, len(shape), *shape):
            self._put(part)
        self._raw(raw)

    def _array(self, value: Any) -> None:
        self._block(kinds.ARRAY, *read.array_bytes(value, self.limits))

    def _tensor(self, value: Any) -> None:
        self._block(kinds.TENSOR, *read.tensor_bytes(value, self.limits))
        requires_grad, leaf, grad = read.tensor_state(value)
        flags = kinds.REQUIRES_GRAD * requires_grad | kinds.LEAF * leaf
        self._put(flags | kinds.HAS_GRAD * (grad is not None))
        if grad is not None:
            self._write(grad)


_SINGLE: dict[str, Callable[[Encoder, Any], None]] = {
    "bool": lambda encoder, value: encoder._put(value),
    "int": Encoder._integer,
    "float": lambda encoder, value: encoder._put(float.__pos__(value)),
    "complex": Encoder._complex,
    "str": Encoder._text,
    "bytes": lambda encoder, value: encoder._raw(bytes.__getitem__(value, slice(None))),
    "range": Encoder._range,
    "scalar": Encoder._scalar,
}
_NESTED: dict[str, Callable[[Encoder, Any], None]] = {
    "tuple": lambda encoder, value: encoder._row(
        kinds.TUPLE, tuple.__getitem__(value, slice(None))
    ),
    "frozenset": Encoder._set,
}
# What can be changed in place, and is therefore one object wherever it stands.
_SHARED: dict[str, Callable[[Encoder, Any], None]] = {
    "list": lambda encoder, value: encoder._row(kinds.LIST, list.__getitem__(value, slice(None))),
    "dict": Encoder._dict,
    "set": Encoder._set,
    "array": Encoder._array,
    "tensor": Encoder._tensor,
}
