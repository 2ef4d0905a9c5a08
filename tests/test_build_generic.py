"""nbjudge serves any course, and says what its commands do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import nbjudge
from nbjudge.cli import app

PACKAGE = Path(nbjudge.__file__).parent
FILES = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in {".py", ".j2", ".css"}]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_course_is_known(path: Path) -> None:
    """No file of nbjudge names this course's package or its data."""
    text = path.read_text(encoding="utf-8").lower()
    assert not [word for word in ("nn_course", "mnist", "torch") if word in text]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small(path: Path) -> None:
    """One idea a module: less than 300 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300


@pytest.mark.parametrize(
    "command", [command.callback.__name__ for command in app.registered_commands]
)
def test_every_command_has_help(command: str) -> None:
    """--help of each command starts with a sentence on what it does."""
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.split("Usage:")[1].strip().splitlines()[2].strip()) > 20
