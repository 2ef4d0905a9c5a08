"""The autograded notebook: what cells put out, as nbgrader, formgrader and feedback read it."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence

from nbformat import NotebookNode

from nbjudge.exam.outcome import Raised
from nbjudge.judge import sentences
from nbjudge.verdicts import Verdict, verdict_record
from nbjudge.wire.protocol import Output

_WIDEST = 10_000  # pixels
_LONGEST = 100_000
_EACH = 500


def size(outputs: Sequence[Output]) -> int:
    """How many bytes `outputs` of a process may come to in a notebook's file."""
    return _EACH * len(outputs) + sum(
        4 * len(one.content) if isinstance(one.content, str) else len(one.content)
        for one in outputs
    )


def of_cell(
    raised: Raised | None, outputs: Sequence[Output], fault: str | None = None
) -> list[NotebookNode]:
    """The outputs of a cell that ran in the submission's process, from data it sent.

    Text and pictures alone: nothing that a browser would run.
    """
    made = []
    for output in outputs:
        content = output.content
        if isinstance(content, bytes):
            if is_picture(output.name, content):
                made.append(_data("display", output.name, base64.b64encode(content).decode()))
        elif output.kind == "stream":
            made.append(_stream(output.name, content[:_LONGEST]))
        else:
            made.append(_data(output.kind, "text/plain", content[:_LONGEST]))
    if raised is not None:
        made.append(_error(raised.kind, raised.message, sentences.said(raised)))
    if fault is not None:
        made.append(_error("Stopped", fault, fault))
    return made


def is_picture(mime: str, content: bytes) -> bool:
    """Whether `content` begins as a picture of this type, of a size that a page can show."""
    sides = _png_sides(content) if mime == "image/png" else _jpeg_sides(content)
    return sides is not None and all(0 < side <= _WIDEST for side in sides)


def _png_sides(content: bytes) -> tuple[int, int] | None:
    if content[:16] != b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" or len(content) < 33:
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg_sides(content: bytes) -> tuple[int, int] | None:
    if content[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        kind = content[at + 1]
        if kind == 0xFF:  # a byte that fills
            at += 1
            continue
        length, height, width = struct.unpack_from(">HxHH", content, at + 2)
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return width, height
        at += 2 + max(length, 2)
    return None


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
