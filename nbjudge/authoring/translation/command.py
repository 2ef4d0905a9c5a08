"""``nbjudge translations``: bring the catalogues of a course's lessons in step with its masters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from nbjudge.authoring.course import Course
from nbjudge.authoring.translation import catalogues
from nbjudge.authoring.translation.lessons import catalogue_of, languages_of, messages_of
from nbjudge.authoring.translation.problems import Problem, problems
from nbjudge.autograde.traits import Judging
from nbjudge.errors import TranslationError

_CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


def require_codes(languages: Sequence[str]) -> None:
    """Raise TranslationError unless each of *languages* is a code such as fr or pt_BR."""
    for language in languages:
        if not _CODE.fullmatch(language):
            raise TranslationError.no_language(language)


def translations(root: Path, languages: Sequence[str] = ()) -> tuple[list[Path], list[Problem]]:
    """Update ``source/*/locale/<language>.po`` of *languages*, or of those that are there.

    Returns the files that changed, and what is left to translate or to mend in any of them.
    """
    require_codes(languages)
    course = Course.at(root)
    stub = Judging.of(course.config).stub
    changed, left = [], []
    for assignment in course.assignments():
        folder = course.source / assignment
        said = messages_of(folder, course.root, stub)
        for language in languages or languages_of(folder):
            file = catalogue_of(folder, language)
            if catalogues.update(file, said, language):
                changed.append(file)
            left += problems(file, str(file.relative_to(course.root)), said)
    return changed, left
