"""Classes of 60, 600 and 5,000 through `nbjudge autograde`: `make bench-scale`.

What a submission takes once the first is graded, and the most memory that nbjudge and its workers
hold, must not depend on how many there are. Exit status 1 if they do.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks import classroom

SIZES = (60, 600, 5000)
DIFFERENT = 60  # submissions; the others are the same again
LINEAR, FLAT = 0.20, 0.10
_LOOK_SECONDS = 0.2
MIB = 2**20


@dataclass(frozen=True)
class Measured:
    """One class: seconds until the first record was there, then per submission, and in all; the
    highest resident memory of the parent and of the largest worker, in bytes."""

    size: int
    start: float
    each: float
    seconds: float
    parent: int
    worker: int


def measure(course: Path, size: int, workers: int) -> Measured:
    """Grade the *size* submissions of *course*."""
    parent = worker = 0
    began, started = time.time(), time.monotonic()
    arguments = ("autograde", classroom.PART, f"--workers={workers}")
    with classroom.running(course, "nbjudge", *arguments) as process:
        own = psutil.Process(process.pid)
        while process.poll() is None:
            parent = max(parent, _peak(process.pid))
            worker = max(worker, *map(_peak, _workers(own)), 0)
            time.sleep(_LOOK_SECONDS)
    seconds = time.monotonic() - started
    records = (course / "autograded").glob(f"*/{classroom.PART}/*.verdicts.json")
    times = sorted(record.stat().st_mtime for record in records)
    if len(times) != size:
        raise SystemExit(f"{len(times)} of {size} submissions were graded.")
    # Workers finish their first ones together: what came before is the start.
    counted = len(times) - workers
    each = (times[-1] - times[workers - 1]) / counted
    return Measured(size, times[0] - began, each, seconds, parent, worker)


def _workers(parent: psutil.Process) -> list[int]:
    """The processes that judge, and the one they are forked from: not the sandboxes' templates."""
    found = []
    with suppress(psutil.NoSuchProcess):
        for nursery in parent.children():
            found.append(nursery.pid)
            found += [child.pid for child in nursery.children() if child.name() != "bwrap"]
    return found


def _peak(pid: int) -> int:
    """The most memory that the process ever held, as the kernel counts it; 0 if it is gone."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in text.splitlines())
    return next((1024 * int(line[1]) for line in lines if line[0] == "VmHWM:"), 0)


def spread(values: Sequence[float]) -> float:
    """How far the largest value is above the smallest, as a share of that."""
    return max(values) / min(values) - 1


def table(found: Sequence[Measured]) -> Table:
    """All classes, one to a row."""
    made = Table(title="nbjudge autograde part1", title_justify="left")
    columns = ("submissions", "seconds", "until the first", "each after that", "parent", "worker")
    for column in columns:
        made.add_column(column, justify="right")
    for one in found:
        made.add_row(
            f"{one.size:,}",
            f"{one.seconds:.1f}",
            f"{one.start:.1f} s",
            f"{1000 * one.each:.0f} ms",
            f"{one.parent / MIB:.0f} MiB",
            f"{one.worker / MIB:.0f} MiB",
        )
    return made


def verdicts(found: Sequence[Measured]) -> list[tuple[str, bool]]:
    """What has to hold, in sentences that say how it is, and whether it holds."""
    measures = (
        ("time per submission", LINEAR, [one.each for one in found]),
        ("peak memory of the parent", FLAT, [float(one.parent) for one in found]),
        ("peak memory of a worker", FLAT, [float(one.worker) for one in found]),
    )
    return [
        (f"{name}: within {spread(values):.0%}, at most {most:.0%} wanted", spread(values) <= most)
        for name, most, values in measures
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table and what holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, help="60 600 5000 if not given")
    parser.add_argument("--workers", type=int, default=2, help="submissions at a time (2)")
    options = parser.parse_args(arguments)
    console = Console(highlight=False)
    found = []
    with tempfile.TemporaryDirectory(prefix="scale-") as made:
        folder = Path(made)
        course = classroom.make_course(folder / "course", classroom.learners(DIFFERENT))
        for size in sorted(options.sizes or SIZES):
            scratch = classroom.copy(course, folder / "scratch", size)
            console.print(f"{size:,} submissions …")
            found.append(measure(scratch, size, options.workers))
            shutil.rmtree(scratch)
    console.print()
    console.print(table(found), "")
    holds = verdicts(found)
    for sentence, held in holds:
        console.print(f"{'✓' if held else '✗'} {sentence}", style="" if held else "bold red")
    raise SystemExit(not all(held for _, held in holds))


if __name__ == "__main__":
    main()
