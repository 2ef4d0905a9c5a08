"""Catalogues, ``<language>.po`` files: brought in step with the messages, and compiled."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import polib

from nbjudge.authoring.translation.messages import Message, together
from nbjudge.errors import TranslationError

Entries = dict[tuple[str | None, str], polib.POEntry]
"""The entries of a catalogue by context and English text."""

_WIDTH = 100
_SIMILAR = 0.6
KEEP = "keep"
"""The flag of an entry that is the same in both languages on purpose."""


def read(file: Path) -> polib.POFile:
    """The catalogue in *file*. Raises TranslationError where it is no catalogue."""
    try:
        return polib.pofile(str(file), encoding="utf-8", wrapwidth=_WIDTH)
    except (OSError, UnicodeDecodeError) as error:  # polib raises OSError for what it cannot parse
        raise TranslationError.unreadable(file, error) from error


def update(file: Path, messages: Iterable[Message], language: str) -> bool:
    """Bring the catalogue *file* in step with *messages*, make it if need be; True if it changed.

    New texts come in untranslated. A text that was changed keeps its translation, marked fuzzy and
    with the former English, for a person to look at. What is said nowhere any more goes.
    """
    old = read(file) if file.exists() else polib.POFile()
    known: Entries = {(one.msgctxt, one.msgid): one for one in old if not one.obsolete}
    wanted = together(messages)
    gone = {key: one for key, one in known.items() if key not in wanted and one.msgstr}
    made = polib.POFile(wrapwidth=_WIDTH, encoding="utf-8")
    made.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for (context, text), places in wanted.items():
        entry = polib.POEntry(msgctxt=context, msgid=text)
        entry.occurrences = list(dict.fromkeys(one.place for one in places))
        entry.comment = ", ".join(dict.fromkeys(one.kind for one in places))
        if (before := known.get((context, text))) is not None:
            entry.msgstr, entry.flags = before.msgstr, [*before.flags]
            entry.tcomment = before.tcomment
            entry.previous_msgid = before.previous_msgid
        elif (former := former_of(entry.msgctxt, entry.msgid, gone)) is not None:
            entry.msgstr, entry.flags = former.msgstr, ["fuzzy"]
            entry.tcomment, entry.previous_msgid = former.tcomment, former.msgid
        made.append(entry)
    text = str(made).rstrip("\n") + "\n"
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return True


def former_of(context: str | None, text: str, gone: Entries) -> polib.POEntry | None:
    """The entry of *gone*, texts that are said nowhere any more, that *text* seems to have been."""
    near = {one.msgid: one for (where, _), one in gone.items() if where == context}
    best = difflib.get_close_matches(text, near, 1, _SIMILAR)
    return near[best[0]] if best else None


def compiled(catalogue: polib.POFile) -> bytes:
    """What gettext reads of *catalogue*, the same bytes for the same entries."""
    made = polib.POFile()
    made.metadata = dict(catalogue.metadata)
    for entry in catalogue.translated_entries():
        made.append(polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr=entry.msgstr))
    return bytes(made.to_binary())
