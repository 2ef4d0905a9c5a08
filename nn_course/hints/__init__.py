"""The hints that a lesson offers below each check: ``hint.nll()`` gives the next one.

``from nn_course.hints import part1 as hint`` gives the hints of part 1. They stand in the
catalogue; which comes next depends on the last check (`nn_course.hints.choice`).
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

_catalogue = find_spec("nn_course.catalogue")
if _catalogue is not None and _catalogue.origin is not None:
    from nn_course.catalogue import PARTS
    from nn_course.hints.part import Hints

    __all__ = ["Hints"]
    _part = cache(Hints)
else:  # a submission is being graded
    from nn_course.hints.elsewhere import PARTS, Elsewhere  # type: ignore[assignment]

    __all__ = []
    _part = cache(Elsewhere)  # type: ignore[arg-type]


def __getattr__(name: str) -> Any:
    """The hints of the part called `name`."""
    if name in PARTS:
        return _part(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *PARTS})
