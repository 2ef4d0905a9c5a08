"""The file a submission is read from: found, opened without trust, and brought into UTF-8.

The first two are done where the files lie; what comes of them is plain data, which travels to
wherever submissions are graded.
"""

from __future__ import annotations

import codecs
import io
import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbjudge.rebuild import zips
from nbjudge.rebuild.notes import Note, note
from nbjudge.rebuild.slim import slim

LARGEST_FILE = 80 * 2**20
MOST_FILES = 20  # of those beside the notebook, and no more than LARGEST_FILE of them together

_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_NBGRADERS = ("timestamp.txt", "submission_secret.txt")  # it puts them beside each submission
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class File:
    """A file that was handed in: its *name* and its *data*, or the note *why* there are none."""

    name: str
    data: bytes = b""
    why: Note | None = None


@dataclass(frozen=True)
class Handed:
    """One notebook as it was handed in: the file itself, and *others* that may stand for it."""

    own: File
    others: tuple[File, ...] = ()


def handed(path: Path, siblings: Collection[str] = ()) -> Handed:
    """What is to be known of the notebook *path* to grade it anywhere; it need not exist.

    *siblings* are the names of the assignment's other notebooks, whose files are left out.
    """
    left, others = LARGEST_FILE, []
    for candidate in candidates(path, siblings):
        file = fetched(candidate, left)
        if file.data:
            left -= len(file.data)
            others.append(file)
    return Handed(fetched(path), tuple(others))


def candidates(path: Path, siblings: Collection[str] = ()) -> Iterator[Path]:
    """The files beside *path* that may be the notebook in its stead, likeliest first.

    Only names are looked at, at most MOST_FILES of them. A file of one of the *siblings*, names of
    other notebooks, or a copy of it, belongs to that one.
    """
    try:
        others = sorted(one.name for one in os.scandir(path.parent) if one.name != path.name)
    except OSError:
        return
    suffixes = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json", ".zip", ".txt", ".py")
    ranked = []
    for name in others:
        if name in _NBGRADERS:
            continue
        ranks = [i for i, suffix in enumerate(suffixes) if name.lower().endswith(suffix)]
        if ranks and not name.startswith(".") and _owner(name, path.stem, siblings) == path.stem:
            # from_scratch (1).ipynb before scratch.ipynb
            ranked.append((min(ranks), not name.startswith(path.stem), name))
    for _, _, name in sorted(ranked)[:MOST_FILES]:
        yield path.parent / name


def _owner(name: str, stem: str, siblings: Collection[str]) -> str:
    """Which notebook the file *name* is of: that with the longest name it begins with."""
    begun = [one for one in (*siblings, stem) if name.casefold().startswith(one.casefold())]
    return max(begun, key=len, default=stem)


def fetched(path: Path, most: int = LARGEST_FILE) -> File:
    """The file *path*, outputs of a notebook aside, if it has at most *most* bytes.

    Never follows a link out of the file's folder and opens nothing but an ordinary file.
    """
    what = path.name
    try:
        real = path.resolve()
        if not real.is_relative_to(path.parent.resolve()):
            return File(what, why=note("link", what=what))
        # Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
        with open(os.open(real, _FLAGS), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return File(what, why=note("not_a_file", what=what))
            data = file.read(min(status.st_size, most) + 1)
    except FileNotFoundError:
        return File(what, why=note("missing_file", what=what))
    except IsADirectoryError:
        return File(what, why=note("not_a_file", what=what))
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links
        why = getattr(error, "strerror", None) or type(error).__name__
        return File(what, why=note("unreadable", what=what, why=why))
    return _too_large(what) if len(data) > most else File(what, slim(data))


def content(file: File, name: str = "") -> tuple[bytes, list[Note]]:
    """The content of *file* as UTF-8, and what was found; no bytes where there is none.

    Of the notebooks in a zip archive the one called *name* is taken, or one like it, or any, and
    at most LARGEST_FILE bytes of it.
    """
    if file.why is not None:
        return b"", [file.why]
    data, what = file.data, file.name
    notes: list[Note] = []
    if data[:4] == b"PK\3\4":
        data = _unzipped(data, name)
        notes.append(note("zip" if data else "zip_without", what=what))
        if not data:
            return b"", notes
        if len(data) > LARGEST_FILE:
            return content(_too_large(what))
    if not data.strip():
        return b"", [note("empty", what=what)]
    return _utf8(data, notes), notes


def read(path: Path, name: str = "") -> tuple[bytes, list[Note]]:
    """The `content` of the file *path*, opened without trust."""
    return content(fetched(path), name)


def _too_large(what: str) -> File:
    return File(what, why=note("too_large", what=what, limit=LARGEST_FILE // 2**20))


def _unzipped(data: bytes, wanted: str) -> bytes:
    """The likeliest notebook of the archive, cut off beyond LARGEST_FILE; nothing without one."""
    try:
        with zips.opened(io.BytesIO(data)) as archive:
            members = [
                one
                for one in archive.infolist()
                if one.filename.endswith(".ipynb") and "__MACOSX" not in one.filename
            ]
            likeliest = min(
                members, key=lambda one: not one.filename.rpartition("/")[2].startswith(wanted)
            )
            most = LARGEST_FILE // zips.COST[likeliest.compress_type]
            with archive.open(likeliest) as member:
                unpacked = member.read(most + 1)
            # what is cut off here is too large, and said to be
            return unpacked if len(unpacked) <= most else b" " * (LARGEST_FILE + 1)
    except Exception:  # zipfile has no base class for what a damaged archive can raise
        return b""


def _utf8(data: bytes, notes: list[Note]) -> bytes:
    if data.startswith(codecs.BOM_UTF8):
        notes.append(note("byte_order_mark"))
        data = data[3:]
    for mark, encoding in _ENCODINGS:
        if data.startswith(mark):
            notes.append(note("encoding", encoding=encoding.upper()))
            return data.decode(encoding, "replace").encode("utf-8", "replace").lstrip(b"\0")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 2**20):
            decoder.decode(data[start : start + 2**20])
    except UnicodeDecodeError:
        notes.append(note("bad_bytes"))
    return data
