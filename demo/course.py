"""The sample class goes through nbgrader: release, submit, collect, autograde, feedback.

Everything here is nbgrader's own API, configured by grader_config.py as the commands are, but for
the grading: nbjudge takes all of them in one run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.exchange.default import ExchangeSubmit
from traitlets.config import Config, PyFileConfigLoader

from demo.learners import Learner
from nbjudge.authoring import masters
from nbjudge.authoring.answers import fill, solutions
from nbjudge.autograde.command import autograde
from nbjudge.autograde.errors import GradingError
from nbjudge.autograde.summary import Summary, Watcher
from nbjudge.errors import NbjudgeError, SandboxError
from nbjudge.report.write import Report, report
from nbjudge.sandbox import Sandbox


class DemoFailed(Exception):
    """A step of the demonstration did not work; the text says which, with nbgrader's log."""

    @classmethod
    def step(cls, step: str, result: dict) -> DemoFailed:
        """`result` is what nbgrader's API returned for `step`."""
        log = "\n".join(str(result.get(key, "")) for key in ("log", "error")).strip()
        return cls(f"The step '{step}' failed. nbgrader says:\n{log}")

    @classmethod
    def nobody(cls, unknown: Sequence[str], known: Sequence[str]) -> DemoFailed:
        """The sample class has no learners of these names."""
        return cls(
            f"The sample class has no learner {', '.join(unknown)}: "
            f"they are called {known[0]} to {known[-1]}."
        )

    @classmethod
    def no_part(cls, unknown: Sequence[str], known: Sequence[str]) -> DemoFailed:
        """The course has no parts of these names."""
        return cls(f"The course has no {', '.join(unknown)}: its parts are {', '.join(known)}.")


def isolate() -> str:
    """Make the class gradable where there can be no sandbox: it is our own, so nobody attacks.

    Returns a sentence on that, nothing where the sandbox works. grader_config.py, and whatever is
    started from here, reads the environment variable this sets.
    """
    if "NBJUDGE_ISOLATION" in os.environ:
        return ""
    try:
        with Sandbox() as sandbox:
            sandbox.start()
    except SandboxError as error:
        os.environ["NBJUDGE_ISOLATION"] = "none"
        return f"Grading without a sandbox, which will do for this class of our own: {error}"
    return ""


class Course:
    """One assignment in the course directory at `root`, with its learners."""

    def __init__(self, root: Path, assignment: str, exchange: Path) -> None:
        self.root, self.assignment = root, assignment
        exchange.mkdir(parents=True, exist_ok=True)
        exchange.chmod(0o777)
        # grader_config.py reads this, for us and for every kernel and command below us
        os.environ["NBGRADER_EXCHANGE"] = str(exchange)
        os.chdir(root)
        self.config = Config(
            PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config(),
        )
        self.config.CourseDirectory.root = str(root)
        self.api = NbGraderAPI(config=self.config)
        self.exchange = exchange

    @property
    def outbound(self) -> Path:
        """Where the released assignment lies in the exchange."""
        return self.exchange / self.config.CourseDirectory.course_id / "outbound" / self.assignment

    def master_answers(self) -> dict[str, str]:
        """The right answers, by exercise: the master's own solution cells."""
        answers: dict[str, str] = {}
        for master in masters.masters(self.root / "source"):
            if master.parent.name == self.assignment:
                answers |= solutions(masters.derive(master))
        return answers

    def forget(self, names: Sequence[str]) -> None:
        """Remove what an earlier demonstration left of these learners in this assignment."""
        for name in names:
            for folder in ("submitted", "autograded", "feedback"):
                shutil.rmtree(self.root / folder / name / self.assignment, ignore_errors=True)
            for inbound in self.exchange.glob(f"*/inbound/{name}+{self.assignment}+*"):
                shutil.rmtree(inbound)
        with Gradebook(self.api.coursedir.db_url, self.api.coursedir.course_id) as gradebook:
            for name in names:
                try:
                    gradebook.remove_submission(self.assignment, name)
                except MissingEntry:
                    continue

    def release(self) -> None:
        """`nbgrader generate_assignment` and `nbgrader release_assignment`."""
        shutil.rmtree(self.outbound, ignore_errors=True)  # nbgrader does not release twice
        masters.write_all(self.root / "source")
        self._need("generate_assignment", self.api.generate_assignment(self.assignment))
        self._need("release_assignment", self.api.release_assignment(self.assignment))

    def submit(self, learner: Learner, home: Path) -> None:
        """Fill in the released notebooks as `learner` did, and `nbgrader submit` them."""
        for path in sorted(self.outbound.glob("*.ipynb")):
            notebook = fill(nbformat.read(path, as_version=4), learner.answers)
            if learner.has_run:
                code = (cell for cell in notebook.cells if cell.cell_type == "code")
                for count, cell in enumerate(code, start=1):
                    cell.execution_count = count
            target = home / self.assignment / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, target)
        config = Config(self.config)
        config.Exchange.assignment_dir = str(home)
        config.Exchange.cache = str(home / "cache")
        coursedir = type(self.api.coursedir)(config=config)
        coursedir.assignment_id, coursedir.student_id = self.assignment, learner.name
        ExchangeSubmit(
            coursedir=coursedir, authenticator=Authenticator(config=config), config=config
        ).start()

    def collect(self) -> None:
        """`nbgrader collect`."""
        self._need("collect", self.api.collect(self.assignment))

    def autograde(self, names: Sequence[str], watcher: Watcher) -> Summary:
        """`nbjudge autograde` for these learners; `watcher` is told how it goes."""
        try:
            summary = autograde(self.root, self.assignment, watcher, students=names, force=True)
        except NbjudgeError as error:
            raise DemoFailed(f"Grading failed: {error}") from None
        if summary.failures:
            raise DemoFailed(str(GradingError.not_all(summary.failures)))
        return summary

    def feedback(self, name: str) -> Path:
        """`nbgrader generate_feedback` for one learner; returns the folder it was written to."""
        result = self.api.generate_feedback(self.assignment, name)
        self._need(f"generate_feedback {name}", result)
        return self.root / "feedback" / name / self.assignment

    def report(self) -> Report:
        """`nbjudge report`: what the whole class could do, and what it misunderstood."""
        try:
            return report(self.root, self.assignment)
        except NbjudgeError as error:
            raise DemoFailed(f"The class report failed: {error}") from None

    def marks(self, name: str) -> dict[str, float]:
        """The marks of one learner in the gradebook, by name of the test cell."""
        coursedir = self.api.coursedir
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            submission = gradebook.find_submission(self.assignment, name)
            return {
                grade.name: grade.score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    @staticmethod
    def _need(step: str, result: dict) -> None:
        if not result["success"]:
            raise DemoFailed.step(step, result)
