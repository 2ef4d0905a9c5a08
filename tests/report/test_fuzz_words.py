"""Report, regrade and feedback of learners who write, print, raise and are called anything."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from rich.console import Console

from nbjudge import language
from nbjudge.autograde.summary import Summary
from nbjudge.feedback.hide import HideTests, scrub
from nbjudge.feedback.page import LONGEST_COLOURED, MOST_COLOURED, FeedbackPage, _code
from nbjudge.feedback.summary import MOST_HINTS, MOST_LINES
from nbjudge.markers import BEGIN_HIDDEN, END_HIDDEN
from nbjudge.parsing import parse
from nbjudge.regrade import command
from nbjudge.regrade import moved as moving
from nbjudge.report.examples import LONGEST_READ, anonymous
from nbjudge.report.summary import show
from nbjudge.report.write import report
from tests.fuzzing import fuzzed
from tests.report.classroom import Learner, make
from tests.test_tables import formula
from tests.test_terminal import HOSTILE, allowed

MARKS = {"one": 2.0, "two": 0.0, "three": 5.0}
SECRET = "assert one(12345) == 'a secret of the test'"
SECONDS = 2.0
"""What the worst text of the largest size may take of the processor's time."""

_pieces = st.sampled_from(
    [
        *HOSTILE,
        *("-", "(", "[", "{", "'", '"', "'''", '"""', "\\", "\n", "\r\n", " ", "\t", "\x00", "#"),
        *("f'{", "}", "def f(x):\n", "    return 1\n", "class A:\n", "lambda:", "0x", "1e999"),
        *("9" * 50, "<script>alert(1)</script>", "</pre>", "<img src=x onerror=alert(1)>", "&lt;"),
        *("{{ 12345*12345 }}", "{% raw %}", "`", "*", "→ ", "✓", "✗", "=1+1", "%pwd", "!ls", "?"),
        *(
            f"### {BEGIN_HIDDEN}\n",
            f"### {END_HIDDEN}\n",
            "\ufeff",
            "\u2028",
            "(line 3: `",
            "`).",
            "@",
        ),
        "Cell In[1], line 1",
    ]
)
words = st.lists(_pieces | st.text(max_size=5), max_size=8).map("".join) | st.builds(
    lambda piece, count: piece * count, _pieces, st.integers(0, 3_000)
)
WORST = [
    *("-" * 9_000 + "x", "(" * 5_000, "[" * 300 + "]" * 300, "x" + ".a" * 5_000, "not " * 3_000),
    *(
        "\n" * 20_000,
        " \n" * 20_000,
        "\t\n " * 9_000,
        "'''\n" * 9_000,
        "\\\n" * 9_000,
        "f'{" * 3_000,
    ),
    *("9" * 5_000, "x" * 200_000, "é" * 100_000, "\x00", "\ud800", "if 1:\n" + " if 1:\n" * 200),
    *("@" * 9_000, "@a\n" * 9_000, '"', '"\\N{' * 3_000, "*a" * 9_000, "`" * 9_000, "0_" * 9_000),
    *("x = '\\d'", "(line 1: `" * 9_000, "\x1b[" * 9_000, "<" * 9_000, "elif x:\n" * 9_000),
    "a;" * 9_000,
]
"""Texts that made something here raise, or take minutes."""


def taken(of: Callable[[], object]) -> float:
    """The processor's time that `of` takes."""
    began = time.process_time()
    of()
    return time.process_time() - began


def harmless(html: str) -> bool:
    """Whether a page has no script and no handler, and no element but our own."""
    return not re.search(r"<script|<img src=x|onerror=alert\(1\)>|152399025", html)


# -- the report ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of two, whose verdicts are written anew for each example."""
    learners = [Learner("ann", MARKS, {"two": "upside_down"}), Learner("eve", MARKS)]
    return make(tmp_path_factory.mktemp("words") / "course", learners)


