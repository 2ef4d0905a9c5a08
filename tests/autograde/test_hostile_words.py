"""What a learner writes, prints and raises, on its way to pages, terminals, logs and tables."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from nbjudge.markers import BEGIN_HIDDEN, END_HIDDEN
from tests.autograde.classes import (
    FULL,
    HALVE,
    RIGHT,
    ROOT,
    WRONG,
    configure,
    grade,
    hand_in,
    marks,
    run,
)
from tests.autograde.test_regrade import STRICT, correct

CLIPBOARD = "\x1b]52;c;aGVsbG8=\x07"
TITLE = "\x1b]0;you are root\x1b\\"
SIGNS = ("\x1b", "\x07", "\x08", "\x0b", "\x9b", "\r", "\u202e", "\u2066")
"""What may not reach a terminal."""


def raises(text: str) -> dict[str, str]:
    """Answers of which one raises an exception with `text` in it, but not for the first test."""
    raising = f"    if x in (4, 1e10):\n        raise ValueError({text!r})\n"
    return {"halve": HALVE, "root": f"def root(x):\n{raising}    return math.sqrt(x)\n"}


def fails(text: str) -> dict[str, str]:
    """Answers of which one returns `text`, which a failed test quotes."""
    return {"halve": f"def halve(x):\n    return {text!r}\n", "root": ROOT}


LEARNERS: dict[str, Mapping[str, str]] = {
    "right": RIGHT,
    "wrong": WRONG,
    "markup": raises("[/oops] [bold red on white]you[/] :smiley:"),
    "clipboard": raises(f"{CLIPBOARD}{TITLE}\x1b[2J\x1b[H\x9b31m"),
    "turned": raises("\u202eevil\u2066 \u2028 \r rewritten \x08\x08\x0b"),
    "lines": fails("a\n  right: could not be graded\n[/]"),
    "formula": raises('=HYPERLINK("http://x", "y")'),
    "kinds": {
        "halve": "class E(Exception):\n    pass\nE.__name__ = '[/oops]' + chr(27) + ']52;c;x'\n"
        "def halve(x):\n    raise E('=1+1')\n",
        "root": ROOT,
    },
    "minus": {"halve": HALVE, "root": f"def root(x):\n    return {'-' * 9_000}x\n"},
    "brackets": {"halve": HALVE, "root": f"root = {'(' * 900}1{')' * 900}\n"},
    "blanks": {"halve": HALVE, "root": "\n" * 20_000 + "def root(x):\n    return 1\n"},
    "spaces": {"halve": HALVE, "root": " \n\t\n" * 9_000 + "def root(x):\n    return 1\n"},
    "newlines": {"halve": HALVE, "root": "print('\\n' * 99_000)\ndef root(x):\n    return 1\n"},
    "arrows": {
        "halve": "print(*(f'→ {n}' for n in range(9_000)), sep='\\n')\n"
        "def halve(x):\n    print(*(f'→ {n}' for n in range(2_000)), sep='\\n')\n    return 1\n",
        "root": ROOT,
    },
    "escapes": {"halve": HALVE, "root": "def root(x):\n    '\\d\\q'\n    return '\\d'\n"},
    "halves": {"halve": HALVE, "root": "def root(x):\n    raise ValueError(chr(0xd800))\n"},
}


class Class_(NamedTuple):
    """A graded class, and what its instructor's commands printed and took."""

    course: Path
    printed: dict[str, subprocess.CompletedProcess[str]]
    seconds: dict[str, float]
    pages: dict[str, str]


