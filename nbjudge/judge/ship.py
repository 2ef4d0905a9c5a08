"""Send a function of the test's, or a reference, to where the answer lives: as source, not pickle.

A crate is plain data: the function's source, and for each global name in it a module, something
that can be imported there, plain data, or another crate. Crates in it are numbered; one that was
packed already is named by its number alone.
"""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
import types
from collections.abc import Callable
from typing import Any

from nbjudge import wire
from nbjudge.judge.errors import JudgeError

_GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME")

Inside = Callable[[str], bool]
"""Whether a module of this name can be imported inside the sandbox."""


def crate(function: Callable[..., Any], inside: Inside) -> dict[str, Any]:
    """All that `function` needs elsewhere; JudgeError if that cannot be told or sent."""
    return _crate(function, inside, {})


def _crate(
    function: Callable[..., Any], inside: Inside, packed: dict[int, dict[str, Any]]
) -> dict[str, Any]:
    if id(function) in packed:
        known = packed[id(function)]
        return {"number": known["number"], "name": known["name"], "source": "", "uses": {}}
    if not isinstance(function, types.FunctionType) or function.__name__ == "<lambda>":
        raise JudgeError.not_a_function(repr(function))
    try:
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source)
    except (OSError, TypeError, SyntaxError):
        raise JudgeError.no_source(function.__qualname__) from None
    made: dict[str, Any] = {
        "number": len(packed),
        "name": function.__name__,
        "source": source,
        "uses": {},
    }
    packed[id(function)] = made
    visible = inspect.getclosurevars(function)
    known = {**function.__globals__, **visible.nonlocals}
    for name in sorted(_names(function, tree)):
        if name in known and name != function.__name__:
            made["uses"][name] = _use(name, known[name], function, inside, packed)
    return made


def _names(function: types.FunctionType, tree: ast.Module) -> set[str]:
    """The names of globals and enclosing variables that `function` looks up.

    Annotations are not among them: they are not evaluated there.
    """
    found = set(function.__code__.co_freevars)
    waiting = [function.__code__]
    while waiting:
        code = waiting.pop()
        found |= {one.argval for one in dis.get_instructions(code) if one.opname in _GLOBAL}
        waiting += [each for each in code.co_consts if isinstance(each, types.CodeType)]
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    arguments = definition.args
    for part in (*definition.decorator_list, *arguments.defaults, *arguments.kw_defaults):
        found |= {
            node.id
            for node in (ast.walk(part) if part is not None else ())
            if isinstance(node, ast.Name)
        }
    return found


def _use(
    name: str,
    value: Any,
    function: Callable[..., Any],
    inside: Inside,
    packed: dict[int, dict[str, Any]],
) -> tuple[str, Any]:
    if isinstance(value, types.ModuleType):
        if not inside(value.__name__):
            raise JudgeError.not_inside(function.__qualname__, name)
        return "module", value.__name__
    module = getattr(value, "__module__", None)
    path = getattr(value, "__qualname__", None)
    if isinstance(module, str) and isinstance(path, str) and callable(value):
        if inside(module) and "<" not in path:
            return "attribute", (module, path)
        if isinstance(value, types.FunctionType):
            return "function", _crate(value, inside, packed)
        raise JudgeError.not_inside(function.__qualname__, name)
    data = wire.decode(wire.encode(value))
    if isinstance(data, wire.Opaque):
        raise JudgeError.not_inside(function.__qualname__, name)
    return "data", data
