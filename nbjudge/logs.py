"""The one way by which nbjudge writes to a log, and what a process may print when it breaks."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
import warnings
from typing import Any

from nbjudge.plain import printable


class _Record(logging.LogRecord):
    """A log record whose message and traceback are `printable`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.exc_info and self.exc_info[0] is not None:
            # formatters print this where it is there, in place of the exception
            self.exc_text = printable("".join(traceback.format_exception(*self.exc_info))).rstrip()

    def getMessage(self) -> str:
        return printable(super().getMessage())


def guard_logs() -> None:
    """From now on this process writes `printable` text to logs, whoever logs.

    nbgrader and JupyterLab name files and learners in their logs, too.
    """
    logging.setLogRecordFactory(_Record)


def guard() -> None:
    """`guard_logs`, and the same for the traceback with which this process may end.

    A stream that cannot show a letter shows its escape.
    """
    guard_logs()
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    warnings.showwarning = _warned
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _uncaught(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """As Python does it, without anything in the error's text that a terminal obeys."""
    text = printable("".join(traceback.format_exception(kind, error, trace)))
    _write(text)


def _in_thread(args: Any) -> None:
    if args.exc_type is not SystemExit:
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _unraisable(args: Any) -> None:
    _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int,
    file: Any = None, line: str | None = None,
) -> None:  # fmt: skip
    _write(printable(warnings.formatwarning(message, category, filename, lineno, line)))


def _write(text: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text if text.endswith("\n") else f"{text}\n")


def logger(name: str, level: int = logging.ERROR, stream: Any = None) -> logging.Logger:
    """A logger of its own that writes `printable` messages to `stream`, by default stderr."""
    made = logging.Logger(name, level)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter())
    made.addHandler(handler)
    return made


class _Formatter(logging.Formatter):
    """The message alone, `printable`, whichever kind of record it is."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))
