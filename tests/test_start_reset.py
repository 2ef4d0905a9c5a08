"""`reset` gives one blank back, keeps a copy, and leaves all else in the notebook as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nn_course import progress
from nn_course.lessons import LESSONS
from nn_course.start.work import lessons, make

ROOT = Path(__file__).resolve().parents[1]
FILE = LESSONS[0].file


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A started folder, in whose part 1 all answers are written and run."""
    work = make(tmp_path / "work").folder
    edit(work / FILE, answer)
    return work


def answer(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = ["# mine – ✓\n", "answer = 1"]
            cell["execution_count"] = 7
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["said\n"]}]
            cell["metadata"]["collapsed"] = True


def edit(file: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the cells of a notebook and write it as JupyterLab does."""
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content["cells"])
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8")


def cells_of(file: Path) -> list[dict[str, Any]]:
    return json.loads(file.read_text(encoding="utf-8"))["cells"]


def reset(work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: one for name, one in os.environ.items() if name != progress.VARIABLE}
    return subprocess.run(
        [sys.executable, "-m", "nn_course", "reset", *arguments],
        cwd=work,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_blank_comes_back(work: Path) -> None:
    """The cell is the lesson's again; every other byte of the file is as it was."""
    before = (work / FILE).read_text(encoding="utf-8")
    mine = cells_of(work / FILE)
    done = reset(work, "nll")
    assert done.returncode == 0, done.stderr
    after = cells_of(work / FILE)
    place = [cell["id"] for cell in mine].index("nll")
    blank = cells_of(lessons() / FILE)[place]
    assert after[place] == {**blank, "metadata": {**blank["metadata"], "collapsed": True}}
    assert after[:place] + after[place + 1 :] == mine[:place] + mine[place + 1 :]
    own = json.dumps(mine[place], indent=1, ensure_ascii=False).replace("\n", "\n  ")
    new = json.dumps(after[place], indent=1, ensure_ascii=False).replace("\n", "\n  ")
    assert (work / FILE).read_text(encoding="utf-8") == before.replace(own, new)


def test_what_was_there_is_kept(work: Path) -> None:
    """A copy for each reset, none over another; its name is told, and how to go on."""
    first = (work / FILE).read_bytes()
    said = reset(work, "nll").stdout
    copies = [work / "part1" / f"from_scratch.before-nll{end}.ipynb" for end in ("", "-2")]
    assert str(copies[0]) in said and "Reload Notebook from Disk" in said
    edit(work / FILE, answer)
    second = (work / FILE).read_bytes()
    assert str(copies[1]) in reset(work, "nll").stdout
    assert [copy.read_bytes() for copy in copies] == [first, second]


def test_an_untouched_blank_is_left_alone(work: Path) -> None:
    """Nothing to do: the file is not written, no copy is made, and that is said."""
    reset(work, "nll")
    before = {path: path.stat().st_mtime_ns for path in (work / "part1").iterdir()}
    done = reset(work, "nll")
    assert done.returncode == 0 and "nothing was changed" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in (work / "part1").iterdir()} == before


@pytest.mark.parametrize("gone", [["nll"], ["exercise-7-nll", "nll", "test_nll"]])
def test_a_deleted_cell_comes_back_in_its_place(work: Path, gone: list[str]) -> None:
    """Between its neighbours, also where those are gone too; the learner's own cells stay."""
    own = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "source": ["1"]}
    own["execution_count"] = None

    def remove(cells: list[dict[str, Any]]) -> None:
        cells[:] = [cell for cell in cells if cell["id"] not in gone]
        cells.insert(3, own)

    edit(work / FILE, remove)
    mine = cells_of(work / FILE)
    done = reset(work, "nll")
    assert done.returncode == 0 and "was missing" in done.stdout
    after = cells_of(work / FILE)
    given = cells_of(lessons() / FILE)
    order = [cell["id"] for cell in given if cell["id"] not in set(gone) - {"nll"}]
    assert [cell["id"] for cell in after if cell["id"] != "own"] == order
    assert [cell for cell in after if cell["id"] != "nll"] == mine


def test_lost_metadata_comes_back_with_the_blank(work: Path) -> None:
    """A cell that another editor stripped of nbgrader's metadata is still known by its id."""
    edit(work / FILE, lambda cells: [cell.update(metadata={}) for cell in cells])
    assert reset(work, "nll").returncode == 0
    (cell,) = [cell for cell in cells_of(work / FILE) if cell["id"] == "nll"]
    assert cell["metadata"]["nbgrader"]["grade_id"] == "nll"
    assert len(cells_of(work / FILE)) == len(cells_of(lessons() / FILE))


def test_the_same_name_in_two_parts(work: Path) -> None:
    """fit asks for the part, and then it is the one of that part."""
    asked = reset(work, "fit")
    assert asked.returncode == 2
    assert "in part1 and in part3" in asked.stderr and "--part part3" in asked.stderr
    edit(work / LESSONS[2].file, answer)
    untouched = (work / FILE).read_bytes()
    assert reset(work, "fit", "--part", "part3").returncode == 0
    assert (work / FILE).read_bytes() == untouched
    assert (work / "part3" / "data_loading.before-fit.ipynb").exists()


def test_an_answer_in_words_can_be_reset(work: Path) -> None:
    """The exercise that a person marks is a cell of text."""
    edit(work / LESSONS[3].file, answer)
    assert reset(work, "explain").returncode == 0
    given = {cell["id"]: cell for cell in cells_of(lessons() / LESSONS[3].file)}
    (cell,) = [one for one in cells_of(work / LESSONS[3].file) if one["id"] == "explain"]
    assert cell["source"] == given["explain"]["source"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("acuracy",), "did you mean accuracy?"),
        (("nll", "--part", "part2"), "no exercise called nll"),
        (("nll", "--part", "part9"), "no part called part9"),
        (("nll", "--work", "elsewhere"), "There is no notebook"),
    ],
)
def test_what_cannot_be_reset(work: Path, arguments: tuple[str, ...], said: str) -> None:
    """One sentence, exit status 2, and nothing is changed."""
    before = (work / FILE).read_bytes()
    done = reset(work, *arguments)
    assert done.returncode == 2
    assert said in done.stderr and len(done.stderr.splitlines()) == 1
    assert (work / FILE).read_bytes() == before


def test_a_damaged_notebook_is_not_touched(work: Path) -> None:
    """What is no JSON any more cannot be reset in part."""
    (work / FILE).write_text("half a notebo")
    done = reset(work, "nll")
    assert done.returncode == 2 and "does not hold JSON" in done.stderr
    assert (work / FILE).read_text() == "half a notebo"
    assert len(list((work / "part1").iterdir())) == 1
