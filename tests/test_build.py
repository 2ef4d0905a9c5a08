"""`nbjudge build` generates notebooks/ and solutions/, and says when they are out of step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from typer.testing import CliRunner

from nbjudge.authoring.build import build, check, require_in_step
from nbjudge.cli import app
from nbjudge.errors import CourseError, MasterError, OutOfStepError, SolutionError

ROOT = Path(__file__).resolve().parents[1]
RELEASED = "notebooks/lesson/small.ipynb"
SOLVED = "solutions/lesson/small.ipynb"


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where the module's one built course lies; filled by `built`."""
    return {}


@pytest.fixture
def built(
    built_once: dict[str, Path],
    small_course: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A course that has been built, a copy for each test."""
    if not built_once:
        build(small_course)
        kept = tmp_path_factory.mktemp("built") / "course"
        shutil.copytree(small_course, kept)
        built_once["course"] = kept
    shutil.rmtree(small_course)
    shutil.copytree(built_once["course"], small_course)
    return small_course


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def edit(path: Path, change: Callable[[NotebookNode], object]) -> None:
    notebook = read(path)
    change(notebook)
    nbformat.write(notebook, path)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def messages(course: Path) -> list[str]:
    return [str(difference) for difference in check(course)]


def test_the_release_has_stubs_and_no_hidden_tests(built: Path) -> None:
    """A learner gets the blank with its stub, and of a test cell the visible check alone."""
    notebook = read(built / RELEASED)
    assert cell(notebook, "halve").source == (
        'def halve(x):\n    """Half of the number x."""\n'
        '    raise NotImplementedError("write your answer here, in place of this line")'
    )
    assert cell(notebook, "test_halve").source == 'print("tried: halve(4)")'


def test_the_solution_is_executed_and_clean(built: Path) -> None:
    """A solution keeps the answer without markers, loses hidden tests, and has outputs."""
    notebook = read(built / SOLVED)
    assert cell(notebook, "halve").source.endswith("    the_answer = x / 2\n    return the_answer")
    assert cell(notebook, "test_halve").source == 'print("tried: halve(4)")'
    assert cell(notebook, "halve-10").outputs[0].data["text/plain"] == "5.0"


@pytest.mark.parametrize("path", [RELEASED, SOLVED])
def test_cells_keep_their_grade_id(built: Path, path: str) -> None:
    """Release and solution both say which cell is which exercise."""
    notebook = read(built / path)
    ids = [c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata]
    assert ids == ["halve", "test_halve", "root", "test_root", "test_root_large"]


@pytest.mark.parametrize("path", [RELEASED, SOLVED])
def test_nothing_of_the_machine(built: Path, path: str) -> None:
    """No pairing, no execution times, no versions: neither in cells nor in the notebook."""
    notebook = read(built / path)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info
    allowed = {"nbgrader", "tags", "deletable", "editable"}
    assert all(set(c.metadata) <= allowed for c in notebook.cells)


def test_the_release_has_no_outputs(built: Path) -> None:
    """Nothing in a release was executed."""
    code = [c for c in read(built / RELEASED).cells if c.cell_type == "code"]
    assert all(c.outputs == [] and c.execution_count is None for c in code)


def test_building_anew_gives_the_same_bytes(built: Path) -> None:
    """A release built again from nothing is the same file; so is a solution but for outputs."""
    released = (built / RELEASED).read_bytes()
    solved = read(built / SOLVED)
    shutil.rmtree(built / "notebooks")
    shutil.rmtree(built / "solutions")
    (built / "source/lesson/small.ipynb").unlink()
    build(built)
    assert (built / RELEASED).read_bytes() == released
    again = read(built / SOLVED)
    assert [(c.id, c.source, c.metadata) for c in again.cells] == [
        (c.id, c.source, c.metadata) for c in solved.cells
    ]
    assert again.metadata == solved.metadata


def test_nbgraders_own_command_gives_the_same_bytes(built: Path) -> None:
    """`nbgrader generate_assignment`, which formgrader's Generate runs too, changes nothing.

    It starts from a notebook that JupyterLab saved: other ids, outputs and metadata.
    """
    released = (built / RELEASED).read_bytes()

    def as_saved(notebook: NotebookNode) -> None:
        for number, one in enumerate(notebook.cells):
            one.id = f"random-{number}"
            one.metadata.collapsed = False
        notebook.cells[1].execution_count = 7
        notebook.cells[1].metadata.execution = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
        notebook.metadata.language_info = {"name": "python", "version": "3.99"}

    source = built / "source/lesson/small.ipynb"
    edit(source, as_saved)
    shutil.rmtree(built / "notebooks")
    nbgrader(built, "generate_assignment", "lesson")
    assert (built / RELEASED).read_bytes() == released
    nbgrader(built, "generate_solution", "lesson", "--force")
    assert messages(built) == []


def test_formgraders_generate_gives_the_same_bytes(built: Path) -> None:
    """The API call behind formgrader's Generate button changes nothing either."""
    released = (built / RELEASED).read_bytes()
    script = (
        "from nbgrader.apps import NbGraderApp, NbGraderAPI\n"
        "app = NbGraderApp(); app.initialize([])\n"
        "result = NbGraderAPI(config=app.config).generate_assignment('lesson')\n"
        "print(result['log']); assert result['success']\n"
    )
    (built / RELEASED).write_text("{}")
    run(built, [sys.executable, "-c", script])
    assert (built / RELEASED).read_bytes() == released


def test_generating_reads_the_script(built: Path) -> None:
    """An edit of the script reaches the release though the notebook beside it is older."""
    master = built / "source/lesson/small.py"
    master.write_text(master.read_text().replace("With *one*", "With just one"))
    nbgrader(built, "generate_assignment", "lesson", "--force")
    assert "With just one" in (built / RELEASED).read_text()


def test_a_fresh_clone_can_generate(small_course: Path) -> None:
    """nbgrader finds something to generate where only the script exists."""
    nbgrader(small_course, "generate_assignment", "lesson")
    assert (small_course / RELEASED).exists()


def test_the_gradebook_is_left_alone(built: Path) -> None:
    """Building neither makes nor touches gradebook.db."""
    assert not (built / "gradebook.db").exists()


def test_unchanged_solutions_are_not_executed_again(built: Path) -> None:
    """Outputs of an unchanged solution stay as they are; --force makes new ones."""

    def other_output(notebook: NotebookNode) -> None:
        cell(notebook, "halve-10").outputs[0].data["text/plain"] = "kept"

    edit(built / SOLVED, other_output)
    report = build(built)
    assert report.written == report.executed == []
    assert cell(read(built / SOLVED), "halve-10").outputs[0].data["text/plain"] == "kept"
    report = build(built, force=True)
    assert report.executed == [SOLVED]
    assert cell(read(built / SOLVED), "halve-10").outputs[0].data["text/plain"] == "5.0"


def test_a_cleared_solution_is_executed(built: Path) -> None:
    """A solution without outputs is out of step, though its sources agree."""

    def clear(notebook: NotebookNode) -> None:
        for one in notebook.cells:
            if one.cell_type == "code":
                one.outputs, one.execution_count = [], None

    edit(built / SOLVED, clear)
    assert messages(built) == [f"{SOLVED}: was never executed: it has no outputs"]
    assert build(built).executed == [SOLVED]


def test_a_solution_that_raises(built: Path) -> None:
    """The error names notebook, cell and exception; nothing is written."""
    before = (built / RELEASED).read_bytes()
    master = built / "source/lesson/small.py"
    master.write_text(master.read_text().replace("x / 2\n", "x / 0\n"))
    with pytest.raises(
        SolutionError, match=r"lesson/small.*cell 'halve-10' raised ZeroDivisionError: division"
    ):
        build(built)
    assert (built / RELEASED).read_bytes() == before


def test_a_cell_may_be_meant_to_raise(built: Path) -> None:
    """The tag raises-exception lets a lesson show an error; the release keeps the tag."""
    master = built / "source/lesson/small.py"
    text = master.read_text() + '\n# %% tags=["raises-exception"]\n1 / 0\n'
    master.write_text(text)
    build(built)
    assert cell(read(built / SOLVED), "1-0").outputs[0].ename == "ZeroDivisionError"
    assert cell(read(built / RELEASED), "1-0").metadata.tags == ["raises-exception"]


def test_a_region_that_is_not_closed(small_course: Path) -> None:
    """A missing END marker stops the build: it would release the answer or the tests."""
    master = small_course / "source/lesson/small.py"
    master.write_text(master.read_text().replace("    ### END SOLUTION\n", "", 1))
    with pytest.raises((MasterError, CourseError), match=r"(?i)no end solution|END SOLUTION"):
        build(small_course)


EDITS: dict[str, tuple[Callable[[NotebookNode], object], str]] = {
    "source": (
        lambda nb: cell(nb, "import-math").update(source="import cmath"),
        "cell import-math: line 1 is 'import cmath' instead of 'import math'",
    ),
    "blank": (
        lambda nb: cell(nb, "halve").update(source="def halve(x):\n    return x / 2"),
        "cell halve: line 2 is",
    ),
    "prose": (
        lambda nb: cell(nb, "a-small-lesson").update(source="# A small lesson"),
        "cell a-small-lesson: line 2 is absent instead of ''",
    ),
    "metadata": (
        lambda nb: cell(nb, "test_halve").metadata.nbgrader.update(points=9),
        "cell test_halve: its metadata.nbgrader.points is 9 instead of 2",
    ),
    "tag": (
        lambda nb: cell(nb, "print-done").metadata.update(tags=["x"]),
        "cell print-done: its metadata.tags is ['x'] instead of absent",
    ),
    "added": (
        lambda nb: nb.cells.append(nbformat.v4.new_code_cell("1", id="mine", execution_count=9)),
        "cell mine: is not in the master",
    ),
    "removed": (lambda nb: nb.cells.pop(5), "cell halve-10: is missing"),
    "moved": (lambda nb: nb.cells.insert(0, nb.cells.pop()), "its cells stand in another order"),
    "twice": (
        lambda nb: nb.cells.append(nbformat.from_dict({**nb.cells[-1], "id": "again"})),
        "cell again: is not in the master",
    ),
    "notebook": (
        lambda nb: nb.metadata.update(jupytext={"formats": "ipynb,py"}),
        "its metadata.jupytext is {'formats': 'ipynb,py'} instead of absent",
    ),
}


@pytest.mark.parametrize("path", [RELEASED, SOLVED])
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_by_hand_is_found(built: Path, path: str, name: str) -> None:
    """Any edit of a generated notebook is reported: file, cell, what differs, and the command."""
    change, expected = EDITS[name]
    edit(built / path, change)
    with pytest.raises(OutOfStepError) as caught:
        require_in_step(built)
    text = str(caught.value)
    assert path in text and expected in text and "make build" in text


def test_one_byte_is_found_in_a_release(built: Path) -> None:
    """A release is compared byte by byte, formatting included."""
    path = built / RELEASED
    path.write_text(json.dumps(json.loads(path.read_text())))
    assert messages(built) == [f"{RELEASED}: its bytes differ from what the master generates"]


def test_an_output_is_found_in_a_release(built: Path) -> None:
    """An executed release is out of step."""
    edit(built / RELEASED, lambda nb: cell(nb, "halve-10").update(execution_count=1))
    assert messages(built) == [
        f"{RELEASED}, cell halve-10: its execution_count is 1 instead of absent"
    ]


def test_missing_and_broken_files_are_found(built: Path) -> None:
    """A missing file, one that is no notebook and one without a master are all named."""
    (built / RELEASED).unlink()
    (built / SOLVED).write_text("<<<<<<< HEAD")
    (built / "notebooks/lesson").mkdir(exist_ok=True)
    shutil.copyfile(built / "source/lesson/small.ipynb", built / "notebooks/lesson/old.ipynb")
    found = messages(built)
    assert f"{RELEASED}: is missing" in found
    assert any(text.startswith(f"{SOLVED}: is no valid notebook") for text in found)
    assert "notebooks/lesson/old.ipynb: has no master that generates it: delete it" in found


def test_building_repairs(built: Path) -> None:
    """After an edit by hand, the command that the message names puts things right."""
    for path in (RELEASED, SOLVED):
        edit(built / path, lambda nb: cell(nb, "import-math").update(source="import cmath"))
    build(built)
    assert messages(built) == []


def test_pictures_beside_a_master_are_released(built: Path) -> None:
    """Other files of a lesson go with it, into release and solution, and are compared."""
    (built / "source/lesson/img").mkdir()
    (built / "source/lesson/img/plan.svg").write_text("<svg/>")
    build(built)
    assert (built / "notebooks/lesson/img/plan.svg").read_text() == "<svg/>"
    (built / "solutions/lesson/img/plan.svg").write_text("<svg></svg>")
    assert messages(built) == [
        "solutions/lesson/img/plan.svg: its bytes differ from what the master generates"
    ]


def test_the_command(built: Path) -> None:
    """`nbjudge build` reports what it wrote; --check exits 1 with the message, and 0 when well."""
    runner = CliRunner()
    where = ["--root", str(built)]
    assert runner.invoke(app, ["build", "--check", *where]).exit_code == 0
    (built / RELEASED).unlink()
    failed = runner.invoke(app, ["build", "--check", *where])
    assert failed.exit_code == 1 and f"{RELEASED}: is missing" in failed.output
    mended = runner.invoke(app, ["build", *where])
    assert mended.exit_code == 0 and f"wrote {RELEASED}" in mended.output
    assert (built / RELEASED).exists()


def test_a_directory_that_is_no_course(tmp_path: Path) -> None:
    """Outside a course the command says so."""
    result = CliRunner().invoke(app, ["build", "--root", str(tmp_path)])
    assert result.exit_code == 1 and "has no nbgrader_config.py" in result.output


def test_this_course_is_in_step() -> None:
    """notebooks/ and solutions/ of this repository are what source/ generates."""
    require_in_step(ROOT)


def nbgrader(course: Path, *arguments: str) -> None:
    run(course, [sys.executable, "-m", "nbgrader", *arguments])


def run(course: Path, command: list[str]) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=course, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
