"""Run a function of the test's beside the answer: for classes, modules and anything not plain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbjudge.exam.session import current


def probe(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, to be called with stand-ins and plain data, and to return plain data.

    In a learner's notebook that is `function` itself. Under a judge its source goes to the
    learner's process and runs there, so it should gather data and leave judging to the test: what
    it returns is the learner's word. It may use modules, plain constants and functions that its
    module or cell defines; of enclosing functions too.
    """
    session = current()
    if session is None:
        return function
    remote: Any = session.ship(function)  # callable as well
    return remote
