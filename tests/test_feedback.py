"""The feedback page of what nbgrader itself executed: marks, reports, sentences, nothing hidden.

Of what nbjudge judged it is in tests/autograde/test_feedback.py.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.authoring.gate import make_course
from nbjudge.feedback.hide import HideTests, scrub
from nbjudge.feedback.inline import inline
from nbjudge.grading import generate_feedback, grade_by_nbgrader, nbgrader

STUDENTS = {
    "right": {},
    "wrong": {"halve": "def halve(x):\n    return x / 3\n"},
    "raises": {"root": "def root(x):\n    y = [x]\n    return y[5]\n"},
    "syntax": {"halve": "def halve(x)\n    return x / 2\n"},
    "warns": {
        "halve": "import sys\ndef halve(x):\n"
        '    print("careful", file=sys.stderr)\n    return x / 2\n'
    },
    # Each tells what it can see of the test that calls it.
    "prints_source": {
        "halve": "import inspect\ndef halve(x):\n"
        "    print(inspect.getsource(inspect.currentframe().f_back))\n    return x / 3\n"
    },
    "raises_source": {
        "root": "import inspect\ndef root(x):\n"
        "    raise ValueError(inspect.getsource(inspect.currentframe().f_back))\n"
    },
    "shows_source": {
        "root": "import inspect\nfrom IPython.display import HTML, display\ndef root(x):\n"
        "    display(HTML(inspect.getsource(inspect.currentframe().f_back)))\n    return 1\n"
    },
    "shows_picture": {
        "root": "import base64, inspect\nfrom IPython.display import display\ndef root(x):\n"
        "    code = inspect.getsource(inspect.currentframe().f_back)\n"
        "    picture = base64.b64encode(b'no picture').decode()\n"
        "    for told in ('a red <square>', code):\n"
        "        display({'image/png': picture}, metadata={'image/png': {'alt': told}}, raw=True)\n"
        "    return 1\n"
    },
    "script": {"halve": "def halve(x):\n    raise ValueError('<script>alert(1)</script>')\n"},
}
SECRETS = ["secret_inputs", "hidden_square", "== secret / 2", "root(1e10) == 1e5", "HIDDEN TESTS"]


@pytest.fixture(scope="module")
def course(small_config: Path, small_text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class with feedback, one submission for each way to fail."""
    folder = tmp_path_factory.mktemp("feedback")
    script = folder / "small.py"
    script.write_text(small_text, encoding="utf-8")
    master = masters.derive(script)
    folder /= "course"
    release = nbformat.read(make_course(folder, master, small_config, "lesson"), as_version=4)
    submissions = {
        student: fill(release, {**solutions(master), **answers})
        for student, answers in STUDENTS.items()
    }
    submissions["blank"] = release
    assert set(grade_by_nbgrader(folder, submissions, "lesson")) == {*STUDENTS, "blank"}
    generate_feedback(folder, "lesson")
    return folder


class _Text(HTMLParser):
    """Collects the text a reader sees, and what the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.loads: list[str] = []
        self.scripts = 0
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip += tag == "style"
        self.scripts += tag == "script"
        self.loads += [v or "" for k, v in attrs if k in ("src", "srcset", "data", "background")]
        self.loads += [v or "" for k, v in attrs if k == "href" and not (v or "").startswith("#")]

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)


def page(course: Path, student: str) -> _Text:
    parsed = _Text()
    parsed.feed(html(course, student))
    return parsed


def html(course: Path, student: str) -> str:
    return (course / "feedback" / student / "lesson" / "notebook.html").read_text(encoding="utf-8")


def said(course: Path, student: str) -> str:
    return re.sub(r"\s+", " ", " ".join(page(course, student).words))


def test_marks_for_each_exercise(course: Path) -> None:
    """Total and marks by exercise, summed over its test cells, with a verdict in words."""
    text = said(course, "wrong")
    assert "4 of 6 marks" in text
    assert "halve 0 / 2 no marks yet" in text
    assert "root 4 / 4 full marks" in text


def test_the_failed_tests_sentence(course: Path) -> None:
    """The hidden test's sentence is there, without the exception's name before it."""
    text = said(course, "wrong")
    assert "half of 7 is 3.5, not 2.3333333333333335" in text
    assert "AssertionError" not in text


def test_the_checks_report(course: Path) -> None:
    """What the visible check printed stands under its exercise."""
    assert "what the check tried" in said(course, "wrong")
    assert "tried: halve(4)" in said(course, "wrong")


def test_the_line_that_raised(course: Path) -> None:
    """An exception of the learner's code comes with the line of theirs that raised it."""
    text = said(course, "raises")
    assert "IndexError: list index out of range" in text
    assert "line 3 of cell root: return y[5]" in text


