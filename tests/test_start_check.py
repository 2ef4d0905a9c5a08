"""`check` runs a notebook file's visible checks in a kernel of its own, and says what they find."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.authoring.answers import blanks, fill, solutions
from nn_course import progress
from nn_course.catalogue import exercise
from nn_course.lessons import LESSONS, Lesson
from nn_course.start.work import lessons, make

ROOT = Path(__file__).resolve().parents[1]
PART1 = LESSONS[0]
FILE = PART1.file


def given(one: Lesson = PART1) -> NotebookNode:
    return nbformat.read(lessons() / one.file, as_version=4)


def right(one: Lesson = PART1) -> dict[str, str]:
    answers = solutions(masters.derive(ROOT / "source" / one.part / f"{one.notebook}.py"))
    return {name: source for name, source in answers.items() if not one.task(name).by_hand}


def check(notebook: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: one for name, one in os.environ.items() if name != progress.VARIABLE}
    return subprocess.run(
        [sys.executable, "-m", "nn_course", "check", notebook.name, *options],
        cwd=notebook.parent,
        env={**environment, "PYTHONPATH": str(ROOT), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )


def rows(said: str) -> dict[str, tuple[str, ...]]:
    """What the table says: exercise → state, marks, sentence."""
    table = (re.split(r"\s{2,}", line.strip()) for line in said.splitlines())
    return {one[0]: (*one[1:3], " ".join(one[3:])) for one in table if len(one) >= 2}


@pytest.mark.slow
def test_a_notebook_in_every_state(tmp_path: Path) -> None:
    """Right, wrong with its sentence, unwritten, endless, undefined, deleted, no Python at all.

    One exercise stops no other, the file stays as it is, and progress is kept beside it.
    """
    work = make(tmp_path / "work").folder
    known = exercise("part1", "log_softmax").misconceptions[0]
    answers = right() | {
        "preprocess": "def preprocess(images, labels)\n    pass\n",
        "log_softmax": known.source,
        "stable_log_softmax": "def stable_log_softmax(x):\n    return x * 0\n",
        "nll": "def nll(log_probs, target):\n    while True:\n        pass\n",
        "accuracy": "def accurate(log_probs, target):\n    return 1.0\n",
        "sgd_step": blanks(given())["sgd_step"].source,
    }
    notebook = fill(given(), answers)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("chain_rule", "test_fit")]
    nbformat.write(notebook, work / FILE)
    before = (work / FILE).read_bytes()
    done = check(work / FILE, "--seconds", "8")
    assert done.returncode == 1, done.stderr
    found = rows(done.stdout)
    assert found["preprocess"] == (
        "✗ not right yet",
        "0 of 2",
        "The cell stopped with SyntaxError: expected ':' (line 1).",
    )
    assert found["linear"][:2] == found["init_parameters"][:2] == ("✓ passes", "2 of 2")
    assert found["chain_rule"][0] == "✗ its cell is missing"
    assert "reset chain_rule --part part1" in found["chain_rule"][2]
    assert found["log_softmax"] == ("✗ not right yet", "0 of 3", known.sentence)
    assert found["stable_log_softmax"][0] == "✗ not right yet"
    assert re.search(r"\d of \d inputs are wrong", found["stable_log_softmax"][2])
    assert found["nll"][0] == "✗ stopped" and "more than 8 seconds" in found["nll"][2]
    assert found["accuracy"][0] == "✗ not defined"
    assert found["sgd_step"][:2] == ("○ not written yet", "0 of 2")
    assert found["fit"][:2] == ("✓ passes", "4 of 4")
    assert "3 of 10 exercises pass, 8 of 25 marks" in done.stdout
    assert "hidden tests" in done.stdout
    assert (work / FILE).read_bytes() == before
    assert progress.of("part1", "linear", work).passed
    assert progress.of("part1", "log_softmax", work).seen == known.name


@pytest.mark.slow
@pytest.mark.parametrize("one", LESSONS[1:], ids=lambda one: one.part)
def test_a_blank_notebook(tmp_path: Path, one: Lesson) -> None:
    """Nothing is written yet, and no cell in between stops for want of an answer."""
    nbformat.write(given(one), tmp_path / "lesson.ipynb")
    done = check(tmp_path / "lesson.ipynb")
    assert done.returncode == 1, done.stderr
    found = rows(done.stdout)
    for task in one.tasks:
        assert found[task.name][0] == (
            "✎ a person reads it" if task.by_hand else "○ not written yet"
        )


@pytest.mark.slow
def test_a_solved_notebook(tmp_path: Path) -> None:
    """Everything passes: exit status 0. It lies outside of any work folder, so nothing is kept."""
    nbformat.write(fill(given(), right()), tmp_path / "mine.ipynb")
    done = check(tmp_path / "mine.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 of 10 exercises pass, 25 of 25 marks" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["mine.ipynb"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("\n\nprint(missing)\n", "NameError: name 'missing' is not defined"),
        ("import os\nos._exit(3)", "It ended the kernel"),
    ],
)
def test_an_ordinary_cell_that_stops(tmp_path: Path, source: str, said: str) -> None:
    """It is named by its number and first line, with what it said: exit status 2."""
    notebook = given()
    notebook.cells.insert(1, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, tmp_path / "lesson.ipynb")
    done = check(tmp_path / "lesson.ipynb")
    assert done.returncode == 2
    first = source.strip().splitlines()[0]
    assert f"Cell 2, which begins with `{first}`, did not run to its end." in done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr


def test_an_answer_that_cannot_be_stopped(tmp_path: Path) -> None:
    """It ends the kernel: that is said of it, and that the others were not reached."""
    answers = {"preprocess": "def preprocess(images, labels):\n    import os\n    os._exit(1)\n"}
    nbformat.write(fill(given(), answers), tmp_path / "lesson.ipynb")
    done = check(tmp_path / "lesson.ipynb")
    found = rows(done.stdout)
    assert done.returncode == 1, done.stderr
    assert found["preprocess"][0] == "✗ stopped" and "ended the kernel" in found["preprocess"][2]
    assert {found[task.name][0] for task in PART1.tasks[1:]} == {"○ not reached"}


ANOTHER = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "There is no notebook"),
        ("half a notebo", "does not hold JSON"),
        ("[1, 2]", "does not hold a list of cells"),
        (json.dumps({"cells": [3]}), "does not hold a list of cells"),
        (nbformat.writes(ANOTHER), "not a notebook of this course"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_what_is_no_notebook_of_the_course(
    tmp_path: Path, text: str | bytes | None, said: str
) -> None:
    """One sentence that names the file, exit status 2, and no kernel is started."""
    file = tmp_path / "lesson.ipynb"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = check(file)
    assert done.returncode == 2
    assert said in done.stderr and "lesson.ipynb" in done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stdout == ""
