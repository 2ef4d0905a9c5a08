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
    def no_language(cls, language: str) -> TranslationError:
        return cls(f"{language!r} is no code of a language: use two or three letters, such as fr.")

    @classmethod
    def listing(cls, problems: Iterable[object], command: str) -> TranslationError:
        lines = [f"  {problem}" for problem in problems]
        return cls(
            "Translations are out of step with the English texts:\n"
            + "\n".join(lines)
            + f"\nRun {command}, then translate what is empty or fuzzy in these files."
        )


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


class WireError(NbjudgeError):
    """Data between a learner's process and the judge cannot be sent, or is not what it should be.

    The sentences tell what the data is, never what it holds: a learner's process may have made it.
    """

    @classmethod
    def malformed(cls, what: str) -> WireError:
        return cls(f"the data from the other process is damaged: {what}.")

    @classmethod
    def too_much(cls, what: str, limit: int, unit: str) -> WireError:
        return cls(f"{what} is too large: at most {limit:,} {unit} are allowed. Use smaller data.")

    @classmethod
    def too_deep(cls, limit: int) -> WireError:
        return cls(f"lists stand inside lists more than {limit} deep. Use flatter data.")

    @classmethod
    def cyclic(cls) -> WireError:
        return cls("a list, dict or gradient contains itself. Remove the cycle.")

    @classmethod
    def bad_key(cls, kind: str) -> WireError:
        return cls(f"a dict or set holds {kind} as a key. Use numbers, strings or tuples of them.")

    @classmethod
    def same_key(cls) -> WireError:
        return cls("a dict or set has two keys that are equal. Keep one of them.")

    @classmethod
    def bad_text(cls) -> WireError:
        return cls("a string holds half of a surrogate pair, which is no text. Leave it out.")

    @classmethod
    def unreadable(cls, what: str, remedy: str) -> WireError:
        return cls(f"{what} cannot be judged. {remedy}")

    @classmethod
    def changed_kind(cls, index: int, before: str, after: str) -> WireError:
        return cls(
            f"an argument ({index}, counted from 0 over all that can be changed) was {before} and "
            f"came back as {after}. Change the values in place, or return a new object."
        )

    @classmethod
    def read_only(cls, index: int) -> WireError:
        return cls(
            f"an argument ({index}, counted from 0 over all that can be changed) is read-only or "
            "holds one number in several places, and the call changed it. "
            "Make a copy first."
        )

    @classmethod
    def timeout(cls) -> WireLate:
        return WireLate("the other process did not answer in time.")

    @classmethod
    def gone(cls, when: str) -> PeerGone:
        return PeerGone(f"the other process ended {when}.")


class WireLate(WireError):
    """The other process let the deadline pass."""


class PeerGone(WireError):
    """The other process closed its end, or died."""
