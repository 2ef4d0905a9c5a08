"""Time: a cell's, a notebook's, and that of a judge kept busy by what an answer returned."""

from __future__ import annotations

import time

from tests.judge.lessons import Judged, Lesson, verdict

LESSON = Lesson("import time", cell_timeout=2.0, notebook_timeout=4.0)
LESSON.exercise("one", "assert one() == 1")
LESSON.exercise("many", "for _ in range(100): many()")
LESSON.exercise("two", "assert two() == 2")
LESSON.exercise("busy", "for _ in range(busy()): pass")
LESSON.exercise("three", "assert three() == 3")

SLOW = "def {0}():\n    time.sleep(1.4)\n    return {1}"


def test_all_calls_of_a_test_share_its_time(judged: Judged) -> None:
    """The limit of a cell holds for all calls of one test cell together."""
    found = judged.verdict("many", "def many():\n    time.sleep(0.1)")
    assert (found.points, found.fault) == (0, "time")
    assert "it ran for more than 2 seconds" in found.sentence
    assert found.seconds < 6


def test_a_notebook_that_takes_too_long(judged: Judged) -> None:
    """After the notebook's time no test is judged any more; those before keep their marks."""
    started = time.monotonic()
    graded = judged.grade(
        one=SLOW.format("one", 1),
        many=SLOW.format("many", 0),
        two=SLOW.format("two", 2),
        busy="def busy():\n    return 0",
        three="def three():\n    return 3",
    )
    assert time.monotonic() - started < 10
    points = [one.points for one in graded.verdicts]
    assert points == [1, 0, 0, 0, 0]
    assert verdict(graded, "many").fault == "time"
    assert verdict(graded, "three").fault == "time"
    assert "had used up its 4 seconds" in verdict(graded, "three").sentence


def test_loops_in_every_cell(judged: Judged) -> None:
    """A notebook full of endless loops ends at its limit, with a verdict on each test."""
    started = time.monotonic()
    graded = judged.grade(
        **dict.fromkeys(("one", "many", "two", "busy", "three"), "while True: pass")
    )
    assert time.monotonic() - started < 10
    assert [(one.points, bool(one.sentence)) for one in graded.verdicts] == 5 * [(0, True)]


def test_the_next_notebook_has_its_own_time(judged: Judged) -> None:
    """A submission that used up its time costs the next one nothing."""
    answers = {"one": "def one():\n    return 1", "many": "def many():\n    pass"}
    answers |= {"two": "def two():\n    return 2", "three": "def three():\n    return 3"}
    answers |= {"busy": "def busy():\n    return 0"}
    assert judged.grade(**answers).points == 5


def test_a_test_that_a_result_keeps_busy(judged: Judged) -> None:
    """A test that what was returned keeps busy without end is stopped, some seconds later."""
    graded = judged.grade(busy="def busy():\n    return 10**18")
    found = verdict(graded, "busy")
    assert (found.points, found.fault) == (0, "judge")
    assert found.sentence.startswith("What was returned could not be judged within")
