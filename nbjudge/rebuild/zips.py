"""Zip archives that a learner handed in, opened without trust."""

from __future__ import annotations

import zipfile
from typing import IO

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


def opened(file: IO[bytes], most: int = MOST_FILES) -> zipfile.ZipFile:
    """The archive in `file`. Raises Refused where it is none, or holds more than `most` files.

    That its directory is too large is seen before it is read.
    """
    try:
        count, size = directory(file)
        if count > most or size > LARGEST_DIRECTORY:
            raise Refused(f"it holds more than {most:,} files, or their names are too long")
        archive = zipfile.ZipFile(file)
    except Refused:
        raise
    except Exception as error:  # zipfile raises whatever the bytes made it stumble on
        raise Refused(f"it is no zip archive ({error or type(error).__name__})") from None
    if len(archive.filelist) > most:
        archive.close()
        raise Refused(f"it holds more than {most:,} files")
    return archive
