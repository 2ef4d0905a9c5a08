"""Names in a submission's source with which operations can be hidden from a ban.

Bans look at what runs, in the learner's own process. What switches that looking off is itself a
reason to distrust the answer, and no answer of a lesson needs it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from nbjudge.rebuild import code

_WORD = re.compile(r"\w+")
NAMES = frozenset(
    {
        "ctypes",
        "_ctypes",
        "cffi",
        "_python_dispatch",
        "TorchDispatchMode",
        "__torch_dispatch__",
        "_pop_mode",
        "_pop_torch_dispatch_stack",
        "_push_on_torch_dispatch_stack",
        "_set_dispatch_mode",
        "_disable_current_modes",
        "_disable_infra_mode",
        "_DisableTorchDispatch",
        "_DisableTorchDispatchSubclass",
        "_ExcludeDispatchKeyGuard",
        "_ForceDispatchKeyGuard",
        "_dispatch_tls_set_dispatch_key_excluded",
        "_dispatch_tls_set_dispatch_key_included",
        "get_objects",
        "get_referrers",
        "get_referents",
        "cell_contents",
        "__closure__",
        "_getframe",
        "_current_frames",
        "currentframe",
        "f_back",
        "f_locals",
        "nbjudge",
        "load_inline",
        "cpp_extension",
        # torch's other implementations of its operations, in Python
        "_refs",
        "_decomp",
        "_prims",
    }
)


def evasion(sources: Iterable[str]) -> str | None:
    """The first of NAMES that one of `sources` uses, as a name, an attribute or in a string."""
    return next(filter(None, map(_evasion, sources)), None)


@code.remembering
def _evasion(source: str) -> str | None:
    tree = code.parse(source)
    if tree is None:  # a magic in an expression, say: IPython will run it, so its words count
        found = NAMES.intersection(_WORD.findall(source))
        return min(found) if found else None
    for node in ast.walk(tree):
        if found := NAMES.intersection(_words(node)):
            return min(found)
    return None


def _words(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (node.attr,)
    if isinstance(node, ast.Import):
        return [part for one in node.names for part in one.name.split(".")]
    if isinstance(node, ast.ImportFrom):
        return [*(node.module or "").split("."), *(one.name for one in node.names)]
    if isinstance(node, ast.FunctionDef):
        return (node.name,)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
        return "".join(c if c.isalnum() or c == "_" else " " for c in node.value).split()
    return ()
