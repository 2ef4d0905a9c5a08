"""Who the learners are: a CSV with their ids, names, extra time and excuses.

The file `roster.csv` in the course directory serves intake, late penalties, reports and exports; an
export of Canvas's gradebook or Moodle's grading worksheet is a roster, too.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.utils import parse_utc

from nbjudge.roster.errors import RosterError

_ID = re.compile(r"[^\W_][\w.@+-]{0,127}")  # nbgrader's column holds 128

FILE = "roster.csv"

# Headers, as they are written in exports; compared without case, spaces and underscores.
_COLUMNS = {
    "student_id": ("studentid", "id number", "username", "sis login id", "sis user id"),
    "lms_id": ("lmsid", "lms user id", "canvas id", "moodle id", "id", "identifier"),
    "name": ("name", "student", "full name", "sortable name"),
    "first_name": ("first name", "firstname", "given name"),
    "last_name": ("last name", "surname", "lastname", "family name"),
    "email": ("email", "email address", "e-mail"),
    "sis_id": ("sisid", "sis user id"),
    "section": ("section",),
    "submitted": ("submitted", "last modified (submission)", "timestamp"),
    "extra_time": ("extra time", "extension"),
    "excused": ("excused", "excused from"),
}
# Rows of Canvas's gradebook export that are no learners.
_NOBODY = ("points possible", "student, test")


@dataclass(frozen=True)
class Learner:
    """One line of the roster."""

    student_id: str
    lms_id: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    sis_id: str = ""
    section: str = ""
    submitted: datetime | None = None
    extra_time: timedelta = timedelta(0)
    excused: frozenset[str] = frozenset()

    def excused_from(self, assignment: str) -> bool:
        """Whether nothing is expected of them for `assignment`."""
        return bool({"all", assignment.casefold()} & self.excused)

    @property
    def known_as(self) -> frozenset[str]:
        """The ways in which a system may write the name in that of a file."""
        first, last = self.first_name, self.last_name
        return frozenset(
            key for text in (self.name, first + last, last + first) if (key := _key(text))
        )


@dataclass
class Roster:
    """The learners, found by a system's id or by a name that only one of them has."""

    learners: tuple[Learner, ...] = ()
    by_student_id: dict[str, Learner] = field(default_factory=dict)
    by_lms_id: dict[str, Learner] = field(default_factory=dict)
    by_name: dict[str, list[Learner]] = field(default_factory=dict)

    @classmethod
    def of(cls, learners: tuple[Learner, ...]) -> Roster:
        roster = cls(
            learners,
            {one.student_id: one for one in learners},
            {one.lms_id: one for one in learners if one.lms_id},
        )
        for one in learners:
            for key in one.known_as:
                roster.by_name.setdefault(key, []).append(one)
        return roster

    def student(self, student_id: str) -> Learner | None:
        """The learner with this id in the gradebook."""
        return self.by_student_id.get(student_id)

    def fits(self, lms_id: str, name: str) -> bool:
        """Whether the roster may have somebody with this id and this name."""
        known = self.by_lms_id.get(lms_id)
        if known is None:
            return any(not one.lms_id for one in self.by_name.get(_key(name), []))
        return not known.known_as or _key(name) in known.known_as

    def find(self, lms_id: str, name: str) -> Learner | str | None:
        """The learner; None if there is none; a sentence if the name is of several.

        A name is looked for among those alone whose id in the system is not in the roster: learners
        may choose what they are called, and not their id.
        """
        if lms_id in self.by_lms_id:
            return self.by_lms_id[lms_id]
        found = self.by_name.get(_key(name), []) if name else []
        found = [one for one in found if not one.lms_id]
        if len(found) > 1:
            ids = ", ".join(one.student_id for one in found)
            return f"the roster has several learners of the name {name!r} ({ids})"
        return found[0] if found else None


