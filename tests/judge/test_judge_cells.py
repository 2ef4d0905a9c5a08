"""Which cells run where, and what the learner's names mean in a test cell."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from nbjudge.judge import Judge
from nbjudge.judge.errors import JudgeError
from tests.judge.lessons import Judged, Lesson, outputs, verdict

LESSON = Lesson("import os\nhere = os.getpid()\nprint('begin')")
LESSON.exercise("limit", "assert limit == 10, f'limit is {limit!r}'\nprint(type(limit).__name__)")
LESSON.exercise("double", "from_test = 1\nprint(double(4), here == double(here) / 2)")
LESSON.cell("doubled = double(21)\nprint(doubled)")
LESSON.cell(
    """
    def quadruple(x):
        \"\"\"Uses an answer when it is called.\"\"\"
        return double(double(x))
    """
)
LESSON.exercise(
    "uses",
    """
    print(doubled, quadruple(2), from_test, len(uses()))
    """,
)
LESSON.cell("shown = 'a picture'\nprint(shown)", "display")
LESSON.cell("'a value'")
LESSON.cell("print(1 / 0)", "raises-exception")
LESSON.exercise("process", "print(process() != here, len(process.__name__))")

DOUBLE = "def double(x):\n    return 2 * x"


def test_a_variable_is_its_value(judged: Judged) -> None:
    """A name that an answer binds to data is a copy of that data in the test."""
    assert judged.report("limit", "limit = 5 + 5") == "int"


def test_a_variable_without_data(judged: Judged) -> None:
    """An object that cannot be sent has its type's name and equals nothing."""
    answer = "class Ten:\n    def __eq__(self, other): return True\nlimit = Ten()"
    found = judged.verdict("limit", answer)
    assert found.points == 0 and found.sentence.startswith("limit is <")


def test_a_missing_variable(judged: Judged) -> None:
    """A variable that the answer does not bind is told to be missing."""
    found = judged.verdict("limit", "limits = 10")
    assert found.sentence == "limit is not defined: the cell that should define it does not."


def test_a_function_in_a_variables_place(judged: Judged) -> None:
    """A function where a number should be is a wrong answer like any other."""
    found = judged.verdict("limit", "def limit():\n    return 10")
    assert (found.points, found.fault) == (0, None)


def test_a_cell_that_depends_on_an_answer(judged: Judged) -> None:
    """It runs beside the answer alone; the names it binds reach tests as data."""
    graded = judged.grade(double=DOUBLE, uses="def uses():\n    return 'abc'")
    assert verdict(graded, "uses").report == "42 8 1 3\n"
    (cell,) = [one for one in graded.notebook.cells if one.source.startswith("doubled")]
    assert cell.outputs[0].text == "42\n"


def test_what_depends_on_a_wrong_answer(judged: Judged) -> None:
    """With another answer the names are what that answer made of them."""
    graded = judged.grade(double="def double(x):\n    return 0", uses="def uses():\n    return ''")
    assert verdict(graded, "uses").report == "0 0 1 0\n"


def test_what_depends_on_a_missing_answer(judged: Judged) -> None:
    """Where the cell could not run its names are missing, and the sentence says so."""
    graded = judged.grade(uses="def uses():\n    return ''")
    assert verdict(graded, "uses").sentence == (
        "doubled is not defined: the cell that should define it does not."
    )


def test_names_of_test_cells_stay_in_the_judge(judged: Judged) -> None:
    """A name that a test cell binds holds in later test cells, and not beside the answer."""
    answer = "def uses():\n    return from_test"
    found = verdict(judged.grade(double=DOUBLE, uses=answer), "uses")
    assert found.sentence.startswith("uses stopped with NameError: name 'from_test' is not defined")


def test_answers_run_elsewhere(judged: Judged) -> None:
    """Answers run in another process than the test."""
    assert judged.report("process", "def process():\n    return os.getpid()") == "True 7"


