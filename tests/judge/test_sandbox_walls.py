"""What a child of the sandbox can see and reach: nothing but Python and its own scratch."""

from __future__ import annotations

import gc
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from nbjudge.errors import SandboxError
from nbjudge.exam import generators
from nbjudge.sandbox import Child, Limits, Sandbox, command, syscalls

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox with numpy in its template, without nbjudge's authoring and without nbformat."""
    hidden = ("nbjudge.authoring", "nbjudge.grading", "nbformat")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        patch.setenv("NBJUDGE_SECRET", "key")
        box = Sandbox(
            preload=("numpy",), packages=("sandbox_attacks",), hidden=hidden, limits=Limits(wall=30)
        )
        with box:
            try:
                box.start()
            except SandboxError as error:
                pytest.skip(str(error))
            yield box


def ask(child: Child, source: str) -> Any:
    """Let a child that runs ``evaluate`` execute ``source``; return what it calls ``result``."""
    child.socket.settimeout(20)
    child.socket.sendall(source.encode())
    return json.loads(child.socket.recv(2**20))


def evaluated(sandbox: Sandbox, source: str, seed: int = 1) -> Any:
    """Return the ``result`` of ``source`` in a child of its own."""
    with sandbox.fork(seed, "sandbox_attacks:evaluate") as child:
        return ask(child, source)


def test_no_network(sandbox: Sandbox) -> None:
    """There is no address to reach, this machine's own services included."""
    for address in ("('1.1.1.1', 53)", "('127.0.0.1', 22)"):
        answer = evaluated(sandbox, f"import socket; socket.create_connection({address}, 2)")
        assert "unreachable" in answer or "refused" in answer
    assert evaluated(sandbox, "import socket; result = socket.if_nameindex()") == [[1, "lo"]]


def test_sockets_are_of_families_that_a_namespace_confines(sandbox: Sandbox) -> None:
    """AF_VSOCK, which reaches a machine's host, and every other family: refused by the kernel."""
    source = """
import errno, socket
result = {}
for family in range(64):
    try:
        socket.socket(family, socket.SOCK_STREAM).close()
        result[family] = "made"
    except OSError as error:
        result[family] = errno.errorcode[error.errno]
"""
    families = evaluated(sandbox, source)
    assert {families[str(one)] for one in (socket.AF_UNIX, socket.AF_INET)} == {"made"}
    others = {int(one) for one, came in families.items() if came != "EAFNOSUPPORT"}
    assert others <= set(syscalls.FAMILIES)


def test_a_note_of_the_watch_cannot_be_taken_back(sandbox: Sandbox) -> None:
    """Each changes the kernel's count, and a submission's process may not set it back."""
    source = """
import resource
from nbjudge.exam import latch
start = latch.count()
latch.note()
result = [latch.count() == start]  # nothing is kept before it is begun
latch.enable()
begun = latch.count()
latch.note()
noted = latch.count()
latch.enable()
try:
    resource.setrlimit(resource.RLIMIT_RTTIME, (begun, begun))
    result.append(False)
except (ValueError, OSError):
    result.append(True)
result += [begun != start, noted != begun, latch.count() == noted]
"""
    assert evaluated(sandbox, source) == [True] * 5


def test_home_course_and_tests_do_not_exist(sandbox: Sandbox) -> None:
    """Neither home directory nor the project's files can be read; nbjudge lies there alone."""
    course = HERE.parents[1]
    for path in (Path.home() / ".bashrc", course / "pyproject.toml", course / "source", HERE):
        assert evaluated(sandbox, f"result = os.path.exists({str(path)!r})") is False, path
    listing = f"result = sorted(os.listdir({command.PACKAGES!r}))"
    assert evaluated(sandbox, listing) == ["nbjudge", "sandbox_attacks.py"]
    assert "shadow" not in evaluated(sandbox, "result = os.listdir('/etc')")


