"""The language in which learners are spoken to, and texts in it, by gettext.

English is written in the code and needs no catalogue. Every other language lives in catalogues,
``<package>/locale/<language>/LC_MESSAGES/<domain>.mo``, which `make translations` compiles. What
has no translation stays English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

ENGLISH = "en"
SPEAK = "speak"
"""The function of a course's package that lessons call with their language: speak("en")."""

# A placeholder of str.format, {name} or {number:,}; doubled braces are braces.
PLACE = re.compile(r"(?<!\{)\{([^{}]*)\}(?!\})")
_SHORT = 2  # so many words do not tell what they mean without the name of their constant

_LISTED = re.compile(r", (?=[a-z]|None)")
_BRACKETED = "{before} ({inside})"
LONGEST_PHRASE = 5_000
"""Characters of a text that is looked for among the templates; entries have some hundred."""
_DEEPEST = 6  # phrases within phrases
_SAME = ("None", "True", "False")  # in every language

_spoken = ENGLISH


def use(language: str) -> None:
    """Speak *language*, a code such as "en" or "ko", from now on in this process."""
    global _spoken
    _spoken = language


def current() -> str:
    """The language that is spoken now."""
    return _spoken


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak *language* in this context, and afterwards what was spoken before."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


def context_of(name: str, text: str) -> str | None:
    """The gettext context of *text*, the constant *name*: only a short text has one."""
    return name if len(text.split()) <= _SHORT else None


class _Translations(gettext.GNUTranslations):
    """A catalogue, and the texts with placeholders among its entries, as patterns."""

    def templates(self) -> list[tuple[str, str]]:
        """English and translation of every entry with placeholders."""
        found = []
        for key, value in self._catalog.items():  # type: ignore[attr-defined]
            text = key.rpartition("\x04")[2] if isinstance(key, str) else ""
            if PLACE.search(text) and isinstance(value, str):
                found.append((text, value))
        # what says more comes first: "{label} gives" would match nearly anything
        return sorted(found, key=lambda one: -len(PLACE.sub("", one[0])))


def matches(template: str, text: str) -> bool:
    """Whether *text* can come from *template*, with something in each of its places."""
    return _between(template, text) is not None


def _between(template: str, text: str) -> list[str] | None:
    """What *text* has in the places of *template*, each as short as can be; None where it differs.

    What stands around the places is looked for from left to right, which takes no longer than to
    read the text. A regular expression may try every way to put it, and texts come from learners.
    """
    first, *rest = _literals(template)
    if not rest:
        return [] if text == first else None
    *middle, last = rest
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last):
        return None
    found, start = [], len(first)
    for literal in middle:
        place = text.find(literal, start + 1, end)
        if place < 0:
            return None
        found.append(text[start:place])
        start = place + len(literal)
    return [*found, text[start:end]] if start < end else None


@cache
def _literals(template: str) -> tuple[str, ...]:
    """What stands before, between and after the places of *template*."""
    return tuple(PLACE.split(template)[::2])  # the others are the names


class Catalogue:
    """The texts of one *domain* of *package*, in whatever language is spoken."""

    def __init__(self, package: str, domain: str) -> None:
        self.package, self.domain = package, domain

    def __call__(self, text: str, context: str | None = None) -> str:
        """*text* in the language spoken now; as it is where there is no translation."""
        if current() == ENGLISH or not text:
            return text
        found = _load(self.package, self.domain, current())
        if found is None:
            return text
        return found.gettext(text) if context is None else found.pgettext(context, text)

    def phrase(self, text: str) -> str:
        """*text*, which may come from a template with placeholders: their values are kept.

        For texts put together where no catalogue is, such as what a look saw beside an answer.
        A value that is itself an entry is translated, too, and so are the entries of a list, with
        commas between them, and what stands in brackets behind a phrase.
        """
        return self._phrase(text, _DEEPEST) if len(text) <= LONGEST_PHRASE else text

    def _phrase(self, text: str, deep: int) -> str:
        plain = self(text)
        if plain != text or current() == ENGLISH or deep == 0:
            return plain
        if len(entries := _LISTED.split(text)) > 1:
            said = [self._phrase(one, deep - 1) for one in entries]
            if all(new != old or old in _SAME for new, old in zip(said, entries, strict=True)):
                return ", ".join(said)
        if (held := _between(_BRACKETED, text)) is not None:
            before, inside = (self._phrase(one, deep - 1) for one in held)
            if before != held[0] and inside != held[1]:
                return f"{before} ({inside})"
        for template, translated in _templates(self.package, self.domain, current()):
            if (places := matched(template, text)) is not None:
                said = [self._phrase(one, deep - 1) for one in places.values()]
                return _filled(translated, dict(zip(places, said, strict=True)))
        return text


def matched(template: str, text: str) -> dict[str, str] | None:
    """What fills the places of *template* where it became *text*; None where it did not."""
    if (found := _between(template, text)) is None:
        return None
    names = (place[1] for place in PLACE.finditer(template))
    return dict(zip(names, found, strict=True))


def _filled(template: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: values.get(place[1], place[0]), template)


def languages(package: str, domain: str) -> tuple[str, ...]:
    """The languages in which *domain* can be had, English first."""
    places = _folder(package).glob(f"*/LC_MESSAGES/{domain}.mo")
    return (ENGLISH, *sorted(place.parents[1].name for place in places))


class Texts:
    """The constants of a module of texts, each in the language spoken when it is asked for."""

    def __init__(self, module: ModuleType, catalogue: Catalogue) -> None:
        self._module, self._catalogue = module, catalogue

    def __getattr__(self, name: str) -> Any:
        return self._said(name, getattr(self._module, name))

    def _said(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._catalogue(value, context_of(name, value))
        if isinstance(value, tuple):
            return tuple(self._said(name, one) for one in value)
        if isinstance(value, Mapping):
            return {key: self._said(name, one) for key, one in value.items()}
        return value


said = Catalogue("nbjudge", "nbjudge")
"""nbjudge's own texts for learners."""


@cache
def _load(package: str, domain: str, language: str) -> _Translations | None:
    place = _folder(package) / language / "LC_MESSAGES" / f"{domain}.mo"
    if not place.is_file():
        return None
    with place.open("rb") as file:
        return _Translations(file)


@cache
def _templates(package: str, domain: str, language: str) -> list[tuple[str, str]]:
    found = _load(package, domain, language)
    return [] if found is None else found.templates()


@cache
def _folder(package: str) -> Path:
    found = find_spec(package)  # which does not import it
    assert found is not None and found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))) / "locale"
