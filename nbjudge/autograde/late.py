"""Lateness: when a submission came in, and what nbgrader's plug-in takes off for that."""

from __future__ import annotations

import datetime
from pathlib import Path

from nbgrader.api import SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc

from nbjudge.autograde import walk

_LONGEST = 200  # of what nbgrader writes, a date, there are some 40


def timestamp(folder: Path) -> tuple[datetime.datetime | None, str]:
    """When *folder* was submitted, by its timestamp.txt, and a sentence if that is no date."""
    opened = walk.open_regular(folder / "timestamp.txt")
    if opened is None:
        return None, ""
    with opened:
        text = opened.read(_LONGEST).decode(errors="replace").strip()
    try:
        return (parse_utc(text) if text else None), ""
    except Exception:  # dateutil raises more kinds than it documents
        return None, "timestamp.txt holds no date, so it is not known when this was handed in"


class Lateness:
    """Asks the plug-in that ``AssignLatePenalties.plugin_class`` names."""

    def __init__(self, assigner: AssignLatePenalties) -> None:
        assigner.init_plugin()
        self._assigner = assigner

    def __call__(
        self, submission: SubmittedAssignment, notebook: SubmittedNotebook
    ) -> float | None:
        """What *notebook* loses; None if it is not late or the plug-in says so."""
        late = submission.total_seconds_late
        if not late > 0:
            return None
        plugin = self._assigner.plugin_inst
        penalty = plugin.late_submission_penalty(submission.student_id, notebook.score, late)
        if penalty is None:
            return None
        return float(self._assigner._check_late_penalty(notebook, penalty))