def test_ordinary_cells_run_on_both_sides(judged: Judged) -> None:
    """Each side has its own copy of what an ordinary cell made; one cannot change the other's."""
    answer = "here = 0\ndef double(x):\n    globals()['here'] = -1\n    return 2 * x"
    assert judged.report("double", answer) == "8 True"


def test_prints_of_an_answer_are_in_the_report(judged: Judged) -> None:
    """What an answer prints while it is called stands among what the test prints."""
    answer = "def double(x):\n    print('doubling')\n    return 2 * x"
    assert judged.report("double", answer) == "doubling\ndoubling\n8 True"


def test_cells_show_what_they_put_out(judged: Judged) -> None:
    """The graded notebook holds the outputs of ordinary cells, exceptions that are meant too."""
    graded = judged.grade()
    cells = {cell.source: cell for cell in graded.notebook.cells}
    assert outputs(graded, "cell-0")[0].text == "begin\n"
    assert cells["'a value'"].outputs[0].data == {"text/plain": "'a value'"}
    assert cells["print(1 / 0)"].outputs[0].ename == "ZeroDivisionError"


def test_nothing_active_is_kept(judged: Judged) -> None:
    """Of what a cell displays text and pictures are kept; HTML and scripts are not."""
    answer = """
    class Rich:
        def _repr_html_(self): return "<script>alert(1)</script>"
        def __repr__(self): return "plain"
    def double(x):
        return 2 * x
    from IPython.display import HTML, Javascript, display
    display(HTML("<b>bold</b>"), Javascript("alert(2)"))
    Rich()
    """
    graded = judged.grade(double=answer)
    shown = nbformat.writes(graded.notebook.__class__(graded.notebook))
    (cell,) = [one for one in graded.notebook.cells if one.id == "double"]
    kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
    assert kinds == {"text/plain"} and "plain" in shown


def test_display_cells_are_left_out(judged: Judged) -> None:
    """A master's cell with the tag display does not run while grading."""
    (cell,) = [one for one in judged.grade().notebook.cells if "picture" in one.source]
    assert cell.outputs == []


def test_a_learner_cannot_tag_cells(judged: Judged) -> None:
    """Tags in a submission change nothing: cells run by the master's tags alone."""

    def tag(notebook: nbformat.NotebookNode) -> None:
        for cell in notebook.cells:
            cell.metadata["tags"] = ["skip-execution", "raises-exception", "display"]

    graded = judged.grade(double=DOUBLE, change=tag)
    (cell,) = [one for one in graded.notebook.cells if one.source.startswith("doubled")]
    assert cell.outputs[0].text == "42\n"
    assert verdict(graded, "double").points == 1


def test_a_learners_own_cells_run(judged: Judged) -> None:
    """Additional cells of the learner's run at their place, magics among them."""

    def add(notebook: nbformat.NotebookNode) -> None:
        place = next(at for at, cell in enumerate(notebook.cells) if cell.id == "double")
        notebook.cells.insert(place, new_code_cell("%time factor = 2"))

    graded = judged.grade(double="def double(x):\n    return factor * x", change=add)
    assert verdict(graded, "double").points == 1


def test_display_cells_can_be_run(tmp_path: Path, judged: Judged) -> None:
    """With skip_display off they run as other cells do."""
    lesson = Lesson(skip_display=False)
    lesson.cell("print('a picture')", "display")
    lesson.exercise("one", "assert one() == 1")
    with lesson.judge(tmp_path) as judge:
        assert outputs(judge.grade(), "cell-0")[0].text == "a picture\n"


def test_a_master_that_does_not_run(judged: Judged) -> None:
    """An ordinary cell that fails in the judge stops grading, and the error names it."""
    lesson = Lesson("value = {}['key']")
    lesson.exercise("one", "assert one() == 1")
    with (
        Judge(lesson.master, lesson.settings) as judge,
        pytest.raises(JudgeError, match=r"master's cell cell-0 .*KeyError"),
    ):
        judge.start()
