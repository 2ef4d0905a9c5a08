"""The red team against both graders: what each attack gains, and what it costs an honest learner.

``python -m benchmarks.redteam [ATTACK…] [--workers N] [--seconds N]``

nbgrader's own Execute grades each attack and, after it, one honest learner whose answers are
right. It never runs bare: every pair gets a course of its own inside bubblewrap, with its own pid
namespace, no network and limits, and that inside the namespaces of tests/redteam/outer.py. nbjudge
grades all attacks in one class beside six honest learners, as the tests do.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from nbjudge.grading import read_marks
from tests.redteam.arena import CELL_TIMEOUT
from tests.redteam.attack import PART1, Attack
from tests.redteam.attacks import ATTACKS
from tests.redteam.course import Honest, make_course, submit

ROOT = Path(__file__).resolve().parents[1]
OUTER = ROOT / "tests" / "redteam" / "outer.py"
HONEST = Honest("z-right")
FULL = 25.0
ARENA_SECONDS = 3600
_SETTINGS = (
    'c.Judging.engine = "nbgrader"',
    f"c.Execute.timeout = {CELL_TIMEOUT:g}",
    "c.Execute.startup_timeout = 90",
)
_LIMITS = ("--nproc=200", f"--as={48 * 2**30}", f"--fsize={2**30}", "--core=0")
_running: set[subprocess.Popen[str]] = set()


def main() -> None:
    """Grade with both and print the table."""
    known = [attack.name for attack in ATTACKS]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", choices=[[], *known])
    parser.add_argument("--workers", type=int, default=2, help="pairs graded at a time (2)")
    parser.add_argument("--seconds", type=int, default=300, help="limit for a pair (300)")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside is not None:
        (name,) = arguments.attacks
        found = grade_pair(name, arguments.inside, Path.cwd(), arguments.seconds)
        json.dump(found, sys.stdout)
        return
    attacks = [one for one in ATTACKS if one.name in (arguments.attacks or known)]
    console = Console()
    with tempfile.TemporaryDirectory(prefix="redteam-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        course = make_course(folder / "course", *_SETTINGS)
        subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
        with (
            Progress(console=console) as progress,
            ThreadPoolExecutor(arguments.workers) as pool,
            _none_left_running(),
        ):
            task = progress.add_task("nbgrader's Execute", total=len(attacks))

            def pair(attack: Attack) -> dict[str, Any]:
                done = _pair(attack, course, folder, arguments.seconds)
                progress.advance(task)
                return done

            theirs = list(pool.map(pair, attacks))
        console.print("nbjudge, all in one class …")
        ours = _class(folder, [attack.name for attack in attacks])
    show(console, attacks, theirs, ours)


@contextmanager
def _none_left_running() -> Iterator[None]:
    """End what `_outer` runs when this is interrupted (Ctrl-C) or terminated (`kill`)."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    except BaseException:
        for process in list(_running):
            process.kill()  # all that runs in its namespaces ends with it
        raise


def _outer(folder: Path, seconds: float, *command: str) -> tuple[int, str, str]:
    """Run *command* behind the outer wall, with *folder* as its disk: its status and output."""
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, str(OUTER), str(folder), str(seconds), "--", *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        _running.add(process)
        try:
            output, errors = process.communicate()
        except BaseException:
            process.kill()
            raise
        finally:
            _running.discard(process)
    return process.returncode, output, errors


def _pair(attack: Attack, course: Path, folder: Path, seconds: int) -> dict[str, Any]:
    """What nbgrader's Execute gives *attack* and the honest learner after it."""
    inside = [sys.executable, "-P", "-m", "benchmarks.redteam", "--inside", str(course)]
    status, output, errors = _outer(
        folder / attack.name, seconds + 60, *inside, "--seconds", str(seconds), attack.name
    )
    try:
        found: dict[str, Any] = json.loads(output)
    except ValueError:
        found = {"marks": {}, "log": errors[-500:], "status": status}
    return found


