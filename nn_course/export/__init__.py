"""A lesson as an HTML page that everybody can read.

`jupyter nbconvert --to lesson notebook.ipynb`, or *Lesson page* in JupyterLab's menu *File*, *Save
and Export Notebook As*. nbconvert's own page "lab" leaves some text too pale to be read by many,
and marks links by colour alone; this is that page with the few rules of style that mend it. It says
which language it is in: the one that the lesson's first cell speaks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets import default

_SPEAK = re.compile(r"""^nn_course\.speak\(["'](\w+)["']\)""", re.MULTILINE)

TEMPLATES = Path(__file__).parent / "templates"


class LessonPage(HTMLExporter):
    """nbconvert finds it as "lesson": pyproject.toml names it there."""

    export_from_notebook = "Lesson page"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "lesson"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [*super()._default_extra_template_basedirs(), str(TEMPLATES)]

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of `nb`, and what belongs to it."""
        code = (cell.source for cell in nb.cells if cell.cell_type == "code")
        spoken = next(filter(None, map(_SPEAK.search, code)), None)
        self.language_code = spoken[1] if spoken else "en"
        return super().from_notebook_node(nb, resources, **kw)
