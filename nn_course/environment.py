"""Whether this Python can run the course; if not, a sentence says so, with the command.

This is asked before anything else is imported, and by any Python from 3.8 on: nothing newer is
written here, and nothing is imported that might be missing.
"""

from __future__ import annotations

import builtins
import os
import re
import sys
from importlib.util import find_spec

from nn_course import sentences
from nn_course.language import begin, spoken

__all__ = ["Unfit", "insist"]

said = spoken(sentences)

_PYTHONS = ((3, 11), (3, 13))

# What the lessons cannot do without: what pip is asked for, and the oldest version that all four
# of them have run with. Colab and Kaggle bring their own, which need not be ours.
_PACKAGES = {
    "torch": ("torch==2.13.0", (2, 6)),
    "numpy": ("numpy", (1, 26)),
    "matplotlib": ("matplotlib", (3, 10)),
}


class Unfit(ImportError):
    """This Python cannot run the course. A notebook shows the sentence alone."""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this in place of formatting a traceback, which would show our code."""
        return sentences.lines(str(self))


def insist() -> None:
    """Return if this Python can run the course, raise `Unfit` if not; takes a few milliseconds.

    It says so in the language that the environment asks for.

    ``python -m nn_course`` ends there and then, with the sentence alone.
    """
    begin()
    problem = _python() or _packages()
    if problem is None:
        return
    if sys.argv[:1] == ["-m"]:  # so it is while Python looks for the module that it shall run
        raise SystemExit(problem)
    raise Unfit(problem)


def _python() -> str | None:
    """The sentence for a Python that is too old or too new."""
    oldest, newest = _PYTHONS
    if oldest <= sys.version_info[:2] <= newest:
        return None
    launcher = "py -{}.{}" if os.name == "nt" else "python{}.{}"
    return said.WRONG_PYTHON.format(
        version="{}.{}.{}".format(*sys.version_info[:3]),
        executable=sys.executable,
        command=f"{launcher.format(*newest)} -m venv .venv",
    )


def _packages() -> str | None:
    """The sentence for packages that are missing, too old, or hidden by a learner's own file."""
    needs, has, wanted = [], [], []
    for package, (requirement, oldest) in _PACKAGES.items():
        try:
            spec = find_spec(package)
        except ValueError:  # a stand-in that somebody put among the imported modules
            continue
        if spec is not None and spec.origin and spec.submodule_search_locations is None:
            return said.HIDDEN_PACKAGE.format(file=spec.origin, package=package)
        if spec is None or not spec.origin:  # an empty folder of that name has no origin
            has.append(said.NO_PACKAGE.format(package=package))
        else:
            version = _version(package)
            if _new_enough(version, oldest):
                continue
            has.append(said.OLD_PACKAGE.format(package=package, version=version))
        least = "{}.{}".format(*oldest)
        needs.append(said.NEEDED_PACKAGE.format(package=package, oldest=least))
        wanted.append(requirement)
    if not wanted:
        return None
    return said.MISSING_PACKAGES.format(
        needs=", ".join(needs),
        has=", ".join(has),
        command=f"{_pip()} install --upgrade {' '.join(wanted)}",
    )


def _version(package: str) -> str:
    """What `package` says of itself, "" where it says nothing."""
    from importlib.metadata import PackageNotFoundError, version  # 30 ms in a bare Python

    try:
        return version(package) or ""
    except PackageNotFoundError:
        return ""


def _new_enough(version: str, oldest: tuple[int, int]) -> bool:
    numbers = re.match(r"(\d+)\.(\d+)", version)
    return numbers is None or (int(numbers[1]), int(numbers[2])) >= oldest


def _pip() -> str:
    """The pip of this very Python: in a notebook the magic that finds it, else by its path."""
    if hasattr(builtins, "get_ipython"):
        return "%pip"
    python = sys.executable or "python"
    return ('"{}" -m pip' if " " in python else "{} -m pip").format(python)
