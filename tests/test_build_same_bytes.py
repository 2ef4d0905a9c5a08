"""A release is the same file whoever generates it: build, nbgrader's command or formgrader."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook

from nbjudge.authoring.build import build
from tests.built_course import RELEASED, SOLVED, edit, messages, read


def test_building_anew_gives_the_same_bytes(built: Path) -> None:
    """A release built again from nothing is the same file; so is a solution but for outputs."""
    released = (built / RELEASED).read_bytes()
    solved = read(built / SOLVED)
    shutil.rmtree(built / "notebooks")
    shutil.rmtree(built / "solutions")
    (built / "source/lesson/small.ipynb").unlink()
    build(built)
    assert (built / RELEASED).read_bytes() == released
    again = read(built / SOLVED)
    assert [(c.id, c.source, c.metadata) for c in again.cells] == [
        (c.id, c.source, c.metadata) for c in solved.cells
    ]
    assert again.metadata == solved.metadata


def test_nbgraders_own_command_gives_the_same_bytes(built: Path) -> None:
    """`nbgrader generate_assignment`, which formgrader's Generate runs too, changes nothing.

    It starts from a notebook that JupyterLab saved: other ids, outputs and metadata.
    """
    released = (built / RELEASED).read_bytes()

    def as_saved(notebook: NotebookNode) -> None:
        for number, one in enumerate(notebook.cells):
            one.id = f"random-{number}"
            one.metadata.collapsed = False
        notebook.cells[1].execution_count = 7
        notebook.cells[1].metadata.execution = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
        notebook.metadata.language_info = {"name": "python", "version": "3.99"}

    source = built / "source/lesson/small.ipynb"
    edit(source, as_saved)
    shutil.rmtree(built / "notebooks")
    nbgrader(built, "generate_assignment", "lesson")
    assert (built / RELEASED).read_bytes() == released
    nbgrader(built, "generate_solution", "lesson", "--force")
    assert messages(built) == []


def test_generating_over_a_clones_notebooks_tells_the_gradebook(built: Path) -> None:
    """A clone holds notebooks/ and no gradebook: plain generate_assignment makes its entries.

    nbgrader by itself would skip an assignment whose release exists, and grade nothing later.
    """
    released = (built / RELEASED).read_bytes()
    nbgrader(built, "generate_assignment", "lesson")
    assert (built / RELEASED).read_bytes() == released
    with Gradebook(f"sqlite:///{built}/gradebook.db", "torch_nn") as gradebook:
        notebook = gradebook.find_notebook("small", "lesson")
        names = {cell.name for cell in notebook.grade_cells}
    assert names == {"test_halve", "test_root", "test_root_large"}


def test_formgraders_generate_gives_the_same_bytes(built: Path) -> None:
    """The API call behind formgrader's Generate button changes nothing either."""
    released = (built / RELEASED).read_bytes()
    script = (
        "from nbgrader.apps import NbGraderApp, NbGraderAPI\n"
        "app = NbGraderApp(); app.initialize([])\n"
        "result = NbGraderAPI(config=app.config).generate_assignment('lesson')\n"
        "print(result['log']); assert result['success']\n"
    )
    (built / RELEASED).write_text("{}")
    run(built, [sys.executable, "-c", script])
    assert (built / RELEASED).read_bytes() == released


def test_generating_reads_the_script(built: Path) -> None:
    """An edit of the script reaches the release though the notebook beside it is older."""
    master = built / "source/lesson/small.py"
    master.write_text(master.read_text().replace("With *one*", "With just one"))
    nbgrader(built, "generate_assignment", "lesson", "--force")
    assert "With just one" in (built / RELEASED).read_text()


def test_a_fresh_clone_can_generate(small_course: Path) -> None:
    """nbgrader finds something to generate where only the script exists."""
    nbgrader(small_course, "generate_assignment", "lesson")
    assert (small_course / RELEASED).exists()


def nbgrader(course: Path, *arguments: str) -> None:
    run(course, [sys.executable, "-m", "nbgrader", *arguments])


def run(course: Path, command: list[str]) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=course, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
