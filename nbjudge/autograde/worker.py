"""The nursery's process, and the workers that it forks, as they see themselves."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any, NoReturn

from nbjudge import logs
from nbjudge.autograde import lean


def main(descriptor: int, parent: int, modules: Sequence[str] = ()) -> None:
    """Be the nursery: do what *parent* asks on *descriptor* until that is closed.

    *modules* are imported while the first request is being made.
    """
    _die_with(parent)
    logs.guard()
    lean.collect_later()  # and never here: it imports, and forks
    lean.without_uri_grammar()
    lean.without_server()
    for name in modules:
        with suppress(Exception):  # whoever needs it will say what is wrong
            importlib.import_module(name)
    with suppress(EOFError, ConnectionError), Connection(descriptor) as connection:
        while True:
            what, *content = connection.recv()
            if what == "prepare":
                function, arguments = content
                with suppress(Exception):  # workers will meet it again, and tell
                    function(*arguments)
            elif what == "fork":
                connection.send(_fork(connection))
            elif what == "reap":
                connection.send(_reap(content[0]))
    _end()


def _fork(connection: Connection) -> int:
    """Start a worker on the socket that follows the request; return its process id."""
    from nbjudge.autograde import work

    handle, nursery = recv_handle(connection), os.getpid()
    twins = work.twins()
    pid = os.fork()
    if pid == 0:
        try:
            connection.close()
            _die_with(nursery)
            lean.collect_again()
            work.adopt(twins)
            _serve(handle)
        finally:
            _end()
    for _, control in twins:
        control.close()
    os.close(handle)
    return pid


def _reap(pid: int) -> int | None:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # a worker of the nursery before this one
        return None


def _serve(descriptor: int) -> None:
    """Be a worker: make the calls that arrive on *descriptor* until that is closed."""
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


def _end() -> NoReturn:
    """End at once: to take a Python with PyTorch in it down in order takes most of a second."""
    try:
        from nbjudge.autograde import work

        work.close()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)


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
