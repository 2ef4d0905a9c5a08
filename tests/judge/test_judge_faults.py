"""A fault costs its own exercise: the rest of the notebook keeps its marks."""

from __future__ import annotations

from textwrap import indent

import pytest
from nbformat.v4 import new_code_cell

from nbjudge.verdicts import Graded
from tests.judge.lessons import MIB, Judged, Lesson, outputs, verdict

LESSON = Lesson("import os\nlog = []", cell_timeout=2.0, memory=256 * MIB, output=100_000)
LESSON.exercise("first", "assert first() == 1", points=2)
LESSON.exercise("second", "assert second() == 2", points=3)
LESSON.cell("log.append('between')\nprint(log)")
LESSON.exercise("third", "assert third() == 3", points=4)

RIGHT = {
    "first": "log.append('first')\ndef first():\n    return 1",
    "second": "log.append('second')\ndef second():\n    return 2",
    "third": "def third():\n    return 3",
}
STUBBORN = """\
while True:
    try:
        while True: pass
    except BaseException: pass"""
# what the second exercise does, the fault, what its sentence says
CALLS = {
    "loop": ("while True: pass", "time", "it ran for more than 2 seconds and was stopped"),
    "sleep": ("import time; time.sleep(60)", "time", "it ran for more than 2 seconds"),
    "exit": ("os._exit(0)", "crash", "it ended Python itself (exit status 0)"),
    "segfault": ("import ctypes; ctypes.string_at(0)", "crash", "it crashed Python (signal 11)"),
    "abort": ("os.abort()", "crash", "it crashed Python (signal 6)"),
    "kill": ("os.kill(os.getpid(), 9)", "crash", "it crashed Python (signal 9)"),
    "output": ("os.write(1, b'x' * 10**6); import time; time.sleep(5)", "output", "it printed"),
    "stubborn": (STUBBORN, "time", "it ran for more than 2 seconds"),
}
# A cell shows what is written to descriptor 1 when it ends; a call is stopped while it writes.
CELLS = CALLS | {"output": ("os.write(1, b'x' * 10**6)", "output", "it printed")}
# what ends Python where nobody catches it, and how it is told
ENDS_ONE_CALL = {
    "interrupt": ("raise KeyboardInterrupt", "stopped with KeyboardInterrupt"),
    "cancelled": ("import asyncio; raise asyncio.CancelledError", "stopped with CancelledError"),
    "generator": ("raise GeneratorExit", "stopped with GeneratorExit"),
    "system exit": ("raise SystemExit(1)", "stopped with SystemExit"),
    "exit": ("exit()", "stopped with SystemExit"),
    "quit": ("quit()", "stopped with SystemExit"),
}


def others(graded: Graded) -> list[float]:
    return [verdict(graded, name).points for name in ("first", "third")]


@pytest.mark.parametrize("kind", CALLS)
def test_a_fault_in_a_call(judged: Judged, kind: str) -> None:
    """A crash, loop or flood while an answer is called costs its exercise alone."""
    body, fault, why = CALLS[kind]
    answer = f"def second():\n{indent(body, '    ')}\n    return 2"
    graded = judged.grade(**{**RIGHT, "second": answer})
    found = verdict(graded, "second")
    assert (found.points, found.fault) == (0, fault), found
    assert found.sentence.startswith("second could not be judged to the end: ")
    assert why in found.sentence
    assert others(graded) == [2, 4]


@pytest.mark.parametrize("kind", ENDS_ONE_CALL)
def test_what_ends_python_ends_one_call(judged: Judged, kind: str) -> None:
    """It is an exception like others: no fault, and nothing is run again."""
    body, why = ENDS_ONE_CALL[kind]
    graded = judged.grade(**{**RIGHT, "second": f"def second():\n    {body}"})
    found = verdict(graded, "second")
    assert (found.points, found.fault) == (0, None) and why in found.sentence, found
    assert others(graded) == [2, 4] and graded.faults == ()


