"""Leave out imports that take longer than grading a submission does and serve nothing here.

For processes of our own alone: workers, and the command ``nbjudge autograde``.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


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
