"""Which language is released, by nbgrader's own settings."""

from __future__ import annotations

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from nbjudge.language import ENGLISH

_FOLDERS = ("release_directory", "solution_directory")


def released_in(config: Config, language: str) -> None:
    """Let nbgrader generate and release notebooks in *language*.

    English ones lie in the folders that the configuration names, others in a folder of these that
    is called by the code of their language. grader_config.py calls it, after it has named them.
    """
    folders, before = config.CourseDirectory, config.Translate.get("language", ENGLISH)
    for name in _FOLDERS:
        base = folders[name] if name in folders else getattr(CourseDirectory(), name)
        if before != ENGLISH:
            base = base.removesuffix(f"/{before}")
        folders[name] = base if language == ENGLISH else f"{base}/{language}"
    config.Translate.language = language
