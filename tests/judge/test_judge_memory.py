"""What an answer returns cannot grow in the judge beyond its own limit, and costs one exercise."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.judge.lessons import MIB, Judged, Lesson, verdict

LIMIT = 192 * MIB
SPARE = 160 * MIB  # a message's bytes, and what Python keeps of what was freed

LESSON = Lesson("import torch", cell_timeout=10.0, judge_memory=LIMIT)
LESSON.exercise("first", "assert first() == 1", 2, solution="def first():\n    return 1")
LESSON.exercise(
    "grown",
    """
    found = grown()
    how = found[0] if type(found) is tuple else ""
    if how == "broadcast":
        assert (torch.ones(1, 64) + found[1]).sum() == 3
    elif how == "listed":
        assert sum(list(found[1])) == 3
    elif how == "repeated":
        assert len([0] * found[1]) == 3
    elif how == "joined":
        assert len("x".join([found[1]] * 2000)) == 3
    elif how == "shown":
        assert found[1] == 3, f"{found[1]!r}" * 200
    elif how == "kept":
        kept = [found[1]] * 2**24
        assert False, "kept"
    else:
        assert found == 3
    """,
    3,
    solution="def grown():\n    return 3",
)
LESSON.exercise("last", "assert last() == 1", 4, solution="def last():\n    return 1")

RIGHT = {name: f"def {name}():\n    return {1 if name != 'grown' else 3}" for name in
         ("first", "grown", "last")}  # fmt: skip
GROWN = {
    "parameter": "('broadcast', torch.nn.Parameter(torch.zeros(2**21, 1, 1)))",
    "broadcast": "('broadcast', torch.zeros(2**21, 1))",
    "repeated": "('repeated', 10**9)",
    "joined": "('joined', 'y' * 2**20)",
    "shown": "('shown', 'z' * 3 * 2**20)",
}


def high() -> int:
    """The largest resident bytes of this process since `reset`."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    raise AssertionError("no VmHWM")


@pytest.fixture
def growth() -> Iterator[list[int]]:
    """Gets the bytes by which this process grew, at the end; fails beyond the limit."""
    Path("/proc/self/clear_refs").write_text("5")
    before = high()
    found: list[int] = []
    yield found
    assert high() - before < LIMIT + SPARE


@pytest.mark.parametrize("kind", GROWN)
def test_what_grows_in_a_test_is_stopped(judged: Judged, growth: list[int], kind: str) -> None:
    """It gets no more memory than the judge allows, the fault memory, and costs its exercise."""
    graded = judged.grade(**{**RIGHT, "grown": f"def grown():\n    return {GROWN[kind]}"})
    found = verdict(graded, "grown")
    assert (found.points, found.fault) == (0, "memory"), found
    assert found.sentence.startswith("What was returned needs more memory")
    assert [verdict(graded, name).points for name in ("first", "last")] == [2, 4]


def test_a_long_range_is_not_sent(judged: Judged, growth: list[int]) -> None:
    """Of a range as many numbers are allowed as of a list."""
    answer = "def grown():\n    return ('listed', range(12_000_000))"
    found = verdict(judged.grade(**{**RIGHT, "grown": answer}), "grown")
    assert (found.points, found.fault) == (0, None)
    assert "the data is too large: at most 500,000 items" in found.sentence


def test_what_a_test_keeps_is_let_go(judged: Judged) -> None:
    """What one submission's data grew to is gone before the next one's."""
    answer = "def grown():\n    return ('kept', 0.0)"
    for _ in range(4):  # each keeps 128 MiB of the 192
        graded = judged.grade(**{**RIGHT, "grown": answer})
        assert verdict(graded, "grown").sentence == "kept"
        assert verdict(graded, "last").points == 4


def test_a_right_answer_has_room(judged: Judged) -> None:
    """After all these a right submission keeps every mark."""
    assert threading.current_thread() is threading.main_thread()
    assert judged.grade(**RIGHT).points == 9
