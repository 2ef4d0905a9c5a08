"""pytest and `pytest --nbval` as the root conftest and pyproject.toml set them up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with our settings and one solution, which prints where its digits come from."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("tests", "solutions"):
        (tmp_path / name).mkdir()
    printed = new_output("stream", name="stdout", text="bundled\n")
    source = "import os; print(os.environ['MNIST_SOURCE'])"
    cell = new_code_cell(source, outputs=[printed], execution_count=1)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "solutions" / "lesson.ipynb")
    return tmp_path


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=os.environ | {"MNIST_SOURCE": "keras"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_nbval_re_executes_solutions_with_the_bundled_digits(folder: Path) -> None:
    """Whatever the caller's environment says, kernels get MNIST_SOURCE=bundled."""
    done = run_pytest(folder, "--nbval", "solutions/")
    assert "1 passed" in done.stdout, done.stdout
    assert done.returncode == 0


def test_nbval_compares_outputs(folder: Path) -> None:
    """An output that differs from the stored one fails: the setting above is not just ignored."""
    file = folder / "solutions" / "lesson.ipynb"
    file.write_text(file.read_text().replace("bundled", "keras"))
    assert "1 failed" in run_pytest(folder, "--nbval", "solutions/").stdout


def test_plain_pytest_collects_no_notebook(folder: Path) -> None:
    """Notebooks are re-executed only when somebody asks for it."""
    assert "no tests ran" in run_pytest(folder).stdout
    assert "no tests ran" in run_pytest(folder, "solutions/").stdout
