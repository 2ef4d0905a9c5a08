"""Read values from bytes that may be hostile: only WireError is raised, only plain values made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgpack

from nbjudge.language import said as _
from nbjudge.wire import build, kinds, read
from nbjudge.wire.errors import WireError
from nbjudge.wire.limits import DEFAULT, Limits, Opaque
from nbjudge.wire.survey import survey

_KEYS = (type(None), bool, int, float, complex, str, bytes, range, frozenset)


def decode(data: bytes, limits: Limits = DEFAULT) -> Any:
    """The value of one message; WireError if it is not exactly one, or larger than `limits`."""
    decoder = Decoder(data, limits)
    value = decoder.value()
    decoder.end()
    if decoder.sharing:
        survey(value, limits)
    return value


class Decoder:
    """Reads the values of one message, one after the other.

    `known` are the objects whose numbers the message may name without holding them.
    """

    def __init__(self, data: bytes, limits: Limits, known: Sequence[object] = ()) -> None:
        if len(data) > limits.total:
            raise WireError.too_much("the data", limits.total, "bytes")
        self.limits = limits
        self.shared: list[object] = list(known)
        self.sharing = False
        self._finished = [True] * len(self.shared)
        self._size = len(data)
        self._items = self._keys = self._arrays = self._depth = self._spread = 0
        self._parser = msgpack.Unpacker(
            raw=False,
            strict_map_key=True,
            max_buffer_size=max(limits.total, 1),
            read_size=max(len(data), 1),  # else a megabyte
            max_str_len=limits.text,
            max_bin_len=limits.total,
            # Nothing may nest in msgpack's own way, so the parser never allocates ahead.
            max_array_len=0,
            max_map_len=0,
            max_ext_len=0,
        )
        self._parser.feed(data)

    def token(self) -> Any:
        """The next scalar."""
        try:
            found = self._parser.unpack()
        except msgpack.OutOfData:
            raise WireError.malformed(_("it ends too early")) from None
        except UnicodeDecodeError:
            raise WireError.malformed(_("a string is not UTF-8")) from None
        except (ValueError, msgpack.UnpackException):
            raise WireError.malformed(_("it is not in the agreed format")) from None
        if found is not None and type(found) not in (bool, int, float, str, bytes):
            raise WireError.malformed(_("it is not in the agreed format"))
        return found

    def number(self, most: int) -> int:
        """The next scalar, which has to be an int from 0 to `most`."""
        found = self.token()
        if type(found) is not int or not 0 <= found <= most:
            raise WireError.malformed(_("a number in it is impossible"))
        return found

    def end(self) -> None:
        """WireError unless all has been read."""
        if self._parser.tell() != self._size:
            raise WireError.malformed(_("something follows its end"))

    def value(self, known: bool = False) -> Any:
        """The next value; with `known` one that has a number already."""
        self._items += 1
        if self._items > self.limits.items:
            raise WireError.too_much("the data", self.limits.items, "items")
        token = self.token()
        if type(token) is not int:
            return token
        if not 0 <= token < len(_READERS):
            raise WireError.malformed(_("a kind of value in it is unknown"))
        if token < kinds.LIST:
            return _READERS[token](self)
        if self._depth >= self.limits.depth:
            raise WireError.too_deep(self.limits.depth)
        self._depth += 1
        shared = token in _SHARED and not known
        if shared:
            number = len(self.shared)
            self.shared.append(None)
            self._finished.append(False)
        value = _READERS[token](self)
        if shared:
            self.shared[number] = value
            self._finished[number] = True
        self._depth -= 1
        return value

    def typed(self, kind: type) -> Any:
        """The next scalar, which has to be of `kind`."""
        found = self.token()
        if type(found) is not kind:
            raise WireError.malformed(_("{kind} was expected").format(kind=kind.__name__))
        return found

    def _integer(self) -> int:
        return self.typed(int)

    def _long(self) -> int:
        raw = self.typed(bytes)
        if len(raw) > self.limits.integer:
            raise WireError.too_much("an int", self.limits.integer, "bytes")
        return int.from_bytes(raw, "little", signed=True)

    def _complex(self) -> complex:
        return complex(self.typed(float), self.typed(float))

    def _scalar(self) -> Any:
        return build.scalar(self.typed(str), self.typed(bytes))

    def _opaque(self) -> Opaque:
        name = self.typed(str)
        if len(name) > self.limits.name or not name.isprintable():
            raise WireError.malformed(_("the name of a type is impossible"))
        return Opaque(name)

    def _shared(self) -> Any:
        number = self.number(len(self.shared) - 1)
        if not self._finished[number]:
            raise WireError.cyclic()
        self.sharing = True
        return self.shared[number]

    def _count(self, each: int = 1) -> int:
        """How many values follow: never more than there are items, or bytes, left."""
        count = self.number(2**63)
        if count * each > self.limits.items - self._items:
            raise WireError.too_much("the data", self.limits.items, "items")
        if count * each > self._size - self._parser.tell():
            raise WireError.malformed(_("it ends too early"))
        return count

    def _list(self) -> list[Any]:
        return [self.value() for _each in range(self._count())]

    def _tuple(self) -> tuple[Any, ...]:
        return tuple(self._list())

    def _key(self) -> Any:
        self._keys += 1
        if self._keys > self.limits.keys:
            raise WireError.too_much("a dict or set", self.limits.keys, "keys")
        key = self.value()
        _check_key(key)
        return key

    def _dict(self) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for _each in range(self._count(2)):
            key = self._key()
            if key in result:
                raise WireError.same_key()
            result[key] = self.value()
        return result

    def _set(self) -> set[Any]:
        result: set[Any] = set()
        for _each in range(self._count()):
            key = self._key()
            if key in result:
                raise WireError.same_key()
            result.add(key)
        return result

    def _frozenset(self) -> frozenset[Any]:
        return frozenset(self._set())

    def _range(self) -> range:
        start, stop, step = (self.value() for _each in range(3))
        if any(type(part) is not int for part in (start, stop, step)) or step == 0:
            raise WireError.malformed(_("a range is impossible"))
        self._spread += read.length(found := range(start, stop, step))
        if self.limits.spread is not None and self._spread > self.limits.spread:
            raise WireError.too_much("the data", self.limits.spread, "items")
        return found

    def _block(self) -> tuple[str, tuple[int, ...], bytes]:
        self._arrays += 1
        if self._arrays > self.limits.arrays:
            raise WireError.too_much("the data", self.limits.arrays, "arrays")
        name = self.typed(str)
        shape = tuple(
            self.number(self.limits.elements)
            for _each in range(self.number(self.limits.dimensions))
        )
        return name, shape, self.typed(bytes)

    def _array(self) -> Any:
        return build.array(*self._block(), self.limits)

    def _tensor(self) -> Any:
        block = self._block()
        flags = self.number(kinds.REQUIRES_GRAD | kinds.LEAF | kinds.HAS_GRAD)
        grad = self.value() if flags & kinds.HAS_GRAD else None
        return build.tensor(*block, flags, grad, self.limits)


def _check_key(key: Any) -> None:
    """WireError unless `key` can be one: its hash is that of plain, unchangeable values."""
    if type(key) is tuple:
        for part in key:
            _check_key(part)
    elif type(key) not in _KEYS and not build.is_scalar(key):
        raise WireError.bad_key(type(key).__name__)


_READERS: tuple[Callable[[Decoder], Any], ...] = (
    Decoder._integer,
    Decoder._long,
    Decoder._complex,
    Decoder._scalar,
    Decoder._opaque,
    Decoder._shared,
    Decoder._list,
    Decoder._tuple,
    Decoder._dict,
    Decoder._set,
    Decoder._frozenset,
    Decoder._range,
    Decoder._array,
    Decoder._tensor,
)
_SHARED = {kinds.LIST, kinds.DICT, kinds.SET, kinds.ARRAY, kinds.TENSOR}
