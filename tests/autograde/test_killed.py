"""SIGKILL at any moment: no mark is lost, doubled or changed, and no process is left behind."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.autograde.classes import HALVE, RIGHT, WRONG, copy, everything, execute, grade, hand_in

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")]

PARENT = [
    ("pool started", 1),
    ("gradebook open", 1),
    ("staging ready", 1),
    ("submitted", 1),
    ("submitted", 4),
    ("before build", 2),
    ("file copied", 1),
    ("built", 3),
    ("student written", 2),
    ("rows mirrored", 3),
    ("grades written", 1),
    ("comments written", 4),
    ("committed", 1),
    ("before place", 3),
    ("exchanged", 1),
    ("placed", 5),
    ("all done", 1),
]
OTHERS = [
    ("nursery", "pool started", 1),
    ("nursery", "submitted", 3),
    ("nursery", "rows mirrored", 1),
    ("nursery", "committed", 4),
    ("worker", "submitted", 2),
    ("worker", "before build", 1),
    ("worker", "grades written", 3),
    ("worker", "committed", 2),
    ("template", "submitted", 2),
    ("template", "before build", 1),
    ("template", "rows mirrored", 2),
    ("template", "placed", 3),
]


@pytest.fixture(scope="module")
def half_done(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of six: two were graded before, handed in again and have a person's marks."""
    course = copy(generated, tmp_path_factory.mktemp("killed") / "course")
    for name in ("ann", "bob"):
        hand_in(course, name, WRONG)
    grade(course)
    execute(course, "update grade set manual_score = 1, extra_credit = 0.5")
    execute(course, "update comment set manual_comment = 'see me'")
    hand_in(course, "ann", RIGHT)
    for name, answers in {"cyd": RIGHT, "dot": WRONG, "eve": {"halve": HALVE}, "fay": {}}.items():
        folder = hand_in(course, name, answers)
        (folder / "data.csv").write_text(name)
    hand_in(course, "bob", {"halve": "import os\nos._exit(1)\n"})
    return course


@pytest.fixture(scope="module")
def undisturbed(half_done: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the class has when nothing is killed."""
    course = copy(half_done, tmp_path_factory.mktemp("undisturbed") / "course")
    assert grade(course).graded == 6
    return everything(course)


def killed(course: Path, whom: str, moment: str, count: int) -> int:
    """Grade *course*, killing at that moment; return the exit status."""
    command = [sys.executable, "-m", "tests.autograde.killed", str(course), whom, moment]
    done = subprocess.run([*command, str(count)], check=False)
    assert (course / "reached").exists(), "the moment never came"
    return done.returncode


@pytest.mark.parametrize(("moment", "count"), PARENT)
def test_the_parent(
    moment: str, count: int, half_done: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    """Its workers and templates die with it, and the next run completes the class."""
    course = copy(half_done, tmp_path / "course")
    assert killed(course, "parent", moment, count) == -9
    left = json.loads((course / "processes.json").read_text())
    assert left, "there was nothing that could have been left behind"
    deadline = time.monotonic() + 20
    while any(_lives(*one) for one in left):
        assert time.monotonic() < deadline, "processes outlive the one that was killed"
        time.sleep(0.1)
    summary = grade(course)
    assert not summary.failures and summary.graded + summary.unchanged == 6
    assert everything(course) == undisturbed


@pytest.mark.parametrize(("whom", "moment", "count"), OTHERS)
def test_another_process(
    whom: str,
    moment: str,
    count: int,
    half_done: Path,
    undisturbed: dict[str, Any],
    tmp_path: Path,
) -> None:
    """The same run goes on without it, and nobody's marks differ."""
    course = copy(half_done, tmp_path / "course")
    assert killed(course, whom, moment, count) == 0
    assert everything(course) == undisturbed
    assert grade(course).graded == 0


def _lives(pid: int, created: float) -> bool:
    try:
        process = psutil.Process(pid)
        return process.create_time() == created and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
