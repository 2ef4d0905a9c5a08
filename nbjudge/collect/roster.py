"""Who the learners are: a CSV that maps a system's ids and names to those of the gradebook."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from nbjudge.collect import names
from nbjudge.collect.errors import RosterError

# Headers, as they are written in exports; compared without case, spaces and underscores.
_COLUMNS = {
    "student_id": ("studentid", "id number", "username", "sis login id", "sis user id"),
    "lms_id": ("lmsid", "lms user id", "canvas id", "moodle id", "id", "identifier"),
    "name": ("name", "student", "full name", "sortable name"),
    "first_name": ("first name", "firstname", "given name"),
    "last_name": ("last name", "surname", "lastname", "family name"),
    "email": ("email", "email address", "e-mail"),
    "submitted": ("submitted", "last modified (submission)", "timestamp"),
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
    submitted: datetime | None = None

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
    by_lms_id: dict[str, Learner] = field(default_factory=dict)
    by_name: dict[str, list[Learner]] = field(default_factory=dict)

    @classmethod
    def of(cls, learners: tuple[Learner, ...]) -> Roster:
        roster = cls(learners, {one.lms_id: one for one in learners if one.lms_id})
        for one in learners:
            for key in one.known_as:
                roster.by_name.setdefault(key, []).append(one)
        return roster

    def find(self, lms_id: str, name: str) -> Learner | str | None:
        """The learner; None if there is none; a sentence if the name is of several."""
        if lms_id in self.by_lms_id:
            return self.by_lms_id[lms_id]
        found = self.by_name.get(_key(name), []) if name else []
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
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:10_000], ",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
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
    wanted = values.get("student_id") or values.get("email") or lms_id
    student_id = names.identifier(wanted)
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
        _date(path, line, said) if said and said != "-" else None,
    )


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
