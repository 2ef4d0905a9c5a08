"""A learner's files, changed with care: never half a file, and a copy of what was there."""

from __future__ import annotations

import json
import os
import tempfile
from itertools import count
from pathlib import Path

from nn_course.start.notebook import Content


def backup(file: Path, why: str) -> Path:
    """A copy of `file` beside it, named for `why`, under a name that nothing has yet."""
    content = file.read_bytes()
    for number in count(1):
        copied = file.with_name(
            f"{file.stem}.before-{why}{f'-{number}' if number > 1 else ''}{file.suffix}"
        )
        try:
            with copied.open("xb") as kept:
                kept.write(content)
        except FileExistsError:
            continue
        return copied
    raise AssertionError("numbers do not end")


def as_text(content: Content) -> str:
    """The notebook as Jupyter writes it."""
    return json.dumps(content, indent=1, ensure_ascii=False, separators=(",", ": ")) + "\n"


def write(file: Path, text: str) -> None:
    """Written beside it and put in its place, as Jupyter writes notebooks: never half a file."""
    number, half = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as written:
            written.write(text)
        os.chmod(half, file.stat().st_mode if file.exists() else 0o644)
        os.replace(half, file)
    except OSError:
        Path(half).unlink(missing_ok=True)
        raise
