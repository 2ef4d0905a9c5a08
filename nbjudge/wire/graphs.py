"""The tensors in a result that were calculated with a graph; both ends number them alike."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any


def graphed(result: Any, arguments: tuple[Any, ...]) -> Iterator[Any]:
    """The tensors in `result` that were calculated with a graph, each once, arguments left out."""
    torch = sys.modules.get("torch")
    if torch is None:
        return
    seen = {id(part) for part in arguments}
    waiting = [result]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, torch.Tensor):
            if value.requires_grad and not value.is_leaf:
                yield value
        elif isinstance(value, list | tuple):
            waiting.extend(reversed([*value]))
        elif isinstance(value, set | frozenset):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(reversed([*value.values()]))
