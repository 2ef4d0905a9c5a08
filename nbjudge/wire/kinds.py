"""The numbers that begin a value in a message.

A message is a flat row of msgpack scalars, without msgpack's own arrays, maps and extensions:
what is announced can then never make the parser allocate. None, bool, float, str and bytes stand
for themselves; every other value begins with an int, its kind:

    INTEGER n                   LIST, TUPLE, SET, FROZENSET count, values …
    LONG bytes                  DICT count, key, value, key, value …
    COMPLEX real, imag          RANGE start, stop, step
    SCALAR dtype, bytes         ARRAY dtype, axes, sizes …, bytes
    OPAQUE name                 TENSOR dtype, axes, sizes …, bytes, flags, gradient if flagged
    SHARED number               the list, dict, set, array or tensor with that number

Lists, dicts, sets, arrays and tensors are numbered in the order in which they begin.
Bytes of arrays are in C order, little endian, as every machine is on which PyTorch is built.
"""

from __future__ import annotations

INTEGER, LONG, COMPLEX, SCALAR, OPAQUE, SHARED = range(6)
LIST, TUPLE, DICT, SET, FROZENSET, RANGE, ARRAY, TENSOR = range(6, 14)

REQUIRES_GRAD, LEAF, HAS_GRAD = 1, 2, 4

NUMPY_DTYPES = {
    "bool": 1,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "uint8": 1,
    "uint16": 2,
    "uint32": 4,
    "uint64": 8,
    "float16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
}
"""The dtypes that are sent, with the bytes of one element."""

TORCH_DTYPES = {**NUMPY_DTYPES, "bfloat16": 2}
