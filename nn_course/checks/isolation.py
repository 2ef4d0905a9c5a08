"""Run an answer so that only the answer is judged.

While an exercise is judged, the names of the exercises before it stand for their references in
the learner's namespace (also where the learner's own code calls them), banned operations are
seen, and nothing is written to stderr, because nbgrader gives 0 to a cell that wrote there.
"""

from __future__ import annotations

import contextlib
import functools
import io
import sys
import sysconfig
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch

from nn_course.catalogue import Exercise, earlier
from nn_course.checks.watch import Watch
from nn_course.errors import CheckFailed, ReadyMade

_ABSENT = object()
_LIBRARIES = tuple(
    {sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")}
    | {str(Path(__file__).resolve().parents[1])}
)


def exam(exercise: Exercise, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` as a hidden test should call it: alone responsible for what comes out.

    Each call binds the exercises before `exercise` to their references and undoes it at the
    end. ReadyMade is raised when the call used a banned operation, CheckFailed here and now
    when `function` is none; whatever the function raises itself passes unchanged.
    """
    if not callable(function):
        raise CheckFailed.not_a_function(exercise.name, function)

    def examined(*args: Any, **kwargs: Any) -> Any:
        watch = Watch(exercise.bans)
        try:
            with isolated(exercise, function, watch):
                result = function(*args, **kwargs)
        except Exception as error:
            watch.saw(error)
            if watch.used is None:
                raise
            result = None
        if watch.used is not None:
            raise ReadyMade.ran(exercise.name, watch.used, exercise.instead)
        return result

    return examined


@contextlib.contextmanager
def isolated(
    exercise: Exercise, function: Callable[..., Any], watch: Watch, quiet: bool = False
) -> Iterator[None]:
    """A context for calls of `function`, the answer to `exercise`; `quiet` swallows its prints.

    Everything is put back at the end, also after an exception: the names, torch's gradient
    mode and default dtype, the warnings filters and stderr.
    """
    references = {
        known.name: watch.unwatched(exercise.bindings.get(known.name, known.reference))
        for known in earlier(exercise)
    }
    dtype = torch.get_default_dtype()
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        if quiet:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(torch.set_grad_enabled(torch.is_grad_enabled()))
        stack.callback(torch.set_default_dtype, dtype)
        stack.enter_context(bound(references, function))
        stack.enter_context(watch)
        yield


@contextlib.contextmanager
def bound(
    references: Mapping[str, Callable[..., Any]], function: Callable[..., Any]
) -> Iterator[None]:
    """Let `references` stand for their names in the namespaces that `function` sees.

    Other names of the learner's for the same function (``loss_func = nll``) are bound with it.
    Names that were absent are absent again afterwards.
    """
    changed: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for namespace in namespaces(function):
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

    Looks through functools.partial, decorators, closures, bound methods and objects with
    ``__call__`` or ``forward``; the namespaces of installed modules are left alone.
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
            if not _is_library(target.__globals__):
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
                getattr(kind, name, None) for name in ("__init__", "__call__", "forward")
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


def _is_library(namespace: dict[str, Any]) -> bool:
    """Whether `namespace` is that of an installed module, not of something a learner wrote."""
    file = namespace.get("__file__")
    return isinstance(file, str) and file.startswith(_LIBRARIES)
