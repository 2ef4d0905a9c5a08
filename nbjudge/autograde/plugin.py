"""nbgrader's Autograde by way of nbjudge: `nbgrader autograde`, formgrader and `nbjudge autograde`.

grader_config.py calls `install`.
"""

from __future__ import annotations

import fnmatch
import glob
import os
import re
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, ClassVar

from nbgrader import utils
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties

from nbjudge import formgrader
from nbjudge.autograde import lean, masters, step, walk, work
from nbjudge.autograde.command import MODULES
from nbjudge.autograde.errors import ClassError, GradingError
from nbjudge.autograde.files import Rules, Staging
from nbjudge.autograde.gradebook import Book
from nbjudge.autograde.late import Lateness
from nbjudge.autograde.pool import Pool
from nbjudge.autograde.run import ClassRun, Submission, Task
from nbjudge.autograde.summary import Summary, Watcher
from nbjudge.autograde.traits import Judging
from nbjudge.autograde.workplace import Workplace
from nbjudge.errors import NbjudgeError
from nbjudge.logs import guard_logs
from nbjudge.plain import LONGEST_TEXT, one_line

# Where nbgrader looks for its class. Its own module is none of them: the original's methods find
# the original there, which they need when nbgrader's own engine is asked for.
_PLACES = ("nbgrader.converters", "nbgrader.apps.autogradeapp", "nbgrader.apps.api")
_MARGIN_SECONDS = 60.0
_LOOKED_AT = 20
_HEAD_BYTES = 2**22


def install() -> None:
    """Put `JudgedAutograde` in the place of nbgrader's Autograde, in whatever is loaded or will be.

    Where formgrader is loaded, its pages are protected from what learners wrote.

    Call it from the configuration file, which nbgrader's commands and formgrader read before they
    grade anything. What these log is harmless for a terminal from then on.
    """
    guard_logs()
    for name in _PLACES:
        if name in sys.modules:
            sys.modules[name].Autograde = JudgedAutograde  # type: ignore[attr-defined]
    formgrader.protect()


