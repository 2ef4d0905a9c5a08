"""Everything nbjudge raises on purpose: what is wrong, then what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

HEADER = """\
# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---
"""


class NbjudgeError(Exception):
    """The base of all errors here. Its text is one message for a person, without a traceback."""


class CourseError(NbjudgeError):
    """The directory is not a course that can be built or graded."""

    @classmethod
    def no_config(cls, root: Path) -> CourseError:
        return cls(
            f"{root} has no nbgrader_config.py, so it is no course directory: "
            "run this in the course's root, or name it with --root."
        )

    @classmethod
    def no_masters(cls, source: Path) -> CourseError:
        return cls(f"{source} holds no master: expected {source}/<assignment>/<notebook>.py.")

    @classmethod
    def failed(cls, step: str, log: str) -> CourseError:
        return cls(f"nbgrader's {step} failed. Its log ends with:\n{log.rstrip()}")


class MasterError(NbjudgeError):
    """A master cannot be turned into a notebook."""

    @classmethod
    def no_header(cls, master: Path) -> MasterError:
        return cls(
            f"{master} has no jupytext header (percent format, paired with ipynb). "
            f"Put these lines at its very top:\n{HEADER}"
        )

    @classmethod
    def comment_before_cells(cls, master: Path, text: str) -> MasterError:
        line = text.strip().splitlines()[0]
        return cls(
            f"{master}: the line {line!r} stands between the header and the first '# %%', so it "
            "would become a cell of its own. Delete it, or give it a cell."
        )

    @classmethod
    def not_an_id(cls, master: Path | str, grade_id: str) -> MasterError:
        return cls(
            f"{master}: the grade_id {grade_id!r} cannot be a cell id. "
            "Use 1 to 64 letters, digits, '-' and '_'."
        )

    @classmethod
    def twice(cls, master: Path | str, grade_id: str) -> MasterError:
        return cls(f"{master}: two cells have the grade_id {grade_id!r}. Rename one of them.")

    @classmethod
    def unclosed(cls, where: str, begin: str, end: str) -> MasterError:
        return cls(f"{where}: '{begin}' is not followed by '{end}'. Add the missing line.")

    @classmethod
    def edited_apart(cls, notebook: Path, master: Path) -> MasterError:
        return cls(
            f"{notebook} was changed after {master.name}, and the change is not in {master.name}: "
            "it was saved by a program without jupytext. To keep the change, run "
            f"`jupytext --to py:percent {notebook}`; to drop it, delete {notebook}. "
            "Then build again."
        )


class SolutionError(NbjudgeError):
    """A master's own solution does not run."""

    @classmethod
    def raised(cls, notebook: str, cell: str, ename: str, evalue: str) -> SolutionError:
        return cls(
            f"{notebook}: the solution's cell {cell!r} raised {ename}: {evalue}\n"
            f"Mend the cell in the master, or give it the tag 'raises-exception' if it is meant to."
        )


class OutOfStepError(NbjudgeError):
    """Generated files are not what their masters would generate."""

    @classmethod
    def listing(cls, differences: Iterable[object], command: str) -> OutOfStepError:
        lines = [f"  {difference}" for difference in differences]
        return cls(
            "Generated files are out of step with their masters in source/:\n"
            + "\n".join(lines)
            + f"\nEdit the master, never the generated file; then run: {command}"
        )


class AnswerError(NbjudgeError):
    """Answers do not fit the notebook they are for."""

    @classmethod
    def no_such_cell(cls, wanted: Iterable[str], known: Iterable[str]) -> AnswerError:
        return cls(
            f"the notebook has no solution cell {', '.join(sorted(wanted))}; "
            f"it has {', '.join(known) or 'none at all'}."
        )


class GradingError(NbjudgeError):
    """nbgrader did not grade what it was given."""

    @classmethod
    def nothing_graded(cls, log: str) -> GradingError:
        return cls(f"nbgrader graded no submission at all. Its log ends with:\n{log.rstrip()}")


class BundleError(NbjudgeError):
    """The learner's bundle cannot be made."""

    @classmethod
    def missing(cls, path: Path, command: str) -> BundleError:
        return cls(f"{path} is missing, and the bundle needs it. Run: {command}")

    @classmethod
    def wheel_failed(cls, log: str) -> BundleError:
        return cls(f"pip could not build the wheel. Its output ends with:\n{log.rstrip()}")
