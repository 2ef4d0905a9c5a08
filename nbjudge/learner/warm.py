"""What happens once in the template, before any submission is forked from it."""

from __future__ import annotations

import json
import sys

from nbjudge.exam import intact, latch
from nbjudge.learner import compiler, serve


def prepare(cells: str) -> None:
    """Make the shell, run the master's first cells in it, and compile its others.

    *cells* is JSON: the sources of both. The first are the same for every submission, and before
    its first answer nothing of a learner's could change what they do.
    """
    compiler.postpone()
    serve.warm(*json.loads(cells))
    if "torch" in sys.modules:
        import torch

        from nbjudge.exam import kernels, watch
        from nbjudge.learner import engine  # noqa: F401

        with watch.Watch(("nothing that there is",)):
            repr(torch.ones(1))  # torch imports parts of itself when this first happens
        kernels.enable()
    latch.enable()
    intact.remember()


def watch_for(bans: str) -> None:
    """Be ready to see what *bans*, patterns as JSON, forbid: each submission would take a moment.

    They are no secret, unlike the references of a test, which no process has before it.
    """
    if "torch" in sys.modules:
        from nbjudge.exam import kernels, watch

        kernels.prepare(watch.operations(json.loads(bans)))
