"""Why a roster cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nbjudge.errors import NbjudgeError


class RosterError(NbjudgeError):
    """The roster cannot be used."""

    @classmethod
    def unreadable(cls, path: Path, reason: str) -> RosterError:
        return cls(f"the roster {path} cannot be read ({reason}).")

    @classmethod
    def no_column(cls, path: Path, columns: Iterable[str]) -> RosterError:
        have = ", ".join(columns) or "none"
        return cls(
            f"the roster {path} has no column that says the learners' ids (it has {have}). "
            "Call one student_id, and another lms_id or name; exports of Canvas's gradebook and "
            "Moodle's grading worksheet are understood as they are."
        )

    @classmethod
    def twice(cls, path: Path, line: int, what: str, value: str) -> RosterError:
        return cls(f"the roster {path}, line {line}: the {what} {value!r} stands there twice.")

    @classmethod
    def bad_id(cls, path: Path, line: int, value: str) -> RosterError:
        return cls(
            f"the roster {path}, line {line}: {value!r} cannot be an id. Use letters, digits and "
            "any of . _ - + @, at most 128, the first one a letter or digit."
        )

    @classmethod
    def bad_extra(cls, path: Path, line: int, value: str) -> RosterError:
        return cls(
            f"the roster {path}, line {line}: {value!r} is not understood as extra time. "
            'Write it as "3 days", "12 hours" or "90 minutes".'
        )

    @classmethod
    def bad_date(cls, path: Path, line: int, value: str) -> RosterError:
        return cls(f"the roster {path}, line {line}: {value!r} is not understood as a date.")
