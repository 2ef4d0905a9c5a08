"""A small generated course to hand in to and to grade: one notebook, three test cells."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.gate import make_course


@pytest.fixture(scope="session")
def generated(
    tmp_path_factory: pytest.TempPathFactory, small_text: str, small_config: Path
) -> Path:
    """The course, generated once: for `course` to copy."""
    folder = tmp_path_factory.mktemp("generated")
    script = folder / "small.py"
    script.write_text(small_text, encoding="utf-8")
    make_course(folder / "course", masters.derive(script), small_config, "lesson")
    return folder / "course"


@pytest.fixture
def course(generated: Path, tmp_path: Path) -> Path:
    """A course directory whose assignment "lesson" is generated and has no submissions yet."""
    return Path(shutil.copytree(generated, tmp_path / "course"))
