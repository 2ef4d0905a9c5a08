"""Grades the assignment "lesson" of a course and kills a process at one moment: for test_killed.

    python -m tests.autograde.killed COURSE WHOM MOMENT COUNT

WHOM is "parent", "nursery" (of which workers are forked), "worker" or "template"; MOMENT is the
name of a step of `main`, at whose COUNT-th time it happens. Before the parent kills itself it
writes the ids of the processes below it to COURSE/processes.json, as they must not outlive it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from nbjudge.autograde import command, files, gradebook, pool, rows, run
from nbjudge.autograde.summary import Silent
from tests.processes import children, told

COURSE = Path(sys.argv[1])
SEEN: Counter[str] = Counter()


def moment(name: str) -> None:
    """The moment *name* has come; if it is the one, the process dies that was named."""
    SEEN[name] += 1
    if (name, SEEN[name]) != (sys.argv[3], int(sys.argv[4])):
        return
    (COURSE / "reached").touch()
    below = psutil.Process().children(recursive=True)
    if sys.argv[2] == "parent":
        known = [[one.pid, one.create_time()] for one in below]
        (COURSE / "processes.json").write_text(json.dumps(known))
        os.kill(os.getpid(), signal.SIGKILL)
    _victim(sys.argv[2]).kill()


def _victim(whom: str) -> psutil.Process:
    """The nursery, its first worker or its template, which takes some seconds to come."""
    (nursery,) = psutil.Process().children()
    if whom == "nursery":
        return nursery
    for _ in range(400):
        for child in children(nursery):
            name = told(child.name, "")
            if name and (name == "bwrap") == (whom == "template"):
                return child
        time.sleep(0.05)
    raise SystemExit(f"there is no {whom}")


def around(owner: Any, name: str, before: str = "", after: str = "") -> None:
    """Make moments of the beginning and the end of a method of the product's."""
    original: Callable[..., Any] = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        if before:
            moment(before)
        result = original(*arguments, **named)
        if after:
            moment(after)
        return result

    setattr(owner, name, wrapped)


def main() -> None:
    around(pool.Pool, "__init__", after="pool started")
    around(gradebook.Book, "__init__", after="gradebook open")
    around(files.Staging, "__enter__", after="staging ready")
    around(pool.Pool, "submit", before="before submit", after="submitted")
    around(files.Staging, "build", before="before build", after="built")
    around(files, "_copy", after="file copied")
    around(rows.Rows, "_made", before="student written", after="rows mirrored")
    around(rows.Rows, "_grades", after="grades written")
    around(rows.Rows, "_comments", after="comments written")
    around(gradebook.Book, "write", before="before write", after="committed")
    around(files.Staging, "place", before="before place", after="placed")
    around(files, "_exchange", after="exchanged")
    around(run.ClassRun, "run", after="all done")
    summary = command.autograde(COURSE, "lesson", Silent(), workers=2)
    for failure in summary.failures:
        print(failure, file=sys.stderr)
    raise SystemExit(1 if summary.failures else 0)


if __name__ == "__main__":
    main()
