"""Kernels that are talked with over files in place of ports."""

from __future__ import annotations

import os
import sys
import tempfile
import uuid
from typing import TypeVar

from jupyter_client.manager import KernelManager

_LONGEST = 103  # of a socket's address: 104 bytes on macOS, a zero at the end among them
_Manager = TypeVar("_Manager", bound=KernelManager)


def over_files(manager: _Manager) -> _Manager:
    """Let *manager*, before it starts its kernel, talk with it over sockets among temporary files.

    It would choose ports that are free, and the kernel takes them when it has started, a second
    later: where notebooks run side by side, now and then somebody else has one by then, and the
    kernel dies. Ports it is where there are no such sockets, or their names would be too long.
    """
    stem = os.path.join(tempfile.gettempdir(), f"kernel-{uuid.uuid4()}")
    if sys.platform != "win32" and len(os.fsencode(f"{stem}-ipc-5")) <= _LONGEST:
        manager.connection_file = f"{stem}.json"
        manager.transport = "ipc"
    return manager
