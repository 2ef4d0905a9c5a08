"""Nothing that learners receive holds an answer of a blank, a hidden test, a marker or a master.

What they receive: notebooks/, solutions/ (once published), feedback/ and the bundle, which is in
test_bundle_contents.py. test_leak_search.py shows that the search would find it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.answers import blanks, fill, solutions
from nbjudge.authoring.gate import make_course
from nbjudge.grading import generate_feedback, grade, nbgrader
from tests.leak_search import leaks, tree

ROOT = Path(__file__).resolve().parents[1]
MASTERS = list(masters.masters(ROOT / "source"))
STUB = 'raise NotImplementedError("write your answer here, in place of this line")'


@pytest.fixture(scope="module", params=MASTERS, ids=lambda path: path.stem)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded course of one master, with feedback for the blank, the solution and bad answers."""
    master = masters.derive(request.param)
    course = tmp_path_factory.mktemp("graded") / "course"
    release = nbformat.read(make_course(course, master, ROOT, "lesson"), as_version=4)
    right = solutions(master)
    # Each answer raises with whatever it was called with, so every hidden test is in a traceback.
    raising = {
        name: f"def {name}(*given):\n    raise ValueError([str(one)[:80] for one in given])\n"
        for name in right
    }
    # And each answer prints the source of what called it.
    spying = {
        name: "import inspect\n"
        f"def {name}(*given):\n"
        "    for frame in inspect.stack()[1:9]:\n"
        "        print(''.join(frame.code_context or []))\n"
        "        try:\n"
        "            print(inspect.getsource(frame.frame))\n"
        "        except OSError:\n"
        "            pass\n"
        for name in right
    }
    submissions = {
        "blank": release,
        "right": fill(release, right),
        "nothing": fill(release, dict.fromkeys(right, "")),
        "raising": fill(release, raising),
        "spying": fill(release, spying),
    }
    assert set(grade(course, submissions, "lesson")) == set(submissions)
    generate_feedback(course, "lesson")
    return course


def test_notebooks_hold_nothing() -> None:
    """No hidden test, marker or master is in any file of notebooks/."""
    files = tree(ROOT / "notebooks")
    assert files and leaks(files, MASTERS) == []


def test_solutions_hold_no_hidden_test() -> None:
    """No hidden test, marker or master is in any file of solutions/."""
    files = tree(ROOT / "solutions")
    assert files and leaks(files, MASTERS) == []


def test_feedback_holds_nothing(graded: Path) -> None:
    """Real feedback, for answers that raise and answers that spy as well, holds nothing hidden."""
    files = tree(graded / "feedback")
    assert len(files) == 5
    assert leaks(files, MASTERS) == []


def test_autograded_keeps_hidden_tests_for_the_instructor(graded: Path) -> None:
    """The same search finds hidden tests where they belong: it is not blind."""
    files = tree(graded / "autograded")
    notebooks = {name: data for name, data in files.items() if name.endswith(".ipynb")}
    assert notebooks
    assert all(leaks({name: data}, MASTERS) for name, data in notebooks.items())


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_every_blank_is_its_stub(master: Path) -> None:
    """A blank in notebooks/ is the master's cell with each solution's lines become the stub."""
    derived = masters.derive(master)
    path = ROOT / "notebooks" / master.parent.name / f"{master.stem}.ipynb"
    released = blanks(nbformat.read(path, as_version=4))
    assert list(released) == list(blanks(derived))
    region = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION", re.M | re.S)
    for name, cell in blanks(derived).items():
        stub, count = region.subn(lambda match: match[1] + STUB, cell.source)
        assert count, f"{name} has no solution region"
        assert released[name].source == stub


def test_notebooks_have_no_outputs() -> None:
    """Nothing in notebooks/ was executed."""
    for path in sorted(ROOT.glob("notebooks/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None, cell.id


# -- nbgrader copies whatever lies beside a notebook -----------------------------------------------

DECOYS = [
    "small.py",
    "small.py~",
    ".small.py.swp",
    "helper.pyc",
    "small.po",
    "messages.pot",
    "locale/ko/LC_MESSAGES/small.po",
    "locale/ko/small.txt",
    ".ipynb_checkpoints/small-checkpoint.ipynb",
    "__pycache__/small.cpython-311.pyc",
]


def test_no_master_gets_into_any_tree(small_course: Path) -> None:
    """Of everything beside a master, only pictures get into the four trees that nbgrader fills."""
    source = small_course / "source" / "lesson"
    for name in DECOYS:
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text("### BEGIN SOLUTION\n")
    (source / "img").mkdir()
    (source / "img" / "plan.svg").write_text("<svg/>")
    nbgrader(small_course, "generate_assignment", "lesson")
    nbgrader(small_course, "generate_solution", "lesson")
    submitted = small_course / "submitted" / "ann" / "lesson"
    shutil.copytree(small_course / "notebooks" / "lesson", submitted)
    # What a learner hands in beside the notebook goes no further either.
    (submitted / "torch.py").write_text("")
    nbgrader(small_course, "autograde", "lesson")
    nbgrader(small_course, "generate_feedback", "lesson")
    expected = {"small.ipynb", "img/plan.svg"}
    assert set(tree(small_course / "notebooks" / "lesson")) == expected
    assert set(tree(small_course / "solutions" / "lesson")) == expected
    graded = expected | {"small.verdicts.json"}  # for instructors
    assert set(tree(small_course / "autograded" / "ann" / "lesson")) == graded
    assert set(tree(small_course / "feedback" / "ann" / "lesson")) == {"small.html", "img/plan.svg"}
