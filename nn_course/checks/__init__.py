"""The checks that a lesson offers after each blank: ``check.nll(nll)``.

``from nn_course.checks import part1 as check`` gives one check per exercise of part 1, and
``check.exam`` for the hidden tests.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

_catalogue = find_spec("nn_course.catalogue")
if _catalogue is not None and _catalogue.origin is not None:
    from nn_course.catalogue import PARTS
    from nn_course.checks.part import Checks
    from nn_course.checks.report import Report, examine
    from nn_course.kernel import install as _install_kernel_advice

    _install_kernel_advice()
    __all__ = ["Checks", "Report", "examine"]
    _part = cache(Checks)
else:  # a submission is being graded: tests run in another process, which has the catalogue
    from nn_course.checks.elsewhere import PARTS, Elsewhere  # type: ignore[assignment]

    __all__ = []
    _part = cache(Elsewhere)  # type: ignore[arg-type]


def __getattr__(name: str) -> Any:
    """The checks of the part called `name`; a lesson reads no other part's catalogue."""
    if name in PARTS:
        return _part(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *PARTS})
