"""What a kernel says when a cell needs another one that has not been run, or not been written.

`nn_course.checks` installs it where it is imported. A kernel that has just been started has
imported nothing, so whoever starts one gives it the IPython extension ``nn_course.kernel``. A
Jupyter server does that by itself where the environment variable ``JUPYTER_PATH`` begins with
`JUPYTER`, a folder of this package: its kernel ``python3`` is ipykernel's own with that extension.
Nobody's settings are touched, and notebooks are saved with the same name of a kernel as everywhere.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from nn_course.kernel import hook

__all__ = ["JUPYTER", "install", "load_ipython_extension", "unload_ipython_extension"]

JUPYTER = Path(__file__).parent / "jupyter"


def install() -> None:
    """Install it in the running IPython, if there is one."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is not None:
        load_ipython_extension(shell)


def load_ipython_extension(shell: Any) -> None:
    """IPython calls this for ``%load_ext nn_course.kernel`` and for a kernel's extensions.

    Where a submission is marked nothing is installed: feedback is made of usual tracebacks.
    """
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        hook.install(shell)


def unload_ipython_extension(shell: Any) -> None:
    """IPython calls this for ``%unload_ext nn_course.kernel``."""
    hook.uninstall(shell)
