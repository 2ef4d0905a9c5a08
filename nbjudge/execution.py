"""nbgrader's Execute, whose kernels take no ports and have an environment of the course's choosing.

Setting ``os.environ`` in grader_config.py would reach every kernel of a JupyterLab started beside
it, the learner's own included.
"""

from __future__ import annotations

import os
import sys
import tempfile
import uuid
from typing import Any, TypeVar

from jupyter_client.manager import KernelManager
from nbgrader.preprocessors import Execute
from traitlets import Dict, Unicode

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


class ExecuteWithEnvironment(Execute):
    """Runs a notebook, as Execute does. Configured as ``Execute`` is, and by `environment`."""

    environment = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Variables set in the kernel, on top of those of this process.",
    ).tag(config=True)

    def create_kernel_manager(self) -> KernelManager:
        """nbclient calls this for each notebook."""
        return over_files(super().create_kernel_manager())

    def start_new_kernel(self, **kwargs: Any) -> Any:
        """nbclient calls this for each notebook; *kwargs* go to the kernel manager."""
        kwargs.setdefault("env", {**os.environ, **self.environment})
        return super().start_new_kernel(**kwargs)
