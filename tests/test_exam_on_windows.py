"""The learner's side of nbjudge works on every system that learners have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What Python has on Linux and macOS alone: https://docs.python.org/3/library/unix.html
NOT_ON_WINDOWS = ("resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog")


def run(source: str) -> str:
    """What *source* prints in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_learners_side_needs_nothing_that_windows_lacks() -> None:
    """Checks, hints and pictures are imported, and a check and a ban work, without it."""
    source = f"""
import sys
import torch, matplotlib.pyplot, numpy
for name in {NOT_ON_WINDOWS!r}:
    sys.modules[name] = None
import nbjudge.exam, nn_course
from nn_course import hints, plots
from nn_course.checks import part1 as check
from nn_course.errors import ReadyMade
exam = check.exam("log_softmax", lambda x: x - x.logsumexp(-1, keepdim=True))
print(tuple(exam(torch.zeros(2, 3)).shape))
try:
    check.exam("log_softmax", lambda x: torch.log_softmax(x, -1))(torch.zeros(2, 3))
except ReadyMade:
    print("seen")
"""
    assert run(source).split("\n")[:2] == ["(2, 3)", "seen"]
