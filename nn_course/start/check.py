"""`python -m nn_course check`: the visible checks of a notebook file, in a kernel of its own."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from nbjudge import language
from nn_course import progress
from nn_course.language import VARIABLE
from nn_course.lessons import Lesson, Task
from nn_course.start.errors import StartError
from nn_course.start.notebook import Content, is_blank, is_test, name_of, source_of, tested
from nn_course.start.probe import MIME
from nn_course.start.said import texts

SECONDS = 120  # training may take a minute
_AFTER_INTERRUPT = 10


@dataclass(frozen=True)
class Result:
    """How one exercise did: `state` is a key of `texts.STATES`, `said` what is told beside it."""

    task: Task
    state: str
    said: str = ""


@dataclass(frozen=True)
class _Step:
    """A cell to be run: `kind` is "ordinary", "answer" or "check" (then `name` is the exercise's).

    `number` is the cell's place in the notebook, counted from 1 as JupyterLab does.
    """

    kind: str
    source: str
    number: int
    name: str = ""
    may_raise: bool = False


def check(content: Content, lesson: Lesson, folder: Path, seconds: int = SECONDS) -> list[Result]:
    """The results of all exercises of `lesson` in the notebook `content`, in order.

    Cells run from top to bottom with `folder` as the working directory, each for at most `seconds`;
    cells that only display something are left out. StartError names an ordinary cell that raises.
    """
    steps = list(_steps(content, lesson))
    held = {step.name for step in steps if step.kind == "answer"}
    notebook = new_notebook(cells=[new_code_cell(step.source) for step in steps])
    client = NotebookClient(
        notebook,
        timeout=seconds + _AFTER_INTERRUPT,
        kernel_name="python3",
        allow_errors=True,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        # a kernel warns on the terminal that its port is not encrypted; it is on loopback
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    results = {
        task.name: Result(task, "by_hand" if task.by_hand else "missing") for task in lesson.tasks
    }
    for name, result in results.items():
        if result.state == "missing":
            said = texts.BRING_BACK.format(exercise=name, part=lesson.part)
            results[name] = Result(result.task, "missing", said)
    with client.setup_kernel(env=_environment()):
        _run(client, steps, results, held, seconds)
    return list(results.values())


def _run(
    client: NotebookClient,
    steps: list[_Step],
    results: dict[str, Result],
    held: set[str],
    seconds: int,
) -> None:
    """Run `steps` and put what the checks find into `results`."""
    broken: dict[str, str] = {}  # exercises whose own cell did not run
    for index, step in enumerate(steps):
        cell = client.nb.cells[index]
        try:
            with _limit(client, seconds) as late:
                client.execute_cell(cell, index)
        except CellTimeoutError:  # it does not let itself be interrupted
            said = texts.NEVER_STOPS.format(seconds=seconds)
            return _give_up(steps[index:], results, step, said)
        except DeadKernelError:
            return _give_up(steps[index:], results, step, texts.ENDED)
        failed = texts.TOO_LONG.format(seconds=seconds) if late.is_set() else _error(cell)
        if step.kind == "ordinary" and failed and not step.may_raise:
            raise StartError.ordinary_cell(step.number, step.source, failed)
        if step.kind == "answer" and failed:
            broken[step.name] = failed
        if step.kind == "check" and step.name in held:
            results[step.name] = _result(results[step.name].task, cell, failed, broken)


def _result(task: Task, cell: NotebookNode, failed: str, broken: dict[str, str]) -> Result:
    """What the check of `task` found, from the outputs of its cell."""
    if task.name in broken:
        return Result(task, "wrong", broken[task.name])
    for output in cell["outputs"]:
        if found := output.get("data", {}).get(MIME):
            return Result(task, found["state"], found["said"])
    return Result(task, "stopped", failed)


def _give_up(left: list[_Step], results: dict[str, Result], step: _Step, said: str) -> None:
    """The kernel is lost at `step`, for what is `said`: the checks in `left` are not reached."""
    if step.kind == "ordinary":
        raise StartError.ordinary_cell(step.number, step.source, said)
    for one in left:
        if one.kind == "check":
            results[one.name] = Result(results[one.name].task, "not_reached")
    results[step.name] = Result(results[step.name].task, "stopped", said)


@contextmanager
def _limit(client: NotebookClient, seconds: int) -> Iterator[Event]:
    """Interrupt what runs in the kernel after `seconds`, and say so by the event."""
    late = Event()

    def interrupt() -> None:
        late.set()
        assert client.km is not None
        interrupting: Any = client.km.interrupt_kernel()
        asyncio.run(interrupting)

    timer = Timer(seconds, interrupt)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()


def _steps(content: Content, lesson: Lesson) -> Iterator[_Step]:
    """The cells to be run, and a check of each answer: where the notebook has it, or last."""
    checked: set[str] = set()
    answered: list[str] = []
    names = {task.name for task in lesson.tasks if not task.by_hand}

    def check_of(name: str, number: int) -> _Step:
        checked.add(name)
        call = f"look({lesson.part!r}, {name!r}, globals())"
        return _Step("check", f"from nn_course.start.probe import look; {call}", number, name)

    number = 0
    for number, cell in enumerate(content["cells"], 1):
        if cell.get("cell_type") != "code":
            continue
        tags = cell["metadata"].get("tags") or ()
        if is_blank(cell) and name_of(cell) in names:
            answered.append(str(name_of(cell)))
            yield _Step("answer", source_of(cell), number, answered[-1])
        elif is_test(cell):
            name = tested(cell, lesson)
            if name in names and name not in checked:
                yield check_of(str(name), number)
        elif "display" not in tags:
            yield _Step("ordinary", source_of(cell), number, may_raise="raises-exception" in tags)
    for name in answered:
        if name not in checked:
            yield check_of(name, number)


def _error(cell: NotebookNode) -> str:
    """What is said of the error that the cell ended with; "" if it did not."""
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            said = re.sub(r"\x1b\[[\d;]*m", "", str(output["evalue"])).strip()
            first = re.sub(r"\(\d+\.py, ", "(", said.partition("\n")[0])  # its name for the cell
            error = f"{output['ename']}: {first}" if first else str(output["ename"])
            return texts.STOPPED_WITH.format(error=error)
    return ""


def _environment() -> dict[str, str]:
    """The kernel's: progress is kept where the notebook lies, and this is no grading.

    It speaks as this process does, also where a notebook does not say which language is its.
    """
    left_out = (progress.VARIABLE, "NBGRADER_EXECUTION")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, VARIABLE: language.current()}
