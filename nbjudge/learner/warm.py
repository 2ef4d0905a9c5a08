"""What happens once in the template, before any submission is forked from it."""

from __future__ import annotations

import contextlib
import importlib
import json
import sys

from nbjudge.exam import intact
from nbjudge.learner import serve


def prepare(cells: str) -> None:
    """Make the shell, and run the master's first cells in it: *cells* are their sources as JSON.

    They are the same for every submission, and before its first answer nothing of a learner's
    could change what they do.
    """
    serve.warm(json.loads(cells))
    if "torch" in sys.modules:
        # Now, and not in each submission: torch imports its compiler, for half a second, when an
        # optimizer is first used.
        with contextlib.suppress(Exception):
            importlib.import_module("torch._dynamo")
        from nbjudge.exam import kernels, watch  # noqa: F401

        kernels.enable()
    intact.remember()
