"""From a test cell to marks: parts, numbers, misconceptions, and what nbgrader makes of them."""

from __future__ import annotations

import json

import pytest
from nbgrader.utils import determine_grade, is_grade

from nbjudge.verdicts import Graded, Part, to_json
from tests.judge.lessons import Judged, Lesson, verdict

LESSON = Lesson("import math\nfrom nbjudge.exam import credit, recognise")
LESSON.exercise(
    "square",
    """
    marks = credit()
    with marks.part("small numbers", 1):
        assert square(2) == 4, "The square of 2 is 4."
    with marks.part("negative numbers", 2):
        assert square(-3) == 9
    with marks.part("fractions", 0.5):
        assert square(0.5) == 0.25, "The square of a half is a quarter."
    marks.total
    """,
    points=3.5,
)
LESSON.exercise("number", "number()", points=4)
LESSON.exercise(
    "too_many",
    """
    marks = credit()
    with marks.part("all", too_many()):
        pass
    marks.total
    """,
    points=2,
)
LESSON.exercise(
    "half",
    """
    answer = half(3)
    if answer == 1:
        recognise("floored", "// cuts the fraction off; / keeps it.")
        recognise("second", "Only the first one counts.")
    assert answer == 1.5, "Half of 3 is 1.5."
    """,
    points=2,
)
LESSON.exercise("silent", "secret_value = 1234567\nassert silent() == secret_value")
LESSON.exercise(
    "broken",
    """
    broken()
    undefined_helper_of_the_test(3)
    """,
)
LESSON.test("test_alone", "print('looks at nothing')\n{}['no such key']", points=1)

SQUARE = "def square(x):\n    return x * x"


def grades(graded: Graded) -> dict[str, tuple[float | None, float]]:
    """What nbgrader makes of the autograded notebook, by test cell."""
    return {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)
        for cell in graded.notebook.cells
        if is_grade(cell)
    }


def test_all_parts(judged: Judged) -> None:
    """Every part that passes gives its marks."""
    found = judged.verdict("square", SQUARE)
    assert (found.points, found.max, found.sentence) == (3.5, 3.5, "")
    assert [part.points for part in found.parts] == [1, 2, 0.5]


def test_some_parts(judged: Judged) -> None:
    """A part that fails costs its own marks, and the sentence names it and says why."""
    found = judged.verdict("square", "def square(x):\n    return abs(x) * x")
    assert (found.points, found.max) == (1.5, 3.5)
    assert found.parts == (
        Part("small numbers", 1, 1),
        Part("negative numbers", 0, 2, "A hidden test of square did not pass."),
        Part("fractions", 0.5, 0.5),
    )
    assert found.sentence == "negative numbers: A hidden test of square did not pass."


def test_a_part_in_which_the_answer_raises(judged: Judged) -> None:
    """An exception of the answer's costs its part, and is told in its sentence."""
    found = judged.verdict("square", "def square(x):\n    return x**2 if x > 0 else 1 / 0")
    assert found.points == 1.5
    assert found.parts[1].sentence.startswith("square stopped with ZeroDivisionError")


def test_no_part(judged: Judged) -> None:
    """Where every part fails nothing is left, and each is told."""
    found = judged.verdict("square", "def square(x):\n    return None")
    assert found.points == 0 and len(found.sentence.split(": ")) == 4


def test_a_crash_takes_all_parts(judged: Judged) -> None:
    """A process that dies in one part gives no marks for the others."""
    answer = "import os\ndef square(x):\n    return x * x if x > 0 else os._exit(0)"
    found = judged.verdict("square", answer)
    assert (found.points, found.fault) == (0, "crash")


def test_more_than_there_is(judged: Judged) -> None:
    """Parts that add up to more than the cell's marks are the test's mistake: they give none."""
    found = judged.verdict("too_many", "def too_many():\n    return 3")
    assert (found.points, found.fault) == (0, "judge")
    assert found.sentence == "The test cell gave 3 of 2 marks, which cannot be: it counts as none."


@pytest.mark.parametrize("value", ["0", "1", "2.5", "4", "4.0"])
def test_a_number_in_the_last_line(judged: Judged, value: str) -> None:
    """A test cell that ends in a number from 0 to its marks gives that many."""
    found = judged.verdict("number", f"def number():\n    return {value}")
    assert found.points == float(value) and found.fault is None
    assert bool(found.sentence) == (float(value) < 4)


