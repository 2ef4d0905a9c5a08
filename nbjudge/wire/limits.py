"""How much one message may hold, and what stands for a value that cannot be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Limits:
    """What both ends hold a message to; the receiver checks each before it allocates anything.

    A value that stands in several places counts in each of them for `items` and `depth`.
    """

    total: int = 64 * 2**20
    """Bytes of a message."""
    items: int = 500_000
    """Values of any kind in a message, nested ones included."""
    spread: int | None = None
    """Numbers in all ranges of a message, None for any: whoever has one may make a list of it."""
    depth: int = 64
    """Lists (tuples, dicts, gradients …) inside each other."""
    text: int = 4 * 2**20
    """Bytes of one string in UTF-8."""
    integer: int = 1750
    """Bytes of one int: Python refuses to print longer ones."""
    keys: int = 20_000
    """Keys of all dicts and sets together: chosen keys can make a dict slow, not wrong."""
    arrays: int = 10_000
    """Arrays and tensors in a message."""
    elements: int = 2**24
    """Elements of one array or tensor."""
    dimensions: int = 16
    """Axes of one array or tensor."""
    name: int = 200
    """Characters of a type's name."""


DEFAULT = Limits()
TO_JUDGE = replace(DEFAULT, spread=DEFAULT.items)
"""What a learner's process may send: a range in it can be written out, too."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value of a kind that is never sent: a generator, a function, a module.

    Only the name of its type is known, and that is the learner's word.
    """

    type_name: str
