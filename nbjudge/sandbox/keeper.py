"""Pid 1 of a child's namespace: reaps whatever is orphaned there and watches the memory of all."""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from nbjudge.exam import generators
from nbjudge.sandbox import confine, syscalls

_TICK = 0.1  # seconds between two looks at the memory of all processes together


def run(
    request: dict[str, Any], channel: int, output: int, note: int, scratch: str | None
) -> NoReturn:
    """Confine this process, fork the learner's and note how it ended. Never returns or raises.

    ``scratch`` is the directory to work in where nothing is isolated, None where all is.
    """
    try:
        ending = _run(request, channel, output, note, scratch)
    except BaseException as error:
        ending = {
            "cause": "lost",
            "output": "".join(traceback.format_exception_only(error)).strip(),
        }
    finally:
        with suppress(OSError):
            os.write(note, json.dumps(ending).encode())
        os._exit(0)


def _run(
    request: dict[str, Any], channel: int, output: int, note: int, scratch: str | None
) -> dict[str, Any]:
    if scratch is None:
        confine.die_with_parent()
        confine.be_dumpable(False)  # else the learner's process, same user, could rewrite this one
        confine.mount_private(request["limits"]["scratch"])
        confine.drop_capabilities()
    else:
        os.setsid()
        os.chdir(scratch)
        os.environ.update(HOME=scratch, TMPDIR=scratch)
    wake, wake_end = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(wake_end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
    inherited = _resident(os.getpid()) if scratch is None else 0
    learner = os.fork()
    if learner == 0:
        _become_learner(request, channel, output, scratch is None)
    for descriptor in (channel, output):
        os.close(descriptor)
    while True:
        if (status := _reap(learner)) is not None:
            code = os.waitstatus_to_exitcode(status)
            if code < 0:
                return {"cause": "signal", "signal": -code}
            return {"cause": "exited", "code": code}
        if scratch is None and _held(inherited) > request["limits"]["memory"]:
            return {"cause": "memory"}
        if select.select([wake], [], [], _TICK)[0]:
            with suppress(BlockingIOError):
                os.read(wake, 4096)


def _reap(learner: int) -> int | None:
    """Reap all that ended; return the learner's process's status once that did."""
    status = None
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == learner:
                status = ended[1]
    return status


def _become_learner(request: dict[str, Any], channel: int, output: int, isolated: bool) -> NoReturn:
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        mine = confine.close_descriptors(keep=channel)
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        generators.seed(request["seed"])
        module, _, function = request["entry"].partition(":")
        entry = getattr(importlib.import_module(module), function)
        if isolated:
            confine.be_dumpable(True)
            Path("/proc/self/oom_score_adj").write_text("1000")  # the kernel's first choice
        confine.set_limits(request["limits"], isolated)
        if isolated:
            syscalls.forbid()
        entry(socket.socket(fileno=mine))
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code & 0xFF)


def _held(inherited: int) -> int:
    """Return the bytes all processes here hold beyond ``inherited``, which each began with.

    Pages that processes share count once for each in the quick sum; only where that is large are
    they counted exactly.
    """
    others = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    quick = sum(max(0, _resident(pid) - inherited) for pid in others)
    if len(others) < 2 or quick < 256 * 2**20:
        return quick
    return min(quick, sum(_proportional(pid) for pid in others))


def _resident(pid: int) -> int:
    """Return the anonymous and shared bytes of a process; 0 if it is gone."""
    return 1024 * _fields(f"/proc/{pid}/status", ("RssAnon:", "RssShmem:"))


def _proportional(pid: int) -> int:
    """Return the same with each shared page divided by the number of processes that map it."""
    return 1024 * _fields(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:"))


def _fields(path: str, names: tuple[str, ...]) -> int:
    try:
        lines = Path(path).read_bytes().splitlines()  # a process may have any bytes for its name
    except OSError:
        return 0
    wanted = tuple(name.encode() for name in names)
    return sum(int(line.split()[1]) for line in lines if line.startswith(wanted))
