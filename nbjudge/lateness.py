"""Late penalties that know of extra time: a plug-in for nbgrader's ``AssignLatePenalties``."""

from __future__ import annotations

from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float, Unicode

from nbjudge import roster

_DAY = 24 * 60 * 60


class RosterLateness(LateSubmissionPlugin):
    """Counts a submission as late only after the learner's extra time, which roster.csv says.

    ``c.AssignLatePenalties.plugin_class = "nbjudge.lateness.RosterLateness"`` puts it to use. What
    lateness costs is nbgrader's `penalty_method`, or `per_day` where that is set. Marks never fall
    below nothing; nobody who is excused is late.
    """

    roster = Unicode(help="The roster; roster.csv in the course directory if not set.").tag(
        config=True
    )
    per_day = Float(
        0.0,
        min=0.0,
        max=1.0,
        help="The share of the notebook's marks that each day begun costs, in place of "
        "penalty_method; 0 leaves that in charge.",
    ).tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """What a notebook of `score` marks loses; None if it is not late.

        Called by nbgrader's AssignLatePenalties, and so by nbjudge, for each late notebook.
        """
        coursedir = self._coursedir()
        file = Path(self.roster or Path(coursedir.root) / roster.FILE)
        listed = roster.read(file).student(student_id) if self.roster or file.exists() else None
        if listed is not None:
            total_seconds_late -= listed.extra_time.total_seconds()
            if listed.excused_from(self._assignment(coursedir)):
                return None
        if total_seconds_late <= 0:
            return None
        if self.per_day:
            days = -(-total_seconds_late // _DAY)
            return min(score, score * self.per_day * days)
        return super().late_submission_penalty(student_id, score, total_seconds_late)

    def _coursedir(self) -> CourseDirectory:
        """Of whoever grades; a plug-in hangs below several others, which differ between graders."""
        above = self.parent
        while above is not None:
            if isinstance(getattr(above, "coursedir", None), CourseDirectory):
                return above.coursedir
            above = above.parent
        return CourseDirectory(parent=self)

    def _assignment(self, coursedir: CourseDirectory) -> str:
        named = getattr(self.parent, "assignment_id", "")  # nbgrader's own step knows it
        return str(named or coursedir.assignment_id)
