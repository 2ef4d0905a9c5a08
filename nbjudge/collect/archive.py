"""The files of a zip archive, read without trust: bounded, and one after the other."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nbjudge.collect import names
from nbjudge.collect.errors import CollectError
from nbjudge.rebuild.reading import LARGEST_FILE

MOST_LISTED = 250_000  # in a download of a whole class
MOST_NESTED = 1_000  # in an archive that a learner handed in
LARGEST_NESTED = 4 * LARGEST_FILE  # all that such an archive holds, unpacked
_STEP = 1 << 20
_ENCRYPTED, _UTF8 = 0x1, 0x800
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


@dataclass(frozen=True)
class Entry:
    """A file in an archive. `refused` says why it is not taken, "" if it may be."""

    path: str
    refused: str
    info: zipfile.ZipInfo


class Refused(Exception):
    """A file cannot be taken; the message says why."""


def opened(path: Path) -> zipfile.ZipFile:
    """The archive at `path`, a whole class; CollectError where it cannot be read at all."""
    if not path.exists():
        raise CollectError.missing(path)
    try:
        archive = zipfile.ZipFile(path)
    except (*_BROKEN, NotImplementedError) as error:
        raise CollectError.not_a_zip(path, str(error) or type(error).__name__) from None
    if not archive.filelist:
        archive.close()
        raise CollectError.empty(path)
    if len(archive.filelist) > MOST_LISTED:
        count = len(archive.filelist)
        archive.close()
        raise CollectError.too_many(path, count, MOST_LISTED)
    return archive


def entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The files that `archive` lists, folders left out, each with a reason if it is refused."""
    seen: set[str] = set()
    for info in archive.filelist:
        path = _path(info)
        if info.is_dir() and info.file_size == 0:
            continue
        refused = names.unsafe(path) or _kind(info) or ""
        if not refused and path.casefold() in seen:
            refused = "the archive has another file of that name"
        seen.add(path.casefold())
        yield Entry(path, refused, info)


def _path(info: zipfile.ZipInfo) -> str:
    """The name of an entry; where it says no encoding, UTF-8 if it is that, as Moodle has it."""
    # zipfile cuts a name at its first NUL; the whole of it shows what was tried
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name
    return name


def _kind(info: zipfile.ZipInfo) -> str | None:
    """Why an entry of this kind is not taken."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a link"
    if kind not in (0, stat.S_IFREG):
        return "it is no ordinary file"
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if info.compress_type not in _READABLE:
        return "it is compressed in a way that cannot be read here"
    return None


def unpacked(archive: zipfile.ZipFile, entry: Entry, target: IO[bytes], most: int) -> int:
    """Write the content of `entry` to `target`, at most `most` bytes; the number of bytes.

    Raises Refused where the content is larger than that, or damaged; what the archive says of its
    size is not believed.
    """
    written = 0
    try:
        with archive.open(entry.info) as source:
            while piece := source.read(_STEP):
                written += len(piece)
                if written > most:
                    raise Refused(f"it unpacks to more than {most // 2**20} MB")
                target.write(piece)
    except (*_BROKEN, NotImplementedError, RuntimeError) as error:
        reason = names.shown(str(error) or type(error).__name__)
        raise Refused(f"it is damaged ({reason})") from None
    return written
