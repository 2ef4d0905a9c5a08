"""What ``nbgrader zip_collect`` asks about each unpacked file, for three kinds of download."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import ClassVar

from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Unicode

from nbjudge.collect import names
from nbjudge.collect.names import Named
from nbjudge.collect.plan import Plan, Taken, plan
from nbjudge.collect.recognise import released
from nbjudge.roster import FILE, Roster, read


class Collector(FileNameCollectorPlugin):
    """The base of the three. ``nbgrader zip_collect`` calls `collect` for each extracted file.

    The first call looks at all of them, because the latest attempt is what counts.
    """

    system: ClassVar[str] = ""

    @staticmethod
    def pattern(path: str) -> Named | None:
        """What the name of a file says, None if the system does not name files so."""
        raise NotImplementedError

    roster = Unicode(
        help="A CSV that maps the system's ids or names to ids of the gradebook; roster.csv in the "
        "course directory, if there is one."
    ).tag(config=True)

    made: Plan | None = None
    listed: Roster | None = None

    def plan(self, assignment: str) -> Plan:
        """What becomes of each file; ``""`` for `assignment` stands for any."""
        app = self.parent
        folder = Path(app.coursedir.root) / app.coursedir.release_directory
        notebooks = [one for one in released(folder) if assignment in ("", one.assignment)]
        path = Path(self.roster or Path(app.coursedir.root) / FILE)
        self.listed = read(path) if self.roster or path.exists() else None
        sources = getattr(getattr(app, "extractor_plugin_inst", None), "found", None)
        known = None if sources is None else sources.sources
        return plan(self.extracted, self.pattern, notebooks, self.listed, known)

    @property
    def extracted(self) -> Path:
        """The folder that the download was unpacked to."""
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose `submitted_file` is and what it is, None if it is not the one that counts."""
        if self.made is None:
            self.made = self.plan(self.parent.coursedir.assignment_id)
        path = Path(submitted_file).relative_to(self.extracted).as_posix()
        taken = self.made.taken.get(path)
        if taken is None:
            return None
        info = {"student_id": taken.student_id, "file_id": f"{taken.notebook.name}.ipynb"}
        when = taken.timestamp or self.just_late(taken)
        return info if when is None else {**info, "timestamp": when.isoformat(" ")}

    def just_late(self, taken: Taken) -> datetime.datetime | None:
        """A second after the due date, for what is marked late and no one says how late."""
        due: datetime.datetime | None = getattr(self.parent, "due", None)
        if not taken.late or due is None:
            return None
        return due + datetime.timedelta(seconds=1)


class CanvasCollector(Collector):
    """Canvas, "Download Submissions": ``doejane_LATE_1234_56789_from_scratch-1.ipynb``."""

    system = "Canvas"
    pattern = staticmethod(names.canvas)


class MoodleCollector(Collector):
    """Moodle, "Download all submissions", with folders for each learner or without."""

    system = "Moodle"
    pattern = staticmethod(names.moodle)


class FolderCollector(Collector):
    """A folder that holds ``<learner>/…``, ``<learner>.ipynb`` or ``<learner>.zip``."""

    system = "a folder"
    pattern = staticmethod(names.folder)
