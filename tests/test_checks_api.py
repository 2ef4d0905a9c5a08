"""How a lesson calls the checks, and how nbgrader sees them."""

from __future__ import annotations

import nbformat
import pytest
import torch

from nn_course import checks
from nn_course.catalogue import PARTS
from nn_course.checks import elsewhere
from nn_course.checks import part1 as check
from nn_course.errors import CheckFailed
from tests import kernels


def right(log_probs, target):
    return -log_probs[range(len(target)), target].mean()


def wrong(log_probs, target):
    return log_probs[range(len(target)), target].mean()


def test_returns_nothing_for_a_right_answer() -> None:
    """nbgrader reads a cell's last value as partial credit: there must be none."""
    assert check.nll(right) is None


def test_failure_is_one_line() -> None:
    """What is raised is an AssertionError of one line, without a chain of causes."""
    with pytest.raises(AssertionError) as caught:
        check.nll(wrong)
    assert isinstance(caught.value, CheckFailed)
    assert str(caught.value) == "nll is not right yet: 5 of 5 checks failed, see above."
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_raises_when_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader's Validate sees the failure."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CheckFailed):
        check.nll(wrong)


@pytest.mark.parametrize("answer", [wrong, None, 0.3], ids=["wrong", "none", "number"])
def test_only_reports_while_marking(
    answer: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While nbgrader marks, the report is printed and the hidden tests after it still run."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check.nll(answer) is None  # type: ignore[arg-type]
    printed = capsys.readouterr()
    assert "nll" in printed.out
    assert printed.err == ""


def test_stub_only_reports_while_marking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A blank is no exception either."""

    def nll(log_probs, target):
        raise NotImplementedError

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check.nll(nll)
    assert capsys.readouterr().out == "nll: not written yet.\n"


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (torch.tensor(0.3), "a value of type Tensor"),
        (None, "None"),
        ("nll", "a value of type str"),
    ],
    ids=["result", "none", "name"],
)
def test_result_in_place_of_the_function(value: object, given: str) -> None:
    """``check.nll(nll(x, y))`` is answered by how to call it."""
    with pytest.raises(CheckFailed, match=f"needs nll itself, but got {given}"):
        check.nll(value)  # type: ignore[arg-type]


def test_exam_of_something_else_than_a_function() -> None:
    """Hidden tests get a sentence, too, when the name was bound to something else."""
    with pytest.raises(CheckFailed, match="needs nll itself, but got a value of type int"):
        check.exam("nll", 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("logsoftmax", "There is no exercise called logsoftmax: did you mean log_softmax?"),
        ("zzz", "There is no exercise called zzz: there are preprocess, linear,"),
    ],
)
def test_unknown_check_names_the_nearest(name: str, sentence: str) -> None:
    """A check that does not exist is an AttributeError that says which one was meant."""
    with pytest.raises(AttributeError, match=f"^{sentence}".replace("?", r"\?")):
        getattr(check, name)
    with pytest.raises(AttributeError, match=f"^{sentence}".replace("?", r"\?")):
        check.exam(name, right)
    assert not hasattr(check, name)


def test_completion_offers_the_exercises() -> None:
    """Tab after ``check.`` lists the exercises and exam; private look-ups find nothing."""
    assert dir(check)[:1] == ["accuracy"] and "exam" in dir(check)
    assert "log_softmax" in check.log_softmax.__doc__
    assert repr(check).startswith("the checks of part1: preprocess, linear")
    assert not hasattr(check, "_repr_html_")


def test_in_a_notebook() -> None:
    """In a kernel: a card as HTML and as text, nothing on stderr, the line counted in the cell."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source)
            for source in (
                "import torch\nfrom nn_course.checks import part1 as check",
                "def nll(log_probs, target):\n    n = len(target)\n    return -log_probs.pick(n)",
                "check.nll(nll)",
                "import warnings\n"
                "def nll(log_probs, target):\n"
                "    warnings.warn('odd')\n"
                "    return -log_probs[range(len(target)), target].mean()",
                "check.nll(nll)",
                "def nll(log_probs, target):\n    raise NotImplementedError",
                "check.nll(nll)",
            )
        ]
    )
    client = kernels.Client(notebook, timeout=120, kernel_name="python3", allow_errors=True)
    client.execute()
    broken, fixed, blank = (notebook.cells[place].outputs for place in (2, 4, 6))
    assert [output.output_type for output in broken] == ["display_data", "error"]
    assert set(broken[0].data) == {"text/html", "text/plain"}
    printed = " ".join(broken[0].data["text/plain"].split())
    assert "line 3, `return -log_probs.pick(n)`, asks for .pick, which a Tensor" in printed
    # the sentence alone: a traceback would show the check's code, not the learner's
    assert broken[1].ename == "CheckFailed"
    assert broken[1].traceback == [broken[1].evalue]
    assert [output.output_type for output in fixed] == ["display_data"]
    assert "All 5 checks passed." in fixed[0].data["text/plain"]
    assert fixed[0].data["text/html"].startswith('<div class="nnc"')
    assert [output.output_type for output in blank] == ["error"]
    assert blank[0].traceback == ["nll is not written yet."]


def test_a_part_that_does_not_exist() -> None:
    """An import of it says so; the parts there are can be listed."""
    with pytest.raises(ImportError, match="cannot import name 'part9'"):
        from nn_course.checks import part9  # type: ignore[attr-defined]
    assert set(PARTS) <= set(dir(checks))


def test_parts_are_known_where_the_catalogue_is_not() -> None:
    """While a submission is graded its own process lacks the catalogue, and imports checks too."""
    assert set(PARTS) <= set(elsewhere.PARTS)
