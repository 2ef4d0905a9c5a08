"""The learner's bundle works by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.authoring.bundle import make_bundle
from nbjudge.errors import BundleError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's folder: the zip unpacked, and the wheel's packages in site/."""
    home = tmp_path_factory.mktemp("home")
    folder, archive = make_bundle(ROOT, home / "sent")
    with zipfile.ZipFile(archive) as sent:
        sent.extractall(home)
    here = home / folder.name
    with zipfile.ZipFile(next(here.glob("*.whl"))) as wheel:
        wheel.extractall(here / "site")
    return here


def validate(home: Path, notebook: Path) -> str:
    """What `nbgrader validate` says there, with the packages of the wheel."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", str(notebook)],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home / "site"), "MNIST_SOURCE": "bundled"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


@pytest.mark.slow
def test_a_solved_notebook_validates(home: Path) -> None:
    """With nothing but the bundle, Validate reports success for a solved lesson."""
    lesson = home / "notebooks" / "part1" / "from_scratch.ipynb"
    right = solutions(masters.derive(ROOT / "source" / "part1" / "from_scratch.py"))
    solved = home / "solved.ipynb"
    nbformat.write(fill(nbformat.read(lesson, as_version=4), right), solved)
    assert "Success! Your notebook passes all the tests." in validate(home, solved)


@pytest.mark.slow
def test_the_blank_notebook_does_not_validate(home: Path) -> None:
    """Validate names the failing checks of the lesson as it was sent."""
    said = validate(home, home / "notebooks" / "part1" / "from_scratch.ipynb")
    assert "VALIDATION FAILED ON" in said, said
    assert "check.preprocess(preprocess)" in said


def test_the_course_starts_from_the_wheel(home: Path) -> None:
    """What START.md says works with the packages of the wheel alone: start, and a reset there."""
    environment = {**os.environ, "PYTHONPATH": str(home / "site"), "NN_COURSE_WORK": ""}

    def run(*arguments: str, folder: Path = home) -> str:
        command = [sys.executable, "-m", "nn_course", *arguments]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=True
        ).stdout

    where = "import nn_course.start.work as work; print(work.__file__, work.lessons())"
    used = subprocess.run(
        [sys.executable, "-c", where], cwd=home, env=environment, capture_output=True, text=True
    ).stdout.split()
    assert all(Path(path).is_relative_to(home / "site") for path in used), used
    # JupyterLab prints its version and ends; the folder is ready by then
    assert f"is in {home / 'work'}." in run("start", "--", "--version")
    lesson = Path("part1", "from_scratch.ipynb")
    assert (home / "work" / lesson).read_bytes() == (home / "notebooks" / lesson).read_bytes()
    assert "work" in run() and "nothing was changed" in run("reset", "nll", folder=home / "work")


def test_start_names_what_is_there(home: Path) -> None:
    """Every path that START.md names in the bundle exists, and it fits on a page or so."""
    text = (home / "START.md").read_text(encoding="utf-8")
    named = set(re.findall(r"notebooks/[\w/.]+|[\w.-]+\.whl", text))
    assert named and all((home / name).exists() for name in named), named
    assert len(text.splitlines()) < 90


def test_a_course_without_start(small_course: Path) -> None:
    """Without docs/START.md there is no bundle, but a sentence."""
    with pytest.raises(BundleError, match=r"docs/START\.md is missing, and the bundle needs it"):
        make_bundle(small_course)


def test_a_course_that_was_not_built(small_course: Path) -> None:
    """Without notebooks/ the sentence names the command that makes them."""
    (small_course / "docs").mkdir()
    (small_course / "docs" / "START.md").write_text("# Start\n")
    with pytest.raises(BundleError, match=r"notebooks is missing.*make build"):
        make_bundle(small_course)


def test_a_wheel_that_cannot_be_built(small_course: Path) -> None:
    """pip's own words are in the error."""
    (small_course / "docs").mkdir()
    (small_course / "docs" / "START.md").write_text("# Start\n")
    (small_course / "pyproject.toml").write_text("[project]\nname = 3\n")
    from nbjudge.authoring.build import build

    build(small_course)
    with pytest.raises(BundleError, match=r"(?s)could not build the wheel.*invalid pyproject"):
        make_bundle(small_course)
