"""A real kernel to run cells in, as an editor does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from nbjudge.execution import over_files

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


class Client(NotebookClient):
    """nbclient's, where other kernels are started at the same time."""

    def create_kernel_manager(self) -> KernelManager:
        """nbclient's."""
        return over_files(super().create_kernel_manager())


@contextmanager
def running(name: str = "python3", **options: Any) -> Iterator[Kernel]:
    """The kernel of that name as it is found now; `options` are those of its start."""
    with _started(KernelManager(kernel_name=name), options) as kernel:
        yield kernel


@contextmanager
def of(python: Path, folder: Path, **options: Any) -> Iterator[Kernel]:
    """A kernel of another Python, which runs in `folder`."""
    spec = folder / "kernels" / "bare"
    spec.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "bare", "language": "python"})
    )
    found = KernelSpecManager(kernel_dirs=[str(spec.parent)])
    manager = KernelManager(kernel_name="bare", kernel_spec_manager=found)
    with _started(manager, {"cwd": str(folder), **options}) as kernel:
        yield kernel


@contextmanager
def _started(manager: KernelManager, options: dict[str, Any]) -> Iterator[Kernel]:
    over_files(manager).start_kernel(**options)
    try:
        kernel = Kernel(manager)
    except BaseException:
        manager.shutdown_kernel(now=True)
        raise
    try:
        yield kernel
    finally:
        kernel.stop()
