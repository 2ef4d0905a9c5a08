"""nbgrader's own Execute against nbjudge, on the same class of part 1: `make bench`.

Each grades a scratch copy of the course by a whole command, from submitted/ to gradebook and
autograded/, sandbox on: ``nbgrader autograde part1`` with ``c.Judging.engine = "nbgrader"``, and
``nbjudge autograde part1``. Then nbjudge grades three times the class on a Dask cluster of one
worker and of two, four times each, in turns. The last line is how many times as much as nbgrader it
grades in a time, with two workers of its own and display cells left out.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import classroom, cluster, meter, spent
from nbjudge.grading import Marks, read_marks

SIZE = 60
_THEIRS = ("nbgrader", "autograde", classroom.PART, "--Judging.engine=nbgrader")
_OURS = ("nbjudge", "autograde", classroom.PART)
_SAME_CELLS = "\nc.Judging.skip_display = False\n"
_NAMES = {1: "nbjudge, one worker", 2: "nbjudge, two workers"}


class Bench:
    """A class in a folder, with a scratch copy of its course for each run."""

    def __init__(self, folder: Path, size: int, console: Console) -> None:
        self._folder, self._console = folder, console
        self._class = classroom.learners(size)
        console.print(f"A class of {size} hands in {classroom.PART} …", highlight=False)
        self._course = classroom.make_course(folder / "course", self._class)
        self._runs = 0
        self.marks: dict[str, Marks] = {}

    def warm(self) -> None:
        """Let both read from the disk what they need, untimed."""
        name = self._class[0].name
        course = self._copy("")
        classroom.seconds(course, *_OURS, f"--student={name}", "--workers=1")
        classroom.seconds(course, *_THEIRS, f"--student={name}", "--force")

    def theirs(self) -> float:
        """Seconds that nbgrader takes."""
        self._console.print("nbgrader …")
        return self._timed("nbgrader", self._copy(""), *_THEIRS)

    def ours(self, workers: int, same_cells: bool) -> float:
        """Seconds that nbjudge takes; with *same_cells* it runs display cells too."""
        cells = "all cells" if same_cells else "without display cells"
        name = f"{_NAMES[workers]}, {cells}"
        self._console.print(f"{name} …")
        course = self._copy(_SAME_CELLS if same_cells else "")
        return self._timed(name, course, *_OURS, f"--workers={workers}")

    def stages(self) -> dict[str, float]:
        """Where the time of one worker goes."""
        self._console.print("nbjudge under clocks …")
        return spent.measure(self._copy(""))

    def on_clusters(self) -> list[cluster.Measured]:
        """What Dask clusters of one and of two workers take for the class, three times as large."""
        found = [self._on_cluster(number, workers) for number, workers in enumerate(cluster.ORDER)]
        return [
            reduce(add, (one for one in found if one.workers == workers))
            for workers in sorted(set(cluster.ORDER))
        ]

    def _on_cluster(self, number: int, workers: int) -> cluster.Measured:
        name = f"nbjudge, Dask cluster of {workers}"
        self._console.print(f"{name} …")
        course = classroom.copy(self._course, self._folder / f"course-{number}", cluster.SIZE)
        folder = self._folder / f"cluster-{number}"
        found = cluster.measure(course, folder, workers, cluster.SIZE)
        names = {learner.name for learner in self._class}
        marks = read_marks(course, classroom.PART).items()
        self.marks[name] = {student: each for student, each in marks if student in names}
        return found

    def _copy(self, configuration: str) -> Path:
        self._runs += 1
        course = classroom.copy(self._course, self._folder / f"run-{self._runs}")
        with open(course / "grader_config.py", "a", encoding="utf-8") as file:
            file.write(configuration)
        return course

    def _timed(self, name: str, course: Path, *arguments: str) -> float:
        took = classroom.seconds(course, *arguments)
        self.marks[name] = read_marks(course, classroom.PART)
        return took


def table(title: str, seconds: Mapping[str, float], size: int) -> Table:
    """What each took, the first being what the others are compared with."""
    made = _table(title, "grader")
    for column in ("seconds", "per submission", "throughput"):
        made.add_column(column, justify="right")
    first = next(iter(seconds.values()))
    for name, took in seconds.items():
        made.add_row(name, f"{took:.1f}", f"{1000 * took / size:.0f} ms", f"{first / took:.1f}×")
    return made


def stage_table(stages: Mapping[str, float], size: int) -> Table:
    """Where the time goes: seconds of the whole run, and each submission's share."""
    made = _table("Where one worker's time goes, without display cells", "stage")
    for column in ("seconds", "per submission", "share"):
        made.add_column(column, justify="right")
    total = sum(stages.values())
    once = (spent.START, spent.TEMPLATE)
    for name in spent.STAGES:
        took = stages.get(name, 0.0)
        each = "once" if name in once else f"{1000 * took / size:.1f} ms"
        made.add_row(name, f"{took:.2f}", each, f"{took / total:.0%}")
    made.add_section()
    made.add_row("all", f"{total:.2f}", f"{1000 * total / size:.1f} ms", "100%")
    return made


def _table(title: str, first: str) -> Table:
    made = Table(title=title, title_justify="left")
    made.add_column(first, min_width=32)
    return made


def disagreements(marks: Mapping[str, Marks]) -> list[str]:
    """Where a run gave other marks than the first of *marks* did, in sentences."""
    (first, wanted), *others = marks.items()
    lines = []
    for name, found in others:
        for student in sorted({*wanted, *found}):
            if found.get(student) != wanted.get(student):
                differing = _differences(wanted.get(student), found.get(student))
                lines.append(f"{student}: {first} and {name} differ in {differing}")
    return lines


def _differences(
    one: Mapping[str, tuple[float, float]] | None, other: Mapping[str, tuple[float, float]] | None
) -> str:
    if one is None or other is None:
        return "whether there are marks"
    words = [
        f"{test} ({one[test][0]:g}, {other[test][0]:g})"
        for test in one
        if one[test] != other.get(test)
    ]
    return ", ".join(words)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, print the tables, then `ratio: N`; exit status 1 if marks differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=SIZE, help=f"submissions ({SIZE})")
    size: int = parser.parse_args(arguments).size
    console = Console()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), size, console)
        bench.warm()
        whole = {(n, same): bench.ours(n, same) for same in (False, True) for n in (2, 1)}
        stages = bench.stages()
        busy = meter.busy()
        clustered = bench.on_clusters()
        theirs = bench.theirs()
    console.print()
    for title, same in (
        ("Both run the same cells", True),
        ("As an instructor runs it: nbjudge leaves out display cells", False),
    ):
        rows = {"nbgrader": theirs, **{_NAMES[n]: whole[n, same] for n in (1, 2)}}
        console.print(table(title, rows, size), "")
    console.print(stage_table(stages, size), "")
    console.print(cluster.table(clustered), "")
    for sentence, held in cluster.verdicts(*clustered, busy):
        style = "" if held else "bold red"
        console.print(f"{'✓' if held else '✗'} {sentence}", style=style, soft_wrap=True)
    console.print()
    marks = {"nbgrader": bench.marks.pop("nbgrader"), **bench.marks}
    wrong = disagreements(marks)
    for line in wrong:
        console.print(line, style="bold red", highlight=False, soft_wrap=True)
    if not wrong:
        count = sum(map(len, marks["nbgrader"].values()))
        console.print(f"All {count} marks are the same in every run.", highlight=False)
    print(f"ratio: {theirs / whole[2, False]:.1f}")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
