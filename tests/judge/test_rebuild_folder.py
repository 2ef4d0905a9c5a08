"""Which file of a submission's folder is read: zipped, renamed, copied, saved as a script."""

from __future__ import annotations

import copy
import io
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest

from tests.judge.rebuild_parts import HALVE, ROOT, STUB, back, codes, handed_in

ANSWERS = {"halve": HALVE, "root": ROOT}


def text() -> str:
    return nbformat.writes(handed_in())


def _zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._small.ipynb", b"\0")
        archive.writestr(name, text())
    return file.getvalue()


@pytest.mark.parametrize("name", ["small.ipynb", "small.ipynb.zip", "homework.zip"])
def test_a_zipped_notebook_is_unpacked(tmp_path: Path, name: str) -> None:
    """Under the notebook's name or its own."""
    rebuilt = back(tmp_path, _zipped("folder/small.ipynb"), name)
    assert rebuilt.answers == ANSWERS
    assert "zip" in codes(rebuilt)


@pytest.mark.parametrize("name", ["small (1).ipynb", "small.ipynb.txt", "Untitled.ipynb"])
def test_a_renamed_notebook_is_recognised_by_its_content(tmp_path: Path, name: str) -> None:
    """Among others in the folder that hold fewer answers."""
    (tmp_path / "another.ipynb").write_text(nbformat.writes(handed_in(root="")))
    (tmp_path / "small notes.ipynb").write_text('{"nbformat": 4, "cells": []}')
    rebuilt = back(tmp_path, text(), name)
    assert rebuilt.answers == ANSWERS
    assert codes(rebuilt) == ["missing_file", "other_file"]
    assert rebuilt.file == tmp_path / name


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
