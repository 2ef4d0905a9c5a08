"""The judge of one notebook: prepares a master once, then grades submissions one by one."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import socket
import time
from collections.abc import Collection
from pathlib import Path
from typing import Self

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from nbjudge.installed import as_usual
from nbjudge.judge import outputs
from nbjudge.judge.namespace import Namespace, quietly
from nbjudge.judge.plan import plan
from nbjudge.judge.run import Run, Shared
from nbjudge.judge.standin import Shipping
from nbjudge.rebuild import Handed, notebook, prepare, rebuild
from nbjudge.rebuild.reading import File
from nbjudge.sandbox import Child, Limits, Sandbox
from nbjudge.sandbox.command import PACKAGES
from nbjudge.settings import Settings
from nbjudge.verdicts import Found, Graded

_SETUP = "nbjudge.learner.warm:prepare"
_WATCH_FOR = "nbjudge.learner.warm:watch_for"
_ENTRY = "nbjudge.learner.serve:main"


class Judge:
    """Grades submissions of the notebook `master`, its solutions and hidden tests included.

    Use as a context manager, from one thread that lives as long. `start` makes a warm sandbox and
    runs in this process the ordinary cells of the master that do not depend on answers.
    """

    def __init__(self, master: NotebookNode, settings: Settings) -> None:
        self.master, self.settings = master, settings
        self._plan = plan(master, settings.skip_display)
        self._prepared = prepare(master, stub=settings.stub)
        self._namespace: Namespace | None = None
        self._environment: dict[str, str | None] = {}
        inner = {top for top in _tops((*self._plan.modules, *settings.preload)) if not _common(top)}
        self._packages = tuple(sorted({*inner, *settings.packages} - {"nbjudge"}))
        self._shared = Shared(Shipping(self._inside), (PACKAGES,), self._sound)
        self._sound_tests: frozenset[str] | None = None
        self._sandbox = Sandbox(
            preload=self._preload(),
            limits=Limits(
                wall=settings.notebook_timeout + 5,
                cpu=int(settings.notebook_timeout) + 5,
                memory=settings.memory,
                processes=settings.processes,
                scratch=settings.disk,
                output=settings.output,
            ),
            hidden=settings.hidden,
            isolation=settings.isolation,
            packages=self._packages,
            environment=settings.environment,
            setup=(_SETUP, json.dumps(self._cells())),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def launch(self) -> None:
        """Let the sandbox's template begin to import, and return at once."""
        self._sandbox.launch()

    def prepare(self) -> None:
        """Import what the master does, and wait for the template: all that a fork can inherit.

        SandboxError if there can be no sandbox.
        """
        self._sandbox.launch()
        wanted = {
            "NBGRADER_EXECUTION": "autograde",
            "MPLBACKEND": "agg",
            **self.settings.environment,
        }
        for name, value in wanted.items():
            self._environment.setdefault(name, os.environ.get(name))
            os.environ[name] = value
        with quietly():
            for name in self._plan.modules:
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)
        self._sandbox.start()

    def start(self) -> None:
        """Prepare all that submissions share. Without effect the second time.

        SandboxError if there can be no sandbox, JudgeError if a cell of the master does not run.
        """
        if self._namespace is None:
            self.prepare()
            self._namespace = Namespace(self.master, self._plan)

    def twin(self) -> socket.socket:
        """The sandbox's: for a process that is about to be forked, which has to `adopt` it."""
        return self._sandbox.twin()

    def adopt(self, control: socket.socket | None) -> None:
        """Use what `twin` made; None if it could not: then there is no template yet."""
        self._sandbox.adopt(control)

    @property
    def generation(self) -> int:
        """The sandbox's: if it changes while a submission is graded, that was disturbed."""
        return self._sandbox.generation

    def close(self) -> None:
        """End the sandbox, and put this process's environment back."""
        self._sandbox.close()
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._environment = {}

    def grade(self, submitted: Path | Handed, seed: int, siblings: Collection[str] = ()) -> Graded:
        """The verdicts on the notebook `submitted`, which need not exist or be readable.

        `seed` seeds every random generator in the submission's process, and, with each test cell's
        name, those of its test. `siblings` are the names of the assignment's other notebooks, whose
        files are not searched for answers to this one. Raises nothing for what a learner hands in;
        SandboxError or JudgeError where grading itself cannot work.
        """
        started = time.monotonic()
        self.start()
        assert self._namespace is not None
        for bans in self._shared.shipping.bans:
            self._sandbox.also(_WATCH_FOR, json.dumps(bans))
        rebuilt = rebuild(self._prepared, submitted, siblings=siblings)

        def fork() -> Child:
            return self._sandbox.fork(seed, _ENTRY)

        run = Run(
            rebuilt,
            self._plan,
            self._namespace,
            self._shared,
            fork,
            self.settings,
            seed,
        )
        run.all()
        made = notebook(rebuilt, self._prepared)
        self._fill(made, run, rebuilt.cells)
        return Graded(
            verdicts=tuple(run.verdicts[test] for test in self._plan.tests if test in run.verdicts),
            notes=tuple(Found(one.code, one.sentence, one.grade_id) for one in rebuilt.notes),
            faults=tuple(run.faults),
            unwritten=rebuilt.unwritten,
            missing=rebuilt.missing,
            seed=seed,
            seconds=time.monotonic() - started,
            notebook=made,
        )

    def _sound(self) -> frozenset[str]:
        """The test cells in which the master's own solution gets all marks; found out once."""
        if self._sound_tests is None:
            assert self._namespace is not None
            text = nbformat.writes(self.master).encode()
            run = Run(
                rebuild(self._prepared, Handed(File("solution.ipynb", text))),
                self._plan,
                self._namespace,
                Shared(self._shared.shipping, self._shared.libraries),
                lambda: self._sandbox.fork(self.settings.seed, _ENTRY),
                self.settings,
                self.settings.seed,
            )
            run.all()
            self._sound_tests = frozenset(
                one.test for one in run.verdicts.values() if one.points >= one.max
            )
        return self._sound_tests

    def _fill(self, made: NotebookNode, run: Run, cells: tuple) -> None:
        """Put outputs and verdicts into the cells of the rebuilt notebook, in whose order they are.

        Every cell of `made` but prose comes from one of `cells`, in the same order.
        """
        indices = iter(
            index for index, cell in enumerate(cells) if not (cell.kind == "answer" and cell.prose)
        )
        count = 0
        for cell in made.cells:
            if cell.cell_type != "code":
                continue
            index = next(indices)
            ran, own = run.ran.get(index), cells[index]
            if own.kind == "test":
                verdict = run.verdicts[own.name]
                outputs.mark(cell, verdict)
            elif ran is not None:
                cell.outputs = outputs.of_cell(ran.raised, ran.outputs, ran.stopped)
            else:
                continue
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count

    def _cells(self) -> tuple[list[str], list[str]]:
        """The sources of the cells that the template runs, and of those that submissions do."""
        cells, plan = self.master.cells, self._plan
        tests = {test.position for test in plan.tests.values()}
        later = (
            cell.source
            for at, cell in enumerate(cells)
            if cell.cell_type == "code"
            and not (is_solution(cell) or at in tests or at in plan.prologue or at in plan.skipped)
        )
        return [cells[at].source for at in plan.prologue], list(later)

    def _preload(self) -> tuple[str, ...]:
        hidden = self.settings.hidden
        wanted = (*self.settings.preload, *self._plan.modules, _SETUP.partition(":")[0])
        kept = [one for one in dict.fromkeys(wanted) if not _below(one, hidden)]
        return tuple(kept)

    def _inside(self, module: str) -> bool:
        """Whether the sandbox can import `module`."""
        if module == "__main__" or _below(module, self.settings.hidden):
            return False
        top = module.partition(".")[0]
        return _common(top) or top in (*self._packages, "nbjudge")


def _below(module: str, hidden: tuple[str, ...]) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in hidden)


def _tops(modules: tuple[str, ...]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def _common(top: str) -> bool:
    """Whether the module `top` belongs to Python or to what is installed as usual."""
    found = importlib.util.find_spec(top)
    return found is None or as_usual(found)  # what is absent is so here and there
