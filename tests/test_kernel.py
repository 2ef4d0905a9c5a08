"""Cells out of order, a new kernel, a half-filled notebook: the kernel says what to run first."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from nn_course import kernel as package
from tests import kernels
from tests.kernels import Kernel

ROOT = Path(__file__).resolve().parents[1]
RELEASE = ROOT / "notebooks" / "part1" / "from_scratch.ipynb"
ABOVE = "Run → Run All Above Selected Cell"
NEW = "is not defined: the kernel is new and has run none of the cells above."
WRITTEN = "def nll(log_probs, target):\n    return -log_probs[range(len(target)), target].mean()"


def cells() -> dict[str, str]:
    """The code cells of part 1 by their ids; "imports" is the first of them."""
    code = [one for one in nbformat.read(RELEASE, as_version=4).cells if one.cell_type == "code"]
    return {"imports": str(code[0].source), **{one.id: str(one.source) for one in code}}


@contextmanager
def with_extension(**options: Any) -> Iterator[Kernel]:
    """A kernel as a Jupyter server starts it where JUPYTER_PATH names our folder."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("JUPYTER_PATH", str(package.JUPYTER))
            started = stack.enter_context(kernels.running(**options))
        yield started


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    """Such a kernel."""
    with with_extension() as started:
        yield started


@pytest.fixture
def fresh(kernel: Kernel) -> Kernel:
    """The same kernel, just restarted: nothing is imported."""
    kernel.restart()
    return kernel


@pytest.fixture(scope="module")
def lesson() -> Iterator[Kernel]:
    """A kernel as everybody's, after the first code cell of part 1."""
    with kernels.running() as started:
        assert started.run(cells()["imports"]) == ""
        yield started


@pytest.fixture
def imported(lesson: Kernel) -> Iterator[Kernel]:
    """The same; what a test defines in it is gone afterwards."""
    lesson.run("_there = set(globals())")
    yield lesson
    lesson.run(
        "for _name in set(globals()) - _there - {'_there', '_name'}:\n    del globals()[_name]"
    )


def test_the_kernel_is_ipykernels_own_with_one_argument_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Name, arguments and all: a notebook saved with it says nothing of this course."""
    monkeypatch.setenv("JUPYTER_PATH", str(package.JUPYTER))
    found = KernelSpecManager().get_kernel_spec("python3")
    assert Path(found.resource_dir).is_relative_to(package.JUPYTER)
    own = get_kernel_dict(extra_arguments=["--IPKernelApp.extra_extensions=nn_course.kernel"])
    own["argv"][0] = "python"  # which a Jupyter server takes for its own
    shipped = json.loads((Path(found.resource_dir) / "kernel.json").read_text(encoding="utf-8"))
    assert shipped == own


def test_a_restarted_kernel_says_to_run_the_cells_above(fresh: Kernel) -> None:
    """Nothing of the course is imported, and the first check that is run says what to do."""
    said = fresh.said(cells()["test_nll"])
    assert said == f"check {NEW} To run them all: {ABOVE}. Then run this cell again."
    assert fresh.said("import sys; print('torch' in sys.modules)") == "False"


def test_a_new_kernel_knows_the_lesson_by_its_file() -> None:
    """A cell of the learner's own says nothing of the lesson; JupyterLab names the notebook."""
    with with_extension(env={**os.environ, "JPY_SESSION_NAME": "/w/from_scratch.ipynb"}) as kernel:
        assert kernel.said("weights.shape").startswith(f"weights {NEW}")
        assert "Traceback" in kernel.said("wieghts.shape")


def test_another_notebook_in_such_a_kernel_is_left_alone(fresh: Kernel) -> None:
    """Where nothing is of a lesson, a name that lessons have too gets the usual traceback."""
    said = fresh.said("x_train")
    assert "Traceback" in said and "NameError: name 'x_train' is not defined" in said


def test_importing_the_checks_is_enough(imported: Kernel) -> None:
    """Without the extension: the exercise's own cell is named by the line that begins it."""
    assert imported.run(cells()["test_nll"]).splitlines() == [
        "nll is not defined yet. First run the cell with this line, then this cell again:",
        "    def nll(log_probs, target):",
        f"To run everything above: {ABOVE}.",
    ]


def test_a_name_of_the_lesson_is_traced_to_its_cell(imported: Kernel) -> None:
    """Also in a cell of the learner's own; and a call goes as deep as the lesson's functions."""
    line = "x_train, y_train = preprocess(train_images, train_labels)"
    assert f"again: {line} To run" in imported.said("x_train.mean()")
    imported.run("def model_0(xb):\n    return linear(xb, weights, bias)")
    assert "again: def linear(inputs, weights, bias): To run" in imported.said("model_0(1)")


