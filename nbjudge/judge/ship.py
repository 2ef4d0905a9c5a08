"""Send a function of the test's, or a reference, to where the answer lives: as source, not pickle.

A class goes in the same way. A crate is plain data: its source, and for each global name in it a
module, something that can be imported there, plain data, or another crate. Crates in it are
numbered; one that was packed already is named by its number alone.
"""

from __future__ import annotations
import __future__

import ast
import dis
import inspect
import linecache
import textwrap
import types
from collections.abc import Callable
from typing import Any

from nbjudge import wire
from nbjudge.judge.errors import JudgeError
from nbjudge.judge.foreign import Foreign
from nbjudge.parsing import parse

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
    if not isinstance(function, types.FunctionType | type) or function.__name__ == "<lambda>":
        raise JudgeError.not_a_function(repr(function))
    try:
        source = textwrap.dedent(_source(function))
        tree = parse(source)
    except (OSError, TypeError, SyntaxError):
        raise JudgeError.no_source(function.__qualname__) from None
    made: dict[str, Any] = {
        "number": len(packed),
        "name": function.__name__,
        "source": source,
        "uses": {},
    }
    packed[id(function)] = made
    known = _visible(function)
    for name in sorted(_names(tree)):
        if name in known and name != function.__name__:
            made["uses"][name] = _use(name, known[name], function, inside, packed)
    return made


def _source(function: types.FunctionType | type) -> str:
    """The source of a function, or of a class; OSError if it is not to be found.

    `inspect` looks for a class in the file of its module, which a class of a cell does not have;
    its methods know where they are from.
    """
    if not isinstance(function, type):
        return inspect.getsource(function)
    for method in _methods(function):
        lines = linecache.getlines(method.__code__.co_filename, method.__globals__)
        for node in ast.walk(parse("".join(lines))):
            if isinstance(node, ast.ClassDef) and node.name == function.__name__:
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                return "".join(lines[first - 1 : node.end_lineno])
    raise OSError(f"no method of {function.__qualname__} leads to its source")


def _methods(kind: type) -> list[types.FunctionType]:
    return [one for one in vars(kind).values() if isinstance(one, types.FunctionType)]


def _visible(function: types.FunctionType | type) -> dict[str, Any]:
    """The names that `function`, or the methods of a class, can look up outside of it."""
    if isinstance(function, type):
        return dict(_methods(function)[0].__globals__)
    return {**function.__globals__, **inspect.getclosurevars(function).nonlocals}


def _names(tree: ast.Module) -> set[str]:
    """The names that `tree`, a definition, looks up outside of it: there all are globals.

    Annotations are not among them: they are not evaluated there.
    """
    flags = __future__.annotations.compiler_flag
    waiting = [compile(tree, "<crate>", "exec", flags=flags, dont_inherit=True)]
    found = set()
    while waiting:
        code = waiting.pop()
        found |= {one.argval for one in dis.get_instructions(code) if one.opname in _GLOBAL}
        waiting += [each for each in code.co_consts if isinstance(each, types.CodeType)]
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
        if isinstance(value, types.FunctionType | type):
            return "function", _crate(value, inside, packed)
        raise JudgeError.not_inside(function.__qualname__, name)
    if isinstance(value, Foreign):
        raise TypeError(f"{name} is what a submission's process could not send")
    data = wire.decode(wire.encode(value))
    if isinstance(data, wire.Opaque):
        raise JudgeError.not_inside(function.__qualname__, name)
    return "data", data
