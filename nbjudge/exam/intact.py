"""Notice that somebody rewrote what watches over an answer: functions and classes of nbjudge's."""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Mapping
from os import _exit
from typing import Any

_PACKAGES = ("nbjudge.exam", "nbjudge.learner", "nbjudge.wire")
_EXIT_STATUS = 70  # "internal software error" in sysexits.h
_things: list[tuple[Mapping[str, Any], str, Any]] = []
_codes: list[tuple[types.FunctionType, types.CodeType, Any]] = []
_classes: list[tuple[type, int]] = []


def remember() -> None:
    """Take what is loaded now for what has to be there. Before any learner's code."""
    places: list[Mapping[str, Any]] = [
        vars(module) for name, module in list(sys.modules.items()) if name.startswith(_PACKAGES)
    ]
    places.append(vars(contextlib.ExitStack))
    seen: set[int] = set()
    for place in places:
        for name, value in list(place.items()):
            if not isinstance(value, types.FunctionType | type | classmethod | staticmethod):
                continue
            _things.append((place, name, value))
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, types.FunctionType):
                _codes.append((value, value.__code__, value.__defaults__))
            elif isinstance(value, type) and value.__module__.startswith(_PACKAGES):
                _classes.append((value, len(vars(value))))
                places.append(vars(value))  # the loop comes to it, too


def insist() -> None:
    """End this process if anything of it is another now. Without effect before `remember`.

    What would report it could have been rewritten as well.
    """
    if _is_changed():
        _exit(_EXIT_STATUS)


def _is_changed() -> bool:
    return (
        any(place.get(name) is not value for place, name, value in _things)
        or any(
            function.__code__ is not code or function.__defaults__ is not defaults
            for function, code, defaults in _codes
        )
        or any(len(vars(kind)) != count for kind, count in _classes)
    )