class JudgedAutograde(Autograde):
    """Autograde with nbjudge's execution and marks.

    It is configured as Autograde is, and by `Judging`. nbgrader's sanitizing and executing steps
    do not apply; of `autograde_preprocessors` only AssignLatePenalties is looked for.
    """

    run_class: ClassVar[type[ClassRun]] = ClassRun

    def start(self) -> None:
        """Grade what CourseDirectory names. nbgrader's command and formgrader call this."""
        try:
            judging = Judging.of(self.config)
            if judging.engine == "nbgrader":
                super().start()
                return
            with Pool(judging.workers, modules=MODULES) as pool, utils.chdir(self.coursedir.root):
                summary = self.grade(judging, pool, _Log(self.log))
            for line in summary.lines():
                self.log.info(line)
            if summary.failures:
                raise GradingError.not_all(summary.failures)
        except NbjudgeError as error:
            self.log.error(str(error))
            raise NbGraderException(str(error)) from error

    def grade(
        self,
        judging: Judging,
        pool: Executor,
        watcher: Watcher,
        students: Sequence[str] = (),
        started: float | None = None,
    ) -> Summary:
        """Grade what CourseDirectory names, or the submissions of *students*, in *pool*.

        Raises NbjudgeError where nobody can be graded. *started*, a monotonic time, is when what
        is timed began.
        """
        started = time.monotonic() if started is None else started
        assignment, settings = self.coursedir.assignment_id, judging.settings()
        if not self.config.Execute.get("enabled", True):
            raise ClassError.no_execute()
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))
        source = Path(os.path.normpath(source))
        if not source.is_dir():
            known = [one.name for one in sorted(source.parent.glob("[!.]*")) if one.is_dir()]
            raise ClassError.no_assignment(assignment, known)
        submissions = self._submissions(assignment, students)
        with (
            Book(self.coursedir.db_url, self.coursedir.course_id, assignment) as book,
            self._staging() as staging,
        ):
            wanted = self._masters(assignment, source, book, settings.stub)
            task = Task(
                assignment,
                wanted,
                settings,
                source,
                force=self.force,
                create_student=self.create_student,
                learners_own=self.exclude_overwriting.get(assignment, []),
                penalty=self._penalty(),
                before=self._hook(self.pre_convert_hook, "Pre", wanted),
                after=self._hook(self.post_convert_hook, "Post", wanted),
                started=started,
            )
            in_flight = lambda _: 2 * judging.workers  # noqa: E731
            if isinstance(pool, Workplace):
                pool.limit = len(wanted) * settings.notebook_timeout + _MARGIN_SECONDS
                pool.prepare(work.prepare, _likely(wanted, submissions), settings)
                pool.require(settings)
                in_flight = pool.in_flight
            lean.collect_again()  # all is imported
            run = self.run_class(task, book, staging, watcher)
            return run.run(submissions, pool, in_flight)

    def _masters(
        self, assignment: str, source: Path, book: Book, stub: str
    ) -> tuple[masters.Master, ...]:
        found = [
            masters.read(source, name, stub)
            for name in book.notebooks
            if fnmatch.fnmatchcase(name, self.coursedir.notebook_id)
        ]
        out_of_step = [
            f"{master.name}: {line}"
            for master in found
            for line in step.differences(master.notebook, book.notebooks[master.name])
        ]
        if out_of_step:
            raise ClassError.out_of_step(assignment, out_of_step)
        if not found:
            raise ClassError.no_notebook(self.coursedir.notebook_id, list(book.notebooks))
        return tuple(found)

    def _submissions(self, assignment: str, students: Sequence[str]) -> list[Submission]:
        """Whatever stands where a submission does, readable or not, sorted by student."""
        pattern = re.compile(self._format_source(re.escape(assignment), "(?P<id>.*)", escape=True))
        excluded = self.coursedir.student_id_exclude.split(",")
        found: dict[str, Submission] = {}
        missing = []
        for student in students or [self.coursedir.student_id]:
            places = glob.glob(self._format_source(glob.escape(assignment), student))
            if not places:
                missing.append(student)
            for place in places:
                match = pattern.fullmatch(place)
                if match is None or match["id"] in excluded:
                    continue
                name = match["id"]
                destination = os.path.normpath(self._format_dest(assignment, name))
                found[name] = Submission(name, Path(place), Path(destination))
        if missing:
            where = self._format_source(assignment, missing[0])
            raise ClassError.no_submissions(assignment, where, missing if students else [])
        return [found[name] for name in sorted(found)]

    def _staging(self) -> Staging:
        coursedir = self.coursedir
        top = coursedir.format_path(self._output_directory, ".", ".")
        rules = Rules(
            coursedir.ignore,
            coursedir.max_file_size,
            coursedir.max_dir_size,
            int(str(self.permissions), 8),
            coursedir.groupshared,
        )
        return Staging(Path(os.path.normpath(top)), rules)

    def _penalty(self) -> Lateness | None:
        steps = self.autograde_preprocessors
        named = [one for one in steps if _is(one, AssignLatePenalties)]
        return Lateness(named[0](parent=self)) if named else None

    def _hook(self, hook: Any, when: str, wanted: Sequence[masters.Master]) -> Any:
        if not hook:
            return None

        def call(student: str) -> None:
            folder = self._format_source(self.coursedir.assignment_id, student)
            notebooks = [os.path.join(folder, f"{master.name}.ipynb") for master in wanted]
            self.log.info("Running %s-convert hook", when.lower())
            try:
                hook(assignment=self.coursedir.assignment_id, student=student, notebooks=notebooks)
            except Exception:
                self.log.info("%s-convert hook failed", when, exc_info=True)

        return call


def _likely(
    wanted: Sequence[masters.Master], submissions: Sequence[Submission]
) -> list[masters.Master]:
    """The masters in the languages of a few submissions, so that workers begin with these ready."""
    if not any(master.others for master in wanted):
        return list(wanted)
    found: dict[str, masters.Master] = {}
    for submission in submissions[:: max(1, len(submissions) // _LOOKED_AT)]:
        for master in wanted:
            opened = walk.open_regular(submission.folder / f"{master.name}.ipynb")
            if opened is not None:
                with opened:
                    spoken = master.of_language_of([opened.read(_HEAD_BYTES)])
                found.setdefault(spoken.digest, spoken)
    return list(found.values()) or list(wanted)


def _is(step: Any, kind: type) -> bool:
    return isinstance(step, type) and issubclass(step, kind)


class _Log:
    """Tells nbgrader's log how it goes."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def begin(self, total: int) -> None:
        self._log.info("Grading %d submission(s)", total)

    def graded(self, student: str, points: float, most: float) -> None:
        self._log.info("Graded %s: %g of %g", student, points, most)

    def unchanged(self, student: str) -> None:
        self._log.info("Skipping %s: graded already, and nothing has changed", student)

    def failed(self, student: str, reason: str) -> None:
        self._log.error("%s could not be graded: %s", student, one_line(reason, LONGEST_TEXT))

    def remark(self, student: str, sentence: str) -> None:
        self._log.warning("%s: %s", student, one_line(sentence, LONGEST_TEXT))
