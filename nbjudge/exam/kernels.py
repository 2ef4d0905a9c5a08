"""See banned operations in torch's own kernels: in every thread, whatever is switched off there.

A dispatch mode belongs to one thread and can be left. The function that an operation ends in, its
kernel, is the whole process's: here it is replaced by one that tells before it calls the original.
That stays so until the process ends, so it is done where submissions run and not in a learner's own
notebook: see `enable`.
"""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

import torch

_BACKEND = "CPU"
_IN_PYTHON = ("torch._refs", "torch._decomp", "torch._prims")
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
        if _named:
            _replace_in_python(wanted)
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
    telling = _telling(operation, functools.partial(found.call_boxed, keys))
    library = torch._C._dispatch_library("IMPL", "aten", "")
    with warnings.catch_warnings():  # that it replaces a kernel is what it is for
        warnings.simplefilter("ignore")
        library.impl(name, _BACKEND, telling)
    _libraries.append(library)


def _replace_in_python(patterns: tuple[str, ...]) -> None:
    """Let torch's own other implementations tell as well: they end in kernels of other names."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(_IN_PYTHON):
            continue
        for own, value in list(vars(module).items()):
            if callable(value) and _matches(own, patterns) and f"{name}.{own}" not in _replaced:
                _replaced.add(f"{name}.{own}")
                setattr(module, own, _telling(own, value))
    for table in _tables():
        for operator, value in list(table.items()):
            operation = str(operator).split(".")[1] if "." in str(operator) else str(operator)
            if _matches(operation, patterns) and "backward" not in operation:
                table[operator] = _telling(operation, value)


def _tables() -> list[dict[Any, Any]]:
    tables = getattr(sys.modules.get("torch._decomp"), "global_decomposition_table", {})
    return [table for table in tables.values() if isinstance(table, dict)]


def _telling(operation: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """`original`, after telling whoever wants to know of `operation`."""

    def telling(*arguments: Any, **keywords: Any) -> Any:
        for patterns, seen in _listeners:
            if _matches(operation, patterns):
                seen(operation)
        return original(*arguments, **keywords)

    return telling
