"""nbgrader's Execute with an environment of the course's choosing for the kernels alone.

Kernels are talked with over files: builds and grading run side by side, see `nbjudge.kernels`.

Setting ``os.environ`` in grader_config.py would reach every kernel of a JupyterLab started beside
it, the learner's own included.
"""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.manager import KernelManager
from nbgrader.preprocessors import Execute
from traitlets import Dict, Unicode

from nbjudge.kernels import over_files


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
