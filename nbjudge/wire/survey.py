"""How large a value is when everything in it is written out.

A list that holds another twice, which holds a third twice, and so on, is a few bytes of message
and more values than any program can visit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from nbjudge.wire.errors import WireError
from nbjudge.wire.limits import Limits


def survey(
    value: object,
    limits: Limits,
    content: Callable[[Any], Any] = lambda value: value,
) -> None:
    """WireError if `value` is cyclic, too deep, or holds too many items or bytes.

    `content(part)` is what a list, dict, set or tensor in it is to hold, by default what it does.
    """
    # Of each part in progress None, then its items, bytes and depth.
    seen: dict[int, tuple[int, int, int] | None] = {}

    def visit(part: Any, depth: int) -> tuple[int, int, int]:
        if depth > limits.depth + 1:
            raise WireError.too_deep(limits.depth)
        held, size = _parts(content(part))
        if held is None:
            return 1, size, 0
        number = id(part)
        if number in seen:
            known = seen[number]
            if known is None:
                raise WireError.cyclic()
            if depth + known[2] > limits.depth + 1:
                raise WireError.too_deep(limits.depth)
            return known
        seen[number] = None
        items, deepest = 1, 0
        for inner in held:
            more, larger, below = visit(inner, depth + 1)
            items, size, deepest = items + more, size + larger, max(deepest, below + 1)
            if items > limits.items:
                raise WireError.too_much("the data", limits.items, "items")
            if size > limits.total:
                raise WireError.too_much("the data", limits.total, "bytes")
        seen[number] = items, size, deepest
        return items, size, deepest

    visit(value, 1)


def _parts(value: Any) -> tuple[Iterable[Any] | None, int]:
    """What a value holds, None for nothing, and its own bytes where they count."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return value, 0
    if kind is dict:
        return [*value.keys(), *value.values()], 0
    if kind in (str, bytes):
        return None, len(value)
    size = getattr(value, "nbytes", 0) if kind.__module__ in ("torch", "numpy") else 0
    if kind.__module__ == "torch" and value.is_leaf and value.grad is not None:
        return [value.grad], size
    return None, size
