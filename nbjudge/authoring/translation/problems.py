"""What is wrong with a catalogue: texts out of step, and translations that lost something."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from nbjudge.authoring.translation.catalogues import KEEP, Entries, former_of, read
from nbjudge.authoring.translation.glossary import Term
from nbjudge.authoring.translation.messages import Message, together

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
# By what they are called in a report; each has to be the same in both languages.
_FIXED = {
    "link": re.compile(r"\]\(([^)]*)\)"),
    "tag": re.compile(r"<[^<>\s][^<>]*>"),
    "placeholder": re.compile(r"\{[^{}]*\}|%\(\w+\)s"),
    "heading": re.compile(r"^#{1,6} ", re.MULTILINE),
}


@dataclass(frozen=True)
class Problem:
    """One thing to mend in the catalogue *file*: where its English stands, and what is wrong."""

    file: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.what}"


def problems(
    file: Path, name: str, messages: Iterable[Message], terms: Iterable[Term] = ()
) -> list[Problem]:
    """What is wrong with the catalogue *file*, called *name*, of *messages*.

    *terms* is the glossary of its language. Raises TranslationError where *file* is no catalogue.
    """
    wanted = together(messages)
    found: Entries = {(one.msgctxt, one.msgid): one for one in read(file) if not one.obsolete}
    gone = {key: one for key, one in found.items() if key not in wanted}
    result, terms = [], tuple(terms)
    for key, places in wanted.items():
        where = f"{places[0].place[0]}, cell {places[0].place[1]}".removesuffix(", cell ")
        if key in found:
            said = list(_of_entry(found[key], terms))
        elif (former := former_of(*key, gone)) is not None:
            del gone[former.msgctxt, former.msgid]
            said = [f"{_short(key[1])} has changed, and its translation has not"]
        else:
            said = [f"has no entry for {_short(key[1])}"]
        result += [Problem(name, where, what) for what in said]
    for entry in gone.values():
        what = f"translates {_short(entry.msgid)}, which is said nowhere any more"
        result.append(Problem(name, _place_of(entry), what))
    return result


def _place_of(entry: polib.POEntry) -> str:
    place = ":".join(filter(None, entry.occurrences[0])) if entry.occurrences else "an entry"
    return place.replace(".py:", ".py, cell ")


def _of_entry(entry: polib.POEntry, terms: tuple[Term, ...]) -> Iterator[str]:
    english, other = entry.msgid, entry.msgstr
    if not other:
        yield f"{_short(english)} is not translated"
        return
    if "fuzzy" in entry.flags:
        yield f"{_short(english)} has changed, and its translation (fuzzy) has not"
        return
    if english == other and KEEP not in entry.flags:
        yield f"{_short(english)} is the same in both languages: if it should be, flag it {KEEP}"
    want, have = _fixed(english), _fixed(other)
    for kind, part in sorted((want - have).keys()):
        yield f"{_short(english)}: the {kind} {part} of the English text is missing"
    for kind, part in sorted((have - want).keys()):
        yield f"{_short(english)}: the {kind} {part} is not in the English text"
    if KEEP not in entry.flags:
        for term in terms:
            yield from (f"{_short(english)}: {what}" for what in term.complaints(english, other))


def _fixed(text: str) -> Counter[tuple[str, str]]:
    """Every part of *text* that no translation changes, with its kind."""
    text = _FENCE.sub(" ", text)
    found = Counter(("code", f"`{span[2]}`") for span in _SPAN.finditer(text))
    text = _SPAN.sub(" ", text)
    found.update(("formula", one[0]) for one in _FORMULA.finditer(text))
    text = _FORMULA.sub(" ", text)
    for kind, pattern in _FIXED.items():
        found.update((kind, one[0]) for one in pattern.finditer(text))
    return found


def _short(text: str, length: int = 60) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= length else line[: length - 1] + "…")
