"""The feedback page of what nbjudge judged: verdicts, notes and faults, and nothing hidden."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from nbjudge.grading import nbgrader
from tests.autograde.classes import HALVE, RIGHT, ROOT, grade, hand_in

STUDENTS = {
    "right": RIGHT,
    "wrong": {"halve": "def halve(x):\n    return x / 3\n", "root": ROOT},
    "raises": {"halve": HALVE, "root": "def root(x):\n    y = [x]\n    return y[5]\n"},
    "syntax": {"halve": "def halve(x)\n    return x / 2\n", "root": ROOT},
    "crash": {"halve": "import os\nos._exit(3)\n", "root": ROOT},
    "spying": {
        "halve": "import inspect\ndef halve(x):\n    for frame in inspect.stack():\n"
        "        print(frame.code_context)\n    return x / 3\n",
        "root": "import inspect\ndef root(x):\n"
        "    raise ValueError(inspect.getsource(inspect.currentframe().f_back))\n",
    },
    "script": {"halve": "def halve(x):\n    raise ValueError('<script>alert(1)</script>')\n"},
    "blank": {},
}
SECRETS = ["secret_inputs", "hidden_square", "== secret / 2", "root(1e10) == 1e5", "HIDDEN TESTS"]


@pytest.fixture(scope="module")
def pages(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a class by student; "lost" has lost the file's ids."""
    course = Path(shutil.copytree(generated, tmp_path_factory.mktemp("feedback") / "course"))
    for student, answers in STUDENTS.items():
        hand_in(course, student, answers)
    notebook = hand_in(course, "lost", RIGHT) / "notebook.ipynb"
    text = notebook.read_text().replace('id": "halve"', 'id": "gone"')
    notebook.write_text("\ufeff" + text)
    assert not grade(course).failures
    nbgrader(course, "generate_feedback", "lesson")
    files = [path for path in (course / "feedback").rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"notebook.html"}
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in files}


def said(page: str) -> str:
    body = re.sub(r"<style>.*?</style>", " ", page, flags=re.S)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))
    for entity, sign in {"&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&"}.items():
        text = text.replace(entity, sign)
    return text


def test_marks_sentence_and_report(pages: dict[str, str]) -> None:
    """What a verdict says is there: marks, the hidden test's sentence, what the check printed."""
    text = said(pages["wrong"])
    assert "4 of 6 marks" in text
    assert "half of 7 is 3.5, not 2.3333333333333335" in text
    assert "tried: halve(4)" in text
    assert "6 of 6 marks" in said(pages["right"])


def test_what_an_answer_raised(pages: dict[str, str]) -> None:
    """With the learner's own line, and no line of the judge's."""
    text = said(pages["raises"])
    assert "IndexError: list index out of range" in text and "return y[5]" in text
    assert not [text for text in pages.values() if "Traceback" in text or "nbjudge/" in text]


def test_a_cell_that_does_not_run(pages: dict[str, str]) -> None:
    """A syntax error is told once, as what it is."""
    text = said(pages["syntax"])
    assert "Your cell did not run. SyntaxError: expected ':'" in text
    assert "halve is not defined" not in text
    assert "root 4 / 4" in text


def test_faults_and_notes(pages: dict[str, str]) -> None:
    """What stopped a cell, and what was found in the file, is told."""
    assert "The cell halve was stopped: it ended Python itself" in said(pages["crash"])
    assert "byte order mark" in said(pages["lost"])
    assert "had lost its id" in said(pages["lost"])
    assert "6 of 6 marks" in said(pages["lost"])


def test_a_blank_is_called_blank(pages: dict[str, str]) -> None:
    """Once for each exercise, without a second sentence for the same."""
    text = said(pages["blank"])
    assert "0 of 6 marks" in text and text.count("You have not written an answer here yet") == 2
    assert "has not been written" not in text


@pytest.mark.parametrize("student", [*STUDENTS, "lost"])
def test_nothing_hidden_is_in_a_page(pages: dict[str, str], student: str) -> None:
    """No line of a hidden test, whatever an answer prints or raises."""
    assert not [secret for secret in SECRETS if secret in pages[student]]


def test_text_is_text(pages: dict[str, str]) -> None:
    """Markup in a learner's message is shown, not obeyed."""
    assert "<script" not in pages["script"]
    assert "<script>alert(1)</script>" in said(pages["script"])
