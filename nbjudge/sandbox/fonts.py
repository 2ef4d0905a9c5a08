"""matplotlib's list of the fonts there are: looking for them takes it longer than importing it."""

from __future__ import annotations

import os
from pathlib import Path

PLACE = ".cache/matplotlib"  # where matplotlib looks, in a home


def lists() -> list[Path]:
    """Return the files in which matplotlib keeps which fonts it found; none if it never looked.

    A list that names a file in the user's home is left out: inside, nobody is to learn such paths,
    and the fonts would not be there.
    """
    return [path for path in sorted(_folder().glob("fontlist-*.json")) if not _names_home(path)]


def _folder() -> Path:
    """Return matplotlib's cache, as its own ``get_cachedir`` finds it."""
    configured = os.environ.get("MPLCONFIGDIR")
    if configured:
        return Path(configured)
    cache = os.environ.get("XDG_CACHE_HOME")
    return Path(cache) / "matplotlib" if cache else Path(os.path.expanduser("~"), PLACE)


def _names_home(path: Path) -> bool:
    """Return whether the text of a file names the user's home, or cannot be read."""
    try:
        return os.path.expanduser("~") in path.read_text(errors="replace")
    except OSError:
        return True
