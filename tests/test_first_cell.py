"""A notebook that travels alone: its first code cell says what to install, and how."""

from __future__ import annotations

import tomllib
from pathlib import Path

import nbformat
import pytest

from nn_course.catalogue import PARTS
from tests import bare, kernels

ROOT = Path(__file__).resolve().parents[1]


def first_cell(part: str) -> str:
    """The source of the first code cell of what learners get."""
    (path,) = (ROOT / "notebooks" / part).glob("*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return next(str(cell.source) for cell in cells if cell.cell_type == "code")


def test_every_lesson_begins_in_the_same_way() -> None:
    """The words stand in each of the four notebooks: where one is changed, all are."""
    beginnings = {first_cell(part).partition("    raise\n")[0] for part in PARTS}
    assert len(beginnings) == 1
    assert "_render_traceback_" in beginnings.pop()


def test_without_the_course_the_first_cell_says_what_to_do(tmp_path: Path) -> None:
    """In a real kernel that has all but the course: a sentence and a command, no traceback."""
    python = bare.python(tmp_path / "env", course=False)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wheel = f"nn_course-{project['version']}-py3-none-any.whl"
    with kernels.of(python, tmp_path) as kernel:
        sentence, command = kernel.run(first_cell("part1")).splitlines()
    assert sentence.startswith("The course is not installed here: upload the .whl file")
    assert len(sentence) <= 100
    assert command == f"%pip install --no-deps {wheel}"


@pytest.mark.parametrize("part", PARTS)
def test_with_the_course_the_first_cell_is_silent(part: str) -> None:
    """Nothing is printed, nothing is left behind but the imports."""
    namespace: dict[str, object] = {}
    exec(first_cell(part), namespace)
    assert {"check", "torch", "plots"} <= namespace.keys()
    assert "missing" not in namespace
