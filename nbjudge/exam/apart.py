"""Call an answer with copies: what a test holds is never what the answer was given.

An answer that changes its arguments changes copies, in the submission's process and in this one.
So a test can compute from its own data what it expects, before the call or after it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from nbjudge.exam.calling import call
from nbjudge.exam.conditions import Conditions
from nbjudge.exam.outcome import Outcome, Remote


def apart(
    function: Callable[..., Any] | Remote,
    arguments: Sequence[Any] = (),
    keywords: Mapping[str, Any] | None = None,
    *,
    own: Collection[int] = (),
    conditions: Conditions | None = None,
    quiet: bool = False,
    seed: int | None = None,
) -> Outcome:
    """`nbjudge.exam.call` with copies of the arguments.

    Lists, tuples, dicts, sets, arrays and tensors are copied, with what is in them; modules,
    functions and other objects go as they are. The positional arguments at the places `own` go as
    they are too: those that the answer has to change. Gradients flow from the result to the
    test's own tensors. `Outcome.given` holds the positional arguments as the call left them, and
    `Outcome.changed` the places of those that it changed.
    """
    handed = _Handed()
    given = tuple(
        value if place in own else handed.copy(value) for place, value in enumerate(arguments)
    )
    named = {name: handed.copy(value) for name, value in (keywords or {}).items()}
    outcome = call(function, given, named, conditions=conditions, quiet=quiet, seed=seed)
    outcome.given = given
    outcome.changed = tuple(
        place
        for place, (before, after) in enumerate(zip(arguments, given, strict=True))
        if place not in own and not _same(before, after)
    )
    if handed.pairs:
        outcome.result = handed.attached(outcome.result)
    return outcome


class _Handed:
    """The copies made for one call; what stood in two places is one object in both."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Any]] = {}
        self.pairs: list[tuple[Any, Any, Any]] = []
        """Of tensors that require gradients: the test's, the leaf behind the copy, the copy."""

    def copy(self, value: Any) -> Any:
        """A copy of `value`, if it is data."""
        kind = type(value)
        if not _is_data(value):
            return value
        if id(value) in self._known:
            return self._known[id(value)][1]
        if kind in (list, set, dict, bytearray):
            made: Any = kind()
            self._known[id(value)] = value, made
            if kind is list:
                made.extend(self.copy(each) for each in value)
            elif kind is dict:
                made.update((key, self.copy(each)) for key, each in value.items())
            elif kind is set:
                made.update(value)
            else:
                made.extend(value)
            return made
        if isinstance(value, tuple):
            items = [self.copy(each) for each in value]
            made = tuple(items) if kind is tuple else kind(*items)
        elif kind.__module__ == "numpy":
            made = value.copy()
        else:
            made = self._tensor(value)
        self._known[id(value)] = value, made
        return made

    def _tensor(self, value: Any) -> Any:
        torch = sys.modules["torch"]
        with torch.no_grad():
            leaf = value.detach().clone()
            if isinstance(value, torch.nn.Parameter):
                leaf = torch.nn.Parameter(leaf, value.requires_grad)
            elif value.requires_grad:
                leaf.requires_grad_()
            if value.is_leaf and value.grad is not None:
                leaf.grad = self.copy(value.grad)
        if not value.requires_grad:
            return leaf
        if value.is_leaf:
            made = leaf
        else:
            with torch.enable_grad():
                made = leaf.clone()
        self.pairs.append((value, leaf, made))
        return made

    def attached(self, result: Any) -> Any:
        """`result` with graphs that lead to the test's own tensors."""
        from nbjudge.exam.gradients import attach

        torch = sys.modules["torch"]
        copies = {id(made) for _, _, made in self.pairs}
        tensors = []
        for one in _tensors(result):
            if one.requires_grad and (not one.is_leaf or id(one) in copies):
                tensors.append(one)
        if not tensors or not torch.is_grad_enabled():
            return result
        leaves = [leaf for _, leaf, _ in self.pairs]

        def backward(gradients: tuple[Any, ...]) -> Sequence[Any]:
            pairs = [
                (one, gradient)
                for one, gradient in zip(tensors, gradients, strict=True)
                if gradient is not None
            ]
            if not pairs:
                return [None] * len(leaves)
            with torch.enable_grad():
                total = sum((one * gradient).sum() for one, gradient in pairs)
            return torch.autograd.grad(total, leaves, retain_graph=True, allow_unused=True)

        made = attach(tensors, [value for value, _, _ in self.pairs], backward)
        return _replaced(result, dict(zip(map(id, tensors), made, strict=True)))


def _is_data(value: Any) -> bool:
    """Whether `value` is of a kind that is copied; a subclass's own state could not be."""
    kind = type(value)
    if kind in (list, dict, set, tuple, bytearray) or (
        isinstance(value, tuple) and hasattr(kind, "_fields")
    ):
        return True
    if (numpy := sys.modules.get("numpy")) is not None and kind is numpy.ndarray:
        return True
    torch = sys.modules.get("torch")
    return torch is not None and kind in (torch.Tensor, torch.nn.Parameter)


def _same(before: Any, after: Any) -> bool:
    """Whether a call left of a copy what it was a copy of."""
    if before is after:
        return True
    if type(before) is not type(after):
        return False
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, dict):
        return list(before) == list(after) and all(map(_same, before.values(), after.values()))
    if isinstance(before, set | bytearray):
        return before == after
    return (
        before.dtype == after.dtype
        and tuple(before.shape) == tuple(after.shape)
        and _bytes(before) == _bytes(after)
    )


def _bytes(value: Any) -> Any:
    if type(value).__module__ == "numpy":
        return value.tobytes() if value.dtype != object else value.tolist()
    torch = sys.modules["torch"]
    plain = value.detach()
    if plain.layout != torch.strided or plain.device.type != "cpu":
        return repr(plain)
    plain = plain.resolve_conj().resolve_neg().contiguous().reshape(-1)
    return plain.view(torch.uint8).numpy().tobytes() if plain.numel() else b""


def _tensors(result: Any) -> Iterator[Any]:
    """The tensors in `result`, each once."""
    torch = sys.modules["torch"]
    seen: set[int] = set()
    waiting = [result]
    while waiting:
        value = waiting.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, torch.Tensor):
            yield value
        elif type(value) in (list, tuple):
            waiting = [*value, *waiting]
        elif type(value) is dict:
            waiting = [*value.values(), *waiting]


def _replaced(value: Any, replaced: Mapping[int, Any]) -> Any:
    if id(value) in replaced:
        return replaced[id(value)]
    if type(value) is list:
        value[:] = [_replaced(each, replaced) for each in value]
    elif type(value) is tuple:
        return tuple(_replaced(each, replaced) for each in value)
    elif type(value) is dict:
        for key in value:
            value[key] = _replaced(value[key], replaced)
    return value
