"""Make numpy's and PyTorch's objects from checked bytes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from nbjudge.language import said as _
from nbjudge.wire.errors import WireError
from nbjudge.wire.kinds import HAS_GRAD, LEAF, NUMPY_DTYPES, REQUIRES_GRAD, TORCH_DTYPES
from nbjudge.wire.limits import Limits
from nbjudge.wire.read import fits

if TYPE_CHECKING:
    import numpy
    import torch


def scalar(name: str, raw: bytes) -> numpy.generic:
    """numpy's scalar of dtype `name`."""
    _check(name, raw, NUMPY_DTYPES, NUMPY_DTYPES.get(name, 0))
    numpy = _imported("numpy")
    return numpy.frombuffer(raw, numpy.dtype(name).newbyteorder("<"))[0]


def is_scalar(value: object) -> bool:
    """Whether `value` is one of numpy's scalars."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.generic)


def array(name: str, shape: tuple[int, ...], raw: bytes, limits: Limits) -> numpy.ndarray:
    """A writeable array of dtype `name`."""
    _check(name, raw, NUMPY_DTYPES, fits(shape, NUMPY_DTYPES.get(name, 0), limits))
    numpy = _imported("numpy")
    # A copy owns its memory, as an array made by hand does.
    return numpy.ndarray(shape, numpy.dtype(name).newbyteorder("<"), raw).astype(name, "C")


def tensor(
    name: str, shape: tuple[int, ...], raw: bytes, flags: int, grad: Any, limits: Limits
) -> torch.Tensor:
    """A tensor with the flags it had; of one that was computed, only that it was (a copy is)."""
    _check(name, raw, TORCH_DTYPES, fits(shape, TORCH_DTYPES.get(name, 0), limits))
    torch = _imported("torch")
    dtype = getattr(torch, name)
    requires_grad, leaf = bool(flags & REQUIRES_GRAD), bool(flags & LEAF)
    differentiable = dtype.is_floating_point or dtype.is_complex
    if requires_grad > differentiable or (not leaf and not requires_grad):
        raise WireError.malformed(_("the flags of a tensor are impossible"))
    made = torch.empty(shape, dtype=dtype)
    if raw:
        made.copy_(torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape))
    if flags & HAS_GRAD:
        if not leaf or not isinstance(grad, torch.Tensor) or not differentiable:
            raise WireError.malformed(_("a gradient is impossible"))
        if grad.shape != made.shape or grad.dtype != made.dtype:
            raise WireError.malformed(_("a gradient is not of its tensor's shape and dtype"))
        made.grad = grad
    made.requires_grad_(requires_grad)
    if leaf:
        return made
    with torch.enable_grad():
        return made.clone()


def _check(name: str, raw: bytes, known: dict[str, int], size: int) -> None:
    if name not in known:
        raise WireError.malformed(_("a dtype in it is unknown"))
    if len(raw) != size:
        raise WireError.malformed(_("the bytes of a tensor do not fill its shape"))
    # Any other byte as a bool is undefined behaviour in C.
    if name == "bool" and raw.translate(None, b"\0\1"):
        raise WireError.malformed(_("a bool is neither true nor false"))


def _imported(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError:
        raise WireError.not_installed(name) from None
