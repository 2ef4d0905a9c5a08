"""`nbjudge build` makes notebooks/ and solutions/ from the masters."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from typer.testing import CliRunner

from nbjudge.authoring.build import build
from nbjudge.cli import app
from nbjudge.errors import CourseError, MasterError, SolutionError
from tests.built_course import RELEASED, SOLVED, cell, edit, messages, read


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