def write(root: Path, source: str, sentence: str, name: str) -> None:
    """Eve's answer, and what grading says of her: `sentence` and the `name` of a part."""
    folder = root / "autograded" / "eve" / "part"
    verdict = {
        "test": "test_two", "blank": "two", "points": 0.0, "max": 3.0, "sentence": sentence,
        "misconception": "too_far", "hint": sentence, "fault": None, "seed": 1, "seconds": 0.1,
        "report": sentence, "parts": [{"name": name, "points": 0.0, "max": 1.0, "sentence": ""}],
    }  # fmt: skip
    record = {
        "verdicts": [verdict], "unwritten": [], "missing": [],
        "notes": [{"code": "x", "sentence": sentence, "blank": None}],
        "faults": [{"cell": name, "fault": "crash", "sentence": sentence}],
    }  # fmt: skip
    (folder / "lesson.verdicts.json").write_text(json.dumps(record))
    cell = {"cell_type": "code", "source": source, "outputs": [], "execution_count": None,
            "metadata": {"nbgrader": {"grade_id": "two", "solution": True}}}  # fmt: skip
    (folder / "lesson.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}}))


@fuzzed(40)
@given(words, words, words)
@example("-" * 9_000 + "x", "[/oops]", "=1+1")
@example("\x00", "\ud800", "\n=1")
def test_the_report_is_written(classroom: Path, source: str, sentence: str, name: str) -> None:
    """Page, tables and summary, whatever one learner's answer and verdict say."""
    write(classroom, source, sentence, name)
    made = report(classroom, "part")
    html = made.page.read_text(encoding="utf-8")
    assert harmless(html) and "ann" not in html.split("</style>")[1].split("Worth a look")[0]
    for file in made.page.parent.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            for cell in (cell for row in csv.reader(opened) for cell in row):
                assert cell.isprintable() and not formula(cell)
    printed = io.StringIO()
    show(made, Console(file=printed, width=200, force_terminal=True, color_system=None))
    assert allowed(re.sub("\x1b\\[1m|\x1b\\[0m", "", printed.getvalue()))


@fuzzed(60)
@given(words)
def test_an_example_is_made_of_any_text(source: str) -> None:
    """Nothing raises; no comment, no string and nothing invisible is left."""
    made = anonymous(source)
    assert allowed(made.replace("\t", ""))
    assert len(made) <= 10 * LONGEST_READ


@pytest.mark.parametrize("text", WORST, ids=range(len(WORST)))
def test_the_worst_texts_take_no_time(text: str) -> None:
    """Examples, colours, scrubbing and parsing, of what took minutes or raised."""

    def all_of_it() -> None:
        anonymous(text)
        _code(text)
        _code(text[:LONGEST_COLOURED])
        _code("\n".join(text.split("\n")[: MOST_COLOURED + 1])[:LONGEST_COLOURED])
        scrub(text, {SECRET, *(f"{SECRET} {number}" for number in range(50))})
        language.matched("{a} gives {b}, {c} gives {d}.", text)
        with contextlib.suppress(SyntaxError):
            parse(text)

    assert taken(all_of_it) < SECONDS


# -- regrade ---------------------------------------------------------------------------------------


@fuzzed(60)
@given(st.lists(st.tuples(words, words), max_size=3))
@example([("[/oops]", "\x1b]52;c;x\x07")])
def test_regrade_shows_and_saves(tmp_path_factory: pytest.TempPathFactory, found: Any) -> None:
    """The list of marks that move, on a terminal and as a table, with any sentence and name."""
    moved = [
        moving.Moved(name, 1.0, 2.0, (moving.Test("lesson", "test_one", 1.0, None, why),))
        for name, why in found
    ]
    made = command.Regraded(Summary(), moved, [name for name, _ in found], [], None)
    printed = io.StringIO()
    command.show(made, "part", False, Console(file=printed, width=150, color_system=None))
    assert allowed(printed.getvalue())
    file = tmp_path_factory.getbasetemp() / "moved.csv"
    command.save(made, file)
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert len(rows) == 1 + len(found)
    assert not any(formula(cell) or not cell.isprintable() for row in rows for cell in row)


# -- feedback --------------------------------------------------------------------------------------


def graded(answer: str, own: str, prose: str, said: str) -> nbformat.NotebookNode:
    """A notebook as it stands in autograded/, with a learner's words in every place there is."""
    test = {"grade": True, "solution": False, "locked": True, "grade_id": "test_one", "points": 2.0}
    blank = {"grade": False, "solution": True, "locked": False, "grade_id": "one"}
    verdict = {
        "test": "test_one", "blank": "one", "points": 0.0, "max": 2.0, "sentence": said,
        "hint": said, "report": f"{said}\n→ {said}",
        "parts": [{"name": said, "points": 0.0, "max": 1.0, "sentence": said}],
    }  # fmt: skip
    notebook = new_notebook(
        cells=[
            new_markdown_cell(prose),
            new_code_cell(answer, metadata={"nbgrader": blank}, execution_count=1),
            new_code_cell(own, execution_count=2),
            new_code_cell(
                f"print(1)\n### {BEGIN_HIDDEN}\n{SECRET}\n### {END_HIDDEN}",
                metadata={"nbgrader": test, "nbjudge": verdict},
                execution_count=3,
            ),
        ]
    )
    notebook.metadata["nbjudge"] = {
        "notes": [{"code": "x", "sentence": said, "blank": None}],
        "faults": [{"cell": said, "fault": "crash", "sentence": said}],
    }
    for cell in notebook.cells[1:3]:
        cell.outputs = [
            new_output("stream", name="stdout", text=said),
            new_output("error", ename="E", evalue=said, traceback=[said, f"(line 1: `{said}`)"]),
            new_output("display_data", data={"text/plain": said, "text/html": said}),
        ]  # fmt: skip
    return notebook


def page(notebook: nbformat.NotebookNode) -> str:
    """The feedback page of `notebook`, by the steps that grader_config.py names."""
    about = {"assignment": "part", "notebook": "lesson", "score": 0, "max_score": 2,
             "late_penalty": 0}  # fmt: skip
    hidden, resources = HideTests().preprocess(notebook, {"nbgrader": about})
    html, _ = FeedbackPage().from_notebook_node(hidden, {**resources, "nbgrader": about})
    return str(html)


@fuzzed(60)
@given(words, words, words, words)
@example("x", f"### {BEGIN_HIDDEN}", "# a", "\x1b]52;c;x\x07")
@example("x", f"### {END_HIDDEN}\n### {BEGIN_HIDDEN}\nx", "# a", SECRET)
def test_there_is_a_page(answer: str, own: str, prose: str, said: str) -> None:
    """Whatever a learner wrote, printed and raised; with no hidden test and no script on it."""
    html = page(graded(answer, own, prose, said))
    body = html.split("</style>")[1]
    assert harmless(body) and SECRET not in body and "a secret of the test" not in body
    assert "0 <span>of 2 marks</span>" in body


@pytest.mark.parametrize("text", [one for one in WORST if "\x00" not in one][:28])
def test_the_worst_pages_take_no_time(text: str) -> None:
    """Every place of the page at once holds as much as may arrive there."""
    notebook = graded(text, text, text, text[:1_000])
    notebook.cells[-1].metadata.nbjudge.report = text[:50_000]
    assert taken(lambda: page(notebook)) < SECONDS


def test_the_sizes_of_what_is_coloured() -> None:
    """LONGEST_COLOURED characters and MOST_COLOURED lines are; one more is not, and readable."""
    for text in ("x" * LONGEST_COLOURED, "x\n" * MOST_COLOURED):
        assert "<span" in _code(text)
    for text in ("<" * (LONGEST_COLOURED + 1), "<\n" * (MOST_COLOURED + 1)):
        assert "<span" not in _code(text) and str(_code(text)).startswith("&lt;")


def test_lines_and_arrows_are_counted() -> None:
    """MOST_HINTS sentences and MOST_LINES lines of a report; that there is more is said."""
    notebook = graded("x", "x", "x", "wrong")
    lines = [*(f"→ {n}" for n in range(5_000)), *(str(n) for n in range(5_000))]
    notebook.cells[-1].metadata.nbjudge.report = "\n".join(lines)
    html = page(notebook)
    assert html.count('class="sentence hint"') <= MOST_HINTS + 6
    assert html.count('<span class="line">') == MOST_LINES + 1
    assert "… and 3,000 lines more." in html


# -- phrases ---------------------------------------------------------------------------------------


@pytest.fixture
def korean() -> Iterator[None]:
    """Korean is spoken."""
    with language.speaking("ko"):
        yield


_templates = st.lists(st.sampled_from(["{a}", "{b}", " gives ", ", ", ".", "x", ""]), max_size=6)


@fuzzed(300)
@given(_templates.map("".join), st.text("xab ,.gives", max_size=30))
def test_places_are_found_as_a_regular_expression_finds_them(template: str, text: str) -> None:
    """The shortest from left to right, in a time that grows with the text alone."""
    places = language.PLACE.split(template)[::2]
    found = re.fullmatch("(.+?)".join(map(re.escape, places)), text, re.DOTALL)
    assert language._between(template, text) == (None if found is None else list(found.groups()))


@pytest.mark.parametrize("text", ["a gives " * 600, "(" * 4_000, "a (" * 1_500 + ")" * 1_500])
def test_a_phrase_of_any_text(korean: None, text: str) -> None:
    """Neither too deep nor slow."""
    assert taken(lambda: language.said.phrase(text)) < SECONDS
