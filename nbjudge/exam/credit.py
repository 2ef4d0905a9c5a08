"""Marks for named parts of a test cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nbjudge.language import said as _

_open: list[Credit] | None = None


@dataclass(frozen=True)
class Share:
    """One part: its marks, and why it did not get them (empty if it did)."""

    name: str
    max: float
    sentence: str = ""
    error: BaseException | None = field(default=None, compare=False, repr=False)


class Credit:
    """Collects the parts of one test cell: see `credit`."""

    def __init__(self) -> None:
        self.shares: list[Share] = []

    @contextmanager
    def part(self, name: str, points: float) -> Iterator[None]:
        """A part called `name` worth `points`: what fails inside costs these alone."""
        if points < 0:
            raise ValueError(f"the part {name!r} cannot be worth {points} points")
        error: BaseException | None = None
        try:
            yield
        except Exception as raised:
            error = raised
        sentence = ""
        if error is not None:
            unsaid = _("{error} in {part}").format(error=type(error).__name__, part=name)
            sentence = str(error) or unsaid
        self.shares.append(Share(name, points, sentence, error))
        if error is not None:
            print(f"✗ {name}: {sentence}")

    @property
    def total(self) -> float:
        """The points of all parts that passed: nbgrader reads it where it is a cell's last line."""
        return sum(share.max for share in self.shares if not share.sentence)


def credit() -> Credit:
    """Marks for named parts, in a test cell that ends in their total.

    >>> marks = credit()
    >>> with marks.part("the weights", 2):
    ...     assert 1 + 1 == 2
    >>> marks.total
    2
    """
    made = Credit()
    if _open is not None:
        _open.append(made)
    return made


@contextmanager
def opened(into: list[Credit]) -> Iterator[None]:
    """Collect every `credit` made in this context in `into`."""
    global _open
    before, _open = _open, into
    try:
        yield
    finally:
        _open = before
