"""What a submission is known by does not depend on the process that asks."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbjudge.autograde.seeds import code_of


@pytest.fixture
def growing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a package that adds a folder to its path when it is imported."""
    name, more = "a_package_that_grows", tmp_path / "more"
    more.mkdir()
    (more / "added.py").write_text("added = True\n")
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(f"__path__.append({str(more)!r})\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield name
    sys.modules.pop(name, None)


def test_imported_or_not(growing: str) -> None:
    """A package that looks in more folders once it is imported, as tensorflow does, has one digest.

    Else a class would be graded again by a process that happens to have imported it.
    """
    before = code_of.__wrapped__(growing)
    assert importlib.import_module(f"{growing}.added").added
    assert code_of.__wrapped__(growing) == before


def test_changed(growing: str, tmp_path: Path) -> None:
    """Another source is another digest, and the old one comes back with the old source."""
    source = tmp_path / growing / "more.py"
    source.write_text("limit = 1\n")
    first = code_of.__wrapped__(growing)
    source.write_text("limit = 2\n")
    assert code_of.__wrapped__(growing) != first
    source.write_text("limit = 1\n")
    assert code_of.__wrapped__(growing) == first


def test_not_there() -> None:
    """A package that is not installed has a digest: hiding it from submissions is no error."""
    assert code_of.__wrapped__("no_package_of_this_name")
