"""The random generators of Python, numpy and torch, as far as they are loaded."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Iterator
from typing import Any

FIRST = 2718281828
"""The seed under which a master's cells begin on both sides; none that a master would choose, so
that its own seeds show."""


def seed(number: int) -> None:
    """Seed all of them. Python's takes any integer, numpy's 32 bits of it, torch's 63."""
    random.seed(number)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(number % 2**32)
    if (torch := sys.modules.get("torch")) is not None:
        # torch.manual_seed notes who called it, for devices that are not here: 20 milliseconds.
        torch.default_generator.manual_seed(number % 2**63)


def states() -> dict[str, Any]:
    """The state of each, by the name of its module."""
    found: dict[str, Any] = {"random": random.getstate()}
    if (numpy := sys.modules.get("numpy")) is not None:
        found["numpy"] = numpy.random.get_state()
    if (torch := sys.modules.get("torch")) is not None:
        found["torch"] = torch.default_generator.get_state()
    return found


def restore(found: dict[str, Any]) -> None:
    """Put those back whose states are in `found`."""
    for name, state in found.items():
        if name == "random":
            random.setstate(state)
        elif name == "numpy":
            sys.modules["numpy"].random.set_state(state)
        else:
            sys.modules["torch"].default_generator.set_state(state)


def changed(before: dict[str, Any]) -> dict[str, Any]:
    """The states of those that were seeded or used since their states were `before`."""
    return {
        name: state
        for name, state in states().items()
        if name not in before or _plain(state) != _plain(before[name])
    }


@contextlib.contextmanager
def seeded(number: int | None) -> Iterator[None]:
    """Seed all of them in this context, and leave them as they were; with None do nothing."""
    if number is None:
        yield
        return
    before = states()
    seed(number)
    try:
        yield
    finally:
        restore(before)


def _plain(state: Any) -> Any:
    """A state that can be compared: numpy's holds an array, torch's is a tensor."""
    if isinstance(state, tuple):
        return tuple(each.tobytes() if hasattr(each, "tobytes") else each for each in state)
    return state.numpy().tobytes()
