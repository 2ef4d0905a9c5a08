"""The warm template: imports what submissions need once, then forks one guarded child for each.

It runs inside bubblewrap, started by sandbox.py as ``main(configuration)``, and speaks with it over
one socket. A request is one message: JSON (entry, seed, limits) and two descriptors, the child's
socket and the socket its ending is reported on; or (twin) and one, for which a fork serves then as
this process does for its own; or (setup, text) and none, as in the configuration, but later. The
answer is one byte once the fork is made, or the function has returned.
It executes nothing of a learner's, starts no thread, and forgets a child as soon as it is forked.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

from nbjudge.exam import generators
from nbjudge.sandbox import confine, guard, pages


def main(configuration: str) -> None:
    """Serve until the other end of the socket closes.

    ``configuration`` is JSON: control (descriptor), paths (put first on sys.path), preload (modules
    to import), user (to become, if started as root; else null), isolated (whether to confine),
    setup ("module:function" to call with the text that comes over the socket first; else null).
    """
    settings = json.loads(configuration)
    control = socket.socket(fileno=settings["control"])
    control.set_inheritable(False)
    sys.path[:0] = settings["paths"]
    gc.disable()  # to look for garbage would take a sixth of the time of imports
    try:
        if settings["user"] is not None:
            confine.become(settings["user"])
        for module in settings["preload"]:
            importlib.import_module(module)
        torch = sys.modules.get("torch")
        if torch is not None:
            torch.set_num_threads(1)
        generators.seed(0)  # the first time imports what numpy's needs
        if settings["setup"] is not None:
            _call(settings["setup"], _text(control))
    except BaseException as error:
        control.sendall(json.dumps({"failed": _sentence(error)}).encode() + b"\n")
        return
    gc.freeze()  # a collection in a child would copy every page it visits
    gc.enable()
    pages.gather()
    control.sendall(json.dumps({"threads": _threads()}).encode() + b"\n")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # guards report for themselves
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 2)
        if not message:
            os._exit(0)  # to take a Python with PyTorch in it down in order takes half a second
        request = json.loads(message)
        if "setup" in request:
            with contextlib.suppress(Exception):  # who needs it does it again, and is told
                _call(request["setup"], request["text"])
            gc.freeze()
        elif os.fork() == 0:
            control.close()
            if "twin" in request:
                control = socket.socket(fileno=descriptors[0])
                if sys.platform == "linux":
                    confine.die_with_parent()
                continue
            guard.run(request, descriptors[0], descriptors[1], settings["isolated"])
        for descriptor in descriptors:
            os.close(descriptor)
        control.sendall(b".")


def _call(setup: str, text: str) -> None:
    """Call "module:function" with a text."""
    module, _, function = setup.partition(":")
    getattr(importlib.import_module(module), function)(text)


def _text(control: socket.socket) -> str:
    """Read the text that the owner of the template sends before anything else."""
    size = int.from_bytes(_exactly(control, 8), "big")
    return _exactly(control, size).decode()


def _exactly(control: socket.socket, size: int) -> bytes:
    held = b""
    while len(held) < size and (part := control.recv(size - len(held))):
        held += part
    return held


def idle(channel: socket.socket) -> None:
    """Do nothing: the entry point of a trial run."""
    channel.close()


def _threads() -> int:
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 1


def _sentence(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()
