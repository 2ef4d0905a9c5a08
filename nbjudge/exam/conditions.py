"""The conditions under which an answer is called while it is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Conditions:
    """`references` stand for their names in the learner's namespaces, `bans` are looked out for.

    A reference is a function of a module; what it uses of that module (imports, other functions,
    plain constants) goes along to wherever the answer lives. `bans` are shell-style patterns of
    operation names as in torch's schemas, or "autograd": see `nbjudge.exam.watch`.
    """

    references: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    bans: tuple[str, ...] = ()
