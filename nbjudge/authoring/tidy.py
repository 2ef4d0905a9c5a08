"""Take out of a notebook what depends on the machine, the moment or the editor that wrote it.

What is left (sources, nbgrader's metadata, tags, locks, ids made from content) is the same
whichever program saved the notebook last, so that generating twice gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata

from nbformat import NotebookNode

from nbjudge.errors import MasterError

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {"file_extension": ".py", "name": "python", "pygments_lexer": "ipython3"}

LANGUAGE_KEY = "language"
"""In a notebook's metadata.nbjudge: the language of a translated one."""

# Everything else a cell's metadata may hold was put there by an editor or an execution.
_KEPT_CELL_METADATA = ("nbgrader", "tags", "deletable", "editable")

_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SLUG_LENGTH = 40


def grade_id(cell: NotebookNode) -> str | None:
    """The cell's nbgrader id, None for an ordinary cell."""
    found: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return found or None


def slug(text: str) -> str:
    """A cell id made of the first words of *text*: 'Load the digits' gives 'load-the-digits'."""
    first = next((line for line in text.splitlines() if re.search(r"\w", line)), "")
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    made = ""
    for word in words:
        if len(made) + 1 + len(word) > _SLUG_LENGTH:
            break
        made = f"{made}-{word}" if made else word
    return made or (words[0][:_SLUG_LENGTH] if words else "cell")


def set_ids(notebook: NotebookNode, name: str = "the notebook") -> None:
    """Give each cell of *notebook*, in place, an id that depends on content alone.

    nbgrader's cells get their grade_id; the others get a slug of their first line, numbered where
    it is taken. *name* is for the errors: a grade_id that is no valid id, or one used twice.
    """
    taken: set[str] = set()
    for cell in notebook.cells:
        own = grade_id(cell)
        if own is None:
            continue
        if not _CELL_ID.fullmatch(own):
            raise MasterError.not_an_id(name, own)
        if own in taken:
            raise MasterError.twice(name, own)
        taken.add(own)
    for cell in notebook.cells:
        chosen = grade_id(cell)
        if chosen is None:
            base = chosen = slug(cell.source)
            number = 2
            while chosen in taken:
                chosen = f"{base}-{number}"
                number += 1
            taken.add(chosen)
        cell["id"] = chosen


def tidy(notebook: NotebookNode, name: str = "the notebook") -> NotebookNode:
    """Bring *notebook* into the form that is released, in place, and return it.

    Outputs and execution counts stay as they are: clearing them is nbgrader's ClearOutput.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    language = language_of(notebook)
    notebook["metadata"] = NotebookNode(
        kernelspec=NotebookNode(KERNELSPEC), language_info=NotebookNode(LANGUAGE_INFO)
    )
    if language is not None:
        notebook.metadata["nbjudge"] = NotebookNode({LANGUAGE_KEY: language})
    for cell in notebook.cells:
        metadata = {key: cell.metadata[key] for key in _KEPT_CELL_METADATA if key in cell.metadata}
        if not metadata.get("tags", True):
            del metadata["tags"]
        if not metadata.get("nbgrader", True):
            del metadata["nbgrader"]
        cell["metadata"] = NotebookNode(metadata)
    if language is None:  # a translation has the ids of its English cells
        set_ids(notebook, name)
    return notebook


def language_of(notebook: NotebookNode) -> str | None:
    """The language of a translated notebook, None for an English one."""
    own = notebook.metadata.get("nbjudge", {})
    found = own.get(LANGUAGE_KEY) if isinstance(own, dict) else None
    return found if isinstance(found, str) else None
