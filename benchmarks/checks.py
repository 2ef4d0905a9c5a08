"""How long a learner waits for the first answer of a check, over all exercises.

``python -m benchmarks.checks [PART…] [--few]``

For each part a process does what the lesson's first cell does: it imports torch and the part's
checks. Each answer is then checked in a fork of its own, in which no check ran before: the blank,
a right answer, one that raises, one that returns None, and every misconception of the catalogue
(with ``--few`` the first of each exercise). The time is that from the call to the card, in HTML
and in plain text; for an answer that trains long, to its first card. It is the shortest of three,
each in a fork of its own, so that what else the machine does at that moment counts less.

torch imports its compiler, for almost a second, when an optimizer is first used. Where the lesson
has used one in the cells before (`AFTER_AN_OPTIMIZER`), the fork has, too, before the time starts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

LIMIT_MS, LIMIT_TRAINING_MS = 100.0, 1000.0
# Their answers train, or are trained by the check.
TRAINING = {
    ("part1", "fit"),
    *(("part2", name) for name in ("train_steps", "cross_entropy_step", "Logistic")),
    *(("part2", name) for name in ("manual_fit", "LinearLogistic", "get_model")),
    *(("part3", name) for name in ("loss_batch", "fit")),
    *(("part4", name) for name in ("CNN", "best_model")),
}
AFTER_AN_OPTIMIZER = {
    ("part2", "get_model"),
    *(("part3", name) for name in ("evaluate", "loss_batch", "fit")),
    ("part4", "best_model"),
}
TIMES = 3
CRASH = "    raise ValueError('no')\n"


@dataclass(frozen=True)
class Measured:
    """The milliseconds to the first answer for one way of answering one exercise."""

    part: str
    exercise: str
    answer: str
    ms: float

    @property
    def limit(self) -> float:
        """What the first answer may take."""
        training = (self.part, self.exercise) in TRAINING
        return LIMIT_TRAINING_MS if training else LIMIT_MS


def main() -> None:
    """Measure, print the table; exit 1 with a sentence if an answer came too late."""
    from nn_course.catalogue import PARTS

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--few", action="store_true", help="one misconception of each exercise")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    parts = arguments.parts or list(PARTS)
    if arguments.inside:
        for found in measured(parts[0], arguments.few):
            print(json.dumps(vars(found)), flush=True)
        return
    found = [one for part in parts for one in _of_part(part, arguments.few)]
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table(found))
    console.print("\n".join(_imports(parts)))
    everything = [one.ms for one in found]
    console.print(
        f"{len(found)} first answers: median {statistics.median(everything):.0f} ms, "
        f"maximum {max(everything):.0f} ms."
    )
    late = [one for one in found if one.ms > one.limit]
    if late:
        worst = max(late, key=lambda one: one.ms / one.limit)
        sys.exit(
            f"{len(late)} first answers came too late, the worst of {worst.part} {worst.exercise} "
            f"({worst.answer}): {worst.ms:.0f} ms, where {worst.limit:.0f} ms are allowed."
        )


def _of_part(part: str, few: bool) -> list[Measured]:
    command = [sys.executable, "-m", "benchmarks.checks", part, "--inside", *["--few"] * few]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=_one_thread())
    return [Measured(**json.loads(line)) for line in done.stdout.splitlines()]


def _imports(parts: list[str]) -> Iterator[str]:
    """How long the checks take to import, once torch and numpy are there."""
    code = (
        "import time, numpy, torch; start = time.perf_counter(); "
        "from nn_course.checks import {part}; "
        "from nn_course.checks.card.html import prepare; prepare(); "
        "print(1000 * (time.perf_counter() - start))"
    )
    for part in parts:
        command = [sys.executable, "-c", code.format(part=part)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        yield f"from nn_course.checks import {part}, after torch: {float(done.stdout):.0f} ms"


def _one_thread() -> dict[str, str]:
    """An environment in which torch starts no threads: a fork would be without them."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "MNIST_SOURCE": "bundled"}


def measured(part: str, few: bool) -> Iterator[Measured]:
    """Every answer to every exercise of `part`, each in a fork of this process."""
    import numpy  # noqa: F401
    import torch

    from nn_course import checks
    from nn_course.catalogue import exercises
    from nn_course.checks.card.html import prepare

    torch.set_num_threads(1)
    getattr(checks, part)  # what `from nn_course.checks import part1` does
    prepare()  # and what it does besides in a notebook, which this is not
    for known in exercises(part):
        for answer, source in _answers(known, few):
            first = partial(_first_answer, known, source)
            ms = min(_in_a_fork(first) for _ in range(TIMES))
            yield Measured(part, known.name, answer, ms)


def _answers(known: Any, few: bool) -> Iterator[tuple[str, str]]:
    from tests.gate.variants import alternative_sources

    body = "    raise NotImplementedError\n"
    is_class = known.base is not None
    start = "    def __init__(self, *arguments):\n    " if is_class else ""
    yield "blank", f"{known.heading}\n{start}{body}"
    right = alternative_sources(known.part, known.name)
    yield "right", next(iter(right.values()))
    yield "raises", f"{known.heading}\n{start}{CRASH}"
    if not is_class:
        yield "None", f"{known.heading}\n    return None\n"
    for wrong in known.misconceptions[: 1 if few else None]:
        yield wrong.name, wrong.source


def _first_answer(known: Any, source: str) -> float:
    """Milliseconds from the call of a check to its first card."""
    import torch

    from nn_course.checks import card as cards
    from nn_course.checks.answers import answer_of
    from nn_course.checks.report import examine

    function = answer_of(known.part, known.name, source)
    if (known.part, known.name) in AFTER_AN_OPTIMIZER:
        parameter = torch.zeros(1, requires_grad=True)
        torch.optim.SGD([parameter], lr=1.0).step()
    start = time.perf_counter()
    shown = cards.glance_at(known, function) if known.glance is not None else None
    if shown is None:
        report = examine(known, function)
        shown = None if report.unwritten else cards.card_of(report)
    if shown is not None:
        from nn_course.checks.card.html import html
        from nn_course.checks.card.text import text

        html(shown)
        text(shown)
    return 1000 * (time.perf_counter() - start)


def _in_a_fork(measure: Callable[[], float]) -> float:
    """What `measure` gives in a fork of this process."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writer, "w") as pipe:
                pipe.write(str(measure()))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        given = pipe.read()
    os.waitpid(child, 0)
    return float(given)


def table(found: list[Measured]) -> Table:
    """A row for each exercise: the median of its answers, and the slowest."""
    made = Table("part", "exercise", "answers", "median", "slowest", "which", "limit")
    for key in dict.fromkeys((one.part, one.exercise) for one in found):
        own = [one for one in found if (one.part, one.exercise) == key]
        slowest = max(own, key=lambda one: one.ms)
        made.add_row(
            *key,
            str(len(own)),
            f"{statistics.median(one.ms for one in own):.0f} ms",
            f"{slowest.ms:.0f} ms",
            slowest.answer,
            f"{slowest.limit:.0f} ms",
        )
    return made


if __name__ == "__main__":
    main()
