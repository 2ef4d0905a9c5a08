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
    source = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(source, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        started.stdout.readline()  # while a program is being loaded it has no command line yet
        process = psutil.Process(started.pid)
        assert "input()" in command(process)
        assert alive([process]) == [process]
        started.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, started.pid, os.WEXITED | os.WNOWAIT)
        assert process.status() == psutil.STATUS_ZOMBIE
        assert (command(process), alive([process]), children(process)) == ("", [], [])
    assert (command(process), alive([process]), children(process)) == ("", [], [])
