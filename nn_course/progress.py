"""How far a learner has come: which checks passed, which hints were given.

It lies as `progress.json` in the learner's work folder, readable and theirs to delete; without
such a folder it lasts as long as the kernel. It is never marks, and nothing ever fails for want
of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["FILE", "MARK", "VARIABLE", "Entry", "checked", "folder", "hinted", "of"]

FILE = "progress.json"
VARIABLE = "NN_COURSE_WORK"
# The line that tells the nbgrader_config.py of a work folder from any other.
MARK = "made by `python -m nn_course start`"

_FARTHEST = 4  # folders above the notebook's own


@dataclass
class Entry:
    """What is known about one exercise.

    `passed` is how the last check ended, `tries` how many checks there were, `seen` the
    misconception that the last one recognised; `hints` counts the hints given of each series.
    """

    passed: bool = False
    tries: int = 0
    seen: str | None = None
    hints: dict[str, int] = field(default_factory=dict)


_in_memory: dict[str, Entry] = {}


def folder() -> Path | None:
    """The learner's work folder: the one that was started, or the nearest above this notebook."""
    named = os.environ.get(VARIABLE)
    if named and Path(named).is_dir():
        return Path(named)
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return None
    for place in (here, *here.parents)[: _FARTHEST + 1]:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if MARK in (place / "nbgrader_config.py").read_text(encoding="utf-8"):
                return place
    return None


def checked(part: str, name: str, passed: bool, seen: str | None) -> None:
    """A check of the exercise `name` of `part` ended; `seen` is the misconception it named."""
    with _entry(part, name) as entry:
        entry.passed, entry.seen, entry.tries = passed, seen, entry.tries + 1


def hinted(part: str, name: str, series: str) -> int:
    """How many hints of `series` were given before; one more is counted from now on."""
    with _entry(part, name) as entry:
        before = entry.hints.get(series, 0)
        entry.hints[series] = before + 1
    return before


def of(part: str, name: str, work: Path | None = None) -> Entry:
    """What is known about the exercise `name` of `part`, in `work` or where the learner is."""
    return _read(work or folder()).get(f"{part}/{name}", Entry())


@contextlib.contextmanager
def _entry(part: str, name: str) -> Iterator[Entry]:
    """The entry of an exercise, to be changed and kept."""
    if "NBGRADER_EXECUTION" in os.environ:  # the submission is marked, or validated
        yield Entry()
        return
    work = folder()
    entries = _read(work)
    yield entries.setdefault(f"{part}/{name}", Entry())
    if work is not None:
        with contextlib.suppress(OSError):  # a full or read-only disk is no reason to stop
            _write(work / FILE, entries)


def _read(work: Path | None) -> dict[str, Entry]:
    if work is None:
        return _in_memory
    file = work / FILE
    try:
        held = json.loads(file.read_text(encoding="utf-8"))["exercises"]
        return {name: _from(entry) for name, entry in held.items()}
    except FileNotFoundError:
        return {}
    except OSError:
        return _in_memory
    except (ValueError, KeyError, TypeError, AttributeError):
        with contextlib.suppress(OSError):  # kept beside it, not written over
            file.replace(file.with_suffix(".damaged.json"))
        return {}


def _from(held: dict[str, Any]) -> Entry:
    return Entry(
        bool(held["passed"]),
        int(held["tries"]),
        None if held["seen"] is None else str(held["seen"]),
        {str(series): int(count) for series, count in held["hints"].items()},
    )


def _write(file: Path, entries: dict[str, Entry]) -> None:
    """Written beside it and put in its place, so that there is never half a file."""
    text = json.dumps({"exercises": {name: asdict(one) for name, one in entries.items()}}, indent=1)
    number, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{FILE}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as half:
            half.write(text + "\n")
        os.replace(beside, file)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
