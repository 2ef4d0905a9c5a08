"""A class that hands in in two languages: the same marks, each with feedback in its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from html import unescape
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat import NotebookNode

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.autograde.command import autograde
from nbjudge.autograde.summary import Silent
from nbjudge.grading import generate_assignment, generate_feedback, nbgrader
from nn_course.catalogue import exercise

ROOT = Path(__file__).resolve().parents[2]
NAME = "from_scratch"
WRONG = {name: exercise("part1", name).misconceptions[0] for name in ("log_softmax", "nll")}
LANGUAGE = re.compile(r'<html lang="(\w+)">')


def handed_in(language: str) -> NotebookNode:
    """Part 1 in *language*, two exercises wrong, `accuracy` left blank, `linear` raising."""
    folder = ROOT / "notebooks" / ("" if language == "en" else language) / "part1"
    notebook = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
    answers = solutions(masters.derive(ROOT / "source" / "part1" / f"{NAME}.py"))
    del answers["accuracy"]
    answers |= {name: known.source for name, known in WRONG.items()}
    answers["linear"] = "def linear(inputs, weights, bias):\n    return undefined_name\n"
    return fill(notebook, answers)


def without_metadata(notebook: NotebookNode) -> NotebookNode:
    """As an editor leaves it that keeps neither metadata nor ids."""
    notebook.metadata = NotebookNode()
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell["id"] = NotebookNode(), f"c{number}"
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of part 1 with five submissions, graded."""
    root = tmp_path_factory.mktemp("languages")
    (root / "source").mkdir()
    shutil.copytree(ROOT / "source" / "part1", root / "source" / "part1",
                    ignore=shutil.ignore_patterns("*.ipynb"))  # fmt: skip
    for name in ("grader_config.py", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, root / name)
    generate_assignment(root, "part1")
    hand_in(root, "english", handed_in("en"))
    hand_in(root, "korean", handed_in("ko"))
    hand_in(root, "korean_bare", without_metadata(handed_in("ko")))
    blank = ROOT / "notebooks" / "ko" / "part1" / f"{NAME}.ipynb"
    hand_in(root, "korean_blank", nbformat.read(blank, as_version=4))
    script = root / "submitted" / "korean_script" / "part1" / f"{NAME}.py"
    script.parent.mkdir(parents=True)
    script.write_text(jupytext.writes(handed_in("ko"), fmt="py:percent"), encoding="utf-8")
    summary = autograde(root, "part1", Silent(), workers=2)
    assert summary.failures == [] and summary.graded == 5
    generate_feedback(root, "part1")
    return root


def hand_in(root: Path, student: str, notebook: NotebookNode) -> None:
    folder = root / "submitted" / student / "part1"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{NAME}.ipynb")


def record(root: Path, student: str) -> dict:
    file = root / "autograded" / student / "part1" / f"{NAME}.verdicts.json"
    found: dict = json.loads(file.read_text(encoding="utf-8"))
    return found


def page(root: Path, student: str) -> str:
    return (root / "feedback" / student / "part1" / f"{NAME}.html").read_text(encoding="utf-8")


def points(root: Path, student: str) -> dict[str, float]:
    return {one["test"]: one["points"] for one in record(root, student)["verdicts"]}


@pytest.mark.parametrize("student", ["korean", "korean_bare", "korean_script"])
def test_a_korean_submission_gets_its_twins_marks(course: Path, student: str) -> None:
    """By the field in the notebook, by its text alone, and from a script."""
    assert points(course, student) == points(course, "english")
    assert record(course, student)["language"] == "ko"
    assert record(course, "english")["language"] == "en"
    codes = {one["code"] for one in record(course, student)["notes"]}
    assert not codes & {"edited", "edited_locked", "missing"}


def test_a_korean_blank_is_a_blank(course: Path) -> None:
    """Every exercise is left blank, none is missing, and nothing is earned."""
    found = record(course, "korean_blank")
    assert found["points"] == 0 and len(found["unwritten"]) == 10 and not found["missing"]
    assert page(course, "korean_blank").count("빈칸") >= 10


@pytest.mark.parametrize("student", ["korean", "korean_bare", "korean_script"])
def test_feedback_is_in_the_language_of_the_submission(course: Path, student: str) -> None:
    """Page, misconceptions, reports of checks and hidden tests' messages are Korean."""
    html = page(course, student)
    assert LANGUAGE.findall(html) == ["ko"]
    from tests.translations.test_notebooks import english_in

    prose = re.sub(r"<pre class=\"answer\">.*?</pre>", " ", html, flags=re.DOTALL)
    prose = re.sub(r"\w+\([a-z_, ]+\):|name '\w+' is not defined", " ", unescape(prose))
    assert english_in(prose) == []
    for verdict in record(course, student)["verdicts"]:
        for text in (verdict["sentence"], verdict["hint"], verdict["report"]):
            assert not text or re.search("[가-힣]", text), verdict


def test_english_feedback_stays_english(course: Path) -> None:
    """In the same class, graded by the same workers, no Hangul is in an English page."""
    html = page(course, "english")
    assert LANGUAGE.findall(html) == ["en"] and not re.search("[가-힣]", html)
    assert WRONG["nll"].sentence in re.sub(r"\s+", " ", record(course, "english")["verdicts"][
        list(points(course, "english")).index("test_nll")
    ]["hint"])  # fmt: skip


def test_the_same_misconceptions_are_recognised(course: Path) -> None:
    """The class report counts them together, whatever the language."""
    names = [
        {one["test"]: one["misconception"] for one in record(course, student)["verdicts"]}
        for student in ("english", "korean")
    ]
    assert names[0] == names[1]
    assert {one for one in names[0].values() if one} == {one.name for one in WRONG.values()}


def test_grading_again_finds_nothing_to_do(course: Path) -> None:
    """What is graded in another language is up to date as well."""
    summary = autograde(course, "part1", Silent(), workers=1)
    assert (summary.graded, summary.unchanged) == (0, 5)


def cells_of_gradebook(root: Path) -> list[tuple]:
    with sqlite3.connect(root / "gradebook.db") as book:
        return sorted(book.execute("select name, source, checksum, cell_type from source_cell"))


def test_a_korean_release_leaves_the_gradebook_alone(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Generated and released by nbgrader in Korean: its bytes are ours, its cells English."""
    before = cells_of_gradebook(course)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    monkeypatch.setenv("COURSE_LANGUAGE", "ko")
    nbgrader(course, "generate_assignment", "part1")
    nbgrader(course, "release_assignment", "part1", f"--Exchange.root={exchange}")
    assert cells_of_gradebook(course) == before
    assert before and not any(re.search("[가-힣]", one[1] or "") for one in before)
    (released,) = exchange.rglob(f"{NAME}.ipynb")
    ours = ROOT / "notebooks" / "ko" / "part1" / f"{NAME}.ipynb"
    assert released.read_bytes() == ours.read_bytes()
    assert sorted(os.listdir(released.parent)) == [f"{NAME}.ipynb"]


def test_a_language_without_catalogue_is_a_clear_error(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the file that is missing and the command that makes it."""
    monkeypatch.setenv("COURSE_LANGUAGE", "fr")
    with pytest.raises(Exception, match=r"fr\.po is missing[\s\S]*nbjudge translations fr"):
        nbgrader(course, "generate_assignment", "part1")