@pytest.mark.parametrize("kind", ENDS_ONE_CALL)
def test_what_ends_python_behind_a_right_answer(judged: Judged, kind: str) -> None:
    """In the cell of a right answer, after it, it costs nothing."""
    body, _ = ENDS_ONE_CALL[kind]
    graded = judged.grade(**{**RIGHT, "second": f"def second():\n    return 2\n{body}"})
    assert verdict(graded, "second").points == 3
    assert others(graded) == [2, 4] and graded.faults == ()


def test_half_a_character_is_printed_as_a_question_mark(judged: Judged) -> None:
    """A lone surrogate, in a cell and in a call, has no encoding: it costs nothing."""
    answer = "def second():\n    print('\\ud800')\n    return 2\nprint('a\\udc00b')"
    graded = judged.grade(**{**RIGHT, "second": answer})
    assert verdict(graded, "second").points == 3
    assert outputs(graded, "second")[-1].text == "a?b\n"


@pytest.mark.parametrize("kind", CELLS)
def test_a_fault_in_a_cell(judged: Judged, kind: str) -> None:
    """The same while the answer's cell runs: the fault is noted, and the cells after it go on."""
    body, fault, why = CELLS[kind]
    graded = judged.grade(**{**RIGHT, "second": f"{body}\ndef second():\n    return 2"})
    found = verdict(graded, "second")
    assert found.points == 0
    assert why in found.sentence and found.sentence.startswith("second is not defined, because")
    assert others(graded) == [2, 4]
    (noted,) = graded.faults
    assert (noted.cell, noted.fault) == ("second", fault) and why in noted.sentence
    assert outputs(graded, "second")[-1].ename == "Stopped"


def test_the_state_before_the_cell_is_there_again(judged: Judged) -> None:
    """What cells before a crash did holds for those after it; what the crashed cell did is gone."""
    graded = judged.grade(**{**RIGHT, "second": "log.append('lost')\nos._exit(1)"})
    (shown,) = [each for each in graded.notebook.cells if each.source.endswith("print(log)")]
    assert shown.outputs[0].text == "['first', 'between']\n"


def test_an_exception_leaves_what_came_before_it(judged: Judged) -> None:
    """A cell that raises is not undone: as in a notebook, what it did before stands."""
    graded = judged.grade(**{**RIGHT, "second": "log.append('kept')\n1 / 0"})
    (shown,) = [each for each in graded.notebook.cells if each.source.endswith("print(log)")]
    assert shown.outputs[0].text == "['first', 'kept', 'between']\n"
    assert others(graded) == [2, 4] and graded.faults == ()


def test_memory(judged: Judged) -> None:
    """An answer that asks for too much memory gets Python's MemoryError, and the fault memory."""
    answer = "def second():\n    return len(bytearray(10**10))"
    graded = judged.grade(**{**RIGHT, "second": answer})
    found = verdict(graded, "second")
    assert (found.points, found.fault) == (0, "memory")
    assert found.sentence.startswith("second stopped with MemoryError")
    assert others(graded) == [2, 4]


def test_memory_of_all_processes(judged: Judged) -> None:
    """Memory that children of a submission hold together is counted too."""
    answer = """
    def second():
        import time
        for _ in range(4):
            if os.fork() == 0:
                block = bytearray(os.urandom(100)) * 10**6
                time.sleep(60)
        time.sleep(60)
    """
    graded = judged.grade(**{**RIGHT, "second": answer})
    found = verdict(graded, "second")
    assert (found.points, found.fault) == (0, "memory"), found
    assert "it used more memory than is allowed" in found.sentence
    assert others(graded) == [2, 4]


def test_a_flood_of_prints(judged: Judged) -> None:
    """A cell that prints without end is stopped at the limit."""
    cell = "while True:\n    print('x' * 1000)"
    graded = judged.grade(**{**RIGHT, "second": cell})
    (noted,) = graded.faults
    assert (noted.cell, noted.fault) == ("second", "output")
    assert "it printed more than is allowed" in verdict(graded, "second").sentence
    assert others(graded) == [2, 4]


