"""What tests ask of processes that may end meanwhile has an answer at every moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil

from tests.processes import alive, children, command


def test_a_process_that_lives_then_is_a_zombie_then_is_gone() -> None:
    """It has a command line only while it lives, and a zombie has ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as started:
        process = psutil.Process(started.pid)
        assert "input()" in command(process)
        assert alive([process]) == [process]
        started.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, started.pid, os.WEXITED | os.WNOWAIT)
        assert process.status() == psutil.STATUS_ZOMBIE
        assert (command(process), alive([process]), children(process)) == ("", [], [])
    assert (command(process), alive([process]), children(process)) == ("", [], [])
