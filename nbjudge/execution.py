"""nbgrader's Execute with an environment of the course's choosing for the kernels alone.

Setting ``os.environ`` in grader_config.py would reach every kernel of a JupyterLab started beside
it, the learner's own included.
"""

from __future__ import annotations

import os
from typing import Any

from nbgrader.preprocessors import Execute
from traitlets import Dict, Unicode


class ExecuteWithEnvironment(Execute):
    """Runs a notebook, as Execute does. Configured as ``Execute`` is, and by `environment`."""

    environment = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Variables set in the kernel, on top of those of this process.",
    ).tag(config=True)

    def start_new_kernel(self, **kwargs: Any) -> Any:
        """nbclient calls this for each notebook; *kwargs* go to the kernel manager."""
        kwargs.setdefault("env", {**os.environ, **self.environment})
        return super().start_new_kernel(**kwargs)
