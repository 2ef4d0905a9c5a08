"""The text of an autograded notebook."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat

from nbjudge.autograde.work import _text

ROOT = Path(__file__).resolve().parents[2]


def test_the_text_is_what_nbformat_writes() -> None:
    """Byte for byte, with outputs, pictures and signs of trust that are not to be written."""
    notebook = nbformat.read(ROOT / "solutions" / "part1" / "from_scratch.ipynb", as_version=4)
    assert any(cell.get("outputs") for cell in notebook.cells)
    notebook.metadata.signature = "left out"
    notebook.cells[0].metadata.trusted = True
    expected = nbformat.writes(copy.deepcopy(notebook), version=4).rstrip("\n") + "\n"
    assert _text(notebook) == expected