def read(path: Path) -> Roster:
    """The roster at `path`: a CSV with a header, of one's own or as Canvas or Moodle export it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RosterError.unreadable(path, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise RosterError.unreadable(path, "it is not in UTF-8: save it as CSV UTF-8") from None
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text), skipinitialspace=True
    )
    try:
        header = next(reader, [])
        columns = _columns(header)
        if "student_id" not in columns and not {"email", "lms_id"} & set(columns):
            raise RosterError.no_column(path, [title for title in header if title.strip()])
        learners = [
            learner
            for cells in reader
            if (learner := _learner(path, reader.line_num, columns, cells)) is not None
        ]
    except csv.Error as error:
        raise RosterError.unreadable(path, str(error)) from None
    return Roster.of(tuple(_unique(path, learners)))


def _separator(text: str) -> str:
    """What stands between cells, by the header alone: what follows may be a learner's."""
    head = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")

    def known(separator: str) -> tuple[int, int]:
        header = next(csv.reader([head], delimiter=separator, skipinitialspace=True), [])
        return len(_columns(header)), len(header)

    return max(",;\t", key=known)


def _columns(header: list[str]) -> dict[str, int]:
    """field → column, the first name of a field that the header has."""
    plain = [_plain(title) for title in header]
    found = {}
    for name, titles in _COLUMNS.items():
        for title in (name, *titles):
            if _plain(title) in plain:
                found[name] = plain.index(_plain(title))
                break
    return found


def _learner(path: Path, line: int, columns: dict[str, int], cells: list[str]) -> Learner | None:
    values = {
        name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()
    }
    if not any(values.values()) or values.get("name", "").casefold().lstrip() in _NOBODY:
        return None
    lms_id = re.sub(r"^participant\s*", "", values.get("lms_id", ""), flags=re.IGNORECASE)
    # an address is a learner's to choose: where it is no id, the system's own number is
    mine = values.get("email", "")
    wanted = values.get("student_id") or (mine if identifier(mine) else "") or lms_id or mine
    student_id = identifier(wanted)
    if student_id is None:
        raise RosterError.bad_id(path, line, wanted)
    said = values.get("submitted", "")
    return Learner(
        student_id,
        lms_id,
        values.get("name", ""),
        values.get("first_name", ""),
        values.get("last_name", ""),
        values.get("email", ""),
        values.get("sis_id", ""),
        values.get("section", ""),
        _date(path, line, said) if said and said != "-" else None,
        _extra(path, line, values.get("extra_time", "")),
        frozenset(re.split(r"[\s,;]+", values.get("excused", "").casefold())) - {"", "no"},
    )


def _extra(path: Path, line: int, text: str) -> timedelta:
    """Extra time: "3 days", "12 hours", "90 minutes", or several of them."""
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*(day|hour|minute)s?", text, re.IGNORECASE)
    rest = re.sub(r"\d+(?:\.\d+)?\s*(?:day|hour|minute)s?|\band\b|[\s,]", "", text, flags=re.I)
    if rest:
        raise RosterError.bad_extra(path, line, text)
    return sum((timedelta(**{f"{unit.lower()}s": float(n)}) for n, unit in parts), timedelta(0))


def _date(path: Path, line: int, text: str) -> datetime:
    """A time as people and systems write it, in UTC; without a zone it is that, as in nbgrader."""
    try:
        found: datetime = parse_utc(text)
    except Exception:  # dateutil raises more kinds than it documents
        raise RosterError.bad_date(path, line, text) from None
    return found


def _unique(path: Path, learners: list[Learner]) -> list[Learner]:
    for what in ("student_id", "lms_id"):
        seen: set[str] = set()
        for line, one in enumerate(learners, start=2):
            value = getattr(one, what)
            if value and value in seen:
                raise RosterError.twice(path, line, what, value)
            seen.add(value)
    return learners


def _plain(title: str) -> str:
    return re.sub(r"[\s_-]+", "", title).casefold()


def _key(text: str) -> str:
    """A name as Canvas writes it in that of a file: lower case, letters and digits alone."""
    return re.sub(r"[\W_]+", "", text).casefold()


def identifier(text: str) -> str | None:
    """`text` as a learner's id, which names a folder; None if it cannot be one."""
    text = unicodedata.normalize("NFC", text.strip())
    return text if _ID.fullmatch(text) and not text.endswith(".") else None


def of_course(root: Path) -> Roster:
    """The roster.csv of the course directory `root`; an empty roster where there is none."""
    file = root / FILE
    return read(file) if file.exists() else Roster()
