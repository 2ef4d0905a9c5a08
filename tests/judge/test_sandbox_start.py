"""Starting a sandbox: the command, the choice without isolation, and what to read if it fails."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from nbjudge.errors import SandboxError
from nbjudge.sandbox import Limits, Sandbox, command

HERE = Path(__file__).parent


@pytest.fixture
def attacks(monkeypatch: pytest.MonkeyPatch) -> str:
    """The package of entry points, importable from here."""
    monkeypatch.syspath_prepend(str(HERE))
    return "sandbox_attacks"


def test_without_bubblewrap_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No fall-back: grading refuses, and names both ways on."""
    monkeypatch.setenv("PATH", "/nowhere")
    with Sandbox() as box, pytest.raises(SandboxError) as caught:
        box.start()
    assert "apt install bubblewrap" in str(caught.value)
    assert 'isolation="none"' in str(caught.value)


def test_where_namespaces_are_forbidden_it_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A bubblewrap that the system stops is a sentence with its own words and a remedy."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with Sandbox() as box, pytest.raises(SandboxError) as caught:
        box.start()
    assert "setting up uid map: Permission denied" in str(caught.value)
    assert "sysctl" in str(caught.value) or "docker" in str(caught.value)


def test_unknown_isolation_is_refused() -> None:
    """A typing error does not switch isolation off."""
    with pytest.raises(SandboxError, match="not 'off'"):
        Sandbox(isolation="off")


def test_other_systems_have_to_ask_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS the sentence names Linux and the setting."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with Sandbox() as box, pytest.raises(SandboxError, match="needs Linux, and this is darwin"):
        box.start()


def test_a_module_that_cannot_be_preloaded_is_named() -> None:
    """The template's own failure is told apart from bubblewrap's."""
    with Sandbox(("no_such_module",), isolation="none") as box:
        with pytest.raises(SandboxError, match="No module named 'no_such_module'"):
            box.start()
        assert box.pid is None


def test_a_missing_package_is_named() -> None:
    """What is to be put inside must be installed outside."""
    if sys.platform != "linux":
        pytest.skip("the command is made on Linux alone")
    with Sandbox(packages=("no_such_package",)) as box, pytest.raises(SandboxError) as caught:
        box.start()
    assert "no_such_package" in str(caught.value) or "bubblewrap" in str(caught.value)


def test_none_speaks_the_same_protocol(attacks: str) -> None:
    """Without isolation a child works, in a scratch directory of its own that is gone after."""
    with Sandbox(isolation="none", packages=(attacks,)) as box:
        child = box.fork(1, f"{attacks}:evaluate")
        child.socket.sendall(b"result = os.getcwd()")
        scratch = json.loads(child.socket.recv(4096))
        ending = child.wait(10)
        assert (ending.cause, ending.code) == ("exited", 0)
        assert not Path(scratch).exists()


@pytest.mark.parametrize(
    ("attack", "cause"),
    [("loop", "wall"), ("ignore_signals", "wall"), ("flood", "output"), ("segfault", "signal")],
)
def test_none_still_keeps_limits(attacks: str, attack: str, cause: str) -> None:
    """Accidents end at the limits there too, and the next child works."""
    limits = Limits(wall=1.5)
    with Sandbox(limits=limits, isolation="none", packages=(attacks,)) as box:
        ending = box.fork(1, f"{attacks}:{attack}").wait(15)
        assert ending.cause == cause
        if cause == "signal":
            assert ending.signal == signal.SIGSEGV
        with box.fork(1, f"{attacks}:honest") as child:
            child.socket.settimeout(10)
            assert json.loads(child.socket.recv(4096)) == ["42", "hello", ["answer.txt"]]


def test_no_directory_is_bound_but_python_and_the_named_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the command binds lies in the system or in Python, is nbjudge or a list of fonts."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    (tmp_path / "fontlist-v1.json").write_text("{}")
    (tmp_path / "matplotlibrc").write_text("")
    arguments = command.build(["true"], ["nbjudge"], [])
    sources = [
        Path(arguments[index + 1]).resolve()
        for index, word in enumerate(arguments)
        if word in ("--ro-bind", "--ro-bind-try", "--bind")
    ]
    python = [Path(path).resolve() for path in (sys.prefix, sys.base_prefix)]
    python += [Path(path).resolve() for path in command.site_directories()]
    nbjudge = HERE.parents[1] / "nbjudge"
    for source in sources:
        known = (*map(Path, ("/usr", "/etc", "/sys/devices/system/cpu", "/lib")), *python, nbjudge)
        if source == tmp_path / "fontlist-v1.json":
            continue
        assert any(source.is_relative_to(path) for path in known), source
    assert "--bind" not in arguments
