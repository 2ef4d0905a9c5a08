"""Import modules once and fork kernels: ``python -m tests.warm.serve SOCKET MODULE…``.

It prints "ready" when it has imported them, and ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading


def main(address: str, modules: list[str]) -> None:
    """Fork a kernel for each connection, until standard input ends."""
    for name in ("ipykernel.kernelapp", *modules):
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes its ended forks away
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(8)
        print("ready", flush=True)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _kernel(connection)
            connection.close()
    os.killpg(0, signal.SIGKILL)


def _kernel(connection: socket.socket) -> None:
    """Be the kernel that *connection* asks for."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, streams, _, _ = socket.recv_fds(connection, 4, 3)
    data = b""
    while len(data) < int.from_bytes(length, "big"):
        data += connection.recv(1 << 16)
    request = json.loads(data)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    sys.path[0] = ""
    connection.sendall(os.getpid().to_bytes(4, "big"))
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    os.environ.pop("JPY_PARENT_PID", None)  # it is not this process's parent
    with contextlib.suppress(SystemExit):
        IPKernelApp.launch_instance()
    os._exit(0)


def _end_with(connection: socket.socket) -> None:
    connection.recv(1)
    os._exit(0)


if __name__ == "__main__":
    os.setpgid(0, 0)
    main(sys.argv[1], sys.argv[2:])
