"""``make demo`` for a few learners: everything from release to feedback, by nbgrader itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run_demo(course: Path, *only: str) -> subprocess.CompletedProcess[str]:
    options = [part for name in only for part in ("--only", name)]
    return subprocess.run(
        [sys.executable, "-m", "demo", "--root", str(course), "--part", "part1", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory of its own, as a fresh clone holds it."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source", folder / "source", ignore=shutil.ignore_patterns("*.ipynb"))
    for name in ("grader_config.py", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def first(course: Path) -> subprocess.CompletedProcess[str]:
    """The demonstration with a perfect learner, the blank one and the one with a syntax error."""
    return run_demo(course, "demo01", "demo21", "demo23")


def test_the_demonstration_agrees_with_the_catalogue(
    first: subprocess.CompletedProcess[str],
) -> None:
    """It ends with 0, says so in words, and its table shows full marks, none, and one missing."""
    assert first.returncode == 0, first.stdout + first.stderr
    assert "All 30 marks are what the catalogue declares" in first.stdout
    rows = {line.split()[0]: line.split() for line in first.stdout.splitlines() if "demo" in line}
    assert rows["demo01"][11] == "25"
    assert rows["demo21"][1:12] == ["0"] * 11
    assert 0 < int(rows["demo23"][11]) < 25


def test_it_writes_feedback_where_it_says(
    course: Path, first: subprocess.CompletedProcess[str]
) -> None:
    """Each learner has a page, and the path that is printed exists."""
    for name in ("demo01", "demo21", "demo23"):
        assert (course / "feedback" / name / "part1" / "from_scratch.html").is_file()
    (named,) = (line.strip() for line in first.stdout.splitlines() if line.endswith(".html"))
    assert (course / named).is_file()


def test_it_runs_again_over_its_own_traces(
    course: Path, first: subprocess.CompletedProcess[str]
) -> None:
    """A second run replaces what the first left, and leaves other learners alone."""
    own = course / "submitted" / "somebody" / "part1" / "from_scratch.ipynb"
    own.parent.mkdir(parents=True)
    own.write_text("theirs")
    again = run_demo(course, "demo21")
    assert again.returncode == 0, again.stdout + again.stderr
    assert own.read_text() == "theirs"


def test_an_unknown_part_is_a_sentence(course: Path) -> None:
    """A part that the course does not have ends with one sentence and no traceback."""
    result = subprocess.run(
        [sys.executable, "-m", "demo", "--root", str(course), "--part", "part9"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    assert result.stderr.startswith("The course has no part9: its parts are part1")


def test_an_unknown_learner_is_a_sentence(course: Path) -> None:
    """A name that is not in the class ends with one sentence and no traceback."""
    result = run_demo(course, "demo99")
    assert result.returncode != 0
    assert result.stderr.strip() == (
        "The sample class has no learner demo99: they are called demo01 to demo24."
    )
