"""Unpacking a download for ``nbgrader zip_collect``, without trust."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from nbgrader.plugins import ExtractorPlugin

from nbjudge.autograde import walk
from nbjudge.collect import archive, names
from nbjudge.rebuild import zips
from nbjudge.rebuild.reading import LARGEST_FILE

# What systems and archivers add by themselves, and nobody misses.
CLUTTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints")
_NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")


@dataclass(frozen=True)
class Source:
    """Where an unpacked file comes from.

    `path` is its whole name in the download, `system` the part that the system wrote (what a
    learner's archive calls its files is none of it), without folders that somebody put around.
    `download` numbers the download.
    """

    path: str
    system: str
    download: str = ""


@dataclass
class Unpacked:
    """What became of the files of a download, by the names they have in it.

    `sources` are those that were unpacked, by their path below the extracted folder.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    _again: Counter[str] = field(default_factory=Counter)

    def refuse(self, path: str, reason: str) -> None:
        """The file `path` is not taken, for `reason`."""
        shown = names.shown(path)
        self._again[shown] += 1
        number = self._again[shown]
        again = "" if number == 1 else " (again)" if number == 2 else f" (again {number})"
        self.refused[shown + again] = reason


class _Room:
    """What one learner may still have unpacked in a download."""

    def __init__(self) -> None:
        self.notebooks, self.archives = archive.MOST_NOTEBOOKS, archive.MOST_ARCHIVES
        self.bytes = archive.LARGEST_LEARNER

    def take(self, kind: str) -> None:
        """Raises archive.Refused where there is no room for one more of `kind`."""
        left = getattr(self, kind)
        if left <= 0:
            raise archive.Refused(f"more than enough {kind} of this learner are unpacked already")
        setattr(self, kind, left - 1)

    def unpack(
        self, opened: zipfile.ZipFile, entry: archive.Entry, to: IO[bytes], most: int
    ) -> int:
        """Unpack `entry`; what that took of `most` and of this room, in bytes by deflate."""
        most = min(most, self.bytes)
        if most <= 0:
            large = archive.LARGEST_LEARNER // 2**20
            raise archive.Refused(f"more than {large} MB of this learner are unpacked already")
        spent = archive.SMALLEST
        try:
            size = archive.unpacked(opened, entry, to, most)
            spent = max(spent, size * zips.COST.get(entry.info.compress_type, 1))
        except archive.Refused as reason:
            if archive.TOO_LARGE in str(reason):
                spent = most
            raise
        finally:
            self.bytes -= spent
        return spent


class SafeExtractor(ExtractorPlugin):
    """Unpacks notebooks, those in archives within the archives too, each under a number below a
    folder of its own download; links, bombs, encrypted or damaged files and names that lead
    elsewhere are refused.

    Called by ``nbgrader zip_collect`` (``--extractor=nbjudge.collect.SafeExtractor``) and by
    ``nbjudge collect``; `found` tells where each file comes from, what was not unpacked, and why.
    """

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.found = Unpacked()
        self._rooms: dict[str, _Room] = {}
        self._depth = 0

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack the zip archive `archive_path`, or those in that folder beside other files."""
        source, target = Path(archive_path), Path(extracted_path)
        if source.is_file():
            self.class_archive(source, target / "1")
            return
        downloads = sorted(one for one in source.iterdir() if one.suffix.lower() == ".zip")
        for number, download in enumerate(downloads, start=1):
            self.class_archive(download, target / str(number))
        self.folder(source, target / "0", but=downloads)
        for path, reason in self.found.refused.items():
            self.log.warning("%s is not taken: %s", path, reason)

    def class_archive(self, path: Path, target: Path) -> None:
        """Unpack a download of many learners."""
        with archive.opened(path) as opened:
            several = list(archive.entries(opened))
            self._begin(entry.path for entry in several)
            for entry in several:
                self._entry(opened, entry, entry.path, target)

    def folder(self, source: Path, target: Path, but: list[Path]) -> None:
        """Copy what lies in a folder, unpacking the archives below it."""
        found: list[tuple[str, Path]] = []
        for top in sorted(source.iterdir()):
            if top in but:
                continue
            if top.is_dir() and not top.is_symlink():
                inside = [(f"{top.name}/{one.path}", one.file) for one in walk.entries(top)]
                if len(inside) >= walk.MOST_ENTRIES:
                    self.found.refuse(
                        f"{top.name}/…", f"it holds more than {walk.MOST_ENTRIES:,} files"
                    )
                    continue
            else:
                inside = [(top.name, top)]
            found += inside
        self._begin(path for path, _ in found)
        for path, file in found:
            self._file(path, file, target)

    @property
    def _pattern(self) -> Callable[[str], names.Named | None] | None:
        """How the system names files, where a collector of ours says it."""
        collector = getattr(self.parent, "collector_plugin_inst", None)
        return getattr(collector, "pattern", None)

    def _begin(self, paths: Iterable[str]) -> None:
        """A download begins, which has files called `paths`."""
        self._rooms = {}
        pattern = self._pattern
        self._depth = 0 if pattern is None else names.depth(paths, pattern)

    def _room(self, path: str) -> _Room:
        """That of the learner whose file `path` is; of the file alone if its name says nobody's."""
        pattern = self._pattern
        named = None if pattern is None else pattern(names.below(path, self._depth))
        # somebody whose name can be read as another's has a room of their own
        who = path if named is None else "/".join([*(one.user for one in named.readings), ""])
        return self._rooms.setdefault(who, _Room())

    def _file(self, path: str, file: Path, target: Path) -> None:
        if _clutter(path):
            return
        if reason := names.unsafe(path):
            self.found.refuse(path, reason)
            return
        opened = walk.open_regular(file)
        if opened is None:
            self.found.refuse(path, "it is a link" if file.is_symlink() else "it cannot be read")
            return
        with opened:
            try:
                if path.lower().endswith(".zip"):
                    self._nested(opened, path, target)
                elif not path.lower().endswith(_NOTEBOOKS):
                    self.found.left.append(path)
                elif os.fstat(opened.fileno()).st_size > LARGEST_FILE:
                    self.found.refuse(path, f"it is larger than {LARGEST_FILE // 2**20} MB")
                else:
                    with self._target(path, path, target) as copy:
                        shutil.copyfileobj(opened, copy)
            except archive.Refused as reason:
                self.found.refuse(path, str(reason))
            except OSError as error:
                self.found.refuse(path, f"it cannot be read ({error.strerror})")

    def _entry(
        self, opened: zipfile.ZipFile, entry: archive.Entry, path: str, target: Path
    ) -> None:
        """Unpack one file of a download."""
        if _clutter(path):
            return
        if entry.refused:
            self.found.refuse(path, entry.refused)
            return
        try:
            if path.lower().endswith(".zip"):
                with tempfile.TemporaryFile() as inner:
                    self._room(path).unpack(opened, entry, inner, LARGEST_FILE)
                    self._nested(inner, path, target)
            elif path.lower().endswith(_NOTEBOOKS):
                with self._target(path, path, target) as file:
                    self._room(path).unpack(opened, entry, file, LARGEST_FILE)
            else:
                self.found.left.append(path)
        except archive.Refused as reason:
            self.found.refuse(path, str(reason))
        except OSError as error:
            self.found.refuse(path, f"it cannot be written ({error.strerror})")

    def _nested(self, file: IO[bytes], outer: str, target: Path) -> None:
        """Unpack an archive that a learner handed in under the name `outer`."""
        self._room(outer).take("archives")
        with zips.opened(file, archive.MOST_NESTED) as opened:
            room = archive.LARGEST_NESTED
            for entry in archive.entries(opened):
                path = f"{outer}/{entry.path}"
                if _clutter(entry.path):
                    continue
                reason = entry.refused
                if not reason and room <= 0:
                    most = archive.LARGEST_NESTED // 2**20
                    reason = f"what {outer} unpacks to has reached {most} MB"
                if not reason and entry.path.lower().endswith(".zip"):
                    reason = "it is an archive in an archive in an archive"
                if reason:
                    self.found.refuse(path, reason)
                elif not entry.path.lower().endswith(_NOTEBOOKS):
                    self.found.left.append(path)
                else:
                    room -= self._member(opened, entry, path, outer, target, room)

    def _member(
        self,
        opened: zipfile.ZipFile,
        entry: archive.Entry,
        path: str,
        outer: str,
        target: Path,
        room: int,
    ) -> int:
        """Unpack a notebook of a learner's archive; how much of its room that took, in bytes."""
        most = min(room, LARGEST_FILE)
        try:
            with self._target(path, outer, target) as file:
                return self._room(outer).unpack(opened, entry, file, most)
        except archive.Refused as reason:
            self.found.refuse(path, str(reason))
            return most if archive.TOO_LARGE in str(reason) else archive.SMALLEST
        except OSError as error:
            self.found.refuse(path, f"it cannot be written ({error.strerror})")
            return most

    @contextlib.contextmanager
    def _target(self, path: str, top: str, target: Path) -> Iterator[BinaryIO]:
        """The file that `path`, in the learner's file `top`, is unpacked to, under a number."""
        self._room(top).take("notebooks")
        number = len(self.found.sources) + 1
        file = target / f"{number:06}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        system = names.below(top, self._depth)
        key = f"{target.name}/{file.name}"
        self.found.sources[key] = Source(path, system, target.name)
        with file.open("xb") as opened:
            try:
                yield opened
            except (archive.Refused, OSError):
                file.unlink()
                raise


def _clutter(path: str) -> bool:
    return any(part in CLUTTER or part.startswith("._") for part in path.split("/"))
