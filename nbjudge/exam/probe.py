"""Run a function of the test's beside the answer: for classes, modules and anything not plain."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nbjudge.exam.apart import apart
from nbjudge.exam.conditions import Conditions
from nbjudge.exam.outcome import Outcome, Remote
from nbjudge.exam.session import current


def probe(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, to be called with stand-ins and plain data, and to return plain data.

    In a learner's notebook that is `function` itself. Under a judge its source goes to the
    learner's process and runs there, so it should gather data and leave judging to the test: what
    it returns is the learner's word. It gets copies, so that nothing there changes what the test
    holds. It may use modules, plain constants and functions that its module or cell defines; of
    enclosing functions too.
    """
    session = current()
    if session is None:
        return function
    remote = session.ship(function)

    def asked(*arguments: Any, **keywords: Any) -> Any:
        return apart(remote, arguments, keywords).unwrap()

    vars(asked)["__remote__"] = remote  # so that an answer or another probe can be handed this
    return asked


def _beside(look: Callable[..., Any]) -> Any:
    """`look` where the answer is."""
    session = current()
    return look if session is None else session.ship(look)


def through(
    look: Callable[..., Any],
    answer: Callable[..., Any] | Remote,
    arguments: Sequence[Any] = (),
    keywords: Mapping[str, Any] | None = None,
    *,
    conditions: Conditions | None = None,
    quiet: bool = False,
    seed: int | None = None,
) -> Outcome:
    """What comes of ``look(answer, *arguments)``, run beside `answer` as `probe` says.

    `look` gets copies of the arguments, here as well as there: see `nbjudge.exam.apart`.

    The conditions hold for all that `look` does with the answer, not for single calls of it.
    """
    if isinstance(answer, Remote):
        beside: Any = _beside(look)
        arguments = (answer, *arguments)
    else:
        # Also under a judge, if the answer is its own: a reference, a known mistake. A call looks
        # for the learner's namespaces behind what it calls.
        beside = functools.partial(look, answer)
    return apart(beside, arguments, keywords, conditions=conditions, quiet=quiet, seed=seed)
