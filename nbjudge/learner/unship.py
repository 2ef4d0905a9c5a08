"""Make a function, or a class, of what `nbjudge.judge.ship` sent: its source and what that uses."""

from __future__ import annotations
import __future__

import importlib
import zlib
from collections.abc import Callable
from typing import Any

_FUTURE = __future__.annotations.compiler_flag


def unship(crate: dict[str, Any]) -> Callable[..., Any]:
    """The function or class in `crate`; ImportError and the like if what it uses is not here."""
    made: dict[int, Callable[..., Any]] = {}
    waiting: list[tuple[dict[str, Any], str, int]] = []
    function = _function(crate, made, waiting)
    for namespace, own, number in waiting:
        namespace[own] = made[number]
    return function


def _function(
    crate: dict[str, Any],
    made: dict[int, Callable[..., Any]],
    waiting: list[tuple[dict[str, Any], str, int]],
) -> Callable[..., Any]:
    """What `crate` holds, after what it uses: a base class, say, has to be there before.

    Functions may call each other: a use of one that is still being made is left in `waiting`.
    """
    number, name, source = crate["number"], crate["name"], crate["source"]
    if number in made:
        return made[number]
    # Its lines are kept nowhere: a learner could print them, and with them how an answer is judged.
    filename = f"<{name} of the course, {zlib.crc32(source.encode()):x}>"
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
        elif content["source"] or content["number"] in made:
            namespace[own] = _function(content, made, waiting)
        else:
            waiting.append((namespace, own, content["number"]))
    code = compile(source, filename, "exec", flags=_FUTURE, dont_inherit=True)
    exec(code, namespace)
    made[number] = namespace[name]
    return made[number]
