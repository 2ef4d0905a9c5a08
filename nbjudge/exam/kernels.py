"""See banned operations in torch's own kernels: in every thread, whatever is switched off there.

A dispatch mode belongs to one thread and can be left. The function that an operation ends in, its
kernel, is the whole process's: here it is replaced by one that tells before it calls the original.
That stays so until the process ends, so it is done where submissions run and not in a learner's own
notebook: see `enable`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

import torch

_BACKEND = "CPU"
_named: list[str] = []
_replaced: set[str] = set()
_matched: set[tuple[str, ...]] = set()
_listeners: list[tuple[tuple[str, ...], Callable[[str], None]]] = []
_libraries: list[Any] = []


def enable() -> None:
    """Let `followed` work in this process and those forked from it."""
    if not _named:
        _named.extend(
            schema.name.partition("::")[2]
            + (f".{schema.overload_name}" if schema.overload_name else "")
            for schema in torch._C._jit_get_all_schemas()
            if schema.name.startswith("aten::") and "backward" not in schema.name
        )


@contextmanager
def followed(patterns: Sequence[str], seen: Callable[[str], None]) -> Iterator[None]:
    """Call `seen` with the name of every operation that matches `patterns`. See `enable`."""
    wanted = tuple(patterns)
    if wanted not in _matched:
        _matched.add(wanted)
        for name in _named:
            operation = name.partition(".")[0]
            if name not in _replaced and _matches(operation, wanted):
                _replace(name, operation)
    listener = wanted, seen
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def _matches(
    operation: str, patterns: tuple[str, ...], match: Callable[[str, str], bool] = fnmatchcase
) -> bool:
    return any(match(operation, pattern) for pattern in patterns)


def _replace(name: str, operation: str) -> None:
    """Let the kernel of an operation tell; what has none of its own ends in one that has."""
    qualified = f"aten::{name}"
    if not torch._C._dispatch_has_kernel_for_dispatch_key(qualified, _BACKEND):
        return
    _replaced.add(name)
    key = torch._C.DispatchKey.__members__[_BACKEND]
    keys = torch._C.DispatchKeySet(key)
    found = torch._C._dispatch_get_computed_kernel_for_dispatch_key(qualified, key)
    original = found.call_boxed

    def telling(*arguments: Any, **keywords: Any) -> Any:
        for patterns, seen in _listeners:
            if _matches(operation, patterns):
                seen(operation)
        return original(keys, *arguments, **keywords)

    library = torch._C._dispatch_library("IMPL", "aten", "")
    with warnings.catch_warnings():  # that it replaces a kernel is what it is for
        warnings.simplefilter("ignore")
        library.impl(name, _BACKEND, telling)
    _libraries.append(library)
