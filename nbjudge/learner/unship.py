"""Make a function of what `nbjudge.judge.ship` sent: its source and what that uses."""

from __future__ import annotations
import __future__

import importlib
import linecache
import zlib
from collections.abc import Callable
from typing import Any

_FUTURE = __future__.annotations.compiler_flag


def unship(crate: dict[str, Any]) -> Callable[..., Any]:
    """The function in `crate`; ImportError and the like if something it uses is not here."""
    return _function(crate, {})


def _function(crate: dict[str, Any], made: dict[int, Callable[..., Any]]) -> Callable[..., Any]:
    number, name, source = crate["number"], crate["name"], crate["source"]
    if number in made:
        return made[number]
    filename = f"<{name} of the course, {zlib.crc32(source.encode()):x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {"__name__": f"<{name}>", "__file__": __file__}
    for own, (kind, content) in crate["uses"].items():
        if kind == "module":
            namespace[own] = importlib.import_module(content)
        elif kind == "attribute":
            module, path = content
            found: Any = importlib.import_module(module)
            for part in path.split("."):
                found = getattr(found, part)
            namespace[own] = found
        elif kind == "data":
            namespace[own] = content
    code = compile(source, filename, "exec", flags=_FUTURE, dont_inherit=True)
    exec(code, namespace)
    function: Callable[..., Any] = namespace[name]
    made[number] = function
    for own, (kind, content) in crate["uses"].items():
        if kind == "function":  # after itself, so that functions may call each other
            namespace[own] = _function(content, made)
    return function
