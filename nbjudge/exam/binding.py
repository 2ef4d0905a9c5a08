"""Let references stand for names in the namespaces that an answer sees, and put all back."""

from __future__ import annotations

import contextlib
import functools
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

_ABSENT = object()
_LIBRARIES = {sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")}
_LIBRARIES.add(str(Path(__file__).resolve().parents[1]))


def is_library(*places: str) -> None:
    """Count modules below `places` as libraries, whose namespaces are left alone."""
    _LIBRARIES.update(places)


@contextlib.contextmanager
def bound(
    references: Mapping[str, Callable[..., Any]], function: Callable[..., Any]
) -> Iterator[None]:
    """Let `references` stand for their names in the namespaces that `function` sees.

    Other names of the learner's for the same function (``loss_func = mse``) are bound with it.
    Names that were absent are absent again afterwards.
    """
    changed: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for namespace in namespaces(function) if references else ():
            wanted = dict(references)
            wanted.update(_aliases(references, function, namespace))
            for name, reference in wanted.items():
                changed.append((namespace, name, namespace.get(name, _ABSENT)))
                namespace[name] = reference
        yield
    finally:
        for namespace, name, before in reversed(changed):
            if before is _ABSENT:
                namespace.pop(name, None)
            else:
                namespace[name] = before


def _aliases(
    references: Mapping[str, Callable[..., Any]],
    function: Callable[..., Any],
    namespace: dict[str, Any],
) -> dict[str, Callable[..., Any]]:
    """The further names in `namespace` of the learner's own versions of `references`."""
    own = {
        id(namespace[name]): reference
        for name, reference in references.items()
        if isinstance(namespace.get(name), types.FunctionType)
        and namespace[name].__globals__ is namespace
        and namespace[name] is not function
    }
    return {name: own[id(value)] for name, value in namespace.items() if id(value) in own}


def namespaces(function: Callable[..., Any]) -> list[dict[str, Any]]:
    """``__main__`` and the globals of whatever the learner wrote behind `function`.

    Looks through functools.partial, decorators, closures, bound methods, and objects and classes
    with ``__call__``, ``forward`` and the like; the namespaces of installed modules are left alone.
    """
    found = {id(main := sys.modules["__main__"].__dict__): main}
    waiting: list[Any] = [function]
    seen: set[int] = set()
    while waiting and len(seen) < 1000:
        target = waiting.pop()
        if id(target) in seen:
            continue
        seen.add(id(target))
        if isinstance(target, types.FunctionType):
            if not is_from_library(target.__globals__):
                found[id(target.__globals__)] = target.__globals__
            waiting.append(getattr(target, "__wrapped__", None))
            waiting.extend(_contents(target))
        elif isinstance(target, functools.partial):
            waiting.extend([target.func, *target.args, *target.keywords.values()])
        elif isinstance(target, types.MethodType):
            waiting.extend([target.__func__, target.__self__])
        elif callable(target):
            kind = target if isinstance(target, type) else type(target)
            waiting.extend(
                getattr(kind, name, None)
                for name in ("__init__", "__call__", "forward", "__getitem__", "__iter__")
            )
            waiting.append(getattr(target, "__wrapped__", None))
    return list(found.values())


def _contents(function: types.FunctionType) -> list[Any]:
    """What the cells of a closure hold."""
    held = []
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # a cell that is still empty
            held.append(cell.cell_contents)
    return held


def is_from_library(namespace: dict[str, Any]) -> bool:
    """Whether `namespace` is that of an installed module, not of something a learner wrote."""
    file = namespace.get("__file__")
    return isinstance(file, str) and file.startswith(tuple(_LIBRARIES))
