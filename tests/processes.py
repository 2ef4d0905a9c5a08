"""Processes that may end while they are looked at.

A process that has ended and is not yet waited for is a zombie, of which psutil still finds the
name but no command line: its error for that is a NoSuchProcess, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import psutil


def told(ask: Callable[[], Any], otherwise: Any) -> Any:
    """What *ask* tells of a process, *otherwise* if that has just ended."""
    try:
        return ask()
    except psutil.NoSuchProcess:
        return otherwise


def children(process: psutil.Process, recursive: bool = False) -> list[psutil.Process]:
    """The children of a process that may have ended."""
    return list(told(lambda: process.children(recursive), []))


def alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Those of *processes* that have not ended."""
    dead = psutil.STATUS_ZOMBIE
    return [one for one in processes if one.is_running() and told(one.status, dead) != dead]


def command(process: psutil.Process) -> str:
    """The command line of a process, empty if it has ended."""
    return " ".join(told(process.cmdline, []))
