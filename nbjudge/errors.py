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


class TranslationError(NbjudgeError):
    """A translation cannot be used, or is out of step with what it translates."""

    @classmethod
    def unreadable(cls, file: Path, error: Exception) -> TranslationError:
        return cls(f"{file} cannot be read as a catalogue of gettext ({error}). Mend that line.")

    @classmethod
    def missing(cls, file: Path) -> TranslationError:
        return cls(
            f"{file} is missing, so these lessons cannot be released in that language: "
            f"run `nbjudge translations {file.stem}`, then translate what is empty in that file."
        )

    @classmethod
    def no_language(cls, language: str) -> TranslationError:
        return cls(f"{language!r} is no code of a language: use two or three letters, such as fr.")


class AnswerError(NbjudgeError):
    """Answers do not fit the notebook they are for."""

    @classmethod
    def no_such_cell(cls, wanted: Iterable[str], known: Iterable[str]) -> AnswerError:
        return cls(
            f"the notebook has no solution cell {', '.join(sorted(wanted))}; "
            f"it has {', '.join(known) or 'none at all'}."
        )


class BundleError(NbjudgeError):
    """The learner's bundle cannot be made."""

    @classmethod
    def missing(cls, path: Path, command: str) -> BundleError:
        return cls(f"{path} is missing, and the bundle needs it. Run: {command}")

    @classmethod
    def wheel_failed(cls, log: str) -> BundleError:
        return cls(f"pip could not build the wheel. Its output ends with:\n{log.rstrip()}")


class SandboxError(NbjudgeError):
    """Submissions cannot be run apart from everything else. Not a learner's fault."""

    _UNLESS = 'To grade without isolation, submissions you trust only, set isolation="none".'

    @classmethod
    def not_linux(cls, platform: str) -> SandboxError:
        return cls(
            f"the sandbox needs Linux, and this is {platform}: grade on Linux, in a virtual "
            f"machine or under WSL 2. {cls._UNLESS}"
        )

    @classmethod
    def no_fork(cls, platform: str) -> SandboxError:
        return cls(f"grading forks processes, which {platform} cannot: use Linux, macOS or WSL 2.")

    @classmethod
    def not_installed(cls) -> SandboxError:
        return cls(
            "the sandbox needs bubblewrap, and there is no `bwrap` on PATH. Install it: "
            "`sudo apt install bubblewrap` or "
            f"`sudo dnf install bubblewrap`. {cls._UNLESS}"
        )

    @classmethod
    def forbidden(cls, remedy: str, log: str) -> SandboxError:
        return cls(
            f"this system does not let bubblewrap make a sandbox ({log.strip() or 'no reason'}). "
            f"{remedy} {cls._UNLESS}"
        )

    @classmethod
    def unknown_isolation(cls, isolation: str) -> SandboxError:
        return cls(f'isolation is "bwrap" or "none", not {isolation!r}.')

    @classmethod
    def not_importable(cls, module: str) -> SandboxError:
        return cls(
            f"the sandbox is to contain {module!r}, but there is no such module: install it."
        )

    @classmethod
    def template_failed(cls, reason: str) -> SandboxError:
        return cls(
            f"the template process did not get ready: {reason.strip() or 'it ended silently'}. "
            "Check the modules it is to preload."
        )

    @classmethod
    def threads(cls, count: int) -> SandboxError:
        return cls(
            f"the preloaded modules started {count - 1} threads, and a process with threads cannot "
            "be forked safely: preload fewer modules, or import the one to blame in the notebook."
        )

    @classmethod
    def keeps_dying(cls, times: int) -> SandboxError:
        return cls(
            f"the template process died {times} times without finishing a submission, so something "
            "outside the submissions is wrong: look for the kernel's out-of-memory killer in "
            "`dmesg`, and use fewer workers."
        )

    @classmethod
    def closed(cls) -> SandboxError:
        return cls("this sandbox is closed: make a new one.")
