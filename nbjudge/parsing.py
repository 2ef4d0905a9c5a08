"""Python's own parser, called by one thread at a time, for any text.

CPython counts the depth of the tree it makes in a place that all threads share. Where two of them
parse at once it may end in "SystemError: AST constructor recursion depth mismatch".
"""

from __future__ import annotations

import ast
import os
import threading
import warnings

_one_at_a_time = threading.Lock()


# What CPython's parser raises for a text besides SyntaxError, by version and by what is wrong:
# brackets or signs nested too deep (MemoryError, RecursionError), a NUL or a number of too many
# digits (ValueError), half of a pair of surrogates (UnicodeEncodeError), a column too far
# (OverflowError).
_STUMBLES = (ValueError, MemoryError, RecursionError, OverflowError)


def parse(source: str, filename: str = "<unknown>") -> ast.Module:
    """The tree of `source`, which may be any text: of a learner's, too.

    Raises SyntaxError and nothing else for what is no Python, or cannot be parsed, and warns of
    nothing: a warning would quote the text on the terminal.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source, filename)
        except _STUMBLES as error:
            raise SyntaxError(f"this cannot be parsed ({type(error).__name__})") from None


def _anew() -> None:
    """A process is forked with one of its threads: nobody is left to release the lock."""
    global _one_at_a_time
    _one_at_a_time = threading.Lock()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_anew)
