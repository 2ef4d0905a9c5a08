"""notebooks/ and solutions/ that are out of step with the masters are found, and repaired."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from nbjudge.authoring.build import build, require_in_step
from nbjudge.errors import OutOfStepError
from tests.built_course import RELEASED, SOLVED, cell, edit, messages

ROOT = Path(__file__).resolve().parents[1]

EDITS: dict[str, tuple[Callable[[NotebookNode], object], str]] = {
    "source": (
        lambda nb: cell(nb, "import-math").update(source="import cmath"),
        "cell import-math: line 1 is 'import cmath' instead of 'import math'",
    ),
    "blank": (
        lambda nb: cell(nb, "halve").update(source="def halve(x):\n    return x / 2"),
        "cell halve: line 2 is",
    ),
    "prose": (
        lambda nb: cell(nb, "a-small-lesson").update(source="# A small lesson"),
        "cell a-small-lesson: line 2 is absent instead of ''",
    ),
    "metadata": (
        lambda nb: cell(nb, "test_halve").metadata.nbgrader.update(points=9),
        "cell test_halve: its metadata.nbgrader.points is 9 instead of 2",
    ),
    "tag": (
        lambda nb: cell(nb, "print-done").metadata.update(tags=["x"]),
        "cell print-done: its metadata.tags is ['x'] instead of absent",
    ),
    "added": (
        lambda nb: nb.cells.append(nbformat.v4.new_code_cell("1", id="mine", execution_count=9)),
        "cell mine: is not in the master",
    ),
    "removed": (lambda nb: nb.cells.pop(5), "cell halve-10: is missing"),
    "moved": (lambda nb: nb.cells.insert(0, nb.cells.pop()), "its cells stand in another order"),
    "twice": (
        lambda nb: nb.cells.append(nbformat.from_dict({**nb.cells[-1], "id": "again"})),
        "cell again: is not in the master",
    ),
    "notebook": (
        lambda nb: nb.metadata.update(jupytext={"formats": "ipynb,py"}),
        "its metadata.jupytext is {'formats': 'ipynb,py'} instead of absent",
    ),
}


@pytest.mark.parametrize("path", [RELEASED, SOLVED])
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_by_hand_is_found(built: Path, path: str, name: str) -> None:
    """Any edit of a generated notebook is reported: file, cell, what differs, and the command."""
    change, expected = EDITS[name]
    edit(built / path, change)
    with pytest.raises(OutOfStepError) as caught:
        require_in_step(built)
    text = str(caught.value)
    assert path in text and expected in text and "make build" in text


def test_one_byte_is_found_in_a_release(built: Path) -> None:
    """A release is compared byte by byte, formatting included."""
    path = built / RELEASED
    path.write_text(json.dumps(json.loads(path.read_text())))
    assert messages(built) == [f"{RELEASED}: its bytes differ from what the master generates"]


def test_an_output_is_found_in_a_release(built: Path) -> None:
    """An executed release is out of step."""
    edit(built / RELEASED, lambda nb: cell(nb, "halve-10").update(execution_count=1))
    assert messages(built) == [
        f"{RELEASED}, cell halve-10: its execution_count is 1 instead of absent"
    ]


def test_a_cleared_solution_is_executed(built: Path) -> None:
    """A solution without outputs is out of step, though its sources agree."""

    def clear(notebook: NotebookNode) -> None:
        for one in notebook.cells:
            if one.cell_type == "code":
                one.outputs, one.execution_count = [], None

    edit(built / SOLVED, clear)
    assert messages(built) == [f"{SOLVED}: was never executed: it has no outputs"]
    assert build(built).executed == [SOLVED]


def test_missing_and_broken_files_are_found(built: Path) -> None:
    """A missing file, one that is no notebook and one without a master are all named."""
    (built / RELEASED).unlink()
    (built / SOLVED).write_text("<<<<<<< HEAD")
    (built / "notebooks/lesson").mkdir(exist_ok=True)
    shutil.copyfile(built / "source/lesson/small.ipynb", built / "notebooks/lesson/old.ipynb")
    found = messages(built)
    assert f"{RELEASED}: is missing" in found
    assert any(text.startswith(f"{SOLVED}: is no valid notebook") for text in found)
    assert "notebooks/lesson/old.ipynb: has no master that generates it: delete it" in found


def test_building_repairs(built: Path) -> None:
    """After an edit by hand, the command that the message names puts things right."""
    for path in (RELEASED, SOLVED):
        edit(built / path, lambda nb: cell(nb, "import-math").update(source="import cmath"))
    build(built)
    assert messages(built) == []


def test_this_course_is_in_step() -> None:
    """notebooks/ and solutions/ of this repository are what source/ generates."""
    require_in_step(ROOT)
