"""Call an answer so that only the answer is judged.

Earlier exercises are references, banned operations are seen, nothing is written to stderr (nbgrader
gives 0 to a cell that wrote there), and every setting is as it was afterwards.
"""

from __future__ import annotations

import contextlib
import functools
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from nbjudge.exam import latch
from nbjudge.exam.binding import bound, namespaces
from nbjudge.exam.conditions import Conditions
from nbjudge.exam.generators import seeded
from nbjudge.exam.outcome import RESET, Outcome, Remote, described

NOTHING = Conditions()


def call(
    function: Callable[..., Any] | Remote,
    arguments: Sequence[Any] = (),
    keywords: Mapping[str, Any] | None = None,
    *,
    conditions: Conditions | None = None,
    quiet: bool = False,
    seed: int | None = None,
) -> Outcome:
    """What comes of calling `function`, here or, for a stand-in, where it lives.

    Exceptions are part of the outcome, SystemExit too; KeyboardInterrupt passes. `quiet` swallows
    what it prints. With a `seed` every random generator is seeded for the call, and as it was
    afterwards.
    """
    if isinstance(function, Remote):
        return function.call(arguments, keywords or {}, conditions, quiet, seed)
    return call_here(function, arguments, keywords or {}, conditions or NOTHING, quiet, seed)


def under(function: Callable[..., Any] | Remote, conditions: Conditions) -> Callable[..., Any]:
    """`function`, each call under `conditions`; raises Banned, or whatever `function` raises."""
    if isinstance(function, Remote):
        return function.under(conditions)  # type: ignore[return-value]

    @functools.wraps(function, updated=())
    def conducted(*arguments: Any, **keywords: Any) -> Any:
        return call(function, arguments, keywords, conditions=conditions).unwrap()

    return conducted


def call_here(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    keywords: Mapping[str, Any],
    conditions: Conditions,
    quiet: bool,
    seed: int | None,
    caught: type[BaseException] | tuple[type[BaseException], ...] = (Exception, SystemExit),
    then: Callable[[Any], object] | None = None,
) -> Outcome:
    """`call` in this process. What is `caught` is part of the outcome, anything else passes.

    `then` is called with the result (None where there is none) while the watch still goes on: what
    it makes of the result, no code of the answer's that runs later can change unseen.
    """
    watch = _watch(conditions.bans)
    noted = latch.count()
    outcome = Outcome()
    with isolated(function, conditions, watch, quiet), seeded(seed):
        try:
            outcome.result = function(*arguments, **keywords)
        except caught as error:
            watch.saw(error)
            outcome.error = error
            outcome.raised = described(error, {id(one) for one in namespaces(function)})
        if then is not None:
            then(outcome.result)
    outcome.used = watch.used
    if not outcome.used and latch.count() != noted:
        outcome.used = RESET
    return outcome


@contextlib.contextmanager
def isolated(
    function: Callable[..., Any], conditions: Conditions, watch: Watching, quiet: bool
) -> Iterator[None]:
    """A context for a call of `function`; `quiet` swallows its prints.

    Everything is put back at the end, also after an exception: the names, torch's gradient
    mode and default dtype, the warnings filters and stderr.
    """
    references = {
        name: watch.unwatched(reference) for name, reference in conditions.references.items()
    }
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        if quiet:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(settled())
        stack.enter_context(bound(references, function))
        stack.enter_context(watch)
        yield


@contextlib.contextmanager
def settled() -> Iterator[None]:
    """Put torch's gradient mode and default dtype back at the end."""
    torch = sys.modules.get("torch")
    if torch is None:
        yield
        return
    dtype = torch.get_default_dtype()
    try:
        with torch.set_grad_enabled(torch.is_grad_enabled()):
            yield
    finally:
        torch.set_default_dtype(dtype)


class Watching(Protocol):
    """What looks out for banned operations: see `nbjudge.exam.watch.Watch`."""

    used: str | None

    def __enter__(self) -> Any:
        """Begin to look."""

    def __exit__(self, *_: Any) -> None:
        """Stop looking."""

    def saw(self, error: BaseException) -> None:
        """Look at what the watched call raised."""

    def unwatched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, free to use what is banned."""


class _Nobody:
    """Watches nothing: no operation is banned, or there is no torch that could run one."""

    used: str | None = None

    def __enter__(self) -> _Nobody:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def saw(self, error: BaseException) -> None:
        pass

    def unwatched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return function


def _watch(bans: tuple[str, ...]) -> Watching:
    if "torch" not in sys.modules:
        return _Nobody()
    from nbjudge.exam.watch import Watch

    return Watch(bans)
