"""nbjudge serves any course, and says what its commands do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import nbjudge
from nbjudge.cli import app
from nn_course.catalogue import PARTS

PACKAGE = Path(nbjudge.__file__).parent
FILES = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in {".py", ".j2", ".css"}]
MODULES = [path for path in FILES if path.suffix == ".py"]


# Exercises whose names are words that anything about notebooks may use.
ORDINARY = {"preprocess", "linear", "accuracy", "fit", "loader", "evaluate", "Lambda"}
EXERCISES = {name for names in PARTS.values() for name in names} - ORDINARY
COURSE = re.compile(rf"nn_?course|mnist|\b(?:{'|'.join(sorted(EXERCISES))})\b", re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_course_is_known(path: Path) -> None:
    """No file of nbjudge names this course's package, its data or one of its exercises.

    torch and numpy it may name: their arrays are formats of data, and any course may use them.
    """
    assert COURSE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_of_the_course_is_imported(path: Path) -> None:
    """No module of nbjudge imports from beside it: the course, its demonstration, its tests."""
    assert imports(path.read_text(encoding="utf-8")) & {"nn_course", "demo", "tests"} == set()


@pytest.mark.parametrize(
    "source",
    [
        "import os, tests.conftest",
        "def late():\n    from demo import answers",
        "from nn_course.checks import answers as anything",
        "__import__('tests')",
        "importlib.import_module('demo.class_')",
    ],
)
def test_every_way_of_importing_is_seen(source: str) -> None:
    """The test above would notice each of these."""
    assert imports(source) & {"nn_course", "demo", "tests"}


def imports(source: str) -> set[str]:
    """The outermost packages that `source` imports, also inside functions and by a function."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                found += [alias.name for alias in node.names]
            case ast.ImportFrom(level=0, module=str(module)):
                found.append(module)
            case ast.Call(args=[ast.Constant(value=str(name)), *_]):
                called = ast.unparse(node.func).rpartition(".")[2]
                found += [name] if called in ("import_module", "__import__") else []
    return {name.partition(".")[0] for name in found}


@pytest.mark.parametrize(
    "command", [command.callback.__name__ for command in app.registered_commands]
)
def test_every_command_has_help(command: str) -> None:
    """--help of each command starts with a sentence on what it does."""
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.split("Usage:")[1].strip().splitlines()[2].strip()) > 20
