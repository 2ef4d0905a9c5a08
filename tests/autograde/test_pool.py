"""The pool of workers: calls, lost workers, limits, and nothing left behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from nbjudge.autograde.errors import WorkerLost
from nbjudge.autograde.pool import Pool


def test_calls_go_to_other_processes() -> None:
    """Results, and exceptions as they were raised, come back from as many processes as asked."""
    with Pool(2) as pool:
        slow = [pool.submit(time.sleep, 0.5) for _ in range(2)]
        pids = {pool.submit(os.getpid).result() for _ in range(8)}
        assert len(pids) <= 2 and os.getpid() not in pids
        assert [one.result() for one in slow] == [None, None]
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result()


def test_a_dead_worker_costs_its_call_alone() -> None:
    """The call that a worker died with fails as WorkerLost; those after it have a new worker."""
    with Pool(1) as pool:
        first = pool.submit(os.getpid).result()
        dying = pool.submit(os.kill, first, signal.SIGKILL)
        after = pool.submit(os.getpid)
        with pytest.raises(WorkerLost):
            dying.result()
        assert after.result() != first


def test_a_worker_that_does_not_come_to_an_end() -> None:
    """Beyond the limit a worker is killed."""
    with Pool(1, limit=1) as pool:
        pool.submit(os.getpid).result()  # a first call is given time to import
        with pytest.raises(WorkerLost, match="did not finish within 1 s"):
            pool.submit(time.sleep, 60).result()
        assert pool.submit(abs, -1).result() == 1


def test_a_worker_that_died_while_idle(tmp_path: Path) -> None:
    """It is replaced when the next call comes."""
    with Pool(1) as pool:
        first = pool.submit(os.getpid).result()
        os.kill(first, signal.SIGKILL)
        time.sleep(0.2)
        assert pool.submit(os.getpid).result() != first


def test_an_error_ends_what_runs() -> None:
    """Leaving by an exception kills what still runs, at once; leaving in peace waits for it."""
    started = time.monotonic()
    with pytest.raises(KeyError), Pool(1) as pool:
        pid = pool.submit(os.getpid).result()
        running, waiting = pool.submit(time.sleep, 60), pool.submit(abs, -1)
        time.sleep(0.1)
        raise KeyError
    assert time.monotonic() - started < 10
    assert running.done() and waiting.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with Pool(1) as pool:
        peaceful = pool.submit(abs, -1)
    assert peaceful.result() == 1


def test_nothing_in_the_current_directory_stands_for_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers run where submissions lie, and those may hold a file named as a module is."""
    (tmp_path / "fractions.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.chdir(tmp_path)
    with Pool(1, modules=["fractions"]) as pool:
        assert pool.submit(abs, -1).result() == 1