@pytest.mark.parametrize("module", ["nbjudge.authoring.build", "nbjudge.grading", "nbformat.v4"])
def test_hidden_modules_cannot_be_imported(sandbox: Sandbox, module: str) -> None:
    """A package is hidden wherever it would be found: in site-packages or beside nbjudge."""
    answer = evaluated(sandbox, f"import {module}")
    assert answer.startswith(("ModuleNotFoundError", "ImportError")) or answer is None
    source = f"import importlib; result = dir(importlib.import_module({module!r}))"
    names = evaluated(sandbox, source)
    assert isinstance(names, str) or not [name for name in names if not name.startswith("__")]


def test_environment_is_the_one_declared(sandbox: Sandbox) -> None:
    """No variable of the grader's reaches a child."""
    inside = evaluated(sandbox, "result = dict(os.environ)")
    assert "NBJUDGE_SECRET" not in inside
    allowed = command.environment().keys() | {"PWD", "LC_CTYPE"}
    assert inside.keys() <= allowed
    assert inside["OMP_NUM_THREADS"] == "1"


def test_only_scratch_is_writable(sandbox: Sandbox) -> None:
    """Of every directory inside, none takes a file but those on the private disk."""
    source = """
result = []
for top, directories, _ in os.walk("/"):
    if top.startswith(("/proc", "/sys")):
        directories.clear()
    try:
        open(top + "/probe", "w").close()
        result.append(top)
    except OSError:
        pass
"""
    writable = {path for path in evaluated(sandbox, source) if path != "/tmp"}
    assert writable == {"/dev/shm", "/scratch", "/scratch/shm", "/scratch/tmp", "/scratch/work"}


def test_scratch_is_gone_for_the_next(sandbox: Sandbox) -> None:
    """A file left in the scratch directory, TMPDIR or /dev/shm is not there for the next child."""
    source = """
places = (".", os.environ["TMPDIR"], "/dev/shm", os.environ["HOME"])
result = [os.listdir(place) for place in places[:3]]
for place in places:
    Path(place, "left").write_text("the answer")
"""
    first, second = evaluated(sandbox, source), evaluated(sandbox, source)
    assert first == second == [[], [], []]


def test_holds_no_descriptor_but_its_socket(sandbox: Sandbox) -> None:
    """0 is empty, 1 and 2 are one pipe, 3 is the socket: nothing of template, guard or worker."""
    source = """
result = {n: os.readlink(f"/proc/self/fd/{n}").split(":")[0] for n in range(64)
          if os.path.lexists(f"/proc/self/fd/{n}")}
"""
    answer = evaluated(sandbox, source)
    assert answer == {"0": "/dev/null", "1": "pipe", "2": "pipe", "3": "socket"}


def test_collects_garbage(sandbox: Sandbox) -> None:
    """As any Python does, though the template did not while it imported; that stays as it is."""
    source = (
        "import gc; result = [gc.isenabled(), gc.get_threshold(), gc.get_freeze_count() > 1000]"
    )
    assert evaluated(sandbox, source) == [True, list(gc.get_threshold()), True]


def test_keeper_cannot_be_looked_into(sandbox: Sandbox) -> None:
    """Pid 1 is the only other process, and its descriptors, memory and environment are closed."""
    source = "result = sorted(name for name in os.listdir('/proc') if name.isdigit())"
    assert evaluated(sandbox, source) == ["1", "2"]
    for attempt in ("os.listdir('/proc/1/fd')", "open('/proc/1/mem', 'r+b')"):
        assert evaluated(sandbox, f"result = str({attempt})").startswith("PermissionError")


def test_has_no_capability_and_gets_none(sandbox: Sandbox) -> None:
    """It is no root, and what would make it one, or hide memory from the limits, is refused."""
    source = "result = [w.split() for w in open('/proc/self/status') if w.startswith('Cap')]"
    for name, mask in evaluated(sandbox, source):
        assert int(mask, 16) == 0, name
    assert evaluated(sandbox, "result = os.getuid()") != 0
    for attempt in (
        "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
        "if c.unshare(0x10000000): raise OSError(ctypes.get_errno(), 'refused')",
        "os.memfd_create('hidden')",
        "os.chroot('/scratch')",
    ):
        assert evaluated(sandbox, attempt).startswith("PermissionError"), attempt


