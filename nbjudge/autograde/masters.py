"""The masters of one assignment: the notebooks that submissions are graded on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbjudge.autograde.errors import ClassError


@dataclass(frozen=True)
class Master:
    """A master's notebook as text, which travels to workers, and its digest."""

    name: str
    text: str
    digest: str

    @classmethod
    def of(cls, name: str, notebook: NotebookNode) -> Master:
        text = nbformat.writes(notebook, version=4)
        return cls(name, text, hashlib.blake2b(text.encode(), digest_size=16).hexdigest())

    @property
    def notebook(self) -> NotebookNode:
        """The notebook, read anew at every call."""
        return nbformat.reads(self.text, as_version=4)


def read(folder: Path, name: str) -> Master:
    """The master *name* in source/<assignment>, *folder*: the script if there is one, else the
    notebook. Raises ClassError or MasterError where neither can be read.
    """
    from nbjudge.authoring import masters as scripts  # workers can do without jupytext

    script, notebook = folder / f"{name}.py", folder / f"{name}.ipynb"
    if script.exists():
        return Master.of(name, scripts.reconcile(script, notebook))
    if not notebook.exists():
        raise ClassError.no_master(script)
    try:
        return Master.of(name, nbformat.read(notebook, as_version=4))
    except Exception as error:  # nbformat raises whatever the file made it stumble on
        raise ClassError.unreadable_master(notebook, str(error)) from error
