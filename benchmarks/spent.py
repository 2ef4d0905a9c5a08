"""Where the time of `nbjudge autograde` goes: one worker's work, done in one process under clocks.

``python -m benchmarks.spent COURSE STARTED`` grades part 1 in COURSE and prints JSON: seconds by
stage. STARTED is the monotonic time at which this process was started.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from benchmarks import classroom

START, TEMPLATE, REST = "Python, imports, configuration", "the template's start", "all else"
READ, FORK, CELLS = "reading and rebuilding", "forking into the sandbox", "learners' cells"
TESTS, ANSWERS = "test cells: the judge", "test cells: waiting for answers"
END, TEXT = "ending the process", "notebook and verdicts as text"
FILES, BOOK, DIGEST = "autograded/", "gradebook.db", "looking for what is new"
STAGES = (
    *(START, TEMPLATE, DIGEST, READ, FORK, CELLS, TESTS, ANSWERS, END, TEXT, FILES, BOOK, REST),
)


class Clock:
    """Seconds by stage; a stage within another takes its time from the outer one.

    It began with *stage* at the monotonic time *now*.
    """

    def __init__(self, stage: str, now: float) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._stack, self._now = [stage], now

    def turn(self, stage: str) -> None:
        """Let time count for *stage* instead of the current one."""
        self.enter(stage)
        del self._stack[-2]

    def enter(self, stage: str) -> None:
        """Let time count for *stage* from now on."""
        self._stop()
        self._stack.append(stage)

    def leave(self) -> None:
        """Let time count for the stage before again."""
        self._stop()
        self._stack.pop()

    def _stop(self) -> None:
        now = time.monotonic()
        self.seconds[self._stack[-1]] += now - self._now
        self._now = now

    def watch(self, owner: Any, name: str, stage: str, within: str | None = None) -> None:
        """Count calls of ``owner.name`` for *stage*; with *within* only those made in that one."""
        inner: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(inner)
        def timed(*arguments: Any, **named: Any) -> Any:
            if within is not None and self._stack[-1] != within:
                return inner(*arguments, **named)
            self.enter(stage)
            try:
                return inner(*arguments, **named)
            finally:
                self.leave()

        setattr(owner, name, timed)


class Here(Executor):
    """An executor that calls at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Executor's."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def measure(course: Path) -> dict[str, float]:
    """Grade *course* in a process of its own; the seconds of its stages, which are all it took."""
    started = time.monotonic()
    done = subprocess.run(
        classroom.command("benchmarks.spent", str(course), repr(started)),
        env={**classroom.environment(), "OMP_NUM_THREADS": "1"},  # as workers have it
        stdout=subprocess.PIPE,
        check=True,
    )
    took = time.monotonic() - started
    found: dict[str, float] = json.loads(done.stdout)
    found[REST] = found.get(REST, 0.0) + took - sum(found.values())
    return found


def main(course: Path, started: float) -> None:
    """Grade, and print what `measure` reads."""
    from nbjudge.autograde import lean

    lean.without_uri_grammar()
    from nbjudge.autograde import command, files, gradebook, plugin, summary, walk, work
    from nbjudge.autograde import run as class_run
    from nbjudge.judge import connection, judge, run, testcell

    clock = Clock(START, started)

    class Ready(summary.Silent):
        def begin(self, total: int) -> None:
            clock.turn(REST)

    def ready(self: Any, inner: Any = run.Run._connected) -> Any:
        """A question waits for the fork, which would else be counted for whatever comes first."""
        new = self._link is None
        link = inner(self)
        if new:
            link.connection.ask("look", (), self._seed)
        return link

    run.Run._connected = ready  # type: ignore[method-assign]
    clock.watch(judge.Judge, "start", TEMPLATE)
    clock.watch(class_run, "handed", READ)
    clock.watch(judge, "rebuild", READ)
    clock.watch(judge, "notebook", READ)
    clock.watch(run.Run, "_connected", FORK)
    clock.watch(run.Run, "_execute", CELLS)
    clock.watch(testcell, "judge", TESTS)
    clock.watch(connection.Connection, "ask", ANSWERS, within=TESTS)
    clock.watch(run.Run, "_hang_up", END)
    clock.watch(work, "_sheet", TEXT)
    clock.watch(files.Staging, "build", FILES)
    clock.watch(files.Staging, "place", FILES)
    clock.watch(gradebook.Book, "write", BOOK)
    clock.watch(gradebook.Book, "scores", BOOK)
    clock.watch(walk, "digest", DIGEST)
    clock.watch(plugin.JudgedAutograde, "_staging", FILES)
    found = command.autograde(course, classroom.PART, Ready(), workers=1, pool=Here())
    if found.failures or not found.graded:
        raise SystemExit(f"not everybody was graded: {found.failures}")
    work.close()
    clock.turn(REST)
    json.dump(clock.seconds, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
