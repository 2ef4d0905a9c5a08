"""The ground that browser tests stand on: finding Chromium, doing without it, and ending all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.browser import chromium
from tests.browser.lab import ROOT, Lab, running
from tests.processes import alive, command

INSTALL = re.compile(r"(sudo apt-get install chromium|brew install --cask google-chrome)")


def test_named_browser_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """NN_COURSE_CHROMIUM wins over what is on PATH, and must be a program."""
    mine = tmp_path / "my browser"
    mine.write_text("#!/bin/sh\n")
    monkeypatch.setenv("NN_COURSE_CHROMIUM", str(mine))
    assert chromium.find() is None
    assert str(mine) in chromium.how_to_get()
    mine.chmod(0o755)
    assert chromium.find() == str(mine)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_browser_on_path_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Whatever the system calls it; with an empty PATH there is none, and a command is named."""
    monkeypatch.delenv("NN_COURSE_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "NAMES", [n for n in chromium.NAMES if "/" not in n])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() is None
    assert INSTALL.search(chromium.how_to_get())
    (tmp_path / name).write_text("#!/bin/sh\n")
    (tmp_path / name).chmod(0o755)
    assert chromium.find() == str(tmp_path / name)


@pytest.mark.parametrize(("required", "outcome"), [("0", "skipped"), ("1", "errors")])
def test_without_chromium(tmp_path: Path, required: str, outcome: str) -> None:
    """The tests skip with a reason that says how to get one; where it is required they fail."""
    environment = {
        **os.environ,
        "NN_COURSE_CHROMIUM": str(tmp_path / "none"),
        "REQUIRE_BROWSER": required,
        "PYTEST_ADDOPTS": "",
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rsE"]
    done = subprocess.run(
        [*command, "tests/browser/test_notebook.py"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert re.search(rf"=+ \d+ {outcome} in ", done.stdout), done.stdout
    assert "NN_COURSE_CHROMIUM names" in done.stdout
    assert done.returncode == int(required)


def test_nothing_of_jupyterlab_is_left_when_a_test_fails(tmp_path: Path) -> None:
    """Server and kernel end with the fixture, though the kernel is in a group of its own."""
    (tmp_path / "work").mkdir()
    others = psutil.Process().children(recursive=True)  # a browser of other tests, perhaps
    started: list[psutil.Process] = []
    with pytest.raises(ZeroDivisionError), running(tmp_path / "work", tmp_path) as lab:
        _start_kernel(lab)
        now = psutil.Process().children(recursive=True)
        started = [process for process in now if process not in others]
        assert any("ipykernel" in command(process) for process in started)
        raise ZeroDivisionError
    assert len(started) >= 2
    assert not alive(started)


def _start_kernel(lab: Lab) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{lab.port}/api/kernels?token={lab.token}",
        data=json.dumps({"name": "python3"}).encode(),
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 201
