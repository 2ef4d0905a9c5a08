"""Whether a package is one of those installed as usual, or may be a course's own."""

from __future__ import annotations

import sysconfig
from importlib.machinery import ModuleSpec
from pathlib import Path

_PLACES = ("stdlib", "platstdlib", "purelib", "platlib")


def as_usual(found: ModuleSpec) -> bool:
    """Whether what was *found* belongs to Python or to its site-packages.

    An editable install does not: its directory may be the course's own.
    """
    if found.origin is None or found.origin in ("built-in", "frozen"):
        return True
    origin = str(Path(found.origin))
    places = {sysconfig.get_path(kind) for kind in _PLACES}
    return any(origin.startswith(f"{place}/") for place in places)
