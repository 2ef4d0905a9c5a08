"""What lies in a submission's folder, seen without trust."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MOST_ENTRIES = 10_000
_DEEPEST = 20
_LARGEST_DIGESTED = 80 * 2**20  # beyond, size and time stand for the content
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Entry:
    """Something in a folder that is no folder: its *path* from the top, and its own status."""

    path: str
    file: Path
    status: os.stat_result

    @property
    def regular(self) -> bool:
        return stat.S_ISREG(self.status.st_mode)


def entries(folder: Path, ignore: Sequence[str] = ()) -> Iterator[Entry]:
    """The entries below *folder*, sorted, at most MOST_ENTRIES; links are entries, not followed.

    Names that match a pattern of *ignore* are left out, folders with all they hold, as nbgrader's
    ``CourseDirectory.ignore`` has it.
    """
    left = MOST_ENTRIES
    waiting = [(folder, "", 0)]
    while waiting and left:
        where, prefix, depth = waiting.pop()
        try:
            found = sorted(os.scandir(where), key=lambda one: one.name)
        except OSError:
            continue
        folders = []
        for one in found[:left]:
            left -= 1
            if ignored(one.name, ignore):
                continue
            try:
                status = one.stat(follow_symlinks=False)
            except OSError:
                continue
            if not stat.S_ISDIR(status.st_mode):
                yield Entry(prefix + one.name, Path(one.path), status)
            elif depth < _DEEPEST:
                folders.append((Path(one.path), f"{prefix}{one.name}/", depth + 1))
        waiting += folders[::-1]


def ignored(name: str, patterns: Sequence[str]) -> bool:
    """Whether a file's *name* matches one of *patterns*; as in a shell, * matches no first dot."""
    return any(
        fnmatch.fnmatchcase(name, pattern)
        for pattern in patterns
        if pattern[:1] == "." or name[:1] != "."
    )


def open_regular(file: Path) -> BinaryIO | None:
    """*file* opened for reading, None if it is no ordinary file (any longer) or not readable."""
    try:
        opened = os.fdopen(os.open(file, _FLAGS), "rb")
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
        return opened
    opened.close()
    return None


def digest(folder: Path) -> str:
    """A digest of everything in *folder* that may be read when it is graded."""
    total = hashlib.blake2b(digest_size=16)
    for entry in entries(folder):
        total.update(os.fsencode(entry.path) + b"\0" + _content(entry) + b"\0")
    return total.hexdigest()


def _content(entry: Entry) -> bytes:
    if stat.S_ISLNK(entry.status.st_mode):
        try:
            return b"link " + os.fsencode(os.readlink(entry.file))
        except OSError:
            return b"link"
    if not entry.regular:
        return b"%d" % stat.S_IFMT(entry.status.st_mode)
    opened = open_regular(entry.file) if entry.status.st_size <= _LARGEST_DIGESTED else None
    if opened is None:
        return b"%d %d" % (entry.status.st_size, entry.status.st_mtime_ns)
    with opened:
        return hashlib.file_digest(opened, "blake2b").digest()  # type: ignore[arg-type]
