"""A glossary: how terms are translated, read from the tables of a page in Markdown.

Under the heading "Terms" each row of a table has an English term, the words for it (one of them has
to be there, separated by commas) and the words that are not to be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ROW = re.compile(r"\| (?P<english>.+?) \| (?P<words>.+?) \| ?(?P<never>.*?) ?\|")
# What is no prose: code, formulas, placeholders, addresses of links.
_CODE = re.compile(
    r"```.*?```|(`+).+?\1|\$\$.+?\$\$|\$[^$\n]+\$|\{[^{}]*\}|%\(\w+\)s|(?<=\])\([^)]*\)", re.DOTALL
)
_IRREGULAR = {"axis": r"ax[ie]s", "log-probability": r"log-probabilit(?:y|ies)"}


@dataclass(frozen=True)
class Term:
    """An *english* term; a translation has one of *words*, and none of *never*."""

    english: str
    words: tuple[str, ...]
    never: tuple[str, ...] = ()

    def complaints(self, english: str, other: str) -> Iterator[str]:
        """What is wrong with *other*, the translation of *english*, as to this term."""
        text = prose(other)
        if self._pattern().search(prose(english)) and not any(one in text for one in self.words):
            yield f"the term {self.english!r} should be {' or '.join(self.words)}"
        for one in self.never:
            if one in text:
                yield f"the word {one} is not used here: {self.english!r} is {self.words[0]}"

    def _pattern(self) -> re.Pattern[str]:
        plain = re.escape(self.english).replace(r"\ ", r"[\s-]+")
        plain = re.sub("y$", "(?:y|ies)", plain) if self.english.endswith("y") else plain
        forms = _IRREGULAR.get(self.english, plain + "(?:s|es)?")
        return re.compile(rf"(?<![\w.-]){forms}(?![\w-]|\(\))", re.IGNORECASE)


def prose(text: str) -> str:
    """*text* without its code, formulas, placeholders and addresses."""
    return _CODE.sub(" ", text)


def read(page: Path) -> list[Term]:
    """The terms of the glossary in *page*."""
    terms, inside = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            inside = line == "## Terms"
        row = _ROW.fullmatch(line)
        if inside and row is not None and row["english"] not in ("English", "---"):
            terms.append(Term(row["english"], _list(row["words"]), _list(row["never"])))
    return terms


def _list(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())