def test_two_at_once_do_not_see_each_other(sandbox: Sandbox) -> None:
    """Processes, files and sockets without a name on disk are each child's own."""
    entry = "sandbox_attacks:evaluate"
    with sandbox.fork(1, entry) as one, sandbox.fork(1, entry) as two:
        prepare = """
import socket, time
kept = socket.socket(socket.AF_UNIX); kept.bind("\\0meeting"); kept.listen()
Path("note").write_text("x"); Path("/dev/shm/note").write_text("x")
channel.sendall(b"1"); time.sleep(20)
"""
        assert ask(one, prepare) == 1
        source = """
import socket
met = socket.socket(socket.AF_UNIX).connect_ex("\\0meeting")
pids = [name for name in os.listdir("/proc") if name.isdigit()]
spaces = [os.readlink(f"/proc/self/ns/{name}") for name in ("user", "pid", "mnt", "ipc", "net")]
result = [met != 0, pids, os.listdir("."), os.listdir("/dev/shm"), spaces]
"""
        apart, pids, here, shared, spaces = ask(two, source)
        assert (apart, pids, here, shared) == (True, ["1", "2"], [], [])
        names = ("user", "pid", "mnt", "ipc", "net")
        assert not set(spaces) & {os.readlink(f"/proc/self/ns/{name}") for name in names}


def test_the_seed_decides_every_generator(sandbox: Sandbox) -> None:
    """The same seed gives the same numbers, of Python and numpy; another seed gives others."""
    source = "import random, numpy; result = [random.random(), float(numpy.random.rand())]"
    first, again, other = (evaluated(sandbox, source, seed) for seed in (7, 7, 8))
    assert first == again
    assert first[0] != other[0] and first[1] != other[1]


def test_pytorchs_generator_is_seeded_as_by_hand() -> None:
    """What a notebook draws is what it draws after torch.manual_seed with the same seed."""
    state = torch.get_rng_state()
    try:
        torch.manual_seed(7)
        by_hand = torch.rand(3).tolist()
        generators.seed(7)
        assert torch.rand(3).tolist() == by_hand
        assert torch.initial_seed() == 7
    finally:
        torch.set_rng_state(state)


def test_memory_is_gathered_into_large_pages() -> None:
    """Of fifty megabytes in small pages many lie in large ones after, and hold what they held."""
    source = """
from nbjudge.sandbox import pages
def large():
    lines = open("/proc/self/smaps").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages:"))
held = [str(number) * 10 for number in range(500_000)]
before = large()
pages.gather()
assert held == [str(number) * 10 for number in range(500_000)]
print(large() - before)
"""
    kernel = re.match(r"(\d+)\.(\d+)", platform.release())
    if sys.platform != "linux" or kernel is None or tuple(map(int, kernel.groups())) < (6, 1):
        pytest.skip("the kernel gathers pages when asked from Linux 6.1 on")
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=HERE.parents[1], capture_output=True, check=True
    )
    assert int(done.stdout) > 10_000  # kilobytes; how many depends on where Python's arenas lie


def test_fork_latency(capsys: pytest.CaptureFixture[str]) -> None:
    """Print the median time from fork to first byte with numpy and torch loaded."""
    with Sandbox(preload=("numpy", "torch")) as box:
        try:
            box.start()
        except SandboxError as error:
            pytest.skip(str(error))
        times = []
        for _ in range(15):
            started = time.perf_counter()
            child = box.fork(1, "nbjudge.sandbox.template:idle")
            child.socket.recv(1)  # the end of the socket: its entry has run
            times.append(time.perf_counter() - started)
            assert child.wait(10).code == 0
    with capsys.disabled():
        print(f"\nfork to first byte: {1000 * statistics.median(times):.1f} ms, median of 15")