def grade_pair(name: str, prepared: str, here: Path, seconds: float) -> dict[str, Any]:
    """Behind the outer wall: grade one attack and the honest learner, inside bubblewrap."""
    attack = next(one for one in ATTACKS if one.name == name)
    course = here / "course"
    shutil.copytree(prepared, course)
    submit(course, attack)
    if attack.assignment == PART1:
        submit(course, HONEST)
    command = [
        *("bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--ro-bind", "/", "/"),
        *("--proc", "/proc", "--dev", "/dev", "--bind", str(here), str(here)),
        *("--chdir", str(course), "prlimit", *_LIMITS),
        *(sys.executable, "-m", "nbgrader", "autograde", attack.assignment),
    ]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    log = here / "log"
    with open(log, "wb") as output:
        try:
            status = subprocess.run(
                command,
                env={**os.environ, "PATH": path},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            status = -1
    try:
        marks = {
            student: {test: score for test, (score, _) in tests.items()}
            for student, tests in read_marks(course, attack.assignment).items()
        }
    except Exception as error:  # the gradebook is no longer one
        marks, status = {}, f"{type(error).__name__}: {error}"
    text = log.read_text(encoding="utf-8", errors="replace")
    return {"marks": marks, "status": status, "log": text[-2000:]}


def _class(folder: Path, names: list[str]) -> dict[str, Any]:
    """What nbjudge gives to all of them in one class."""
    command = [sys.executable, "-P", "-m", "tests.redteam.arena", *names]
    status, output, errors = _outer(folder / "arena", ARENA_SECONDS, *command)
    if status:
        raise SystemExit(f"nbjudge could not grade the class:\n{errors[-3000:]}")
    found: dict[str, Any] = json.loads(output)
    return found


def gain(attack: Attack, marks: dict[str, dict[str, float]]) -> float | None:
    """The marks beyond those that *attack* is worth, None where it was not graded."""
    own = marks.get(attack.name)
    if own is None:
        return None
    return sum((got or 0.0) - attack.expected.get(test, 0.0) for test, got in own.items())


def show(
    console: Console, attacks: list[Attack], theirs: list[dict[str, Any]], ours: dict[str, Any]
) -> None:
    """Print the table and its summary line."""
    table = Table(title="Marks gained by each attack, of 25 (none: was left without a mark)")
    for name in ("attack", "nbgrader", "its next learner", "nbjudge"):
        table.add_column(name, justify="left" if name == "attack" else "right")
    lost = cheated = ungraded = held = 0
    for attack, found in zip(attacks, theirs, strict=True):
        first, second = gain(attack, found["marks"]), gain(attack, ours["marks"])
        loss: float | None = None
        if attack.assignment == PART1:
            after = found["marks"].get(HONEST.name)
            loss = FULL - (0.0 if after is None else sum(score or 0.0 for score in after.values()))
        cheated += bool(first)
        ungraded += first is None
        lost += bool(loss)
        held += second == 0
        table.add_row(
            attack.name,
            _words(first),
            _words(None if loss is None else -loss),
            _words(second),
            style=_style(first),
        )
    console.print(table)
    honest = {name: sum(each.values()) for name, each in ours["alone"].items()}
    among = {name: sum(ours["marks"].get(name, {}).values()) for name in honest}
    harmed = sum(honest[name] != among[name] for name in honest)
    console.print(
        f"{len(attacks)} attacks. nbgrader's Execute: {cheated} changed their marks, {ungraded} "
        f"were left without any, {lost} cost the next learner. nbjudge: "
        f"{len(attacks) - held} changed their marks, {harmed} of {len(honest)} honest learners "
        f"were harmed{': ' if harmed else ''}"
        f"{', '.join(name for name in honest if honest[name] != among[name])}.",
        soft_wrap=True,
    )


def _words(marks: float | None) -> str:
    return "none" if marks is None else "·" if marks == 0 else f"{marks:+g}"


def _style(gained: float | None) -> str:
    return "red" if gained else "yellow" if gained is None else ""


if __name__ == "__main__":
    main()
