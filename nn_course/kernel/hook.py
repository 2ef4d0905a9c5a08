"""The place in IPython where an error becomes a sentence; all other errors stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary

from nn_course import sentences
from nn_course.kernel.advice import advice

_OURS = (NameError, NotImplementedError)


@dataclass(frozen=True)
class _Hook:
    """What stood in the shell before, and what stands there now."""

    exceptions: tuple[type[BaseException], ...]
    shows: Any
    own: Any


_hooks: WeakKeyDictionary[Any, _Hook] = WeakKeyDictionary()


def install(shell: Any) -> None:
    """Let `shell` show advice in place of a traceback; once, however often this is called.

    IPython has one place for this. Whoever had it before still gets the errors they asked for.
    """
    known = _hooks.get(shell)
    if known is not None and shell.CustomTB is known.own:
        return
    exceptions, shows = shell.custom_exceptions, shell.CustomTB

    def show(
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType,
        tb_offset: int | None = None,
    ) -> Any:
        said = _advice(shell, error, trace)
        if said is not None:
            lines = sentences.lines(said)
            # IPython asks an exception for this method before it formats a traceback
            error._render_traceback_ = lambda: lines  # type: ignore[attr-defined]
        elif issubclass(kind, exceptions):
            return shows(kind, error, trace, tb_offset)
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return None

    shell.set_custom_exc((*_OURS, *exceptions), show)
    _hooks[shell] = _Hook(exceptions, shows, shell.CustomTB)


def uninstall(shell: Any) -> None:
    """Put back what stood in `shell` before `install`, unless somebody else has taken the place."""
    known = _hooks.pop(shell, None)
    if known is not None and shell.CustomTB is known.own:
        shell.custom_exceptions, shell.CustomTB = known.exceptions, known.shows


def _advice(shell: Any, error: BaseException, trace: TracebackType) -> str | None:
    try:
        return advice(shell, error, trace)
    except Exception:  # the learner's error is what they have to see
        return None