@pytest.mark.parametrize("value", ["-5", "4.01", "100", "math.inf", "-math.inf", "math.nan"])
def test_a_number_that_cannot_be(judged: Judged, value: str) -> None:
    """Less than nothing, more than all, infinity and nan are no marks.

    Nor are they the test's fault, which gives the solution all of its marks.
    """
    found = judged.verdict("number", f"def number():\n    return {value}")
    assert (found.points, found.fault) == (0, None)
    assert "counts as none" in found.sentence


@pytest.mark.parametrize("value", ["'4'", "True", "[4]", "number", "1j"])
def test_a_last_line_that_is_no_number(judged: Judged, value: str) -> None:
    """What is no number gives no marks, whatever it says it is."""
    assert judged.verdict("number", f"def number():\n    return {value}").points == 0


def test_nothing_in_the_last_line(judged: Judged) -> None:
    """A test cell that ends without a value has passed."""
    assert judged.verdict("number", "def number():\n    return None").points == 4


def test_a_misconception_is_recognised(judged: Judged) -> None:
    """The first misconception that a test recognises is in the verdict, with its sentence."""
    found = judged.verdict("half", "def half(x):\n    return x // 2")
    assert found.misconception == "floored"
    assert found.hint == "// cuts the fraction off; / keeps it."
    assert (found.points, found.sentence) == (0, "Half of 3 is 1.5.")


def test_no_misconception_is_seen_in_a_right_answer(judged: Judged) -> None:
    """A right answer shows none; another submission's is not remembered."""
    found = judged.verdict("half", "def half(x):\n    return x / 2")
    assert (found.points, found.misconception, found.hint) == (2, None, "")


def test_a_test_without_words(judged: Judged) -> None:
    """An assertion without a message is told without quoting the test."""
    found = judged.verdict("silent", "def silent():\n    return 1")
    assert found.sentence == "A hidden test of silent did not pass."


def test_a_tests_own_mistake(judged: Judged) -> None:
    """A name that the test uses and nobody defines is the test's mistake, and says whose."""
    found = judged.verdict("broken", "def broken():\n    return 1")
    assert (found.points, found.fault) == (0, "judge")
    assert found.sentence == (
        "The test cell test_broken itself failed with NameError: an instructor has to look at it."
    )


def test_a_test_that_calls_nothing(judged: Judged) -> None:
    """So is whatever goes wrong in a test that looks at no answer."""
    found = verdict(judged.grade(), "alone")
    assert (found.points, found.fault, found.report) == (0, "judge", "looks at nothing\n")


ANSWERS = {
    "full": {"square": SQUARE, "number": "def number():\n    return 4"},
    "partial": {
        "square": "def square(x):\n    return abs(x) * x",
        "number": "def number():\n    return 2.5",
        "half": "def half(x):\n    return x // 2",
    },
    "tiny": {"number": "def number():\n    return 1e-9"},
    "impossible": {"number": "def number():\n    return math.nan"},
    "crash": {"square": "import os\nos._exit(1)", "half": "while True: print('x' * 10**5)"},
    "printing": {"number": "def number():\n    print('-5')\n    return 1"},
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_nbgrader_derives_the_same_marks(judged: Judged, kind: str) -> None:
    """nbgrader's own determine_grade finds in the graded notebook what the verdicts say."""
    graded = judged.grade(**ANSWERS[kind])
    found = grades(graded)
    assert found == {one.test: (one.points, one.max) for one in graded.verdicts}
    points = [points for points, _ in found.values()]
    assert kind != "full" or points[:2] == [3.5, 4]
    assert kind != "partial" or points[:4] == [1.5, 2.5, 0, 0]


@pytest.mark.parametrize("kind", ANSWERS)
def test_nothing_of_the_tests_is_told(judged: Judged, kind: str) -> None:
    """No verdict, note or output quotes a hidden line, a traceback or a file of the judge's."""
    graded = judged.grade(**ANSWERS[kind])
    told = to_json(graded) + json.dumps([cell.get("outputs") for cell in graded.notebook.cells])
    for cell in LESSON.master.cells:
        if is_grade(cell):
            for line in cell.source.splitlines():
                assert len(line) < 15 or line.strip() not in told
    for word in ("Traceback", "nbjudge/", "File ", "secret_value", "1234567"):
        assert word not in told
