"""See banned operations in torch's own kernels: in every thread, whatever is switched off there.

A dispatch mode belongs to one thread and can be left. The function that an operation ends in, its
kernel, is the whole process's: here it is replaced by one that tells before it calls the original.
That stays so until the process ends, so it is done where submissions run and not in a learner's own
notebook: see `enable`.
"""

from __future__ import annotations

import functools
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import translate
from typing import Any

import torch

_BACKEND = "CPU"
_IN_PYTHON = ("torch._refs", "torch._decomp", "torch._prims")
# By the operation's name: what has to be done to be told of it. Done once, then removed.
_replacements: dict[str, list[Callable[[], None]]] = {}
_indexed: set[str] = set()  # modules
_matched: set[tuple[str, ...]] = set()
_modules = 0  # how many were loaded when they were last looked through
_listeners: list[tuple[Callable[[str], Any], Callable[[str], None]]] = []
_matchers: dict[tuple[str, ...], Callable[[str], Any]] = {}
_libraries: list[Any] = []


def enable() -> None:
    """Let `followed` work in this process and those forked from it."""
    if not _indexed:
        for qualified in torch._C._dispatch_get_all_op_names():
            if _is_kernel(qualified):
                operation = qualified.partition("::")[2].partition(".")[0]
                _later(operation, functools.partial(_replace, qualified, operation))
        for table in _tables():
            for operator in table:
                operation = str(operator).partition(".")[2].partition(".")[0] or str(operator)
                if "backward" not in operation:
                    _later(operation, functools.partial(_replace_entry, table, operator, operation))
        _index_modules()


def prepare(patterns: tuple[str, ...]) -> None:
    """Replace the kernels that match `patterns`, if that is enabled. Without effect later on."""
    if _indexed and len(sys.modules) != _modules:
        _index_modules()
    if _indexed and patterns not in _matched:
        _matched.add(patterns)
        match = matching(patterns)
        for operation in [one for one in _replacements if match(one)]:
            for replace in _replacements.pop(operation):
                replace()


@contextmanager
def followed(patterns: Sequence[str], seen: Callable[[str], None]) -> Iterator[None]:
    """Call `seen` with the name of every operation that matches `patterns`. See `enable`."""
    wanted = tuple(patterns)
    prepare(wanted)
    listener = matching(wanted), seen
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def _later(operation: str, replace: Callable[[], None]) -> None:
    _replacements.setdefault(operation, []).append(replace)


def matching(patterns: tuple[str, ...]) -> Callable[[str], Any]:
    """Return a function that tells whether a name is of one of the shell-style `patterns`."""
    if patterns not in _matchers:
        expression = "|".join(map(translate, patterns)) or "(?!)"
        _matchers[patterns] = re.compile(expression).match
    return _matchers[patterns]


def _is_kernel(qualified: str) -> bool:
    """Whether this overload has a kernel of its own; another one ends in those that have."""
    return (
        qualified.startswith("aten::")
        and "backward" not in qualified
        and torch._C._dispatch_has_kernel_for_dispatch_key(qualified, _BACKEND)
    )


def _index_modules() -> None:
    """Note torch's own other implementations, also where they were imported only now."""
    global _modules
    _modules = len(sys.modules)
    for name, module in list(sys.modules.items()):
        if name.startswith(_IN_PYTHON) and name not in _indexed:
            _indexed.add(name)
            _matched.clear()
            for own, value in list(vars(module).items()):
                if callable(value):
                    _later(own, functools.partial(_replace_in_python, module, own))


def _replace(qualified: str, operation: str) -> None:
    """Let the kernel of an operation tell."""
    key = torch._C.DispatchKey.__members__[_BACKEND]
    keys = torch._C.DispatchKeySet(key)
    found = torch._C._dispatch_get_computed_kernel_for_dispatch_key(qualified, key)
    name, _, overload = qualified.partition(".")
    tensors = [
        (place, argument.name)
        for place, argument in enumerate(torch._C._get_schema(name, overload).arguments)
        if str(argument.type) in ("Tensor", "Optional[Tensor]")
    ]

    def original(*arguments: Any, **keywords: Any) -> Any:
        return found.call_boxed(keys, *_with_tensors(tensors, arguments, keywords), **keywords)

    library = torch._C._dispatch_library("IMPL", "aten", "")
    with warnings.catch_warnings():  # that it replaces a kernel is what it is for
        warnings.simplefilter("ignore")
        library.impl(qualified.partition("::")[2], _BACKEND, _telling(operation, original))
    _libraries.append(library)


def _with_tensors(
    tensors: list[tuple[int, str]], arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> list[Any]:
    """*arguments* with tensors where the schema has them; *keywords* are changed in place.

    The 1 of ``x + 1`` is a tensor to the kernel, and a number again to a kernel in Python. It gets
    the type of the result, which is the one that it would be converted to.
    """
    given = list(arguments)
    for place, name in tensors:
        value = given[place] if place < len(given) else keywords.get(name)
        if isinstance(value, bool | int | float | complex):
            others = (one for one in (*given, *keywords.values()) if isinstance(one, torch.Tensor))
            first = next(others, None)
            kind = None if first is None else torch.result_type(first, value)
            tensor = torch.tensor(value, dtype=kind)
            if place < len(given):
                given[place] = tensor
            else:
                keywords[name] = tensor
    return given


def _replace_in_python(module: Any, own: str) -> None:
    setattr(module, own, _telling(own, getattr(module, own)))


def _replace_entry(table: dict[Any, Any], operator: Any, operation: str) -> None:
    table[operator] = _telling(operation, table[operator])


def _tables() -> list[dict[Any, Any]]:
    tables = getattr(sys.modules.get("torch._decomp"), "global_decomposition_table", {})
    return [table for table in tables.values() if isinstance(table, dict)]


def _telling(operation: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """`original`, after telling whoever wants to know of `operation`."""

    def telling(*arguments: Any, **keywords: Any) -> Any:
        for match, seen in _listeners:
            if match(operation):
                seen(operation)
        return original(*arguments, **keywords)

    return telling
