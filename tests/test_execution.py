"""Kernels of builds and of grading take no ports, which somebody else could have taken by then."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_code_cell, new_notebook

from nbjudge.execution import ExecuteWithEnvironment, over_files
from tests import kernels


@pytest.fixture
def short() -> Iterator[str]:
    """An empty folder with a short name; pytest's own are too long for a socket."""
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        yield folder


def test_over_files(short: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel answers over its five sockets, and leaves no file behind."""
    monkeypatch.setattr(tempfile, "tempdir", short)
    with kernels.running() as kernel:
        assert kernel.run("6 * 7") == "42"
        assert len(list(Path(short).glob("kernel-*-ipc-*"))) == 5
    assert not list(Path(short).iterdir())


def test_over_ports_where_names_are_too_long(short: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel answers there as well."""
    long = Path(short, "x" * 80)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    assert over_files(KernelManager()).transport == "tcp"
    with kernels.running() as kernel:
        assert kernel.run("6 * 7") == "42"


def test_nbgraders_execution(short: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step that runs solutions, and submissions for nbgrader's own engine, goes over files."""
    monkeypatch.setattr(tempfile, "tempdir", short)
    notebook = nbformat.from_dict(new_notebook(cells=[new_code_cell(_WHERE)]))
    done, _ = ExecuteWithEnvironment(kernel_name="python3").preprocess(notebook, {})
    assert done.cells[0].outputs[0].data["text/plain"] == f"('ipc', {short!r})"


_WHERE = """\
import os

from ipykernel.kernelapp import IPKernelApp

app = IPKernelApp.instance()
app.transport, os.path.dirname(app.abs_connection_file)
"""
