"""A real kernel to run cells in, as an editor does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.manager import KernelManager

SECONDS = 120
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Kernel:
    """A running kernel and its one client."""

    def __init__(self, manager: KernelManager) -> None:
        self.manager = manager
        self._client = manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=SECONDS)

    def run(self, source: str) -> str:
        """What stands below a cell of this source, its lines as the kernel broke them."""
        shown: list[str] = []

        def keep(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                shown.append(content["text"])
            elif message["msg_type"] == "error":
                shown.extend(content["traceback"])
            elif "data" in content:
                shown.append(content["data"]["text/plain"])

        self._client.execute_interactive(source, output_hook=keep, timeout=SECONDS)
        return _COLOURS.sub("", "\n".join(shown))

    def said(self, source: str) -> str:
        """The same in one line, as it is read."""
        return " ".join(self.run(source).split())

    def restart(self) -> None:
        """The same kernel, new: what JupyterLab's button does."""
        self.manager.restart_kernel(now=True)
        self._client.wait_for_ready(timeout=SECONDS)

    def stop(self) -> None:
        self._client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@contextmanager
def running(**options: Any) -> Iterator[Kernel]:
    """A kernel ``python3`` as it is found now; `options` are those of its start."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(**options)
    try:
        kernel = Kernel(manager)
    except BaseException:
        manager.shutdown_kernel(now=True)
        raise
    try:
        yield kernel
    finally:
        kernel.stop()
