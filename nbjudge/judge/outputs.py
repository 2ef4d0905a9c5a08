"""The autograded notebook: what cells put out, as nbgrader, formgrader and feedback read it."""

from __future__ import annotations

import base64
from typing import Any

from nbformat import NotebookNode

from nbjudge.exam.outcome import Raised
from nbjudge.judge import sentences
from nbjudge.verdicts import Verdict, verdict_record

_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_LONGEST = 100_000
_EACH = 500


def size(outputs: list[Any]) -> int:
    """How many bytes `outputs` of a process may come to in a notebook's file."""
    return _EACH * len(outputs) + sum(
        4 * len(part) if isinstance(part, str) else len(part)
        for output in outputs
        if type(output) is tuple
        for part in output
        if isinstance(part, str | bytes)
    )


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
            made.append(_stream(name, content[:_LONGEST]))
        elif kind in ("result", "display") and type(content) is str:
            made.append(_data(kind, "text/plain", content[:_LONGEST]))
        elif kind == "image" and type(content) is bytes and _is_picture(name, content):
            made.append(_data("display", name, base64.b64encode(content).decode()))
    if raised is not None:
        made.append(_error(raised.kind, raised.message, sentences.said(raised)))
    if fault is not None:
        made.append(_error("Stopped", fault, fault))
    return made


def _is_picture(mime: Any, content: bytes) -> bool:
    return mime in _SIGNATURES and content.startswith(_SIGNATURES[mime])


def of_test(verdict: Verdict) -> list[NotebookNode]:
    """Outputs from which nbgrader's `determine_grade` makes the points of `verdict`."""
    made = []
    if verdict.report:
        made.append(_stream("stdout", verdict.report))
    if verdict.points < verdict.max:
        if verdict.points > 0:
            made.append(_data("result", "text/plain", f"{verdict.points!r}"))
            if verdict.sentence:
                made.append(_stream("stdout", verdict.sentence + "\n"))
        else:
            kind = "Fault" if verdict.fault else "AssertionError"
            made.append(_error(kind, verdict.sentence, verdict.sentence))
    return made


def mark(cell: NotebookNode, verdict: Verdict) -> None:
    """Put `verdict` into the test cell of an autograded notebook."""
    cell.outputs = of_test(verdict)
    cell.metadata["nbjudge"] = verdict_record(verdict)


# nbformat's own constructors validate each output, which takes longer than judging a test.


def _stream(name: str, text: str) -> NotebookNode:
    return NotebookNode(output_type="stream", name=name, text=text)


def _data(kind: str, mime: str, content: str) -> NotebookNode:
    data, nothing = NotebookNode({mime: content}), NotebookNode()
    if kind == "result":
        return NotebookNode(
            output_type="execute_result", data=data, metadata=nothing, execution_count=None
        )
    return NotebookNode(output_type="display_data", data=data, metadata=nothing)


def _error(name: str, value: str, line: str) -> NotebookNode:
    return NotebookNode(output_type="error", ename=name, evalue=value, traceback=[line])
