"""A class graded anew: compared with what is there, and written only where that was asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nbjudge.autograde import walk, work
from nbjudge.autograde.run import ClassRun, Job, Submission, record_name
from nbjudge.regrade.moved import Moved, moved


class Regrade(ClassRun):
    """Grades every submission that is graded already, as it was handed in then.

    What moved is in `moved`, who was left out in `changed` (handed in again since) and `ungraded`.
    Nothing is written unless `keep` names a folder: the former verdicts of those whose marks
    move go there first.
    """

    keep: Path | None = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.moved: list[Moved] = []
        self.changed: list[str] = []
        self.ungraded: list[str] = []
        self._former: dict[str, dict[str, dict[str, Any]]] = {}
        self._book.settled = True

    def _jobs(self, submissions: Iterable[Submission]) -> Iterator[Job]:
        """Those whose verdicts are of what lies in submitted/."""
        for submission in submissions:
            former = self._read(submission)
            if not former:
                self.ungraded.append(submission.student)
                self._watcher.unchanged(submission.student)
                continue
            digest = walk.digest(submission.folder)
            if any(one["basis"]["submission"] != digest for one in former.values()):
                self.changed.append(submission.student)
                self._watcher.unchanged(submission.student)
                continue
            self._former[submission.student] = former
            yield Job(submission, self._item(submission, digest), None)

    def _read(self, submission: Submission) -> dict[str, dict[str, Any]]:
        found = {}
        for master in self._task.masters:
            try:
                path = submission.destination / record_name(master.name)
                found[master.name] = json.loads(path.read_text(encoding="utf-8"))
                found[master.name]["basis"]["submission"], found[master.name]["verdicts"]
            except (OSError, ValueError, KeyError, TypeError):
                return {}
        return found

    def _write(self, job: Job, sheets: list[work.Sheet]) -> None:
        """Compare; write if that was asked for."""
        student = job.submission.student
        new = {sheet.notebook: json.loads(sheet.record) for sheet in sheets}
        found = moved(student, self._former.pop(student), new)
        if found is not None:
            self.moved.append(found)
        if self.keep is None:
            records = list(new.values())
            self._summary.graded += 1
            self._summary.count(records)
            points, most = (sum(record[key] for record in records) for key in ("points", "max"))
            self._watcher.graded(student, points, most)
            return
        if found is not None:
            place = self.keep / student
            place.mkdir(parents=True, exist_ok=True)
            for sheet in sheets:
                shutil.copy2(job.submission.destination / record_name(sheet.notebook), place)
        super()._write(job, sheets)
