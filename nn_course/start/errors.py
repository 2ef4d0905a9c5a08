"""The errors of the commands and of the work folder.

Each message is one sentence or two that say what is wrong and what to do.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from nn_course.language import _


class StartError(RuntimeError):
    """A command of the course cannot do what it was asked to; the message is for its user."""

    @classmethod
    def no_lessons(cls, package: Path) -> StartError:
        """Neither in `package` nor beside it are any notebooks."""
        return cls(
            _(
                "The lessons are missing beside {package}: install nn-course again, or run "
                "`make build` in a clone."
            ).format(package=package)
        )

    @classmethod
    def not_a_folder(cls, path: Path) -> StartError:
        """`path` should be the work folder but is a file."""
        return cls(
            _(
                "{path} is a file, but your copy of the lessons needs a folder there: rename "
                "the file, or choose another folder with --work."
            ).format(path=path)
        )

    @classmethod
    def not_writable(cls, path: Path, reason: str) -> StartError:
        """The work folder `path` cannot be made or written to, for `reason`."""
        return cls(
            _(
                "Your copy of the lessons cannot be written to {path} ({reason}): choose a "
                "folder of your own with --work."
            ).format(path=path, reason=reason)
        )

    @classmethod
    def no_package(cls, name: str) -> StartError:
        """The commands need the module `name`, which is not there."""
        return cls(
            _(
                "The commands of the course need {name}, which is not installed here: "
                "`{python} -m pip install {name}` brings it."
            ).format(name=name, python=sys.executable)
        )

    @classmethod
    def no_jupyterlab(cls) -> StartError:
        """JupyterLab is not installed for this Python."""
        return cls(
            _(
                "The notebooks open in JupyterLab, which is not installed here: `{python} -m "
                "pip install jupyterlab==4.6.6` brings it."
            ).format(python=sys.executable)
        )

    @classmethod
    def no_file(cls, path: Path) -> StartError:
        """There is no notebook at `path`."""
        return cls(
            _(
                "There is no notebook {path}. `python -m nn_course start` makes your copy of "
                "the lessons, and brings back those that are missing."
            ).format(path=path)
        )

    @classmethod
    def unreadable(cls, path: Path, reason: str) -> StartError:
        """`path` cannot be read, for `reason`."""
        return cls(
            _("{path} cannot be read ({reason}): name a notebook file of the course.").format(
                path=path, reason=reason
            )
        )

    @classmethod
    def not_json(cls, path: Path, reason: str) -> StartError:
        """What stands in `path` is no JSON."""
        return cls(
            _(
                "{path} is no notebook: it does not hold JSON ({reason}). If it was one, go "
                "back to a copy of it; a damaged file cannot be checked or changed."
            ).format(path=path, reason=reason)
        )

    @classmethod
    def no_notebook(cls, path: Path) -> StartError:
        """`path` is JSON but has no cells."""
        return cls(
            _(
                "{path} is no notebook of this kind: it does not hold a list of cells. Name "
                "one of the course, for example part1/from_scratch.ipynb."
            ).format(path=path)
        )

    @classmethod
    def another_notebook(cls, path: Path) -> StartError:
        """`path` is a notebook without an exercise of the course."""
        return cls(
            _(
                "{path} is not a notebook of this course: it has none of its exercises. Name "
                "one that is, for example part1/from_scratch.ipynb."
            ).format(path=path)
        )

    @classmethod
    def ordinary_cell(cls, number: int, source: str, said: str) -> StartError:
        """Cell `number`, which is no exercise, did not run; `said` is a sentence on why."""
        line = next((line for line in source.splitlines() if line.strip()), "").strip()
        return cls(
            _(
                "Cell {number}, which begins with `{line}`, did not run to its end. {said} It "
                "is no exercise, so nothing below it was checked: mend that cell, or delete it "
                "if it is yours."
            ).format(number=number, line=line, said=said)
        )

    @classmethod
    def which_part(cls, name: str, parts: Sequence[str]) -> StartError:
        """Several parts have an exercise called `name`."""
        said = _(
            "There is an exercise called {name} in {first} and in {last}: add --part {first} or "
            "--part {last}."
        )
        return cls(said.format(name=name, first=parts[0], last=parts[-1]))

    @classmethod
    def cannot_write(cls, path: Path, reason: str) -> StartError:
        """`path` cannot be changed, for `reason`."""
        return cls(
            _("{path} cannot be changed ({reason}): nothing was done.").format(
                path=path, reason=reason
            )
        )

    @classmethod
    def lab_runs(cls, path: Path, address: str) -> StartError:
        """The notebooks in `path` may be open in the JupyterLab at `address`."""
        return cls(
            _(
                "JupyterLab is running in {path}, and a notebook that is open there must not be "
                "changed: end JupyterLab first, or choose the language at the top of its start "
                "page, {address}nn-course."
            ).format(path=path, address=address)
        )
