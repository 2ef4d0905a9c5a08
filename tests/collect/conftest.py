"""A course whose gradebook was made once: nbgrader takes seconds for an empty one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from nbjudge.collect.command import Outcome, collect
from tests.collect import downloads


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook.db without anything in it."""
    file = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    Gradebook(f"sqlite:///{file}", "tiny").close()
    return file


@pytest.fixture
def course(tmp_path: Path, empty_gradebook: Path) -> Path:
    """A course directory of two assignments."""
    root = downloads.course(tmp_path / "course")
    shutil.copyfile(empty_gradebook, root / "gradebook.db")
    return root


@pytest.fixture
def take(course: Path, tmp_path: Path) -> Callable[..., Outcome]:
    """Takes an archive of `files` in, or one given as bytes."""

    def taken(files: object, system: str = "canvas", **options: object) -> Outcome:
        file = tmp_path / "download.zip"
        file.write_bytes(files if isinstance(files, bytes) else downloads.zipped(files))  # type: ignore[arg-type]
        return collect(course, system, file, **options)  # type: ignore[arg-type]

    return taken
