"""Entry points for tests of the sandbox: each runs inside a child, with its socket.

The file is put into the sandbox as a package of its own; it imports nothing of the tests.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


def tell(channel: socket.socket, value: Any) -> None:
    """Send one value."""
    channel.sendall(json.dumps(value).encode())


def evaluate(channel: socket.socket) -> None:
    """Execute the source that arrives and send what it leaves in ``result``, or its error."""
    names: dict[str, Any] = {"channel": channel, "Path": Path, "os": os, "sys": sys}
    try:
        exec(channel.recv(65536).decode(), names)
        tell(channel, names.get("result"))
    except BaseException as error:
        tell(channel, f"{type(error).__name__}: {error}")


def honest(channel: socket.socket) -> None:
    """Write a file, start a process, send both results: what any notebook may do."""
    Path("answer.txt").write_text("42")
    with os.popen("echo hello") as words:
        tell(channel, [Path("answer.txt").read_text(), words.read().strip(), os.listdir(".")])


def fill_disk(channel: socket.socket) -> None:
    for number in range(10_000):
        with open(f"file{number}", "wb") as file:
            file.write(bytes(2**20))


def hog_memory(channel: socket.socket) -> None:
    kept = []
    while True:
        kept.append(bytearray(16 * 2**20))


def hog_together(channel: socket.socket) -> None:
    for _ in range(5):
        if os.fork() == 0:
            break
    kept = bytearray(b"x") * (40 * 2**20)
    time.sleep(60)
    del kept


def fork_bomb(channel: socket.socket) -> None:
    refused = 0
    while refused < 50:
        try:
            if os.fork() == 0:
                time.sleep(60)
        except OSError:
            refused += 1
    tell(channel, "refused")
    time.sleep(60)


def loop(channel: socket.socket) -> None:
    while True:
        pass


def ignore_signals(channel: socket.socket) -> None:
    for number in range(1, 65):
        with suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(1)


def kill_all(channel: socket.socket) -> None:
    with suppress(ProcessLookupError):  # there is nobody but pid 1, which it does not reach
        os.kill(-1, signal.SIGKILL)
    for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM):
        os.kill(1, number)
    os.kill(os.getpid(), signal.SIGKILL)


def daemon(channel: socket.socket) -> None:
    """Leave a process of another session behind that holds the socket."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(300)
        os._exit(0)
    time.sleep(0.1)


def exit_at_once(channel: socket.socket) -> None:
    os._exit(7)


def segfault(channel: socket.socket) -> None:
    ctypes.string_at(0)


def close_everything(channel: socket.socket) -> None:
    os.closerange(0, 4096)


def write_everywhere(channel: socket.socket) -> None:
    for descriptor in range(4096):
        with suppress(OSError):
            os.write(descriptor, b'{"cause": "exited", "code": 0}.')
    os._exit(3)


def flood(channel: socket.socket) -> None:
    while True:
        os.write(1, bytes(65536))


def raise_error(channel: socket.socket) -> None:
    raise ValueError("my own fault")
