"""One class through a pool of workers: who is to be graded, in what order things are written."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from operator import length_hint
from pathlib import Path
from typing import Any

from nbjudge.autograde import alike, late, walk, work
from nbjudge.autograde.errors import SubmissionError, WorkerLost, WorkersKilled
from nbjudge.autograde.files import Staging
from nbjudge.autograde.gradebook import Book, Penalty
from nbjudge.autograde.masters import Master
from nbjudge.autograde.seeds import digest_of_settings, seed_of
from nbjudge.autograde.summary import Summary, Watcher
from nbjudge.autograde.workplace import Workplace
from nbjudge.errors import NbjudgeError, SandboxError
from nbjudge.rebuild import handed
from nbjudge.settings import Settings

_TRIES = 3  # a killed parent of the workers may cost one submission two of them
_LOST = (WorkerLost, BrokenExecutor)
_MOST_BYTES = 256 * 2**20  # of what is handed in and being graded, but for a single submission
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Submission:
    """Who handed in which folder, and where its graded form goes."""

    student: str
    folder: Path
    destination: Path


@dataclass(frozen=True)
class Task:
    """What is to be graded, and how.

    *masters* are the notebooks to grade. *source* is source/<assignment>, whose other files go
    into the graded folder except *learners_own*. *before* and *after* are called with a student.
    *started* is the monotonic time from which the run is timed.
    """

    assignment: str
    masters: tuple[Master, ...]
    settings: Settings
    source: Path
    force: bool = False
    create_student: bool = True
    learners_own: Sequence[str] = ()
    penalty: Penalty | None = None
    before: Callable[[str], None] | None = None
    after: Callable[[str], None] | None = None
    started: float = field(default_factory=time.monotonic)


@dataclass
class Job:
    """A submission on its way: what travels, when it was handed in, how often it was tried.

    `alone` is one that nothing else is graded beside, since it may have killed workers.
    """

    submission: Submission
    item: work.Item
    timestamp: datetime.datetime | None
    tries: int = 0
    alone: bool = False


class ClassRun:
    """Grades submissions of one *task*, writing to *book* and, through *staging*, to autograded/.

    For each submission first the gradebook is written, in one commit, then the graded folder is
    put into its place. Whenever this process is killed, the next run finds a folder that does not
    belong to what was handed in, and grades it again to the same marks; a folder in its place
    means that its marks are in the gradebook.
    """

    def __init__(self, task: Task, book: Book, staging: Staging, watcher: Watcher) -> None:
        self._task, self._book, self._staging, self._watcher = task, book, staging, watcher
        self._settings_digest = digest_of_settings(task.settings)
        self._needs = alike.here(task.settings)
        self._doubtful: list[Job] = []
        self._trouble = ""
        self._summary = Summary(started=task.started)

    def run(
        self, submissions: Sequence[Submission], pool: Executor, in_flight: Callable[[int], int]
    ) -> Summary:
        """Grade *submissions* in *pool*, at most as many at a time as *in_flight* says then, of
        the number of those still to come.

        Those during which workers were lost, it is not known by whose fault, come again at the
        end, one by one. Who could not be graded is in the summary's failures. Raises NbjudgeError
        where nobody could be, such as without a sandbox.
        """
        self._watcher.begin(len(submissions))
        running: dict[Future[list[work.Sheet]], Job] = {}
        waiting = iter(submissions)
        for job in self._jobs(waiting):
            most = in_flight(length_hint(waiting))
            while running and (len(running) >= most or _bytes(running, job) > _MOST_BYTES):
                self._finish(running, pool)
            running[pool.submit(work.grade, job.item)] = job
        while running:
            self._finish(running, pool)
        for job in self._doubtful:
            job.alone = True
            running[pool.submit(work.grade, job.item)] = job
            while running:
                self._finish(running, pool)
        return self._summary

    def _jobs(self, submissions: Iterable[Submission]) -> Iterator[Job]:
        """What is to be done, found out one by one while earlier ones are being graded."""
        for submission in submissions:
            digest = walk.digest(submission.folder)
            records = None if self._task.force else self._records(submission, digest)
            if records is not None:
                self._summary.unchanged += 1
                self._summary.count(records)
                self._watcher.unchanged(submission.student)
                continue
            if self._task.before is not None:
                self._task.before(submission.student)
                digest = walk.digest(submission.folder)
            timestamp, remark = late.timestamp(submission.folder)
            if remark:
                self._watcher.remark(submission.student, remark)
            yield Job(submission, self._item(submission, digest), timestamp)

    def _item(self, submission: Submission, digest: str) -> work.Item:
        task = self._task
        seeds = {
            master.name: seed_of(
                task.settings.seed, task.assignment, submission.student, master.name
            )
            for master in task.masters
        }
        names = [master.name for master in task.masters]
        files = {
            name: handed(
                submission.folder / f"{name}.ipynb", [other for other in names if other != name]
            )
            for name in names
        }
        basis = self._basis(digest)
        return work.Item(files, task.masters, seeds, task.settings, basis, self._needs)

    def _basis(self, digest: str) -> dict[str, str]:
        return {"submission": digest, "settings": self._settings_digest}

    def _records(self, submission: Submission, digest: str) -> list[dict[str, Any]] | None:
        """The verdicts there are of *submission*, None if it has to be graded (again)."""
        records = []
        for master in self._task.masters:
            try:
                path = submission.destination / record_name(master.name)
                record = json.loads(path.read_text(encoding="utf-8"))
                spoken = master.speaking(record["language"])
                up_to_date = record["basis"] == {**self._basis(digest), "master": spoken.digest}
            except (OSError, ValueError, KeyError, TypeError):
                return None
            if not up_to_date or not (submission.destination / f"{master.name}.ipynb").exists():
                return None
            records.append(record)
        # Someone may have removed the student, or put back an older gradebook.
        scores = self._book.scores(submission.student)
        for master, record in zip(self._task.masters, records, strict=True):
            if scores.get(master.name) != {**scores.get(master.name, {}), **record["scores"]}:
                return None
        return records

    def _finish(self, running: dict[Future[list[work.Sheet]], Job], pool: Executor) -> None:
        """Wait for at least one result and write what has come."""
        patience = 0.0  # first what is there already
        while not (done := wait(running, patience, return_when=FIRST_COMPLETED).done):
            if patience:
                self._ask_for_trouble(pool)
            elif isinstance(pool, Workplace):
                pool.flush()
            patience = _PATIENCE_SECONDS
        for future in done:
            job = running.pop(future)
            student = job.submission.student
            try:
                self._write(job, future.result())
            except WorkersKilled as error:
                if job.alone:
                    self._fail(student, SubmissionError.workers_killed(error.count))
                else:
                    self._doubtful.append(job)
            except (*_LOST, SandboxError) as error:
                # A template that was killed while it began looks like one that cannot begin.
                job.tries += 1
                if job.tries < _TRIES:
                    running[pool.submit(work.grade, job.item)] = job
                elif isinstance(error, SandboxError):
                    raise
                else:
                    self._fail(student, SubmissionError.worker_lost(job.tries))
            except SubmissionError as error:
                self._fail(student, error)
            except NbjudgeError:
                raise
            except Exception as error:
                self._fail(student, SubmissionError.unexpected(error))

    def _ask_for_trouble(self, pool: Executor) -> None:
        trouble = pool.trouble() if isinstance(pool, Workplace) else ""
        if trouble and trouble != self._trouble:
            self._watcher.remark("waiting", trouble)
        self._trouble = trouble

    def _write(self, job: Job, sheets: list[work.Sheet]) -> None:
        submission, task = job.submission, self._task
        made = {f"{sheet.notebook}.ipynb": sheet.document for sheet in sheets}
        made |= {record_name(sheet.notebook): sheet.record for sheet in sheets}
        kept = [
            submission.destination / name
            for other in self._book.notebooks
            if other not in {sheet.notebook for sheet in sheets}
            for name in (f"{other}.ipynb", record_name(other))
        ]
        built = self._staging.build(
            submission.folder,
            task.source,
            made,
            kept=[file for file in kept if file.is_file()],
            learners_own=task.learners_own,
        )
        self._book.write(
            submission.student,
            sheets,
            job.timestamp,
            create_student=task.create_student,
            penalty=task.penalty,
        )
        self._staging.place(built, submission.destination)
        records = [json.loads(sheet.record) for sheet in sheets]
        self._summary.graded += 1
        self._summary.count(records)
        points, most = (sum(record[key] for record in records) for key in ("points", "max"))
        self._watcher.graded(submission.student, points, most)
        if task.after is not None:
            task.after(submission.student)

    def _fail(self, student: str, error: SubmissionError) -> None:
        self._summary.failures.append((student, str(error)))
        self._watcher.failed(student, str(error))


def _bytes(running: dict[Future[list[work.Sheet]], Job], job: Job) -> int:
    return job.item.size + sum(one.item.size for one in running.values())


def record_name(notebook: str) -> str:
    """The file in which the verdicts of *notebook* lie, beside the graded notebook."""
    return f"{notebook}.verdicts.json"
