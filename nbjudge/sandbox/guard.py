"""The guard of one child: outside its namespaces, it enforces wall time and output, and reports.

Three processes serve one submission. The *guard*, forked by the template, enters new namespaces
and forks pid 1 of them, the *keeper* (keeper.py), which forks the *learner's* process. When the
keeper dies, the kernel kills everything in its pid namespace, whatever it ignores or became.
The guard cannot be seen, signalled or written to from in there.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from typing import Any, NoReturn

from nbjudge.sandbox import confine, keeper


def run(request: dict[str, Any], channel: int, report: int, isolated: bool) -> NoReturn:
    """Run ``request`` to its end, report that on ``report`` and exit. Never returns or raises."""
    started = time.monotonic()
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if isolated:  # else nothing would end the learner's process: this hears of it by itself
            confine.die_with_parent()
        try:
            ending = _run(request, channel, report, isolated)
        except BaseException as error:
            detail = "".join(traceback.format_exception_only(error)).strip()
            ending = {"cause": "lost", "output": detail}
        ending["seconds"] = time.monotonic() - started
        with contextlib.suppress(OSError), socket.socket(fileno=report) as reporting:
            reporting.setblocking(True)
            reporting.sendall(json.dumps(ending).encode())
    finally:
        os._exit(0)


def _run(request: dict[str, Any], channel: int, report: int, isolated: bool) -> dict[str, Any]:
    note, note_end = os.pipe()
    output, output_end = os.pipe()
    scratch = None if isolated else tempfile.mkdtemp(prefix="nbjudge-")
    try:
        if isolated:
            confine.enter_namespaces()
        child = os.fork()
        if child == 0:
            for descriptor in (note, output, report):
                os.close(descriptor)
            keeper.run(request, channel, output_end, note_end, scratch)
        for descriptor in (channel, output_end, note_end):
            os.close(descriptor)
        kill = _kill_one if isolated else _kill_group
        ending = _watch(request["limits"], child, kill, note, output, report)
        if not isolated:
            _kill_group(child)  # what the learner's process left running, while the id is ours
        usage = os.wait4(child, 0)[2]
        unit = 1 if sys.platform == "darwin" else 1024
        ending["peak"] = usage.ru_maxrss * unit
        ending["cpu"] = usage.ru_utime + usage.ru_stime
        return ending
    finally:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)


def _watch(
    limits: dict[str, Any], child: int, kill: Any, note: int, output: int, report: int
) -> dict[str, Any]:
    """Wait for the keeper's note, cutting short what passes a limit; return the ending."""
    deadline = time.monotonic() + limits["wall"]
    cause, written, words = "", bytearray(), bytearray()
    poll = select.poll()
    for descriptor in (note, output, report):
        poll.register(descriptor, select.POLLIN)
    while True:
        left = None if cause else max(0, deadline - time.monotonic())
        ready = [descriptor for descriptor, _ in poll.poll(None if left is None else left * 1000)]
        reason = ""
        if note in ready:
            part = os.read(note, 65536)
            words += part
            if not part:
                break
        if output in ready:
            part = os.read(output, 65536)
            written += part
            if not part:
                poll.unregister(output)
            elif len(written) > limits["output"]:
                del written[limits["output"] :]
                reason = "output"
        if report in ready:  # a byte or the end of the socket: both ask for the end
            poll.unregister(report)
            reason = "killed"
        if not cause and not reason and time.monotonic() >= deadline:
            reason = "wall"
        if reason and not cause:
            cause = reason
            kill(child)
    _drain(output, written, limits["output"])
    ending = json.loads(words) if words else {"cause": "lost"}
    if cause:
        ending = {"cause": cause}
    ending.setdefault("output", written.decode(errors="replace"))
    return ending


def _drain(output: int, written: bytearray, limit: int) -> None:
    """Add what was written last; a daemon outside our reach may keep the pipe open."""
    os.set_blocking(output, False)
    with contextlib.suppress(BlockingIOError):
        while len(written) < limit and (part := os.read(output, 65536)):
            written += part
    del written[limit:]


def _kill_one(child: int) -> None:
    os.kill(child, signal.SIGKILL)


def _kill_group(child: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
