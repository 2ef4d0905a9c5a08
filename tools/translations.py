"""Bring every catalogue of translations in step with the English texts: `make translations`.

``python -m tools.translations`` updates the languages there are; with a code, such as ``fr``, it
begins that language. What a package reads of its catalogues, ``.mo``, is compiled beside them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbjudge.authoring.course import load_config
from nbjudge.authoring.translation import catalogues, glossary
from nbjudge.authoring.translation.command import require_codes
from nbjudge.authoring.translation.lessons import messages_of
from nbjudge.authoring.translation.messages import Message, of_calls, of_constants, of_template
from nbjudge.authoring.translation.problems import Problem, problems
from nbjudge.autograde.traits import Judging
from nbjudge.errors import TranslationError
from nn_course.lessons import COURSE, LESSONS
from tools.catalogue_texts import of_exercise

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("part1", "part2", "part3", "part4")
LANGUAGES = sorted(one.stem for one in (ROOT / "source" / PARTS[0] / "locale").glob("*.po"))
"""The languages of the course: those of its first lesson."""

TEXTS = (
    *("nn_course.checks.words", "nn_course.checks.words_card", "nn_course.checks.words_errors"),
    *("nn_course.checks.words_seen", "nn_course.hints.texts", "nn_course.plots.texts"),
    *("nn_course.sentences", "nn_course.start.texts"),
)
"""The modules of nn_course whose constants are what is said to learners."""


BORROWED = {"part4": ("part3/seen.py",)}
"""What a part's catalogue takes from another part's: its looks say the same of an answer."""


@dataclass(frozen=True)
class Domain:
    """The catalogues of one set of *messages*: *pattern* is their path with {language} in it."""

    pattern: str
    messages: tuple[Message, ...]

    def file(self, language: str) -> Path:
        """The catalogue of *language*."""
        return ROOT / self.pattern.format(language=language)

    @property
    def of_package(self) -> bool:
        """Whether a package reads it, by gettext."""
        return "/LC_MESSAGES/" in self.pattern

    def languages(self) -> list[str]:
        """Those that have a catalogue."""
        before, _, after = self.pattern.partition("{language}")
        found = ROOT.glob(self.pattern.format(language="*"))
        cut = len(str(ROOT)) + 1 + len(before)
        return sorted(str(one)[cut : len(str(one)) - len(after)] for one in found)


@cache
def domains() -> tuple[Domain, ...]:
    """Every domain there is: the masters, the catalogue of exercises, packages."""
    return tuple(_domains())


def _domains() -> Iterator[Domain]:
    stub = Judging.of(load_config(ROOT)).stub
    for part in PARTS:
        found = messages_of(ROOT / "source" / part, ROOT, stub)
        yield Domain(f"source/{part}/locale/{{language}}.po", tuple(found))
    for part in PARTS:
        files = sorted((ROOT / "nn_course" / "catalogue" / part).glob("*.py"))
        files += [ROOT / "nn_course" / "catalogue" / one for one in BORROWED.get(part, ())]
        texts = tuple(one for file in files for one in of_exercise(file, ROOT))
        yield Domain(f"nn_course/locale/{{language}}/LC_MESSAGES/{part}.po", texts)
    yield Domain("nbjudge/locale/{language}/LC_MESSAGES/nbjudge.po", tuple(_of_nbjudge()))
    texts = tuple(of_course())
    yield Domain("nn_course/locale/{language}/LC_MESSAGES/nn_course.po", texts)


def of_course() -> Iterator[Message]:
    """The messages of nn_course but for its catalogue of exercises, in which each has its own."""
    for module in TEXTS:
        yield from of_constants(module)
    yield Message(COURSE, ("nn_course.lessons", ""), "title")
    for one in LESSONS:
        place = "nn_course.lessons", one.part
        yield Message(one.title, place, "title")
        yield from (Message(text, place) for text in (one.teaches, one.needs))
    package = ROOT / "nn_course"
    for file in sorted(package.rglob("*.py")):
        if package / "catalogue" not in file.parents:
            yield from of_calls(file, ROOT)
    for file in sorted(package.rglob("*.j2")):
        yield from of_template(file, ROOT)


def _of_nbjudge() -> Iterator[Message]:
    """What nbjudge says to learners: notes, verdicts, the feedback page."""
    for module in ("nbjudge.rebuild.notes", "nbjudge.wire.errors"):
        yield from of_constants(module)
    for file in sorted((ROOT / "nbjudge").rglob("*.py")):
        yield from of_calls(file, ROOT)
    yield from of_template(ROOT / "nbjudge" / "feedback" / "page.html.j2", ROOT)


def update(languages: list[str]) -> list[Path]:
    """Update the catalogues of *languages*, or of all there are; the files that changed.

    For those of packages, among them are what they are compiled to.
    """
    changed = []
    for domain in domains():
        for language in languages or domain.languages():
            file = domain.file(language)
            if catalogues.update(file, domain.messages, language):
                changed.append(file)
            if domain.of_package and compile_beside(file):
                changed.append(file.with_suffix(".mo"))
    return changed


def out_of_step(languages: Sequence[str] = ()) -> list[Problem]:
    """Whatever is wrong with the catalogues of *languages*, or of all; nothing if all is well."""
    found = []
    for domain in domains():
        for language in languages or LANGUAGES:
            file = domain.file(language)
            name = str(file.relative_to(ROOT))
            if not file.exists():
                found.append(Problem(name, "the whole file", "is missing"))
                continue
            found += problems(file, name, domain.messages, terms(language))
            compiled = file.with_suffix(".mo")
            if domain.of_package and not _is_compiled(file, compiled):
                what = "is not what this catalogue compiles to"
                found.append(Problem(name, str(compiled.relative_to(ROOT)), what))
    return found


def terms(language: str) -> list[glossary.Term]:
    """The glossary of *language*, if it has one: docs/glossary.md is that of Korean."""
    name = "glossary.md" if language == "ko" else f"glossary.{language}.md"
    page = ROOT / "docs" / name
    return glossary.read(page) if page.exists() else []


def _is_compiled(file: Path, compiled: Path) -> bool:
    made = catalogues.compiled(catalogues.read(file))
    return compiled.exists() and compiled.read_bytes() == made


def compile_beside(file: Path) -> bool:
    """Write the ``.mo`` of the catalogue *file*; True if it changed."""
    made, there = catalogues.compiled(catalogues.read(file)), file.with_suffix(".mo")
    if there.exists() and there.read_bytes() == made:
        return False
    there.write_bytes(made)
    return True


def main(languages: list[str]) -> int:
    """Update catalogues, print what changed, and how much is left to translate."""
    try:
        require_codes(languages)
    except TranslationError as error:
        print(error, file=sys.stderr)
        return 1
    for file in update(languages):
        print(file.relative_to(ROOT))
    left = out_of_step(languages)
    for problem in left:
        print(problem)
    if left:
        print(f"{len(left)} texts are left to translate or to mend.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
