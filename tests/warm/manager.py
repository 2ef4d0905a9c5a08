"""The kernel manager that asks `serve` for a fork in place of starting Python."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from jupyter_client.manager import AsyncKernelManager


class ForkedKernelManager(AsyncKernelManager):
    """Starts a small process, `ask`, that lives as long as the kernel which it has asked for."""

    address: ClassVar[str]
    """The socket of the process that forks kernels."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """jupyter_client's: the command that starts the kernel."""
        command = super().format_kernel_cmd(extra_arguments)
        arguments = command[command.index("ipykernel_launcher") + 1 :]
        return [sys.executable, "-S", "-E", _ASK, self.address, *arguments]


_ASK = str(Path(__file__).with_name("ask.py"))
