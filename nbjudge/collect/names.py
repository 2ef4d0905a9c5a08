"""What the names in a download tell: whose file it is, which attempt, and whether it was late.

The patterns are those of the systems' own programs: Canvas's ``content_zipper``, Moodle's
``mod_assign`` downloader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from nbjudge.plain import one_line

# Canvas: lastnamefirstname_LATE_<user>_<attachment>_<file>; anonymous: anon_<five characters>.
_CANVAS = re.compile(
    r"(?:^|_)(?P<late>LATE_)?(?P<user>[0-9]+|anon_[0-9A-Za-z]+)_(?P<attachment>[0-9]+)_(?=.)",
    re.DOTALL,
)
# Moodle: <full name>_<participant>_assignsubmission_<plug-in>, then a folder or the rest of a name.
# Moodle writes a space for every _ of the full name, so the first participant is the only one.
_MOODLE = re.compile(
    r"(?P<name>[^_/]*)_(?P<user>[0-9]+)_assignsubmission_(?P<plugin>[a-z]+)_?(?:/+|_|$)(?P<file>.*)",
    re.DOTALL,
)
# from_scratch-2.ipynb (Canvas's second attempt), from_scratch (2).ipynb (a browser's second copy)
_ATTEMPT = re.compile(r"(?P<stem>.+?)(?:-(?P<dash>\d{1,3})| \((?P<copy>\d{1,3})\))")


_LONGEST_ID = 128  # what a column of the gradebook holds


@dataclass(frozen=True)
class Named:
    """What a file's name says: the learner's id and name in the system, and the file's own name.

    `order` grows with later uploads: attempts first, then the system's own numbers. `own` says that
    somebody of the course chose `user`, who may have taken the ids of the gradebook.

    A name may be read in several ways where a learner chose a part of it, the file's name or
    their own: `others` are the other readings, of which one may be the right one.
    """

    user: str
    file: str
    name: str = ""
    late: bool = False
    order: tuple[int, int] = (0, 0)
    own: bool = False
    others: tuple[Named, ...] = ()

    @property
    def readings(self) -> tuple[Named, ...]:
        """All of them, this one first."""
        return (self, *self.others)


def canvas(path: str) -> Named | None:
    """A path in Canvas's "Download Submissions" archive; None if it is not named so.

    Canvas puts a learner's name before their id, in lower case, and the name they gave the file
    behind it. Both may hold what looks like an id, so every reading is returned.
    """
    first, _, rest = path.partition("/")
    found = []
    for match in _overlapping(first):
        name = first[: match.start()]
        if not _word(name) or len(match["user"]) > _LONGEST_ID:
            continue
        own = first[match.end() :]
        order = (attempt(own)[1], _number(match["attachment"]) if rest == "" else 0)
        file = f"{own}/{rest}" if rest else own
        found.append(Named(match["user"], file, name, bool(match["late"]), order))
    found = [one for one in found if one.name == one.name.lower()] or found
    return replace(found[0], others=tuple(found[1:])) if found else None


def _overlapping(text: str) -> Iterator[re.Match[str]]:
    """Every place at which Canvas's numbers may stand; the next may begin within the last."""
    place = 0
    while found := _CANVAS.search(text, place):
        yield found
        place = found.start() + 1


def _word(text: str) -> bool:
    """Whether `text` is made of what Canvas leaves of a name: letters, marks, digits and _."""
    return all(
        sign == "_" or sign.isalnum() or unicodedata.category(sign)[0] == "M" for sign in text
    )


def _number(digits: str) -> int:
    return int(digits[:18])


def moodle(path: str) -> Named | None:
    """A path in Moodle's "Download all submissions" archive; None if it is not named so."""
    found = _MOODLE.fullmatch(path)
    if found is None or not found["file"] or len(found["user"]) > _LONGEST_ID:
        return None
    return Named(
        found["user"], found["file"], found["name"].strip(), order=(attempt(found["file"])[1], 0)
    )


def folder(path: str) -> Named | None:
    """``<learner>/…/<file>``, ``<learner>.ipynb`` or ``.zip`` in a folder somebody made."""
    first, _, rest = path.partition("/")
    if rest:
        learner = first[:-4] if first.lower().endswith(".zip") else first
        return Named(learner, rest, order=(attempt(rest)[1], 0), own=True)
    stem, dot, suffix = first.rpartition(".")
    if not dot or not stem or suffix.lower() not in ("ipynb", "zip"):
        return None
    return Named(stem, first, own=True)


DEEPEST = 2  # folders that somebody may have put around what the system names


def depth(paths: Iterable[str], pattern: Callable[[str], Named | None]) -> int:
    """How many folders stand around the files of a download, because somebody zipped it again.

    It is the same for all files: what the system named stands at the first depth at which it named
    any. So a learner, whose files lie below a name of the system's, cannot add a depth.
    """
    paths = list(paths)
    for number in range(DEEPEST + 1):
        if any(pattern(path) is not None for path in paths):
            return number
        paths = [rest for path in paths if (rest := path.partition("/")[2])]
    return 0


def below(path: str, folders: int) -> str:
    """`path` without its first `folders` folders; "" if it has no more."""
    return path.split("/", folders)[-1] if path.count("/") >= folders else ""


def file_name(path: str) -> str:
    """The last part of `path` as a file may be called anywhere: letters and some signs, short."""
    last = re.sub(r"[^\w.() +-]", "_", path.rpartition("/")[2]).lstrip(".-")
    while len(last.encode("utf-8", "replace")) > 120:
        last = last[1:]
    return last or "file"


def attempt(name: str) -> tuple[str, int]:
    """A file's name without the number of its attempt, and that number, 0 for the first."""
    base = name.rpartition("/")[2]
    stem, dot, suffix = base.rpartition(".")
    found = _ATTEMPT.fullmatch(stem if dot else base)
    if found is None:
        return base, 0
    return f"{found['stem']}{dot}{suffix if dot else ''}", int(found["dash"] or found["copy"])


def unsafe(path: str) -> str | None:
    """Why nothing may be written under the name `path`, None if it is harmless.

    Files are written under numbers; a name that tries to get out, or to hide what it is, is refused
    all the same, because no system makes it.
    """
    if not path.strip() or path.startswith("\0"):
        return "it has no name"
    parts = [part.encode("utf-8", "replace") for part in path.split("/")]
    if len(path) > 1_000 or len(parts) > 50 or max(map(len, parts)) > 255:
        return "its name is too long"
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in path):
        return "its name holds control characters"
    if any(sign in path for sign in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"):
        return "its name turns the direction of writing around, which hides what it is"
    if path.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", path):
        return "its name is an absolute path"
    if ".." in re.split(r"[/\\]", path):
        return "its name leads out of the archive"
    if "\\" in path:
        return "its name holds a backslash"
    return None


def shown(path: str) -> str:
    """`path` as it may be printed: one line, no signs that a terminal would obey."""
    return one_line(path) or "(no name)"
