"""JupyterLab as a learner should meet it, in their work folder."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from nn_course import progress
from nn_course.kernel import JUPYTER
from nn_course.language import VARIABLE
from nn_course.start.errors import StartError

# Settings that hold for this JupyterLab alone: nothing is written to the learner's own.
SETTINGS = Path(__file__).with_name("jupyter")


def is_root() -> bool:
    """Whether JupyterLab would refuse to start for this user."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def require() -> None:
    """StartError if JupyterLab is not installed."""
    if find_spec("jupyterlab") is None:
        raise StartError.no_jupyterlab()


def address_in(work: Path) -> str | None:
    """Where a JupyterLab, or another of Jupyter's servers, already runs in `work`; None if not."""
    from jupyter_server.serverapp import list_running_servers

    for one in list_running_servers():
        if Path(one["root_dir"]).resolve() == work.resolve():
            return str(one["url"])
    return None


def arguments(browser: bool, more: Sequence[str]) -> list[str]:
    """What JupyterLab is called with; what the learner adds, `more`, comes last and wins."""
    return [
        "--ip=127.0.0.1",  # nobody else on the network may come in
        "--log-level=WARN",  # the address is a line of its own, not one of thirty
        *(() if browser else ("--no-browser",)),
        *(("--allow-root",) if is_root() else ()),
        *more,
    ]


def run(work: Path, language: str, browser: bool = True, more: Sequence[str] = ()) -> None:
    """Run JupyterLab in the folder `work` until it is ended; its kernels speak `language`.

    It runs in this process, so that Ctrl+C and signals reach it; kernels inherit the environment.
    """
    os.environ[progress.VARIABLE] = str(work)
    os.environ[VARIABLE] = language
    _first("JUPYTER_CONFIG_PATH", str(SETTINGS))
    _first("JUPYTER_PATH", str(JUPYTER))  # kernels say which cell to run first, from their start
    # `nbgrader` and `python -m nn_course` in its terminals, though .venv may not be activated
    _first("PATH", sysconfig.get_path("scripts"))
    os.chdir(work)
    from jupyterlab.labapp import main

    main([f"--ServerApp.root_dir={work}", *arguments(browser, more)])


def _first(variable: str, value: str) -> None:
    """Put `value` before what the environment variable, a list of paths, holds."""
    before = [one for one in os.environ.get(variable, "").split(os.pathsep) if one and one != value]
    os.environ[variable] = os.pathsep.join([value, *before])
