"""What the check and the contract say of mutants, each tried in a process of its own.

``python -m tests.mutations.trial <folder>`` reads mutants from <folder>/mutants.json and writes
what was found to <folder>/tried.json. It is a process without other threads, so that it may fork:
every trial begins with what is already known of the right answers, and can be stopped.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import subprocess
import sys
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import torch

from nn_course.catalogue import Case, exercise
from nn_course.checks import examine
from nn_course.checks.answers import answer_of
from nn_course.checks.diagnose import cases, expected
from tests.mutations import contracts
from tests.mutations.mutate import Mutant

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20  # of a core: a right answer takes three at the most
PATIENCE = 10 * SECONDS  # by the clock, for answers that wait; others may be at work beside us


@dataclass(frozen=True)
class Tried:
    """What became of one mutant.

    `check` is "right", "wrong", or "" where it gave no answer; `sentence` names the misconception
    that it found. `at_once` is what differs on the check's own inputs, `elsewhere` on others.
    An `endless` answer was stopped: nobody gets to see a result of it, so it differs.
    """

    defined: bool = True
    check: str = ""
    sentence: str = ""
    at_once: str = ""
    elsewhere: str = ""
    endless: bool = False

    @property
    def differs(self) -> bool:
        """Whether it does anything else than the exercise asks for."""
        return bool(self.at_once or self.elsewhere or self.endless)


def tried(mutants: Sequence[Mutant], folder: Path) -> list[Tried]:
    """Try `mutants`, in order, in a fresh Python that leaves its files in `folder`."""
    (folder / "mutants.json").write_text(json.dumps([asdict(one) for one in mutants]))
    command = [sys.executable, "-m", "tests.mutations.trial", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "MNIST_SOURCE": "bundled"})
    return [Tried(**one) for one in json.loads((folder / "tried.json").read_text())]


def _main(folder: Path) -> None:
    torch.set_num_threads(1)
    mutants = [Mutant(**one) for one in json.loads((folder / "mutants.json").read_text())]
    found: list[Tried] = []
    for mutant in mutants:
        _warm(mutant.part, mutant.name)
        found.append(_alone(mutant))
    (folder / "tried.json").write_text(json.dumps([asdict(one) for one in found]))


def _warm(part: str, name: str) -> None:
    """Know what trials of this exercise ask for, before they fork."""
    known = exercise(part, name)
    expected(part, name)
    list(contracts.further_inputs(known))


def _alone(mutant: Mutant) -> Tried:
    """The trial of `mutant` in a fork that is stopped when it takes too long."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_report, args=(mutant, theirs))
    process.start()
    theirs.close()
    try:
        found = Tried(**ours.recv()) if ours.poll(PATIENCE) else Tried(endless=True)
    except EOFError:  # it was stopped, or ended Python: nobody gets to see a result
        found = Tried(endless=True)
    process.kill()
    process.join()
    return found


def _report(mutant: Mutant, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    pipe.send(asdict(_trial(mutant)))
    pipe.close()


def _trial(mutant: Mutant) -> Tried:
    known = exercise(mutant.part, mutant.name)
    try:
        made = answer_of(mutant.part, mutant.name, mutant.source)
    except Exception:
        return Tried(defined=False)
    report = examine(known, made)
    made = contracts.answer(known, mutant.source)

    def first(tried: Iterable[Case]) -> str:
        return next((found for one in tried if (found := contracts.breach(known, made, one))), "")

    at_once = first(cases(mutant.part, mutant.name))
    return Tried(
        check="right" if report.passed else "wrong",
        sentence=report.misconception.name if report.misconception else "",
        at_once=at_once,
        elsewhere="" if at_once else first(contracts.further_inputs(known)),
    )


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
