"""What a test cell leaves behind for whoever judges it; nothing where nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from nbjudge.exam.credit import Credit, opened
from nbjudge.exam.outcome import Remote


@dataclass
class Session:
    """One test cell being judged: `ship` makes a stand-in of a probe, the rest is left behind."""

    ship: Callable[[Callable[..., Any]], Remote]
    misconception: str | None = None
    hint: str = ""
    credits: list[Credit] = field(default_factory=list)
    explanations: list[Callable[[], None]] = field(default_factory=list)


_current: Session | None = None


def current() -> Session | None:
    """The session of the test cell that runs now, if a judge runs it."""
    return _current


@contextmanager
def judging(session: Session) -> Iterator[Session]:
    """Let test code that runs in this context leave what it finds in `session`."""
    global _current
    before, _current = _current, session
    try:
        with opened(session.credits):
            yield session
    finally:
        _current = before


def recognise(name: str, sentence: str) -> None:
    """Say that the answer under test shows the misconception `name`; `sentence` is for its author.

    The first one counts. Without effect in a learner's own notebook.
    """
    if _current is not None and _current.misconception is None:
        _current.misconception, _current.hint = name, sentence


def explain(report: Callable[[], None]) -> None:
    """Call `report`, which prints what is wrong with the answer under test and may `recognise` it.

    Under a judge that is done at the end of the test cell, and only where marks were lost: what it
    would say of a right answer, the marks say. Elsewhere it is called at once.
    """
    if _current is None:
        report()
    else:
        _current.explanations.append(report)
