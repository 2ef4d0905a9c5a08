"""Unpacking a download for ``nbgrader zip_collect``, without trust."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from nbgrader.plugins import ExtractorPlugin

from nbjudge.autograde import walk
from nbjudge.collect import archive, names
from nbjudge.rebuild.reading import LARGEST_FILE

# What systems and archivers add by themselves, and nobody misses.
CLUTTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints")
_NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")


@dataclass
class Unpacked:
    """What became of the files of a download, by the names they have in it.

    `called` has those names for files that are written under another.
    """

    called: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def refuse(self, path: str, reason: str) -> None:
        """The file `path` is not taken, for `reason`."""
        shown = names.shown(path)
        while shown in self.refused:
            shown += " (again)"
        self.refused[shown] = reason


class SafeExtractor(ExtractorPlugin):
    """Unpacks notebooks, those in archives within the archives too, each below a folder of its own
    download; links, bombs, encrypted or damaged files and names that lead elsewhere are refused.

    Called by ``nbgrader zip_collect`` (``--extractor=nbjudge.collect.SafeExtractor``) and by
    ``nbjudge collect``; `found` tells what was not unpacked, and why.
    """

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.found = Unpacked()

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
            for entry in archive.entries(opened):
                self._entry(opened, entry, entry.path, target, LARGEST_FILE, nested=True)

    def folder(self, source: Path, target: Path, but: list[Path]) -> None:
        """Copy what lies in a folder, unpacking the archives below it."""
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
            for path, file in inside:
                self._file(path, file, target)

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
            if path.lower().endswith(".zip"):
                self._nested(opened, path, target)
            elif not path.lower().endswith(_NOTEBOOKS):
                self.found.left.append(path)
            elif file.stat().st_size > LARGEST_FILE:
                self.found.refuse(path, f"it is larger than {LARGEST_FILE // 2**20} MB")
            else:
                with self._target(path, target) as copy:
                    shutil.copyfileobj(opened, copy)

    def _entry(
        self,
        opened: zipfile.ZipFile,
        entry: archive.Entry,
        path: str,
        target: Path,
        most: int,
        nested: bool,
    ) -> int:
        """Unpack one file of an archive; the bytes that it has."""
        if _clutter(path):
            return 0
        if entry.refused:
            self.found.refuse(path, entry.refused)
            return 0
        written = 0
        try:
            if path.lower().endswith(".zip") and nested:
                with tempfile.TemporaryFile() as inner:
                    archive.unpacked(opened, entry, inner, LARGEST_FILE)
                    self._nested(inner, path, target)
            elif path.lower().endswith(_NOTEBOOKS):
                with self._target(path, target) as file:
                    written = archive.unpacked(opened, entry, file, most)
            elif path.lower().endswith(".zip"):
                raise archive.Refused("it is an archive in an archive in an archive")
            else:
                self.found.left.append(path)
        except archive.Refused as reason:
            self.found.refuse(path, str(reason))
        except OSError as error:
            self.found.refuse(path, f"it cannot be written ({error.strerror})")
        return written

    def _nested(self, file: IO[bytes], path: str, target: Path) -> None:
        """Unpack an archive that a learner handed in, into a folder called like it."""
        try:
            opened = zipfile.ZipFile(file)
        except Exception as error:  # zipfile raises what the bytes made it stumble on
            self.found.refuse(path, f"it is no zip archive ({names.shown(str(error))})")
            return
        with opened:
            if len(opened.filelist) > archive.MOST_NESTED:
                self.found.refuse(path, f"it holds more than {archive.MOST_NESTED:,} files")
                return
            room = archive.LARGEST_NESTED
            for entry in archive.entries(opened):
                if room <= 0:
                    most = archive.LARGEST_NESTED // 2**20
                    reason = f"what {path} unpacks to has reached {most} MB"
                    self.found.refuse(f"{path}/{entry.path}", reason)
                    continue
                most = min(room, LARGEST_FILE)
                room -= self._entry(opened, entry, f"{path}/{entry.path}", target, most, False)

    @contextlib.contextmanager
    def _target(self, path: str, target: Path) -> Iterator[BinaryIO]:
        """The file that `path` is unpacked to, which was not there before."""
        file = target / path
        if file.suffix != ".ipynb":  # nbgrader keeps a file's last suffix when it copies it
            file = file.with_name(f"{file.name}.ipynb")
            self.found.called[f"{path}.ipynb"] = path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as opened:
            try:
                yield opened
            except archive.Refused:
                file.unlink()
                raise


def _clutter(path: str) -> bool:
    return any(part in CLUTTER or part.startswith("._") for part in path.split("/"))
