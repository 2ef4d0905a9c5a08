"""Hostile children: each harms itself alone, and the next child of the same template works.

All of them run inside the pid namespace of bubblewrap, with small limits, under a guard.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from nbjudge.errors import SandboxError
from nbjudge.sandbox import Child, Limits, Sandbox

HERE = Path(__file__).parent
MIB = 2**20
SMALL = Limits(
    wall=3.0, cpu=20, memory=96 * MIB, processes=8, scratch=8 * MIB, files=64, output=MIB
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all: what one child breaks, the next would notice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        with Sandbox(limits=SMALL, packages=("sandbox_attacks",)) as box:
            try:
                box.start()
            except SandboxError as error:
                pytest.skip(str(error))
            yield box


def heard(child: Child) -> object:
    """Return the one value a child sends."""
    child.socket.settimeout(20)
    return json.loads(child.socket.recv(65536))


def descendants(pid: int | None) -> set[int]:
    """Return the processes below ``pid``, zombies included."""
    below: set[int] = set()
    with suppress(OSError):  # it may end meanwhile
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for word in path.read_text().split():
                below |= {int(word)} | descendants(int(word))
    return below


def runs(pid: int) -> bool:
    """Return whether a process exists that is not merely waiting to be reaped by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def settles(condition: Callable[[], bool]) -> bool:
    """Return whether ``condition`` comes true within seconds: a guard reports, then exits."""
    deadline = time.monotonic() + 5
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


# what it does, how that must end, the code or signal where it is certain
ATTACKS: list[tuple[str, set[str], int | None]] = [
    ("fill_disk", {"exited"}, 1),
    ("hog_memory", {"exited", "memory"}, None),
    ("hog_together", {"memory"}, None),
    ("fork_bomb", {"wall"}, None),
    ("loop", {"wall"}, None),
    ("ignore_signals", {"wall"}, None),
    ("kill_all", {"signal"}, signal.SIGKILL),
    ("daemon", {"exited"}, 0),
    ("exit_at_once", {"exited"}, 7),
    ("segfault", {"signal"}, signal.SIGSEGV),
    ("close_everything", {"exited"}, 0),
    ("write_everywhere", {"exited"}, 3),
    ("flood", {"output"}, None),
    ("raise_error", {"exited"}, 1),
]


@pytest.mark.parametrize(
    ("attack", "causes", "number"), ATTACKS, ids=[attack for attack, _, _ in ATTACKS]
)
def test_harms_itself_alone(
    sandbox: Sandbox, attack: str, causes: set[str], number: int | None
) -> None:
    """The attack ends as its limits say, leaves no process, and an honest child then works."""
    assert settles(lambda: len(descendants(sandbox.pid)) == 2)  # the inner bubblewrap and template
    before = sandbox.pid, descendants(sandbox.pid)
    ending = sandbox.fork(1, f"sandbox_attacks:{attack}").wait(15)
    assert ending.cause in causes, ending
    if number is not None:
        assert (ending.code if ending.cause == "exited" else ending.signal) == number, ending
    assert len(ending.output) <= SMALL.output
    assert ending.seconds < SMALL.wall + 2
    assert settles(lambda: (sandbox.pid, descendants(sandbox.pid)) == before), "a process is left"
    assert heard(sandbox.fork(1, "sandbox_attacks:honest")) == ["42", "hello", ["answer.txt"]]


def test_processor_time_ends_a_loop(sandbox: Sandbox) -> None:
    """The backstop is a signal of the kernel's, which cannot be ignored for long."""
    limits = Limits(wall=20, cpu=1, memory=SMALL.memory)
    ending = sandbox.fork(1, "sandbox_attacks:loop", limits).wait(15)
    assert (ending.cause, ending.signal) == ("signal", signal.SIGXCPU)


