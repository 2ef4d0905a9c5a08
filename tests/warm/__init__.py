"""Kernels that need not import torch again: forks of one process that has imported it.

A test that runs many notebooks through nbgrader's own Execute configures its kernel manager with
`configuration` while a `server` is running. Each kernel is ipykernel as it is, in a process of its
own with its own folder and environment; only the imports were made before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def server(modules: Sequence[str], environment: Mapping[str, str]) -> Iterator[Path]:
    """A process that forks kernels and has imported *modules* in *environment*; gives its address.

    Kernels have the environment that their manager gives them. What a module reads while it is
    imported (OMP_NUM_THREADS, MPLBACKEND), it reads in *environment*, which this one adds to.
    """
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        address = Path(folder) / "socket"
        command = [sys.executable, "-m", "tests.warm.serve", str(address), *modules]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as one:
            assert one.stdout is not None and one.stdin is not None
            assert one.stdout.readline() == b"ready\n", "the process that forks kernels has ended"
            yield address
            one.stdin.close()  # it ends, and its kernels with it


def configuration(address: Path) -> str:
    """Lines of an nbgrader configuration with which kernels are forks of the `server` there."""
    return (
        f"import sys\nsys.path.append({str(ROOT)!r})\n"
        "from tests.warm.manager import ForkedKernelManager\n"
        f"ForkedKernelManager.address = {str(address)!r}\n"
        "c.ExecuteWithEnvironment.kernel_manager_class = ForkedKernelManager\n"
    )