@pytest.fixture(scope="module")
def graded(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Class_:
    """A class in which everybody but "right" and "wrong" writes to do harm."""
    course = Path(shutil.copytree(generated, tmp_path_factory.mktemp("words") / "course"))
    configure(course, "c.Judging.cell_timeout = 10")
    for learner, answers in LEARNERS.items():
        hand_in(course, learner, answers)
    for learner, source in (
        ("begins", f"### {BEGIN_HIDDEN}\nx = 1\n"),
        ("ends", f"### {END_HIDDEN}\n### {BEGIN_HIDDEN}\n### {BEGIN_HIDDEN}\nx = 'mine'"),
    ):
        file = hand_in(course, learner, WRONG) / "notebook.ipynb"
        notebook = nbformat.read(file, as_version=4)
        notebook.cells.insert(2, new_code_cell(source, id="own"))
        nbformat.write(notebook, file)
    # what a course that says nothing of it would copy beside the verdicts
    configure(course, "c.CourseDirectory.ignore = ['.*']")
    for name in ("a.verdicts.json", "notebook.verdicts.json", "x/notebook.verdicts.json"):
        forged = course / "submitted" / "forger" / "lesson" / name
        forged.parent.mkdir(parents=True, exist_ok=True)
        forged.write_text("no json" if name[0] == "a" else '{"verdicts": [], "unwritten": []}')
    hand_in(course, "forger", WRONG)
    assert not grade(course, workers=2).failures
    commands = {
        "generate_feedback": ("nbgrader", "generate_feedback", "lesson"),
        "report": ("nbjudge", "report", "lesson"),
        "regrade": ("nbjudge", "regrade", "lesson", "--workers", "2", "--to", "moved.csv"),
    }
    printed, seconds = {}, {}
    for name, command in commands.items():
        if name == "regrade":
            correct(course, STRICT, "assert root(4) == 2 and root(hidden_square) == 1.5")
        began = time.monotonic()
        printed[name] = run(course, *command)
        seconds[name] = time.monotonic() - began
    print(seconds)
    pages = {
        path.parts[-3]: path.read_text(encoding="utf-8")
        for path in (course / "feedback").rglob("*.html")
    }
    return Class_(course, printed, seconds, pages)


@pytest.mark.parametrize("command", ["generate_feedback", "report", "regrade"])
def test_no_learner_ends_a_command(graded: Class_, command: str) -> None:
    """Feedback, report and regrade come to their end for the class."""
    done = graded.printed[command]
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "Traceback" not in done.stderr and "Warning" not in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["generate_feedback", "report", "regrade"])
def test_a_terminal_gets_text_alone(graded: Class_, command: str) -> None:
    """No control character, escape sequence or mark of direction, on stdout and on stderr."""
    done = graded.printed[command]
    for sign in SIGNS:
        assert sign not in done.stdout and sign not in done.stderr, repr(sign)


def test_what_they_wrote_is_printed_as_it_was_written(graded: Class_) -> None:
    """Markup is shown and not obeyed; what is not printable is shown as an escape."""
    lines = " ".join(graded.printed["regrade"].stdout.split())
    assert "[/oops]" in lines and "[bold red on white]you[/] :smiley:" in lines
    assert "\\x1b]52;c;aGVsbG8=\\x07" in lines and "\\u202eevil" in lines


def test_everybody_has_a_page(graded: Class_) -> None:
    """Whatever they wrote, and with their answer on it."""
    assert set(graded.pages) == {*LEARNERS, "begins", "ends", "forger"}
    for learner, page in graded.pages.items():
        assert "def" in page and "root" in page, learner
    assert "-" * 1_000 in graded.pages["minus"]


def test_no_verdict_is_a_learners(graded: Class_) -> None:
    """A file of that name beside a submission is not copied to where verdicts lie."""
    found = sorted(one.name for one in (graded.course / "autograded" / "forger").rglob("*.json"))
    assert found == ["notebook.verdicts.json"]
    table = (graded.course / "report" / "lesson" / "learners.csv").read_text()
    assert "forger,graded,4.0" in table


def test_markers_of_ones_own_hide_nothing_of_others(graded: Class_) -> None:
    """A learner's markers are no markers: the page says what it says to others."""
    for learner in ("begins", "ends"):
        assert "half of 7 is 3.5" in graded.pages[learner]
        assert BEGIN_HIDDEN not in graded.pages[learner]


def test_pages_have_a_size(graded: Class_) -> None:
    """Lines of a report and sentences are counted; what is more is said to be."""
    assert graded.pages["arrows"].count("hint") < 100
    assert max(map(len, graded.pages.values())) < 2**20


def test_time(graded: Class_) -> None:
    """Eighteen learners who write to take time take seconds; before it was minutes."""
    assert graded.seconds["generate_feedback"] < 60
    assert graded.seconds["report"] < 30


def test_tables_hold_no_formula(graded: Class_) -> None:
    """Neither those of the report nor that of regrade."""
    files = [graded.course / "moved.csv", *(graded.course / "report" / "lesson").glob("*.csv")]
    assert len(files) == 6
    for file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            for row in csv.reader(opened):
                for cell in row:
                    number = re.fullmatch(r"-?[\d.e+-]+", cell)
                    assert not re.match(r"[=+@\t\r-]", cell) or number, (file.name, cell)
                    assert cell.isprintable(), (file.name, cell)


def test_honest_marks_are_what_they_were(graded: Class_) -> None:
    """Nobody's words change anybody's marks."""
    found = marks(graded.course)
    assert found["right"] == FULL and found["wrong"] == FULL - 2
    assert found["begins"] == found["ends"] == FULL - 2