def test_a_flood_of_prints_in_a_call(judged: Judged) -> None:
    """An answer that prints more than is allowed while it is called is stopped, too."""
    answer = "def second():\n    for _ in range(20_000): print('x' * 1000)\n    return 2"
    found = verdict(judged.grade(**{**RIGHT, "second": answer}), "second")
    assert (found.points, found.fault) == (0, "output")


@pytest.mark.parametrize(
    "forged",
    ["[('stream', 'stdout', 'x' * 4_000_000)] * 10", "[('stream', 'stdout', '')] * 120_000"],
    ids=["large", "many"],
)
def test_outputs_that_a_process_makes_up(judged: Judged, forged: str) -> None:
    """A process that takes over the conversation cannot put out more than is allowed either."""
    answer = f"""
    from nbjudge import wire
    honest = wire.encode
    def encode(value):
        if type(value) is tuple and len(value) == 3 and value[1] is False:
            value = (None, False, {forged})
        return honest(value)
    wire.encode = encode
    def second():
        return 2
    """
    graded = judged.grade(**{**RIGHT, "second": answer})
    assert [(one.cell, one.fault) for one in graded.faults] == [("second", "output")]
    assert others(graded) == [2, 4]


def test_an_exception_that_a_process_makes_up(judged: Judged) -> None:
    """Nor can it tell of an exception at any length."""
    answer = """
    from nbjudge import wire
    honest = wire.encode
    def encode(value):
        if type(value) is tuple and len(value) == 3 and value[1] is False:
            value = (("X" * 10**6, "y" * 10**6, 1, "z" * 10**6, False), False, [])
        return honest(value)
    wire.encode = encode
    """
    (error,) = outputs(judged.grade(**{**RIGHT, "second": answer}), "second")
    assert len(error.ename) == len(error.evalue) == 500


def test_much_that_is_printed_in_a_call(judged: Judged) -> None:
    """Of what is less than that the beginning is kept, and costs nothing."""
    answer = "def second():\n    for _ in range(50): print('x' * 1000)\n    return 2"
    found = verdict(judged.grade(**{**RIGHT, "second": answer}), "second")
    assert found.points == 3 and 0 < len(found.report) <= 50_001


def test_the_disk_is_full(judged: Judged) -> None:
    """Writing more than the scratch disk holds is an error like others."""
    answer = """
    def second():
        with open("big", "wb") as file:
            for _ in range(1000):
                file.write(bytes(10**6))
        return 2
    """
    graded = judged.grade(**{**RIGHT, "second": answer})
    found = verdict(graded, "second")
    assert found.points == 0 and "second stopped with OSError" in found.sentence
    assert others(graded) == [2, 4]


def test_a_cell_of_the_learners_own_that_crashes(judged: Judged) -> None:
    """A crash in an additional cell costs no marks; the fault is noted."""
    graded = judged.grade(
        change=lambda notebook: notebook.cells.insert(0, new_code_cell("import os\nos._exit(1)")),
        **RIGHT,
    )
    assert graded.points == graded.max
    assert [one.fault for one in graded.faults] == ["crash"]


def test_everything_crashes(judged: Judged) -> None:
    """A notebook whose every cell crashes has a verdict on each test, and no marks."""
    graded = judged.grade(**dict.fromkeys(RIGHT, "import os\nos._exit(1)"))
    assert [one.points for one in graded.verdicts] == [0, 0, 0]
    assert len(graded.faults) == 3
    assert all(one.sentence for one in graded.verdicts)


def test_a_thread_that_crashes_later(judged: Judged) -> None:
    """A crash prepared by one answer does not take the marks of the exercises before it."""
    answer = """
    import threading, time
    def second():
        threading.Timer(0.2, lambda: os._exit(1)).start()
        return 2
    """
    third = "def third():\n    import time; time.sleep(0.5); return 3"
    graded = judged.grade(**{**RIGHT, "second": answer, "third": third})
    assert [one.points for one in graded.verdicts][:2] == [2, 3]


def test_the_judge_is_as_before(judged: Judged) -> None:
    """After all these a right submission keeps every mark, without a fault."""
    graded = judged.grade(**RIGHT)
    assert graded.points == graded.max == 9
    assert graded.faults == () and graded.notes == ()
