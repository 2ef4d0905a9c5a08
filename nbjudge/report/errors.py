"""Why no report can be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nbjudge.errors import NbjudgeError


class ReportError(NbjudgeError):
    """There is nothing to report on, or it cannot be read."""

    @classmethod
    def no_assignment(cls, assignment: str, known: Sequence[str]) -> ReportError:
        have = f"it has {', '.join(known)}" if known else "it has none yet"
        return cls(f"the gradebook has no assignment {assignment!r}; {have}.")

    @classmethod
    def nothing_graded(cls, assignment: str) -> ReportError:
        return cls(f"nothing of {assignment} is graded yet. Run: nbjudge autograde {assignment}")

    @classmethod
    def damaged(cls, file: Path) -> ReportError:
        return cls(
            f"the verdicts in {file} cannot be read. Delete the file and grade again: "
            "nbjudge autograde"
        )

    @classmethod
    def unwritable(cls, folder: Path, reason: str) -> ReportError:
        return cls(f"the report cannot be written to {folder} ({reason}).")
