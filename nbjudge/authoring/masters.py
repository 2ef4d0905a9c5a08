"""Masters: jupytext scripts in source/<assignment>/, and the notebooks nbgrader reads.

nbgrader, formgrader and the Create Assignment sidebar want ``source/<assignment>/<name>.ipynb``.
It is derived from ``<name>.py`` beside it, never kept under version control, and paired with it,
so that saving the notebook in JupyterLab writes the script.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from nbjudge.authoring.tidy import KERNELSPEC, set_ids
from nbjudge.errors import CourseError, MasterError

FORMATS = "ipynb,py:percent"
# The clock of a file system, and the time JupyterLab takes between writing the two files.
_MARGIN_S = 2.0


def masters(source: Path) -> Iterator[Path]:
    """The masters under *source*, sorted: every ``<assignment>/<notebook>.py``."""
    yield from sorted(source.glob("[!.]*/[!.]*.py"))


def derive(master: Path) -> NotebookNode:
    """The notebook of *master*, the same at every call: ids fixed, paired, no outputs.

    Raises MasterError where the script lacks jupytext's header, has text before its first cell,
    or gives two cells one grade_id. Reads *master* and leaves its times alone.
    """
    text = master.read_text(encoding="utf-8")
    notebook = jupytext.reads(text, fmt="py:percent")
    own = notebook.metadata.get("jupytext", {})
    if "formats" not in own or "text_representation" not in own:
        raise MasterError.no_header(master)
    _no_text_before_cells(master, text)
    pairing = {"formats": FORMATS}
    for key in ("notebook_metadata_filter", "cell_metadata_filter"):
        if key in own:
            pairing[key] = own[key]
    # Whatever else the header says goes no further: the header is for jupytext.
    notebook["metadata"] = NotebookNode(
        jupytext=NotebookNode(pairing), kernelspec=NotebookNode(KERNELSPEC)
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    set_ids(notebook, str(master))
    nbformat.validate(notebook)
    return notebook


def _no_text_before_cells(master: Path, text: str) -> None:
    after_header = text.split("\n# ---\n", 1)[-1]
    before = after_header.split("# %%", 1)[0]
    if before.strip():
        raise MasterError.comment_before_cells(master, before)


def reconcile(master: Path, notebook: Path) -> NotebookNode:
    """The notebook that stands for *master* now, *notebook* being what lies beside it, if anything.

    The script wins, except where the notebook was changed later without jupytext: then neither
    may be lost, and MasterError says how to choose.
    """
    derived = derive(master)
    if notebook.exists() and notebook.stat().st_mtime > master.stat().st_mtime + _MARGIN_S:
        try:
            present = nbformat.read(notebook, as_version=4)
        except Exception:  # not a notebook: nothing of value to lose
            return derived
        if _content(present) != _content(derived):
            raise MasterError.edited_apart(notebook, master)
    return derived


def _content(notebook: NotebookNode) -> list[tuple[str, str, dict]]:
    return [(c.cell_type, c.source, c.metadata.get("nbgrader", {})) for c in notebook.cells]


def write(master: Path) -> Path:
    """Derive *master*'s notebook into the file beside it; return that file's path."""
    notebook = master.with_suffix(".ipynb")
    text = dumps(reconcile(master, notebook))
    if not notebook.exists() or notebook.read_text(encoding="utf-8") != text:
        # Another process may read it meanwhile, so it is there at once and as a whole.
        unfinished = notebook.with_name(f".{notebook.name}.{os.getpid()}")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(notebook)
    # jupytext refuses to open a notebook that is newer than its script and differs from it, and
    # make would rebuild for ever if the script were touched instead.
    status = master.stat()
    os.utime(notebook, ns=(status.st_atime_ns, status.st_mtime_ns))
    return notebook


def write_all(source: Path) -> list[Path]:
    """Derive every notebook under *source*. Raises CourseError when there is no master."""
    written = [write(master) for master in masters(source)]
    if not written:
        raise CourseError.no_masters(source)
    return written


def write_missing(source: Path) -> None:
    """Derive the notebooks that do not exist yet: what a fresh clone lacks.

    grader_config.py calls this, so that nbgrader's commands and formgrader find something. A
    master with an error is a line on stderr there, because an exception would make nbgrader go on
    without its configuration.
    """
    for master in masters(source):
        if not master.with_suffix(".ipynb").exists():
            try:
                write(master)
            except (MasterError, OSError) as error:
                from nbjudge.terminal import Terminal  # rich, which nothing else here needs

                Terminal(error=True).say(f"nbjudge: {error}")


def dumps(notebook: NotebookNode) -> str:
    """The notebook as the text of a file, the same for the same notebook."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
