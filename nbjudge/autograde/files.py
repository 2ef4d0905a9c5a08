"""autograded/<student>/<assignment>: built beside its place, then put there in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from nbjudge.autograde import walk

_PREFIX = ".nbjudge-"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2

OURS = ("*.ipynb", "*.verdicts.json")
"""What lies in autograded/ and is never a learner's file, however they called theirs."""


@dataclass(frozen=True)
class Rules:
    """What nbgrader was told of files: patterns to leave out, sizes in kilobytes, permissions.

    *ignore*, *largest_file* and *largest_folder* are traits of nbgrader's CourseDirectory,
    *permissions* (octal) and *groupshared* say who may do what with the files written.
    """

    ignore: Sequence[str]
    largest_file: int
    largest_folder: int
    permissions: int
    groupshared: bool = False


class Staging:
    """A folder inside *top* (autograded/) in which submissions are built. A context manager.

    On entering, what killed runs have left there is removed; on leaving, the folder is.
    """

    def __init__(self, top: Path, rules: Rules) -> None:
        self._top, self._rules = top, rules
        self._folder: Path | None = None
        self._lock = -1

    def __enter__(self) -> Self:
        self._top.mkdir(parents=True, exist_ok=True)
        for left in self._top.glob(f"{_PREFIX}*"):
            lock = _locked(left)
            if lock is not None:  # nobody works in it
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._top))
        lock = _locked(self._folder)
        self._lock = -1 if lock is None else lock
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._folder is not None
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)

    def build(
        self,
        submission: Path,
        source: Path,
        made: Mapping[str, str],
        *,
        kept: Sequence[Path] = (),
        learners_own: Sequence[str] = (),
    ) -> Path:
        """Build one submission's graded folder; return it, to be given to `place`.

        It holds what the learner handed in at *submission*, OURS apart; the files of *source*
        over that, except *learners_own* (paths from there); copies of the files *kept*; and the
        texts *made*, by name.
        """
        assert self._folder is not None
        folder = Path(tempfile.mkdtemp(dir=self._folder)) / "folder"
        folder.mkdir()
        self._copy_all(submission, folder, ())
        self._copy_all(source, folder, learners_own)
        for file in kept:
            _copy(file, folder / file.name)
        for name, text in made.items():
            _remove(folder / name)
            (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass")
        self._set_permissions(folder)
        return folder

    def place(self, built: Path, destination: Path) -> None:
        """Put *built* where *destination* is, and remove what was there."""
        destination.parent.mkdir(parents=True, exist_ok=True)
        if self._rules.groupshared:
            _share(destination.parent)
        if os.path.lexists(destination):
            _exchange(built, destination)
        else:
            built.rename(destination)
        shutil.rmtree(built.parent, ignore_errors=True)

    def _copy_all(self, origin: Path, folder: Path, but: Sequence[str]) -> None:
        left = 1000 * self._rules.largest_folder
        real = origin.resolve()
        for entry in walk.entries(origin, [*self._rules.ignore, *OURS]):
            file = entry.file
            if stat.S_ISLNK(entry.status.st_mode):
                with suppress(OSError, RuntimeError):  # RuntimeError: a loop of links
                    file = file.resolve()
                if not file.is_relative_to(real):
                    continue
            if entry.path in but or entry.status.st_size > 1000 * self._rules.largest_file:
                continue
            with suppress(OSError):  # a name too long for here, say
                left -= _copy(file, folder / entry.path, most=left)

    def _set_permissions(self, folder: Path) -> None:
        for where, _, names in os.walk(folder):
            for name in names:
                os.chmod(os.path.join(where, name), self._rules.permissions)
            os.chmod(where, 0o755)
            if self._rules.groupshared:
                _share(Path(where))


def _copy(file: Path, target: Path, most: int = sys.maxsize) -> int:
    """Copy *file* if it is an ordinary one of at most *most* bytes; return how many were copied."""
    opened = walk.open_regular(file)
    if opened is None:
        return 0
    with opened:
        size = os.fstat(opened.fileno()).st_size
        if size > most:
            return 0
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(target)
        with open(target, "xb") as out:
            shutil.copyfileobj(opened, out)
        return size


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _share(folder: Path) -> None:
    with suppress(PermissionError):  # somebody else's, who has shared it or has not
        os.chmod(folder, (folder.stat().st_mode | 0o2770) & 0o2777)


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places: on Linux in one step, elsewhere in two, with a gap between."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None:
        paths = os.fsencode(one), os.fsencode(other)
        if rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0:
            return
        number = ctypes.get_errno()
        if number not in (errno.EINVAL, errno.ENOSYS):  # what file systems without it say
            raise OSError(number, os.strerror(number), str(other))
    old = one.with_name("old")
    other.rename(old)
    one.rename(other)


def _locked(folder: Path) -> int | None:
    """A descriptor that holds the lock of *folder*; None if another process has it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        os.close(descriptor)
        return None
    return descriptor
