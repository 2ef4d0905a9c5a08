"""The receiver takes any bytes: WireError or a plain value within the limits, nothing else."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import msgpack
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nbjudge.wire import (
    Arguments,
    Limits,
    Opaque,
    apply_changes,
    decode,
    encode,
    kinds,
    unpack_arguments,
)
from nbjudge.wire.errors import WireError

LEAF = torch.ones(2, 2, requires_grad=True)
LEAF.grad = torch.ones(2, 2)
VALID = encode(
    [
        {"a": (1, 2.5, None), 3: b"raw"},
        {1, 2},
        range(3),
        2**80,
        1j,
        np.float32(1),
        np.arange(4.0).reshape(2, 2),
        LEAF,
        LEAF,
        torch.ones(2, dtype=torch.bool),
        (x for x in "a"),
    ]
)


def tokens(*parts: Any) -> bytes:
    return b"".join(msgpack.packb(part) for part in parts)


def decode_or_refuse(data: bytes, limits: Limits = Limits()) -> None:  # noqa: B008
    try:
        decode(data, limits)
    except WireError as error:
        assert str(error).endswith(".")


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_wire_errors(data: bytes) -> None:
    """Noise is refused with a sentence, or is a value by chance."""
    decode_or_refuse(data)


SCALARS = st.integers(-2, 20) | st.none() | st.binary(max_size=9) | st.floats() | st.booleans()
NAMES = st.sampled_from(["float32", "bool", "int64", "bfloat16", "complex64", "object", "x\n"])


@settings(max_examples=500)
@given(st.lists(SCALARS | NAMES | st.integers(-(2**63), 2**64 - 1), max_size=30))
def test_any_row_of_tokens_raises_nothing_but_wire_errors(row: list[Any]) -> None:
    """Well-formed msgpack that means nothing is refused too."""
    decode_or_refuse(tokens(*row))


@settings(max_examples=500)
@given(st.data())
def test_a_damaged_message_raises_nothing_but_wire_errors(data: st.DataObject) -> None:
    """Bytes changed, cut out or put in, anywhere in a valid message."""
    start = data.draw(st.integers(0, len(VALID)))
    end = data.draw(st.integers(start, min(start + 4, len(VALID))))
    decode_or_refuse(VALID[:start] + data.draw(st.binary(max_size=4)) + VALID[end:])


@given(st.integers(0, len(VALID) - 1))
def test_a_cut_message_is_refused(size: int) -> None:
    """A message without its end is no message."""
    with pytest.raises(WireError):
        decode(VALID[:size])


@pytest.mark.parametrize(
    "data",
    [
        b"\xdd\xff\xff\xff\xff" * 1000,  # arrays of 2**32 - 1 in each other
        b"\xdd\x03\xc0\x00\x00" * 1000,  # of as many as there may be bytes
        b"\xdf\xff\xff\xff\xff",  # a map of as many
        b"\xc6\xff\xff\xff\xff",  # as many bytes
        b"\xdb\xff\xff\xff\xff",  # a string
        b"\xc9\xff\xff\xff\xff\x01",  # an extension
        tokens(kinds.LIST, 2**63),
        tokens(kinds.LIST, 400_000),
        tokens(kinds.DICT, 200_000),
        tokens(kinds.SET, 2**64 - 1),
        tokens(*[kinds.LIST, 400_000] * 60),
        tokens(kinds.TENSOR, "float32", 2, 2**24, 2**24, b"", 2),
        tokens(kinds.TENSOR, "float32", 1, 2**24, b"", 2),
        tokens(kinds.ARRAY, "float64", 3, 0, 2**40, 2**40, b""),
        tokens(kinds.ARRAY, "float64", 2**32),
    ],
    ids=range(15),
)
def test_what_is_announced_is_never_allocated(data: bytes) -> None:
    """A few bytes that promise gigabytes are refused within 64 kilobytes."""
    with pytest.raises(WireError):
        decode(data)  # once before: what is imported now is not the message's
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            decode(data)
        assert tracemalloc.get_traced_memory()[1] < 2**16 + 10 * len(data)
    finally:
        tracemalloc.stop()


def test_lists_that_double_at_each_level_are_refused_at_once() -> None:
    """A few hundred bytes cannot stand for more values than anyone can visit."""
    value: list[Any] = []
    for _ in range(60):
        value = [value, value]
    started = time.monotonic()
    for read in (decode, unpack_arguments, lambda data: apply_changes(Arguments((), ()), data)):
        tupled = encode((value,))
        answer = tokens(kinds.INTEGER, 0) + tupled  # no change, and this result
        with pytest.raises(WireError, match="too large"):
            read(answer if "lambda" in read.__name__ else tupled)
    assert time.monotonic() - started < 1


def test_depth_counts_through_what_is_shared() -> None:
    """A list that is deep itself, and stands again deep inside others, is too deep there."""
    deep: list[Any] = []
    for _ in range(40):
        deep = [deep]
    outer = deep
    for _ in range(40):
        outer = [outer]
    message = encode([deep, outer])
    with pytest.raises(WireError, match="more than 64 deep"):
        decode(message)
    assert decode(message, Limits(depth=90))[0] == deep


def test_one_large_string_in_many_places_counts_in_each() -> None:
    """A shared list of long strings is bounded by what it takes written out."""
    part = ["x" * 2**20]
    with pytest.raises(WireError, match="too large"):
        decode(encode([part] * 100))


RAW = bytes(8)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ((kinds.TENSOR, "float32", 1, 3, RAW, 2), "do not fill its shape"),
        ((kinds.TENSOR, "float32", 1, -2, RAW, 2), "impossible"),
        ((kinds.TENSOR, "float32", 1, 2.0, RAW, 2), "impossible"),
        ((kinds.TENSOR, "object", 1, 1, RAW, 2), "dtype"),
        ((kinds.ARRAY, "bfloat16", 1, 4, RAW), "dtype"),
        ((kinds.ARRAY, "O", 1, 1, RAW), "dtype"),
        ((kinds.TENSOR, "bool", 1, 8, b"\0\1\2\0\0\0\0\0", 2), "neither true nor false"),
        ((kinds.TENSOR, "int64", 1, 1, RAW, 3), "flags"),
        ((kinds.TENSOR, "float32", 1, 2, RAW, 0), "flags"),
        ((kinds.TENSOR, "float32", 1, 2, RAW, 6, None), "gradient"),
        ((kinds.TENSOR, "float32", 1, 2, RAW, 6, kinds.TENSOR, "float64", 1, 1, RAW, 2), "shape"),
        ((kinds.TENSOR, "float32", 1, 2, RAW, 6, kinds.SHARED, 0), "contains itself"),
        ((kinds.LIST, 1, kinds.SHARED, 0), "contains itself"),
        ((kinds.SHARED, 0), "impossible"),
        ((kinds.SCALAR, "float32", RAW), "do not fill"),
        ((kinds.DICT, 2, "a", 1.0, "a", 2.0), "equal"),
        ((kinds.DICT, 2, True, 1.0, 1.0, 2.0), "equal"),
        ((kinds.SET, 2, "a", "a"), "equal"),
        ((kinds.DICT, 1, kinds.LIST, 0, None), "as a key"),
        ((kinds.DICT, 1, kinds.TUPLE, 1, kinds.LIST, 0, None), "as a key"),
        ((kinds.RANGE, kinds.INTEGER, 0, kinds.INTEGER, 1, kinds.INTEGER, 0), "range"),
        ((kinds.OPAQUE, "two\nlines"), "name"),
        ((kinds.OPAQUE, "x" * 201), "name"),
        ((kinds.LONG, b"1" * 1751), "too large"),
        ((14,), "unknown"),
        ((-1,), "unknown"),
        ((None, None), "follows"),
        ((), "too early"),
        (([],), "format"),
        (({},), "format"),
        ((msgpack.ExtType(5, b""),), "format"),
        ((msgpack.ExtType(5, b"abc"),), "format"),
    ],
    ids=repr,
)
def test_a_lie_in_a_message_is_named(row: tuple[Any, ...], sentence: str) -> None:
    """Each check says what it found."""
    with pytest.raises(WireError, match=sentence):
        decode(tokens(*row))


def test_a_string_that_is_not_utf8_is_refused() -> None:
    """Neither broken UTF-8 nor half a surrogate pair reaches the judge."""
    for text in (b"\xa1\xff", b"\xa3\xed\xa0\x80"):
        with pytest.raises(WireError, match="UTF-8"):
            decode(text)


def test_keys_chosen_to_collide_cost_little_time() -> None:
    """All keys a message may hold, with one hash, are read in seconds."""
    modulus = 2**61 - 1
    with pytest.raises(WireError, match="keys"):
        encode(dict.fromkeys(range(20_001)))
    colliding = [kinds.LONG, b""] * 3000
    colliding[1::2] = [(n * modulus).to_bytes(16, "little") for n in range(3000)]
    started = time.monotonic()
    assert len(decode(tokens(kinds.SET, 3000, *colliding))) == 3000
    assert time.monotonic() - started < 5


def test_an_opaque_value_is_only_a_name() -> None:
    """It is a small frozen record, equal to another of the same name."""
    back = decode(encode(iter([])))
    assert back == Opaque("list_iterator")
    with pytest.raises(AttributeError):
        back.type_name = "list"
