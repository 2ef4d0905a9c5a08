"""Which file of a submission's folder is read: zipped, renamed, copied, saved as a script."""

from __future__ import annotations

import copy
import io
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest

from nbjudge.rebuild import rebuild
from tests.judge.rebuild_parts import HALVE, MASTER, ROOT, STUB, back, codes, handed_in

ANSWERS = {"halve": HALVE, "root": ROOT}


def text() -> str:
    return nbformat.writes(handed_in())


def _zipped(*names: str) -> bytes:
    """An archive of the notebook under the last name, of one without answers under the others."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._small.ipynb", b"\0")
        for name in names:
            archive.writestr(name, text() if name == names[-1] else '{"nbformat": 4, "cells": []}')
    return file.getvalue()


@pytest.mark.parametrize("name", ["small.ipynb", "small.ipynb.zip", "homework.zip"])
def test_a_zipped_notebook_is_unpacked(tmp_path: Path, name: str) -> None:
    """Under the notebook's name or its own."""
    rebuilt = back(tmp_path, _zipped("folder/small.ipynb"), name)
    assert rebuilt.answers == ANSWERS
    assert "zip" in codes(rebuilt)


def test_of_several_notebooks_in_an_archive_the_right_one_is_taken(tmp_path: Path) -> None:
    """A whole assignment, zipped."""
    archive = _zipped("part/another.ipynb", "part/small.ipynb")
    assert back(tmp_path, archive, "part.zip").answers == ANSWERS


@pytest.mark.parametrize(
    "name", ["more.ipynb", "more (1).ipynb", "More-Copy1.ipynb", "small_more.ipynb", "more.py"]
)
def test_another_notebook_of_the_assignment_is_not_taken(tmp_path: Path, name: str) -> None:
    """Answers that stand in it, or in a copy of it, are answers to its own blanks."""
    (tmp_path / name).write_text(text())
    path = tmp_path / "small.ipynb"
    assert rebuild(MASTER, path, stub=STUB).answers == ANSWERS
    rebuilt = rebuild(MASTER, path, stub=STUB, siblings=["more", "small_more"])
    assert rebuilt.missing == ("halve", "root")
    assert codes(rebuilt) == ["missing_file"]


def test_a_name_that_a_siblings_begins_with_is_still_ones_own(tmp_path: Path) -> None:
    """The file small (1) is that of small, although there is a notebook s too."""
    (tmp_path / "small (1).ipynb").write_text(text())
    rebuilt = rebuild(MASTER, tmp_path / "small.ipynb", stub=STUB, siblings=["s", "small_more"])
    assert rebuilt.answers == ANSWERS


@pytest.mark.parametrize("name", ["submission_secret.txt", "timestamp.txt", "notes.txt", "x.py"])
def test_a_text_is_no_answer_to_a_blank_notebook(tmp_path: Path, name: str) -> None:
    """Nothing of the lesson is in it, least of all in what nbgrader puts there itself."""
    untouched = handed_in(f"def halve(x):\n    {STUB}", f"def root(x):\n    {STUB}")
    (tmp_path / name).write_text("2f1c9d0ab77e")
    (tmp_path / "small.ipynb").write_text(nbformat.writes(untouched))
    rebuilt = rebuild(MASTER, tmp_path / "small.ipynb", stub=STUB)
    assert rebuilt.unwritten == ("halve", "root") and rebuilt.missing == ()
    assert codes(rebuilt) == ["not_written", "not_written"]


@pytest.mark.parametrize("name", ["small (1).ipynb", "small.ipynb.txt", "Untitled.ipynb"])
def test_a_renamed_notebook_is_recognised_by_its_content(tmp_path: Path, name: str) -> None:
    """Among others in the folder that hold fewer answers."""
    (tmp_path / "another.ipynb").write_text(nbformat.writes(handed_in(root="")))
    (tmp_path / "small notes.ipynb").write_text('{"nbformat": 4, "cells": []}')
    rebuilt = back(tmp_path, text(), name)
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["missing_file", "other_file"]
    assert rebuilt.file == name


def test_the_right_name_wins_when_it_holds_any_answer(tmp_path: Path) -> None:
    """Even when a copy beside it holds more."""
    (tmp_path / "small-Copy1.ipynb").write_text(text())
    rebuilt = back(tmp_path, handed_in(root=f"def root(x):\n    {STUB}"))
    assert rebuilt.unwritten == ("root",)


def test_answers_in_a_copy_beside_the_untouched_original_count(tmp_path: Path) -> None:
    """The learner worked in small-Copy1 and handed in both."""
    (tmp_path / "small-Copy1.ipynb").write_text(text())
    rebuilt = back(
        tmp_path, handed_in(halve=f"def halve(x):\n    {STUB}", root=f"def root(x):\n    {STUB}")
    )
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["other_file"]


@pytest.mark.parametrize("name", ["small.py", "small.ipynb"])
@pytest.mark.parametrize("style", ["py:percent", "nbconvert", "bare"])
def test_a_notebook_saved_as_a_script_is_read(tmp_path: Path, style: str, name: str) -> None:
    """By jupytext, by nbconvert's Download as Python, or with no cells at all."""
    notebook = copy.deepcopy(handed_in())
    if style == "py:percent":
        script = jupytext.writes(notebook, fmt=style)
    else:
        head = "# In[ ]:\n\n\n" if style == "nbconvert" else ""
        script = "\n\n\n".join(
            head + cell.source for cell in notebook.cells if cell.cell_type == "code"
        )
    rebuilt = back(tmp_path, script, name)
    assert "script" in codes(rebuilt)
    assert "return x / 2" in rebuilt.answers["halve"]
    assert "math.sqrt" in rebuilt.answers["root"]
    assert "math.sqrt" not in rebuilt.answers["halve"]
