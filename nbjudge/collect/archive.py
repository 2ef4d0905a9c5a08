"""The files of a zip archive, read without trust: bounded, and one after the other."""

from __future__ import annotations

import contextlib
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nbjudge.collect import names
from nbjudge.collect.errors import CollectError
from nbjudge.rebuild import zips
from nbjudge.rebuild.reading import LARGEST_FILE
from nbjudge.rebuild.zips import Refused

MOST_LISTED = 250_000  # in a download of a whole class: 5,000 learners with 50 files each
LARGEST_DIRECTORY = 100 * 2**20  # bytes that list these, 400 for each
MOST_NESTED = zips.MOST_FILES  # in an archive that a learner handed in
LARGEST_NESTED = LARGEST_FILE  # all that such an archive holds, unpacked: half a second
LARGEST_LEARNER = 2 * LARGEST_FILE  # all that is unpacked of one learner in a download
MOST_NOTEBOOKS = 50  # of one learner: each is read to see which it is, which takes milliseconds
MOST_ARCHIVES = 20  # of one learner
SMALLEST = 2**14  # what a small file counts for: to write one takes as long as so many bytes
TOO_LARGE = "unpacks to more than"
_STEP = 1 << 20
_ENCRYPTED, _UTF8 = 0x1, 0x800
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


@dataclass(frozen=True)
class Entry:
    """A file in an archive. `refused` says why it is not taken, "" if it may be."""

    path: str
    refused: str
    info: zipfile.ZipInfo


@contextlib.contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at `path`, a whole class; CollectError where it cannot be read at all."""
    if not path.exists():
        raise CollectError.missing(path)
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            count, size = zips.directory(file)
            if count > MOST_LISTED or size > LARGEST_DIRECTORY:
                raise CollectError.too_many(path, count, MOST_LISTED)
            archive = stack.enter_context(zips.read(file))
        except CollectError:
            raise
        except Exception as error:  # zipfile raises whatever the bytes made it stumble on
            raise CollectError.not_a_zip(path, str(error) or type(error).__name__) from None
        if not archive.filelist:
            raise CollectError.empty(path)
        if len(archive.filelist) > MOST_LISTED:
            raise CollectError.too_many(path, len(archive.filelist), MOST_LISTED)
        yield archive


def entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The files that `archive` lists, folders left out, each with a reason if it is refused."""
    seen: set[str] = set()
    folders: set[str] = set()
    for info in archive.filelist:
        path = _path(info)
        if path.endswith("/") and info.file_size == 0:
            continue
        refused = names.unsafe(path) or _kind(info) or ""
        # one file on some file systems: whoever unpacks the archive by hand sees one of them
        key = unicodedata.normalize("NFC", path).casefold()
        above = [key[:place] for place, sign in enumerate(key) if sign == "/"]
        if not refused and (key in seen or key in folders or not seen.isdisjoint(above)):
            refused = "the archive has another file of that name"
        if not refused:
            seen.add(key)
            folders.update(above)
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

    Fewer where it is packed in a way that takes long to unpack. Raises Refused where the content
    is larger than that, or damaged; what the archive says of its size is not believed.
    """
    written = 0
    most //= zips.COST.get(entry.info.compress_type, 1)
    try:
        with archive.open(entry.info) as source:
            while piece := source.read(_STEP):
                written += len(piece)
                if written > most:
                    raise Refused(f"it {TOO_LARGE} {most / 2**20:.3g} MB")
                target.write(piece)
    except Refused:
        raise
    except Exception as error:  # zipfile raises whatever the bytes made it stumble on
        reason = names.shown(str(error) or type(error).__name__)
        raise Refused(f"it is damaged ({reason})") from None
    return written
