"""Why a class cannot be graded: what is wrong, then what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nbjudge.errors import NbjudgeError
from nbjudge.plain import LONGEST_TEXT, one_line


class ClassError(NbjudgeError):
    """Grading cannot begin, or cannot go on. Nobody's marks are changed by that."""

    @classmethod
    def no_assignment(cls, assignment: str, known: Sequence[str]) -> ClassError:
        have = f"there are {', '.join(known)}" if known else "there is none yet"
        return cls(f"there is no assignment {assignment!r} in source/; {have}.")

    @classmethod
    def not_generated(cls, assignment: str) -> ClassError:
        return cls(
            f"the gradebook does not know {assignment} yet. "
            f"Run: nbgrader generate_assignment {assignment}"
        )

    @classmethod
    def no_submissions(cls, assignment: str, pattern: str, students: Sequence[str]) -> ClassError:
        whose = f" of {', '.join(students)}" if students else ""
        return cls(
            f"there is no submission{whose} to {assignment}: nothing matches {pattern}. "
            f"Run `nbgrader collect {assignment}`, or put the submissions there."
        )

    @classmethod
    def out_of_step(cls, assignment: str, differences: Sequence[str], most: int = 5) -> ClassError:
        lines = [f"  {line}" for line in differences[:most]]
        if len(differences) > most:
            lines.append(f"  and {len(differences) - most} more")
        return cls(
            f"the gradebook and the master of {assignment} are out of step:\n"
            + "\n".join(lines)
            + f"\nRun: nbgrader generate_assignment {assignment}"
        )

    @classmethod
    def no_master(cls, script: Path) -> ClassError:
        return cls(
            f"the gradebook has the notebook {script.stem}, but neither {script} nor "
            f"{script.with_suffix('.ipynb').name} beside it exists. Put the master back, or remove "
            "the notebook with nbgrader."
        )

    @classmethod
    def no_notebook(cls, pattern: str, known: Sequence[str]) -> ClassError:
        return cls(f"no notebook matches {pattern!r}; the assignment has {', '.join(known)}.")

    @classmethod
    def unreadable_master(cls, notebook: Path, reason: str) -> ClassError:
        return cls(f"{notebook} is no notebook that can be read: {reason.strip()}")

    @classmethod
    def bad_setting(cls, message: str) -> ClassError:
        return cls(f"grader_config.py sets something that cannot be: {message}")

    @classmethod
    def bad_workers(cls, workers: int) -> ClassError:
        return cls(f"{workers} workers cannot grade anything: use 1 or more.")

    @classmethod
    def workers_and_scheduler(cls) -> ClassError:
        return cls(
            "--workers is for grading on this machine. With --scheduler the cluster's workers are "
            "used, all of them: leave one of the two out."
        )

    @classmethod
    def no_execute(cls) -> ClassError:
        return cls(
            "--no-execute takes outputs that learners handed in for their marks, which nbjudge "
            'does not do. To have it, set c.Judging.engine = "nbgrader" in grader_config.py.'
        )

    @classmethod
    def database(cls, reason: str) -> ClassError:
        return cls(
            f"the gradebook cannot be used ({reason.strip()}). If nbgrader was upgraded lately, "
            "back up gradebook.db and run: nbgrader db upgrade"
        )

    @classmethod
    def no_driver(cls, url: str, reason: str) -> ClassError:
        kind = url.partition(":")[0]
        return cls(
            f"the gradebook is a database of kind {kind}, for which this Python has no driver "
            f"({reason}). Install that, or name one that is installed in "
            "c.CourseDirectory.db_url (docs/cluster.md)"
        )


class ClusterError(ClassError):
    """A Dask cluster cannot be used, or cannot any longer."""

    @classmethod
    def no_dask(cls) -> ClusterError:
        return cls(
            "grading on a cluster needs Dask, which is not installed here. Run "
            "`pip install distributed`, in the version that the cluster has."
        )

    @classmethod
    def unreachable(cls, address: str, seconds: float, reason: str) -> ClusterError:
        return cls(
            f"no Dask scheduler answered at {address} within {seconds:.0f} s "
            f"({reason.strip() or 'no reason'}). The address is what `dask scheduler` prints when "
            "it starts, like tcp://HOST:8786; the port of the dashboard, 8787, is not it."
        )

    @classmethod
    def unable(cls, reasons: Mapping[str, str]) -> ClusterError:
        return cls(
            "the cluster cannot grade this:\n"
            + "\n".join(f"  {place}: {reason}" for place, reason in reasons.items())
            + "\nScheduler and workers need the packages that are installed here, and workers "
            "bubblewrap."
        )

    @classmethod
    def differs(cls, differences: Mapping[str, Sequence[str]]) -> ClusterError:
        return cls(
            "marks might depend on who gives them, since workers differ from what is installed "
            "here:\n"
            + "\n".join(f"  {place} has {', '.join(each)}" for place, each in differences.items())
            + "\nInstall the same versions there."
        )

    @classmethod
    def lost(cls, address: str) -> ClusterError:
        return cls(
            f"the connection to the scheduler at {address} was lost. What was graded before stays; "
            "run the same command again for the rest."
        )


class SubmissionError(NbjudgeError):
    """One submission could not be graded, for no fault of its own."""

    @classmethod
    def unknown_student(cls, student: str) -> SubmissionError:
        return cls(
            "the gradebook has no such student, and create_student is off. "
            f"Run: nbgrader db student add {student}"
        )

    @classmethod
    def worker_lost(cls, times: int) -> SubmissionError:
        return cls(
            f"the worker that graded this died {times} times. Look for the kernel's out-of-memory "
            "killer in `dmesg`, and use fewer workers."
        )

    @classmethod
    def workers_killed(cls, times: int) -> SubmissionError:
        return cls(
            f"workers of the cluster died each time they took this up, at the end {times} of them "
            "while nothing else was graded. Look into their logs, and grade this learner without "
            "--scheduler, by --student."
        )

    @classmethod
    def unexpected(cls, error: BaseException) -> SubmissionError:
        return cls(f"nbjudge itself failed: {type(error).__name__}: {error}")


class WorkerLost(Exception):
    """A worker died, or was killed since it did not come to an end."""

    @classmethod
    def died(cls, status: int | None) -> WorkerLost:
        return cls(f"a worker ended with status {status}")

    @classmethod
    def late(cls, seconds: float) -> WorkerLost:
        return cls(f"a worker did not finish within {seconds:.0f} s")


class WorkersKilled(WorkerLost):
    """Workers of a cluster died while they had this call, and others. Which did it is not known."""

    count = 0

    @classmethod
    def times(cls, count: int) -> WorkersKilled:
        made = cls(f"{count} workers died")
        made.count = count
        return made


class GradingError(NbjudgeError):
    """Somebody was not graded."""

    @classmethod
    def nothing_graded(cls, log: str) -> GradingError:
        return cls(f"nbgrader graded no submission at all. Its log ends with:\n{log.rstrip()}")

    @classmethod
    def not_all(cls, failures: Iterable[tuple[str, str]]) -> GradingError:
        lines = [f"  {student}: {one_line(reason, LONGEST_TEXT)}" for student, reason in failures]
        return cls("not everybody could be graded:\n" + "\n".join(lines))
