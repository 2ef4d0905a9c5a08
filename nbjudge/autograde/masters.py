"""The masters of one assignment: the notebooks that submissions are graded on, by language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbjudge.autograde.errors import ClassError
from nbjudge.language import ENGLISH, SPEAK

# What tells the language of a notebook: the field that a translated one has, which no editor
# changes, or else the call in its first cell, which stays in scripts, too.
_FIELD = re.compile(rb'"nbjudge"\s*:\s*\{\s*"language"\s*:\s*"(\w{2,8})"')
_CALL = re.compile(rb"\b" + SPEAK.encode() + rb"\(\s*\\?[\"'](\w{2,8})\\?[\"']\s*\)")


@dataclass(frozen=True)
class Master:
    """A master's notebook as text, which travels to workers, and its digest.

    *stub* is what stands in its blanks, where that is not the same in every language. *others* are
    the same master in other languages.
    """

    name: str
    text: str
    digest: str
    language: str = ENGLISH
    stub: str | None = None
    others: tuple[Master, ...] = ()

    @classmethod
    def of(
        cls, name: str, notebook: NotebookNode, language: str = ENGLISH, stub: str | None = None
    ) -> Master:
        text = nbformat.writes(notebook, version=4)
        digest = hashlib.blake2b(f"{text}{stub or ''}".encode(), digest_size=16).hexdigest()
        return cls(name, text, digest, language, stub)

    @property
    def notebook(self) -> NotebookNode:
        """The notebook, read anew at every call."""
        return nbformat.reads(self.text, as_version=4)

    def speaking(self, language: str) -> Master:
        """This master in *language*; as it is where it was not translated into that."""
        return next((one for one in self.others if one.language == language), self)

    def of_language_of(self, files: Iterable[bytes]) -> Master:
        """This master in the language of a submission: that of the first of *files* that tells."""
        if self.others:
            for data in files:
                for pattern in (_FIELD, _CALL):
                    if (found := pattern.search(data)) is not None:
                        return self.speaking(found[1].decode())
        return self


def read(folder: Path, name: str, stub: str) -> Master:
    """The master *name* in source/<assignment>, *folder*: the script if there is one, else the
    notebook; with its translations, in which *stub* is translated, too. Raises ClassError,
    MasterError or TranslationError where something cannot be read.
    """
    from nbjudge.authoring import masters as scripts  # workers can do without jupytext

    script, notebook = folder / f"{name}.py", folder / f"{name}.ipynb"
    if script.exists():
        return _with_translations(folder, name, scripts.reconcile(script, notebook), stub)
    if not notebook.exists():
        raise ClassError.no_master(script)
    try:
        found = nbformat.read(notebook, as_version=4)
    except Exception as error:  # nbformat raises whatever the file made it stumble on
        raise ClassError.unreadable_master(notebook, str(error)) from error
    return _with_translations(folder, name, found, stub)


def _with_translations(folder: Path, name: str, notebook: NotebookNode, stub: str) -> Master:
    from nbjudge.authoring.translation import lessons

    others = []
    for language in lessons.languages_of(folder):
        texts = lessons.read(lessons.catalogue_of(folder, language))
        spoken = lessons.translated(notebook, texts, language)
        own_stub = lessons.translated_code(stub, texts, language)
        others.append(Master.of(name, spoken, language, own_stub))
    return replace(Master.of(name, notebook), others=tuple(others))
