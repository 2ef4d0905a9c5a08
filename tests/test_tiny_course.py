"""Another course, in plain Python, graded by nbjudge with four lines of configuration."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbjudge.authoring.answers import fill
from nbjudge.errors import SandboxError
from nbjudge.sandbox import Sandbox
from tests.judge.lessons import plain

CONFIG = """\
from nbjudge.autograde import plugin

c = get_config()
c.CourseDirectory.course_id = "words"
plugin.install()
"""

SHOUT = """
def shout(text):
    ### BEGIN SOLUTION
    return text.upper() + "!"
    ### END SOLUTION
"""
TEST_SHOUT = """
assert shout("hi") == "HI!", "shout('hi') should be 'HI!'."
### BEGIN HIDDEN TESTS
import sys
from nbjudge.exam import probe

def loaded():
    import sys
    return [name for name in ("torch", "numpy", "nn_course") if name in sys.modules]

for word in ("", "Ärger", "two words"):
    assert shout(word) == word.upper() + "!", f"shout({word!r}) gave {shout(word)!r}."
print("in the judge:", [name for name in ("torch", "nn_course") if name in sys.modules])
print("beside the answer:", probe(loaded)())
### END HIDDEN TESTS
"""
COUNT = """
def count(words):
    ### BEGIN SOLUTION
    found = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found
    ### END SOLUTION
"""
TEST_COUNT = """
### BEGIN HIDDEN TESTS
from nbjudge.exam import credit

marks = credit()
with marks.part("an empty list", 1):
    assert count([]) == {}, "No words, no counts."
with marks.part("some words", 2):
    words = ["a", "b", "a"]
    assert count(words) == {"a": 2, "b": 1}, "There are two a and one b."
    assert words == ["a", "b", "a"], "count changed its list."
marks.total
### END HIDDEN TESTS
"""
RIGHT = {
    "shout": "def shout(text):\n    return f'{text.upper()}!'",
    "count": "from collections import Counter\ndef count(words):\n    return dict(Counter(words))",
}
ONCE = {**RIGHT, "count": "def count(words):\n    return {word: 1 for word in words}"}
LOOP = {**RIGHT, "shout": "import os\ndef shout(text):\n    os._exit(0)"}
LIAR = {
    "shout": "class Yes(str):\n    __eq__ = lambda *_: True\ndef shout(text):\n    return Yes()",
    "count": "class Yes:\n    __eq__ = lambda *_: True\ndef count(words):\n    return Yes()",
}
# student → marks in the two test cells
EXPECTED = {
    "right": [2.0, 3.0],
    "once": [2.0, 1.0],
    "blank": [0.0, 0.0],
    "crash": [0.0, 3.0],
    "liar": [0.0, 0.0],
    "no_ids": [2.0, 3.0],
    "cut_off": [2.0, 0.0],
    "no_notebook": [0.0, 0.0],
    "no_json": [0.0, 0.0],
}


def master() -> NotebookNode:
    """The master, as nbgrader's toolbar in JupyterLab makes one."""

    def cell(name: str, source: str, points: int | None = None) -> NotebookNode:
        test = points is not None
        own = {"grade": test, "grade_id": name, "locked": test, "solution": not test}
        own |= {"schema_version": 3, "task": False} | ({"points": points} if test else {})
        return new_code_cell(plain(source), metadata={"nbgrader": own})

    return new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            new_markdown_cell("# Words"),
            new_code_cell("greeting = 'hello'"),
            cell("shout", SHOUT),
            cell("test_shout", TEST_SHOUT, 2),
            new_code_cell("shout(greeting)"),
            cell("count", COUNT),
            cell("test_count", TEST_COUNT, 3),
        ],
    )


