"""Steps that grader_config.py adds to nbgrader's own generate_assignment and generate_solution.

nbgrader's converters, and formgrader's Generate button, create and run them; nothing else does.
Because they are part of nbgrader's configuration, both ways of generating give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum
from traitlets import Unicode

from nbjudge.authoring import masters, regions
from nbjudge.authoring.tidy import tidy
from nbjudge.authoring.translation import lessons
from nbjudge.errors import SolutionError, TranslationError
from nbjudge.language import ENGLISH


def _name(resources: dict) -> str:
    own = resources.get("nbgrader", {})
    return f"{own.get('assignment', '?')}/{own.get('notebook', '?')}"


class FromMaster(NbGraderPreprocessor):
    """First step: read the script beside the notebook, so that a stale notebook goes nowhere."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        notebook = Path(resources["metadata"]["path"], f"{resources['nbgrader']['notebook']}.ipynb")
        master = notebook.with_suffix(".py")
        if master.exists():
            nb = masters.reconcile(master, notebook)
        return nb, resources


class Tidy(NbGraderPreprocessor):
    """Fixed ids, no pairing, no editor's or execution's metadata. Stands first and last."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        return tidy(nb, _name(resources)), resources


class Translate(NbGraderPreprocessor):
    """Put the notebook into `language`, from source/<assignment>/locale/<language>.po.

    Stands after SaveCells, so that the gradebook holds the same cells whatever is released, and
    before a solution is executed.
    """

    language = Unicode(ENGLISH, help="A code such as ko; en leaves it as it is.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        if self.language == ENGLISH:
            return nb, resources
        file = lessons.catalogue_of(Path(resources["metadata"]["path"]), self.language)
        if not file.exists():
            raise TranslationError.missing(file)
        nb = lessons.translated(nb, lessons.read(file), self.language)
        for cell in nb.cells:
            if "checksum" in cell.metadata.get("nbgrader", {}):
                cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
        return nb, resources


class KeepAnswers(NbGraderPreprocessor):
    """Take the solution markers away and leave the answers between them."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            cell.source = regions.answer(cell.source, f"{_name(resources)}, cell {cell.id}")
        return nb, resources


class RequireCleanRun(NbGraderPreprocessor):
    """After Execute: a solution that raises is an error of the master, not an output."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            if "raises-exception" in cell.metadata.get("tags", []):
                continue
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    raise SolutionError.raised(
                        _name(resources), cell.id, output.ename, output.evalue
                    )
        return nb, resources