def test_the_nearest_cell_above_is_named(imported: Kernel) -> None:
    """Part 1 gives several values to x: the cell that is run needs the last of those before it."""
    first, second = (
        "x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])",
        "x = torch.tensor([[1.0",
    )
    assert f"again: {first} To run" in imported.said("print(x @ w + b)")
    said = imported.said("plots.keepdim(x)")
    assert f"again: {second}, 2.0, 3.0], [3.0, 4.0, 5.0]])" in said


def test_a_blank_that_is_called_is_named(imported: Kernel) -> None:
    """A cell that needs an exercise which is still a blank says which one, and where it is."""
    imported.run(cells()["nll"])
    assert imported.run("loss_func = nll\nloss_func(1, 2)").splitlines() == [
        "This cell needs nll, which is not written yet. Write it in the cell with this line, run",
        "that cell, then this one again:",
        "    def nll(log_probs, target):",
    ]


def test_errors_of_ones_own_look_as_ever(imported: Kernel) -> None:
    """A slip, a name that happens to be the lesson's inside an answer, and other exceptions."""
    imported.run(WRITTEN.replace("-log_probs", "-x"))
    for source, message in (
        ("undefined_thing", "NameError: name 'undefined_thing' is not defined"),
        ("nll(1, [2])", "NameError: name 'x' is not defined"),
        ("raise NotImplementedError('later')", "NotImplementedError: later"),
        ("raise NameError('of my own')", "NameError: of my own"),
        ("def f():\n    y += 1\nf()", "UnboundLocalError: cannot access local variable 'y'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import json\njson.loads(nothing)", "NameError: name 'nothing' is not defined"),
    ):
        said = imported.said(source)
        assert "Traceback (most recent call last)" in said, source
        assert message in said


def test_who_had_the_place_before_still_has_their_errors() -> None:
    """IPython keeps one handler: ours passes on what the one before asked for, and goes again."""
    with kernels.running() as kernel:
        kernel.run(
            "def theirs(shell, kind, error, trace, tb_offset=None):\n    print('theirs:', error)\n"
            "get_ipython().set_custom_exc((NameError, KeyError), theirs)"
        )
        kernel.run("%load_ext nn_course.kernel")
        assert kernel.said("undefined_thing") == "theirs: name 'undefined_thing' is not defined"
        assert kernel.said("{}['k']") == "theirs: 'k'"
        assert NEW in kernel.said("check.nll(nll)")
        kernel.run("%unload_ext nn_course.kernel")
        assert kernel.said("check.nll(nll)") == "theirs: name 'check' is not defined"


def test_installing_it_twice_is_installing_it_once(imported: Kernel) -> None:
    """An extension and an import of the checks: one step back and all is as it was."""
    imported.run("%load_ext nn_course.kernel")
    imported.run("import nn_course.kernel\nnn_course.kernel.install()")
    imported.run("%unload_ext nn_course.kernel")
    assert "Traceback" in imported.said("check.nll(nll)")
    assert imported.said("get_ipython().custom_exceptions") == "()"
    imported.run("import nn_course.kernel\nnn_course.kernel.install()")
    assert "nll is not defined yet." in imported.said("check.nll(nll)")


def test_nothing_is_installed_where_a_notebook_is_marked() -> None:
    """nbgrader's own execution keeps its tracebacks, from which feedback is made."""
    with with_extension(env={**os.environ, "NBGRADER_EXECUTION": "autograde"}) as kernel:
        kernel.run("import nn_course.kernel\nnn_course.kernel.install()")
        assert kernel.said("get_ipython().custom_exceptions") == "()"


def test_a_half_filled_notebook_stops_at_its_first_blank() -> None:
    """Run from top to bottom, what stops it is a check: quietly, it says what is not written."""
    notebook = nbformat.read(RELEASE, as_version=4)
    filled = next(cell for cell in notebook.cells if cell.id == "preprocess")
    filled.source = (
        "def preprocess(images, labels):\n"
        "    rows = torch.from_numpy(images).reshape(len(images), -1)\n"
        "    return rows.float() / 255, torch.from_numpy(labels).long()"
    )
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    ran = [cell.id for cell in code if cell.execution_count]
    assert ran[-1] == "test_linear"
    assert [output.output_type for cell in code[: len(ran) - 1] for output in cell.outputs].count(
        "error"
    ) == 0
    (error,) = [one for one in code[len(ran) - 1].outputs if one.output_type == "error"]
    assert error.traceback == ["linear is not written yet."]
