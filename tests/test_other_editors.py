"""VS Code, Notebook 7, Colab and Kaggle leave a notebook that nbgrader and nbjudge understand.

That it is graded as well as any other is shown by tests/damage/kinds/editors.py, for a whole class.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator, read
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.rebuild import Rebuilt
from tests.built_course import RELEASED
from tests.editors import EDITORS
from tests.judge.rebuild_parts import HALVE, back, handed_in
from tests.judge.rebuild_parts import ROOT as ROOT_ANSWER

KEEPING = sorted(set(EDITORS) - {"vscode_of_2020"})


def saved(notebook: NotebookNode, editor: str, folder: Path) -> Path:
    """`notebook` as a file that `editor` has saved."""
    path = folder / f"{editor}.ipynb"
    path.write_text(json.dumps(EDITORS[editor](notebook)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def release(built_once: Path) -> NotebookNode:
    """The small lesson as it is handed out, with nbgrader's checksums."""
    return nbformat.read(built_once / RELEASED, as_version=4)


@pytest.fixture(scope="module")
def right(built_once: Path, release: NotebookNode) -> NotebookNode:
    """The same with right answers."""
    (master,) = (built_once / "source" / "lesson").glob("*.py")
    return fill(release, solutions(masters.derive(master)))


@pytest.mark.parametrize("editor", EDITORS)
def test_it_is_a_valid_notebook(editor: str, right: NotebookNode, tmp_path: Path) -> None:
    """What stands here for an editor's file is one that nbformat accepts."""
    nbformat.validate(json.loads(saved(right, editor, tmp_path).read_text(encoding="utf-8")))


@pytest.mark.parametrize("editor", KEEPING)
def test_nbgrader_reads_its_own_metadata(
    editor: str, right: NotebookNode, release: NotebookNode, tmp_path: Path
) -> None:
    """Its validator accepts every cell, and each has the role it was handed out with."""
    text = saved(right, editor, tmp_path).read_text(encoding="utf-8")
    notebook = read(io.StringIO(text), as_version=4)
    MetadataValidator().validate_nb(notebook)
    own = [[is_grade(c), is_solution(c), is_locked(c)] for c in notebook.cells if _known(c)]
    assert own == [[is_grade(c), is_solution(c), is_locked(c)] for c in release.cells if _known(c)]


@pytest.mark.parametrize("editor", KEEPING)
def test_checksums_still_tell_what_was_touched(
    editor: str, release: NotebookNode, tmp_path: Path
) -> None:
    """A blank and a test cell that nobody has changed count as unchanged, a filled one does not."""
    filled = fill(release, {"halve": "def halve(x):\n    return x / 2"})
    notebook = nbformat.read(saved(filled, editor, tmp_path), as_version=4)
    touched = {
        cell.metadata.nbgrader.grade_id
        for cell in notebook.cells
        if _known(cell) and compute_checksum(cell) != cell.metadata.nbgrader.checksum
    }
    assert touched == {"halve"}


def test_validate_runs_them_all(right: NotebookNode, tmp_path: Path) -> None:
    """`nbgrader validate` says that right answers pass, whoever saved them."""
    files = [str(saved(right, editor, tmp_path)) for editor in KEEPING]
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", *files],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    said = "Success! Your notebook passes all the tests."
    assert done.stdout.count(said) == len(KEEPING), done.stdout


@pytest.mark.parametrize("editor", EDITORS)
def test_nbjudge_finds_every_answer(editor: str, tmp_path: Path) -> None:
    """By nbgrader's id, and where that is lost, by the name that the cell defines."""
    rebuilt = _back(editor, handed_in(), tmp_path)
    assert rebuilt.answers == {"halve": HALVE, "root": ROOT_ANSWER}
    assert {note.code for note in rebuilt.notes} == (
        {"lost_id"} if editor == "vscode_of_2020" else set()
    )


def test_nbjudge_finds_an_answer_by_its_place(tmp_path: Path) -> None:
    """Neither an id nor the name is left, and the cells around it are known: it is taken."""
    notebook = handed_in(halve="half = lambda x: x / 2")
    rebuilt = _back("vscode_of_2020", notebook, tmp_path)
    assert rebuilt.answers["halve"] == "half = lambda x: x / 2"
    assert "by_place" in {note.code for note in rebuilt.notes}


def _known(cell: NotebookNode) -> bool:
    return "nbgrader" in cell.metadata


def _back(editor: str, notebook: NotebookNode, folder: Path) -> Rebuilt:
    for cell in notebook.cells:
        cell.source = cell.source.partition("\n###")[0]
    return back(folder, EDITORS[editor](notebook))