def test_a_cell_that_does_not_run(course: Path) -> None:
    """A syntax error is reported once as what it is, beside the NameErrors it causes."""
    text = said(course, "syntax")
    assert "Your cell did not run. SyntaxError: expected ':'" in text
    assert "line 1 of cell halve: def halve(x)" in text
    assert "root 4 / 4 full marks" in text


def test_a_blank_is_called_blank(course: Path) -> None:
    """An untouched exercise says so and shows no NotImplementedError as if it were a mistake."""
    text = said(course, "blank")
    assert "0 of 6 marks" in text and text.count("You have not written an answer here yet") == 2


def test_writing_to_stderr_is_explained(course: Path) -> None:
    """nbgrader takes all marks for output on stderr; the page says that it was this."""
    assert "It wrote to stderr: careful" in said(course, "warns")


def test_full_marks(course: Path) -> None:
    """A right submission has every mark and no complaint."""
    text = said(course, "right")
    assert "6 of 6 marks" in text and "did not run" not in text


@pytest.mark.parametrize("student", [*STUDENTS, "blank"])
def test_nothing_hidden_is_in_a_page(course: Path, student: str) -> None:
    """No line of a hidden test and no marker, though autograded/ holds them all."""
    text = html(course, student)
    assert not [secret for secret in SECRETS if secret in text]
    graded = course / "autograded" / student / "lesson" / "notebook.ipynb"
    assert all(secret in graded.read_text(encoding="utf-8") for secret in SECRETS[:2])


@pytest.mark.parametrize("student", [*STUDENTS, "blank"])
def test_a_page_loads_nothing(course: Path, student: str) -> None:
    """No script, no stylesheet, font or picture from elsewhere, and the page forbids them."""
    found = page(course, student)
    assert found.scripts == 0
    assert [load for load in found.loads if not load.startswith("data:")] == []
    assert "default-src 'none'" in html(course, student)


def test_text_is_text(course: Path) -> None:
    """Markup in a learner's message is shown, not obeyed."""
    assert "ValueError: <script>alert(1)</script>" in said(course, "script")


def test_nbgraders_own_template_hides_too(course: Path) -> None:
    """HideTests alone, under nbgrader's own page, leaves no hidden line either."""
    config = course / "grader_config.py"
    before = config.read_text(encoding="utf-8")
    config.write_text(
        before + "\ndel c.GenerateFeedback.exporter_class\n"
        "from nbconvert.exporters import HTMLExporter\n"
        "c.GenerateFeedback.exporter_class = HTMLExporter\n"
    )
    try:
        nbgrader(course, "generate_feedback", "lesson", "--force")
        for student in STUDENTS:
            text = re.sub(r"<[^>]+>", "", html(course, student))
            assert not [secret for secret in SECRETS if secret in text], student
    finally:
        config.write_text(before)
        nbgrader(course, "generate_feedback", "lesson", "--force")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("each *column* sums to `1`", "each <em>column</em> sums to <code>1</code>"),
        ("2*3*4 and a * b * c", "2*3*4 and a * b * c"),
        ("`<b>` & *x*", "<code>&lt;b&gt;</code> &amp; <em>x</em>"),
    ],
)
def test_sentences_may_have_code_and_emphasis(sentence: str, expected: str) -> None:
    """Backticks and stars around words are markup, stars between factors are not."""
    assert inline(sentence) == expected


def test_a_picture_keeps_what_is_said_of_it(course: Path) -> None:
    """The alt text of a picture that a test cell shows is the picture's own, and is text."""
    assert '<img alt="a red &lt;square&gt;" src="data:image/png;base64,' in html(
        course, "shows_picture"
    )


def test_a_visible_line_is_no_secret(course: Path) -> None:
    """A report may print what the notebook shows, though a hidden test has the same line."""
    assert "tried: halve(4)" in said(course, "right")
    master = masters.derive(course.parent / "small.py")
    (cell,) = [cell for cell in master.cells if cell.id == "test_halve"]
    cell.source = cell.source.replace("secret_inputs = [7", "halve(1234567)\nsecret_inputs = [7")
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="halve(1234567): 1\n")]
    hidden, _ = HideTests().preprocess(nbformat.from_dict(master), {})
    assert "halve(1234567)" not in str(hidden)
    master.cells[1].source += "\nhalve(1234567)"
    shown, _ = HideTests().preprocess(nbformat.from_dict(master), {})
    assert "halve(1234567): 1" in str(shown)


def test_scrub_takes_whole_lines() -> None:
    """A line that quotes a secret goes, however it is indented or coloured; others stay."""
    text = "before\n   \x1b[31massert  f(1)\x1b[0m == 2, 'x'\nafter"
    assert scrub(text, {"assert f(1) == 2"}) == "before\n(left out)\nafter"
