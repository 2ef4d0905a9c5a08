"""nbgrader's own Execute, made quick: its kernels are forks, and lesson pictures are left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.judge.plan import DISPLAY
from tests import warm
from tests.gate import variants

MODULES = ("torch", "numpy", "matplotlib.pyplot", "nn_course", "nn_course.checks")


@contextmanager
def graded_by_nbgrader(folder: Path) -> Iterator[Path]:
    """The course's nbgrader configuration in *folder*, for as long as it can be graded with."""
    with warm.server(MODULES, {"OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}) as address:
        yield variants.configured(folder, variants.NO_PICTURES, warm.configuration(address))


def without_display(part: str) -> NotebookNode:
    """The master of *part* without the cells that nbjudge does not run while it grades, either."""
    master = masters.derive(variants.MASTERS[part])
    master.cells = [one for one in master.cells if DISPLAY not in one.metadata.get("tags", [])]
    return master
