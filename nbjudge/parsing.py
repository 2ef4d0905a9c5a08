"""Python's own parser, called by one thread at a time.

CPython counts the depth of the tree it makes in a place that all threads share. Where two of them
parse at once it may end in "SystemError: AST constructor recursion depth mismatch".
"""

from __future__ import annotations

import ast
import os
import threading

_one_at_a_time = threading.Lock()


def parse(source: str, filename: str = "<unknown>") -> ast.Module:
    """`ast.parse`. Raises SyntaxError and ValueError as that does."""
    with _one_at_a_time:
        return ast.parse(source, filename)


def _anew() -> None:
    """A process is forked with one of its threads: nobody is left to release the lock."""
    global _one_at_a_time
    _one_at_a_time = threading.Lock()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_anew)
