"""How the gradebook is written to, where the marks alone would not tell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from nbjudge.autograde.errors import ClassError
from nbjudge.autograde.gradebook import Book
from nbjudge.autograde.work import Sheet

SCORES = {"test_halve": 2.0, "test_root": 3.0, "test_root_large": 1.0}
COMMENTS = {"halve": None, "root": "No response."}


def test_no_statement_reads_the_whole_class(course: Path) -> None:
    """Each finds its rows by an index: the time of a submission does not depend on the others."""
    sheet = Sheet("notebook", "", "", dict(SCORES), dict(COMMENTS))
    seen: list[tuple[str, Any]] = []
    with Book(f"sqlite:///{course / 'gradebook.db'}", "", "lesson") as book:
        connection = book._session.connection().engine.raw_connection()

        def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            seen.append((statement, parameters))

        event.listen(book._session.get_bind(), "before_cursor_execute", note)
        for _ in range(2):
            book.write("ann", [sheet], None)
        assert book.scores("ann") == {"notebook": SCORES}
        event.remove(book._session.get_bind(), "before_cursor_execute", note)
        cursor = connection.cursor()
        for statement, parameters in seen:
            one = parameters[0] if isinstance(parameters, list) else parameters
            plan = cursor.execute(f"explain query plan {statement}", one).fetchall()
            scans = {row[3] for row in plan if row[3].startswith("SCAN")}
            assert scans <= {"SCAN CONSTANT ROW"}, statement  # that one is of no table
    assert sum("grade" in statement for statement, _ in seen) >= 4


def test_a_database_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence names the kind and what is missing; no traceback, and nothing is made."""
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    with pytest.raises(
        ClassError, match=r"kind postgresql\+psycopg2, .*no driver.*psycopg2"
    ) as told:
        Book("postgresql+psycopg2://grader@127.0.0.1/gradebook", "", "lesson")
    assert "grader@" not in str(told.value), "an address may hold a password"
