"""Ask `serve` for a kernel and stay as long as it lives: ``python ask.py SOCKET ARGUMENT…``.

What is sent: the arguments, the folder and the environment as JSON, with standard input, output and
error. When this process ends, the socket closes, and the kernel ends. SIGINT is handed on.
"""

import json
import os
import signal
import socket
import sys

with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(sys.argv[1])
    request = {"arguments": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)}
    data = json.dumps(request).encode()
    socket.send_fds(connection, [len(data).to_bytes(4, "big")], [0, 1, 2])
    connection.sendall(data)
    kernel = int.from_bytes(connection.recv(4), "big")
    signal.signal(signal.SIGINT, lambda *_: os.kill(kernel, signal.SIGINT))
    connection.recv(1)  # nothing comes but the end
