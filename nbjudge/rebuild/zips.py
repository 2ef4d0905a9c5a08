"""Zip archives that a learner handed in, opened without trust."""

from __future__ import annotations

import struct
import zipfile
from typing import IO, Any

MOST_FILES = 1_000
"""Files that an archive of one learner may list: a project folder with some hundred has room."""
LARGEST_DIRECTORY = 256 * 2**10
"""Bytes of its directory, which is read as a whole: 46 for each file, its name and some times."""

# How much longer a byte takes to unpack than by deflate, as measured, rounded up. What an archive
# may unpack to is divided by it, so that each way of packing comes to the same time.
COST = {
    zipfile.ZIP_STORED: 1,
    zipfile.ZIP_DEFLATED: 1,
    zipfile.ZIP_BZIP2: 12,
    zipfile.ZIP_LZMA: 5,
}


class Refused(Exception):
    """An archive, or a file in one, cannot be taken; the message says why."""


def directory(file: IO[bytes]) -> tuple[int, int]:
    """How many files the archive says it lists, and the bytes of its directory, unread.

    Found by the function by which zipfile itself finds the directory. (0, 0) where there is none.
    """
    found = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    return (0, 0) if found is None else (int(found[4]), int(found[5]))


def read(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive in `file`, whose directory is read as a whole. Raises whatever zipfile raises.

    A name that says it is in UTF-8, and is not, is read as one that says nothing: zipfile would not
    read any other name of the archive either.
    """
    try:
        return zipfile.ZipFile(file)
    except UnicodeDecodeError:
        return zipfile.ZipFile(_Patched(file))


class _Patched:
    """A file with an archive in it, without the sign for UTF-8 at names that are not in UTF-8."""

    _HEAD, _UTF8 = struct.Struct("<4s4xH18xHHH12x"), 0x800

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
        large = 76 if end[0] == zipfile.stringEndArchive64 else 0  # type: ignore[attr-defined]
        self._start = end[9] - end[5] - large
        file.seek(self._start)
        self._directory = bytearray(file.read(end[5]))
        place = 0
        while place + self._HEAD.size <= len(self._directory):
            _, flags, *lengths = self._HEAD.unpack_from(self._directory, place)
            name = place + self._HEAD.size
            if flags & self._UTF8:
                try:
                    self._directory[name : name + lengths[0]].decode()
                except UnicodeDecodeError:
                    struct.pack_into("<H", self._directory, place + 8, flags & ~self._UTF8)
            place = name + sum(lengths)
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        place = self._file.tell()
        data = self._file.read(size)
        first, last = (
            max(place, self._start),
            min(place + len(data), self._start + len(self._directory)),
        )
        if first >= last:
            return data
        patch = self._directory[first - self._start : last - self._start]
        return data[: first - place] + bytes(patch) + data[last - place :]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def opened(file: IO[bytes], most: int = MOST_FILES) -> zipfile.ZipFile:
    """The archive in `file`. Raises Refused where it is none, or holds more than `most` files.

    That its directory is too large is seen before it is read.
    """
    try:
        count, size = directory(file)
        if count > most or size > LARGEST_DIRECTORY:
            raise Refused(f"it holds more than {most:,} files, or their names are too long")
        archive = read(file)
    except Refused:
        raise
    except Exception as error:  # zipfile raises whatever the bytes made it stumble on
        raise Refused(f"it is no zip archive ({error or type(error).__name__})") from None
    if len(archive.filelist) > most:
        archive.close()
        raise Refused(f"it holds more than {most:,} files")
    return archive
