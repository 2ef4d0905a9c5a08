"""The autograded notebook: what cells put out, as nbgrader, formgrader and feedback read it."""

from __future__ import annotations

import base64
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from nbjudge.exam.outcome import Raised
from nbjudge.judge import sentences
from nbjudge.verdicts import Verdict, verdict_record

_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_LONGEST = 100_000


def of_cell(
    raised: Raised | None, outputs: list[Any], fault: str | None = None
) -> list[NotebookNode]:
    """The outputs of a cell that ran in the submission's process, from data it sent.

    Text and pictures alone: nothing that a browser would run.
    """
    made = []
    for output in outputs:
        if type(output) is not tuple or len(output) != 3:
            continue
        kind, name, content = output
        if kind == "stream" and name in ("stdout", "stderr") and type(content) is str:
            made.append(new_output("stream", name=name, text=content[:_LONGEST]))
        elif kind in ("result", "display") and type(content) is str:
            data = {"text/plain": content[:_LONGEST]}
            if kind == "result":
                made.append(new_output("execute_result", data=data))
            else:
                made.append(new_output("display_data", data=data))
        elif kind == "image" and name in _SIGNATURES and type(content) is bytes:
            if not content.startswith(_SIGNATURES[name]):
                continue
            text = base64.b64encode(content).decode()
            made.append(new_output("display_data", data={name: text}))
    if raised is not None:
        made.append(_error(raised.kind, raised.message, sentences.said(raised)))
    if fault is not None:
        made.append(_error("Stopped", fault, fault))
    return made


def of_test(verdict: Verdict) -> list[NotebookNode]:
    """Outputs from which nbgrader's `determine_grade` makes the points of `verdict`."""
    made = []
    if verdict.report:
        made.append(new_output("stream", name="stdout", text=verdict.report))
    if verdict.points < verdict.max:
        if verdict.points > 0:
            made.append(
                new_output(
                    "execute_result",
                    data={"text/plain": f"{verdict.points!r}"},
                    execution_count=None,
                )
            )
            if verdict.sentence:
                made.append(new_output("stream", name="stdout", text=verdict.sentence + "\n"))
        else:
            kind = "Fault" if verdict.fault else "AssertionError"
            made.append(_error(kind, verdict.sentence, verdict.sentence))
    return made


def mark(cell: NotebookNode, verdict: Verdict) -> None:
    """Put `verdict` into the test cell of an autograded notebook."""
    cell.outputs = of_test(verdict)
    cell.metadata["nbjudge"] = verdict_record(verdict)


def _error(name: str, value: str, line: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=value, traceback=[line])
