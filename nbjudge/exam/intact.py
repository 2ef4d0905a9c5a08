"""Notice that somebody rewrote what watches over an answer: functions and classes of nbjudge's."""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from operator import is_, itemgetter
from os import _exit
from typing import Any, NamedTuple

_PACKAGES = ("nbjudge.exam", "nbjudge.learner", "nbjudge.wire")
_EXIT_STATUS = 70  # "internal software error" in sysexits.h
_KINDS = (types.FunctionType, type, classmethod, staticmethod)
_CHANGES = ("object.__setattr__", "object.__delattr__")  # Python's audit events


class _Held(NamedTuple):
    """What some names of `place` have to be: `read` gets them as a tuple."""

    place: Mapping[str, Any]
    read: Callable[[Any], tuple[Any, ...]]
    wanted: tuple[Any, ...]


_held: list[_Held] = []
_functions: list[types.FunctionType] = []
_classes: list[type] = []
_sizes: list[int] = []


def remember() -> None:
    """Take what is loaded now for what has to be there. Before any learner's code."""
    places: list[Mapping[str, Any]] = [
        vars(module) for name, module in list(sys.modules.items()) if name.startswith(_PACKAGES)
    ]
    places.append(vars(contextlib.ExitStack))
    seen: set[int] = set()
    for place in places:
        held = {name: value for name, value in place.items() if isinstance(value, _KINDS)}
        if held:
            read = itemgetter(next(iter(held)), *held)  # with a single name there would be no tuple
            _held.append(_Held(place, read, read(place)))
        for value in held.values():
            if id(value) in seen:
                continue
            seen.add(id(value))
            function: Any = getattr(value, "__func__", value)  # of a class or static method
            if isinstance(function, types.FunctionType):
                _functions.append(function)
            elif isinstance(value, type) and value.__module__.startswith(_PACKAGES):
                _classes.append(value)
                _sizes.append(len(vars(value)))
                places.append(vars(value))  # the loop comes to it, too
    sys.addaudithook(_hook(_functions))


def _hook(functions: Iterable[types.FunctionType]) -> Callable[..., None]:
    """An audit hook that ends this process when a code or a default of *functions* is assigned to.

    What it needs lies in its own defaults, which cannot be changed without its hearing of it.
    """

    def heard(
        event: str,
        arguments: tuple[Any, ...],
        changes: tuple[str, ...] = _CHANGES,
        own: frozenset[int] = frozenset(),
        number: Callable[[Any], int] = id,
        status: int = _EXIT_STATUS,
        end: Callable[[int], Any] = _exit,
    ) -> None:
        if event in changes and number(arguments[0]) in own:
            end(status)

    own = frozenset(map(id, [*functions, heard]))
    heard.__defaults__ = (_CHANGES, own, id, _EXIT_STATUS, _exit)
    return heard


def insist() -> None:
    """End this process if anything of it is another now. Without effect before `remember`.

    What would report it could have been rewritten as well.
    """
    if _is_changed():
        _exit(_EXIT_STATUS)


def _is_changed() -> bool:
    """Compared by identity and in C: it is asked before every call that is watched."""
    try:
        return (
            not all(all(map(is_, read(place), wanted)) for place, read, wanted in _held)
            or list(map(len, map(vars, _classes))) != _sizes
        )
    except (KeyError, AttributeError):  # deleted
        return True