def test_kill_ends_it_and_wait_says_so(sandbox: Sandbox) -> None:
    """A child that is killed from outside is told apart from one that ended by itself."""
    child = sandbox.fork(1, "sandbox_attacks:ignore_signals")
    with pytest.raises(TimeoutError):
        child.wait(0.2)
    child.kill()
    assert child.wait(5).cause == "killed"


def test_an_error_is_told_by_its_output(sandbox: Sandbox) -> None:
    """What a child writes to descriptor 2 comes back with its ending."""
    ending = sandbox.fork(1, "sandbox_attacks:raise_error").wait(10)
    assert "ValueError: my own fault" in ending.output


def test_a_dead_template_is_started_anew(sandbox: Sandbox) -> None:
    """SIGKILL of the template costs the children it had, and no later one."""
    lost = sandbox.fork(1, "sandbox_attacks:ignore_signals")
    for pid in descendants(sandbox.pid) | {sandbox.pid or 0}:
        with suppress(ProcessLookupError):  # it died with its parent
            os.kill(pid, signal.SIGKILL)
    assert lost.wait(10).cause == "lost"
    assert heard(sandbox.fork(1, "sandbox_attacks:honest")) == ["42", "hello", ["answer.txt"]]


def test_close_leaves_no_process() -> None:
    """Closing ends the template and a child that ignores every signal, at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        box = Sandbox(packages=("sandbox_attacks",))
        try:
            child = box.fork(1, "sandbox_attacks:ignore_signals")
        except SandboxError as error:
            pytest.skip(str(error))
    assert settles(lambda: len(descendants(box.pid)) >= 5)  # bubblewrap, template, guard, keeper
    pids = descendants(box.pid) | {box.pid or 0}
    box.close()
    assert child.wait().cause == "killed"
    assert settles(lambda: not any(map(runs, pids)))
    with pytest.raises(SandboxError, match="closed"):
        box.fork(1, "sandbox_attacks:honest")


def test_processes_are_bounded(sandbox: Sandbox) -> None:
    """The fork that is one too many fails, for root's children too."""
    with sandbox.fork(1, "sandbox_attacks:fork_bomb") as child:
        assert heard(child) == "refused"
        running = sum(map(runs, descendants(sandbox.pid)))
    # beside the learner's processes: the inner bubblewrap, template, guard and keeper
    assert running <= SMALL.processes + 4


@pytest.mark.parametrize("isolation", ["bwrap", "none"])
def test_a_template_does_not_outlive_a_grader_killed_while_it_imports(isolation: str) -> None:
    """SIGKILL right after `launch`, of which nobody waited for the end."""
    source = f"""
import time
from nbjudge.sandbox import Sandbox
box = Sandbox(preload=("numpy",), isolation={isolation!r})
box.launch()
print(box.pid, flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", source]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as grader:
        assert grader.stdout is not None
        words = grader.stdout.readline()
        if not words:
            pytest.skip("no sandbox here: install bubblewrap")
        pids = descendants(grader.pid)
        grader.kill()
    assert int(words) in pids
    assert settles(lambda: not any(map(runs, pids)))


@pytest.mark.parametrize("isolation", ["bwrap", "none"])
def test_nothing_outlives_a_killed_grader(isolation: str) -> None:
    """SIGKILL of the process that holds the sandbox ends template and children, unasked."""
    source = f"""
import sys, time
sys.path.insert(0, {str(HERE)!r})
from nbjudge.sandbox import Sandbox
box = Sandbox(packages=("sandbox_attacks",), isolation={isolation!r})
child = box.fork(1, "sandbox_attacks:ignore_signals")
print("ready", flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", source]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as grader:
        assert grader.stdout is not None
        if grader.stdout.readline() != b"ready\n":
            pytest.skip("no sandbox here: install bubblewrap")
        complete = settles(lambda: len(descendants(grader.pid)) >= 3)  # template, guard, keeper
        pids = descendants(grader.pid)
        grader.kill()
    assert complete
    assert settles(lambda: not any(map(runs, pids)))
