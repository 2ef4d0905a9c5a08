"""A worker process: it does what its parent sends, one call at a time, and dies with it."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from nbjudge.autograde import lean


def main(descriptor: int, parent: int, modules: Sequence[str] = ()) -> None:
    """Serve the calls that arrive on *descriptor* until it is closed; *parent* is who starts us.

    *modules* are imported while the first call is being prepared.
    """
    _die_with(parent)
    lean.without_uri_grammar()
    lean.without_server()
    for name in modules:
        with suppress(Exception):  # whoever needs it will say what is wrong
            importlib.import_module(name)
    with Connection(descriptor) as connection:
        while True:
            try:
                function, arguments, named = connection.recv()
            except EOFError:
                return
            try:
                answer: tuple[bool, Any] = (True, function(*arguments, **named))
            except Exception as error:
                answer = (False, error)
            try:
                connection.send(answer)
            except (BrokenPipeError, ConnectionError):
                return
            except Exception as error:  # what cannot be pickled
                connection.send((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        from nbjudge.sandbox.confine import die_with_parent

        die_with_parent()
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it died before it could be seen
        os._exit(1)


def _watch(parent: int) -> NoReturn:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