def run(course: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run *command*, a module of this Python with arguments, in the course directory."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NBJUDGE")}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=course,
        env={**kept, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with its submissions, ungraded."""
    try:
        with Sandbox() as sandbox:
            sandbox.start()
    except SandboxError as error:
        if os.environ.get("REQUIRE_SANDBOX") == "1":
            raise
        pytest.skip(str(error))
    course = tmp_path_factory.mktemp("course")
    (course / "nbgrader_config.py").write_text(CONFIG)
    (course / "source" / "words").mkdir(parents=True)
    nbformat.write(master(), course / "source" / "words" / "words.ipynb")
    done = run(course, "nbgrader", "generate_assignment", "words")
    assert done.returncode == 0, done.stderr
    release = nbformat.read(course / "release" / "words" / "words.ipynb", as_version=4)
    assert "HIDDEN" not in nbformat.writes(release)
    for student, answers in {
        "right": RIGHT,
        "once": ONCE,
        "blank": {},
        "crash": LOOP,
        "liar": LIAR,
        "no_ids": RIGHT,
        "cut_off": RIGHT,
        "no_notebook": {},
        "no_json": {},
    }.items():
        folder = course / "submitted" / student / "words"
        folder.mkdir(parents=True)
        nbformat.write(fill(release, answers), folder / "words.ipynb")
    damage(course / "submitted")
    return course


def damage(submitted: Path) -> None:
    """Damage the submissions of those who are named after it."""
    path = submitted / "no_ids" / "words" / "words.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    path.write_text(json.dumps(notebook))
    path = submitted / "cut_off" / "words" / "words.ipynb"
    text = path.read_text()
    path.write_text(text[: text.index("def count") - 20])
    (submitted / "no_notebook" / "words" / "words.ipynb").unlink()
    (submitted / "no_json" / "words" / "words.ipynb").write_bytes(bytes(range(256)) * 100)


@pytest.fixture(scope="module", params=["nbjudge", "nbgrader"])
def graded(
    request: pytest.FixtureRequest, generated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The course after `nbjudge autograde` and, a second time, after `nbgrader autograde`."""
    course = tmp_path_factory.mktemp(request.param) / "course"
    shutil.copytree(generated, course)
    more = ["--workers=1"] if request.param == "nbjudge" else ["--Judging.workers=1"]
    done = run(course, request.param, "autograde", "words", *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return course


def marks(course: Path) -> dict[str, list[float]]:
    """What the gradebook says, by student, in the order of the test cells."""
    database = sqlite3.connect(course / "gradebook.db")
    rows = database.execute(
        "select s.student_id, g.auto_score from grade g join submitted_notebook n"
        " on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id"
        " join base_cell c on c.id = g.cell_id order by s.student_id, c.name desc"
    ).fetchall()
    database.close()
    return {student: [score for name, score in rows if name == student] for student, _ in rows}


def record(course: Path, student: str) -> dict:
    path = course / "autograded" / student / "words" / "words.verdicts.json"
    return json.loads(path.read_text())


def test_the_configuration_is_short() -> None:
    """Less than ten lines make another course use nbjudge."""
    assert len(CONFIG.splitlines()) < 10


def test_everybody_gets_what_they_earn(graded: Path) -> None:
    """Right, wrong, hostile and damaged submissions: each has a mark, and the one it earned."""
    assert marks(graded) == EXPECTED


def test_a_part_that_is_missing_is_named(graded: Path) -> None:
    """The verdict says in a sentence why marks are missing."""
    (verdict,) = [one for one in record(graded, "once")["verdicts"] if one["test"] == "test_count"]
    assert verdict["sentence"] == "some words: There are two a and one b."


@pytest.mark.parametrize("student", ["no_ids", "cut_off", "no_notebook", "no_json"])
def test_damage_is_noted(graded: Path, student: str) -> None:
    """The record says what was found in a damaged submission."""
    assert record(graded, student)["notes"]


def test_nothing_is_imported_that_the_course_does_not_use(graded: Path) -> None:
    """Neither the judge nor a submission's process has imported torch, or this project's course."""
    (verdict,) = [one for one in record(graded, "right")["verdicts"] if one["test"] == "test_shout"]
    assert verdict["report"] == "in the judge: []\nbeside the answer: []\n"
