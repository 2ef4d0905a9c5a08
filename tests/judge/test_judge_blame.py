"""A fault is called the judge's only where it is: nothing a learner sends can be named so."""

from __future__ import annotations

import pytest

from nbjudge.judge.errors import JudgeError
from tests.judge.lessons import Judged, Lesson, outputs, verdict

LESSON = Lesson("import math, time\nimport numpy as np\nimport torch", cell_timeout=1.5)
LESSON.exercise("marks", "4 * marks([1, 2])", 4, solution="def marks(x):\n    return 1.0")
LESSON.exercise("named", """
    found = named()
    if found:
        seen = found
    assert seen == 1
    """, 2, solution="def named():\n    return 1")  # fmt: skip
LESSON.exercise("passed", """
    from nbjudge.exam import probe
    passed(passed([1, 2]).data)
    held = passed([1])
    def outer(answer):
        return answer(held)
    assert len(probe(outer)(passed)) == 2
    """, 3, solution="def passed(x):\n    return torch.ones(2)")  # fmt: skip
LESSON.exercise("long", "for _ in range(long()):\n    time.sleep(0.001)", 1,
                solution="def long():\n    return 3")  # fmt: skip
LESSON.exercise("broken", "no_such_name", 1, solution="def broken():\n    return 1")
LESSON.exercise("plain", "assert plain() == 1", 1, solution="def plain():\n    return 1")

ALL = {"marks": "def marks(x):\n    return 1.0", "named": "def named():\n    return 1",
       "passed": "def passed(x):\n    return torch.ones(2)", "long": "def long():\n    return 1",
       "broken": "def broken():\n    return 1", "plain": "def plain():\n    return 1"}  # fmt: skip

# what an answer does, and the fault that it is
BLAMES = {
    "marks that there are not": ("marks", "def marks(x):\n    return -9.0", None),
    "no number": ("marks", "def marks(x):\n    return float('nan')", None),
    "a name that the test leaves out": ("named", "def named():\n    return 0", None),
    "a thing that cannot be sent": ("passed", "def passed(x):\n    return np.ones(2)", None),
    "a thing in a closure": ("passed", "def passed(x):\n    return iter([]) if x == [1] "
                             "else torch.ones(2)", None),
    "a name error": ("plain", "def plain():\n    raise NameError('name judge is not defined')",
                     None),
    "an import error": ("plain", "def plain():\n    raise ImportError('no nbjudge')", None),
    "a class called JudgeError": ("plain", "class JudgeError(Exception): pass\n"
                                  "def plain():\n    raise JudgeError('judge')", None),
    "too long a number": ("long", "def long():\n    return 10**12", "time"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BLAMES)
def test_the_test_is_not_blamed(judged: Judged, kind: str) -> None:
    """It gives the master's solution its marks, so what went wrong has come of the answer."""
    name, answer, fault = BLAMES[kind]
    graded = judged.grade(**{**ALL, name: answer})
    found = verdict(graded, name)
    assert (found.points, found.fault) == (0, fault), found
    assert found.sentence and "instructor" not in found.sentence
    assert verdict(graded, "plain").points == (0 if name == "plain" else 1)


def test_the_test_is_blamed_where_it_is_to_blame(judged: Judged) -> None:
    """A test that fails with the master's solution too is the course's, whoever hands in."""
    graded = judged.grade(**ALL)
    assert verdict(graded, "broken").fault == "judge"
    assert [one.fault for one in graded.verdicts if one.test != "test_broken"] == [None] * 5


def test_a_forged_report_that_the_course_does_not_work(judged: Judged) -> None:
    """A process that says so is asked no more, and loses its exercise by a crash."""
    answer = """
    from nbjudge import wire
    honest = wire.encode
    def encode(value):
        if type(value) is tuple and len(value) == 7:
            value = ("math: ImportError: no module named math", *value[1:])
        return honest(value)
    wire.encode = encode
    def plain():
        return 1
    """
    found = verdict(judged.grade(**{**ALL, "plain": answer}), "plain")
    assert (found.points, found.fault) == (0, "crash")


def test_a_process_with_a_name_that_is_no_text(judged: Judged) -> None:
    """Any bytes may be a process's name: whoever watches its memory is not confused by them."""
    answer = """
    open("/proc/self/comm", "wb").write(b"\\xff\\xfe\\n1")
    time.sleep(0.4)
    def plain():
        return 1
    """
    graded = judged.grade(**{**ALL, "plain": answer})
    assert graded.faults == () and verdict(graded, "plain").points == 1


def test_words_that_are_no_text(judged: Judged) -> None:
    """What is printed, raised or named with half a character is told without it."""
    answer = "print('\\ud800')\nraise ValueError('\\udfff')"
    graded = judged.grade(**{**ALL, "plain": answer})
    assert graded.faults == ()
    assert [one.output_type for one in outputs(graded, "plain")] == ["stream", "error"]


def test_a_course_that_cannot_be_sent_still_stops(judged: Judged) -> None:
    """JudgeError is for what no learner causes, and only where the solution meets it as well."""
    assert JudgeError.no_data("f", "module").suspected
    assert not JudgeError.no_source("f").suspected
