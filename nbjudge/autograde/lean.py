"""Do without what costs much and serves nothing here: slow imports, memory that nobody needs again.

For processes of our own alone: workers, and the command ``nbjudge autograde``.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import sys
from types import ModuleType

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
_KIB = 1024
_later = False


def without_uri_grammar() -> None:
    """Let jsonschema, which nbformat imports, do without rfc3987_syntax: 0.8 s to parse a grammar.

    It is made to be left out, and then knows no format "iri", which no notebook's schema has.
    """
    if "jsonschema" not in sys.modules:
        sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def without_server() -> None:
    """Let `import nbgrader.utils` do without JupyterLab's extensions: 0.5 s.

    nbgrader's ``__init__`` imports them; after this its modules are found, and it is empty.
    """
    spec = None if "nbgrader" in sys.modules else importlib.util.find_spec("nbgrader")
    if spec is not None and spec.submodule_search_locations is not None:
        package = ModuleType("nbgrader")
        package.__spec__, package.__file__ = spec, spec.origin
        package.__path__ = list(spec.submodule_search_locations)
        sys.modules["nbgrader"] = package


def collect_later() -> None:
    """Let garbage lie until `collect_again`: the search takes a sixth of the time of imports."""
    global _later
    _later = True
    gc.disable()


def collect_again() -> None:
    """Look for garbage from now on, among what is made from now on: what has been imported stays.

    Without effect where `collect_later` was not called: only a process of our own may do so. Its
    end, too, is sooner then by a third of a second.
    """
    global _later
    if _later:
        _later = False
        gc.freeze()
        gc.enable()


def without_hoarding() -> None:
    """Let the C library return large pieces of memory when they are freed. Before threads begin.

    glibc keeps them, scattered over one heap for each thread: a parent that takes in thousands of
    graded notebooks would grow by a tenth. Without effect where there is no glibc.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, 64 * _KIB)
        mallopt(_TRIM_THRESHOLD, 128 * _KIB)
        mallopt(_ARENA_MAX, 1)
