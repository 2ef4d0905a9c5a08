"""Bring every catalogue of translations in step with the English texts: `make translations`.

``python -m tools.translations`` updates the languages there are; with a code, such as ``fr``, it
begins that language.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbjudge.authoring.course import load_config
from nbjudge.authoring.translation import catalogues
from nbjudge.authoring.translation.lessons import messages_of
from nbjudge.authoring.translation.messages import Message, of_calls, of_constants, of_template
from nbjudge.autograde.traits import Judging
from tools.catalogue_texts import of_exercise

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("part1", "part2", "part3", "part4")


@dataclass(frozen=True)
class Domain:
    """The catalogues of one set of *messages*: *pattern* is their path with {language} in it."""

    pattern: str
    messages: tuple[Message, ...]

    def file(self, language: str) -> Path:
        """The catalogue of *language*."""
        return ROOT / self.pattern.format(language=language)

    def languages(self) -> list[str]:
        """Those that have a catalogue."""
        before, _, after = self.pattern.partition("{language}")
        found = ROOT.glob(self.pattern.format(language="*"))
        cut = len(str(ROOT)) + 1 + len(before)
        return sorted(str(one)[cut : len(str(one)) - len(after)] for one in found)


def domains() -> Iterator[Domain]:
    """Every domain there is: the masters, the catalogue of exercises, packages."""
    stub = Judging.of(load_config(ROOT)).stub
    for part in PARTS:
        found = messages_of(ROOT / "source" / part, ROOT, stub)
        yield Domain(f"source/{part}/locale/{{language}}.po", tuple(found))
    for part in PARTS:
        files = sorted((ROOT / "nn_course" / "catalogue" / part).glob("*.py"))
        texts = tuple(one for file in files for one in of_exercise(file, ROOT))
        yield Domain(f"nn_course/locale/{{language}}/LC_MESSAGES/{part}.po", texts)
    yield Domain("nbjudge/locale/{language}/LC_MESSAGES/nbjudge.po", tuple(_of_nbjudge()))


def _of_nbjudge() -> Iterator[Message]:
    """What nbjudge says to learners: notes, verdicts, the feedback page."""
    for module in ("nbjudge.rebuild.notes", "nbjudge.wire.errors"):
        yield from of_constants(module)
    for file in sorted((ROOT / "nbjudge").rglob("*.py")):
        yield from of_calls(file, ROOT)
    yield from of_template(ROOT / "nbjudge" / "feedback" / "page.html.j2", ROOT)


def update(languages: list[str]) -> list[Path]:
    """Update the catalogues of *languages*, or of all there are; the files that changed."""
    changed = []
    for domain in domains():
        for language in languages or domain.languages():
            file = domain.file(language)
            if catalogues.update(file, domain.messages, language):
                changed.append(file)
    return changed


if __name__ == "__main__":
    for file in update(sys.argv[1:]):
        print(file.relative_to(ROOT))
