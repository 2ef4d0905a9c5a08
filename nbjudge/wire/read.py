"""Read what an object really holds, by its base class's own methods.

A subclass may override whatever it likes; none of it is called here.
"""

from __future__ import annotations

import ctypes
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from nbjudge.wire.errors import WireError
from nbjudge.wire.kinds import NUMPY_DTYPES, TORCH_DTYPES
from nbjudge.wire.limits import Limits

if TYPE_CHECKING:
    import numpy
    import torch

PLAIN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range)
_EXACT = {kind: kind.__name__ for kind in PLAIN}


def loaded(name: str) -> ModuleType | None:
    """The module if this process has imported it; without it no value can be of its types."""
    return sys.modules.get(name)


def base_of(kind: type) -> str | None:
    """The name of what `kind` is or inherits from: "tensor", "array", "scalar", "int" …, or None.

    numpy's scalars come first, since np.float64 is a float; np.str_ and np.bytes_ are plain text.
    """
    if type(kind) is type and kind in _EXACT:  # another metaclass may have a hash of its own
        return _EXACT[kind]
    torch, numpy = loaded("torch"), loaded("numpy")
    if torch is not None and issubclass(kind, torch.Tensor):
        return "tensor"
    if numpy is not None:
        if issubclass(kind, numpy.ndarray):
            return "array"
        if issubclass(kind, numpy.generic) and not issubclass(kind, str | bytes):
            return "scalar"
    for plain in PLAIN:
        if issubclass(kind, plain):
            return plain.__name__
    return None


def is_plain(value: object) -> bool:
    """Whether `value` is of a kind that is sent, whatever it may hold."""
    return value is None or base_of(type(value)) is not None


def type_name(kind: type, longest: int) -> str:
    """`module.name` of a type, printable and cut to `longest` characters; no metaclass is asked."""
    name = type.__dict__["__qualname__"].__get__(kind)
    try:
        module = type.__dict__["__module__"].__get__(kind)
    except AttributeError:  # deleted
        module = None
    if type(module) is str and module != "builtins":
        name = f"{module}.{name}"
    return "".join(sign if sign.isprintable() else "?" for sign in name[:longest])


def tensor_bytes(value: torch.Tensor, limits: Limits) -> tuple[str, tuple[int, ...], bytes]:
    """dtype name, shape and bytes of a tensor; a WireError for one that is not dense numbers."""
    import torch

    base: Any = torch._C.TensorBase
    with torch._C.DisableTorchFunctionSubclass(), torch._C._DisableTorchDispatch():
        name = str(base.dtype.__get__(value)).removeprefix("torch.")
        shape = tuple(base.shape.__get__(value))
        if base.layout.__get__(value) is not torch.strided or base.is_nested.__get__(value):
            raise WireError.not_dense()
        if base.is_meta.__get__(value):
            raise WireError.on_meta()
        if name not in TORCH_DTYPES:
            raise WireError.unknown_tensor(name)
        fits(shape, TORCH_DTYPES[name], limits)
        try:
            if base.numel(value) and not base.data_ptr(value):
                # A wrapper around another tensor: reading it would crash.
                raise WireError.no_memory()
            plain = base.detach(value).cpu().resolve_conj().resolve_neg()
            # A copy is sure to have all its memory; and a single number that was expanded counts
            # as contiguous without being it.
            copy = plain.clone(memory_format=torch.contiguous_format)
            size = base.nbytes.__get__(copy)
            raw = ctypes.string_at(base.data_ptr(copy), size) if size else b""
        except (RuntimeError, TypeError, ValueError) as error:
            raise WireError.no_memory() from error
    return name, shape, raw


def tensor_state(value: torch.Tensor) -> tuple[bool, bool, torch.Tensor | None]:
    """requires_grad, is_leaf and the gradient; that of a leaf only, as PyTorch keeps no other."""
    import torch

    base: Any = torch._C.TensorBase
    with torch._C.DisableTorchFunctionSubclass(), torch._C._DisableTorchDispatch():
        leaf = base.is_leaf.__get__(value)
        return base.requires_grad.__get__(value), leaf, base.grad.__get__(value) if leaf else None


def array_bytes(value: numpy.ndarray, limits: Limits) -> tuple[str, tuple[int, ...], bytes]:
    """dtype name, shape and bytes of an array; a WireError for one that is not of numbers."""
    import numpy

    plain: Any = numpy.ndarray.view(value, numpy.ndarray)
    name = plain.dtype.name
    if name not in NUMPY_DTYPES:
        raise WireError.unknown_array(name)
    fits(plain.shape, NUMPY_DTYPES[name], limits)
    return name, plain.shape, plain.astype(plain.dtype.newbyteorder("<"), copy=False).tobytes()


def scalar_bytes(value: numpy.generic) -> tuple[str, bytes] | None:
    """dtype name and bytes of numpy's scalar, None if it is no number (a date, a record)."""
    import numpy

    for name in NUMPY_DTYPES:
        if issubclass(type(value), numpy.dtype(name).type):
            return name, numpy.generic.tobytes(value)
    return None


def length(value: range) -> int:
    """How many numbers are in a range; `len` fails for a long one."""
    return max(0, (value[-1] - value.start) // value.step + 1) if value else 0


def fits(shape: tuple[int, ...], itemsize: int, limits: Limits) -> int:
    """The bytes that `shape` needs; a WireError if it has too many axes, elements or bytes.

    An axis of size 0 counts as 1, so that no stride can overflow either.
    """
    if len(shape) > limits.dimensions:
        raise WireError.too_much("the shape of a tensor", limits.dimensions, "axes")
    elements, bound = 1, 1
    for size in shape:
        elements, bound = elements * size, bound * max(size, 1)
        if bound > limits.elements:
            raise WireError.too_much("a tensor", limits.elements, "elements")
    if elements * itemsize > limits.total:
        raise WireError.too_much("a tensor", limits.total, "bytes")
    return elements * itemsize
