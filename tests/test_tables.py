"""CSV that a person opens in a spreadsheet."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nbjudge import tables
from tests.fuzzing import fuzzed

PACKAGE = Path(__file__).parents[1] / "nbjudge"
STARTS = "=+-@\t\r＝＋－＠"

_risky = st.sampled_from(
    ["=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", ";=1", '";=1', "＝1", "'"]
)
texts = st.lists(_risky | st.text(max_size=8), max_size=4).map("".join)


def formula(text: str) -> bool:
    """Whether a spreadsheet may compute `text`, or a piece of it behind a semicolon."""
    return any(
        piece.lstrip(" ")[:1] in tuple(STARTS) and piece != "-" and not _number(piece)
        for piece in text.split(";")
    )


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@fuzzed(200)
@given(texts)
@example("=cmd|' /C calc'!A0")
@example("-")
@example("-1.5")
@example("--1")
@example("1;-1")
def test_no_cell_is_a_formula(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Read back, no cell begins with a sign that is computed; all of the text is there."""
    file = tmp_path_factory.getbasetemp() / "some.csv"
    tables.write(file, [["name", "note"], [text, 1]])
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert len(rows) == 2 and rows[1][1] == "1"
    got = rows[1][0]
    assert not formula(got) and got.isprintable()
    if text.isprintable() and not any(sign in text for sign in STARTS):
        assert got == text


@pytest.mark.parametrize("value", ["3.5", "-0.5", "-", "", "EX", "x@y.org", "a-b", 3, -0.5, None])
def test_what_is_no_formula_stays(value: object) -> None:
    """Marks, addresses and the sign for no mark are what importers read."""
    assert tables.cell(value) == value


def test_a_cell_has_a_length() -> None:
    """Excel refuses a file with a cell of more than 32,767 characters."""
    assert len(str(tables.cell("x" * 100_000))) == tables.LONGEST_CELL <= 32_767


def test_there_is_one_way_to_write_a_table() -> None:
    """No module but nbjudge/tables.py makes a writer of csv's."""
    for file in PACKAGE.rglob("*.py"):
        if file.name == "tables.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            assert name not in ("csv.writer", "csv.DictWriter"), file
