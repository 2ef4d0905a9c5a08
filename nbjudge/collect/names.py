"""What the names in a download tell: whose file it is, which attempt, and whether it was late.

The patterns are those of the systems' own programs: Canvas's ``content_zipper``, Moodle's
``mod_assign`` downloader.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Canvas: lastnamefirstname_LATE_<user>_<attachment>_<file>; anonymous: anon_<five characters>.
_CANVAS = re.compile(
    r"(?:(?P<name>\w*?)_)??(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[0-9A-Za-z]+)"
    r"_(?P<attachment>\d+)_(?P<file>.+)",
    re.DOTALL,
)
_CANVAS_TEXT = re.compile(
    r"(?:(?P<name>\w*?)_)??(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[0-9A-Za-z]+)"
    r"_(?P<file>(?:text|link)\.html)"
)
# Moodle: <full name>_<participant>_assignsubmission_<plug-in>, then a folder or the rest of a name.
_MOODLE = re.compile(
    r"(?P<name>.*)_(?P<user>\d+)_assignsubmission_(?P<plugin>[a-z]+)_?(?:/+|_|$)(?P<file>.*)",
    re.DOTALL,
)
# from_scratch-2.ipynb (Canvas's second attempt), from_scratch (2).ipynb (a browser's second copy)
_ATTEMPT = re.compile(r"(?P<stem>.+?)(?:-(?P<dash>\d{1,3})| \((?P<copy>\d{1,3})\))")


@dataclass(frozen=True)
class Named:
    """What a file's name says: the learner's id and name in the system, and the file's own name.

    `order` grows with later uploads: attempts first, then the system's own numbers. `own` says that
    somebody of the course chose `user`, who may have taken the ids of the gradebook.
    """

    user: str
    file: str
    name: str = ""
    late: bool = False
    order: tuple[int, int] = (0, 0)
    own: bool = False


def canvas(path: str) -> Named | None:
    """A path in Canvas's "Download Submissions" archive; None if it is not named so."""
    first, _, rest = path.partition("/")
    if found := _CANVAS_TEXT.fullmatch(first):
        return Named(found["user"], found["file"], found["name"] or "", bool(found["late"]))
    found = _CANVAS.fullmatch(first)
    if found is None:
        return None
    file = f"{found['file']}/{rest}" if rest else found["file"]
    order = (attempt(found["file"])[1], int(found["attachment"]) if rest == "" else 0)
    return Named(found["user"], file, found["name"] or "", bool(found["late"]), order)


def moodle(path: str) -> Named | None:
    """A path in Moodle's "Download all submissions" archive; None if it is not named so."""
    found = _MOODLE.fullmatch(path)
    if found is None or not found["file"]:
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

    Files are written under names of our own making; a name that tries to get out, or to hide what
    it is, is refused all the same, because no system makes it.
    """
    if not path.strip():
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


def shown(path: str, longest: int = 120) -> str:
    """`path` as it may be printed: one line, no signs that a terminal would obey."""
    safe = (
        "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in path)
        .encode("utf-8", "backslashreplace")
        .decode()
    )
    return safe if len(safe) <= longest else f"{safe[: longest - 1]}…"
